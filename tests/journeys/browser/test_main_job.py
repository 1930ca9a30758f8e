"""The main job, in a browser: a page comes in, is published and read; somebody signs up, comments, and is approved."""

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from articles import publishing
from articles.models import Article, Policy, PolicyVersion
from tests.accounts.mailbox import newest_code
from tests.conftest import PASSWORD

PAGE_TEXT = Path(__file__).parent.parent.parent / "data" / "restless-legs.txt"
COMMENT = "Keeping a short diary before my appointment helped me most."


@pytest.fixture
def article(live_server, ana):
    """An imported page, published by its author."""
    call_command("import_articles", str(PAGE_TEXT), verbosity=0)
    article = Article.objects.get()
    publishing.publish(article.latest, by=ana)
    for kind in ("terms", "community-rules"):
        PolicyVersion.objects.create(policy=Policy.objects.create(kind=kind, title=kind), body="<p>Be kind.</p>")
    return article


def log_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


@pytest.mark.django_db(transaction=True)
class MainJobTests:
    def test_a_reader_signs_up_comments_waits_and_is_approved(self, page, browser, live_server, article, mo):
        address = live_server.url + article.get_absolute_url()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(article.latest.title)
        expect(page.get_by_text("Login is required before commenting.")).to_be_visible()
        expect(page.get_by_role("heading", name="Comments (0)")).to_be_visible()

        page.get_by_role("main").get_by_role("link", name="Sign up").click()
        page.get_by_label("Display name").fill("Willow in Leith")
        page.get_by_label("E-mail address").fill("willow@example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("I agree").check()
        page.get_by_role("main").get_by_role("button", name="Sign up").click()
        page.get_by_label("Code").fill(newest_code())
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}#comment-form")

        page.get_by_label("Your comment").fill(COMMENT)
        page.get_by_role("button", name="Post comment").click()
        expect(page.get_by_text(COMMENT)).to_be_visible()
        expect(page.get_by_text("waiting").first).to_be_visible()

        visitor = browser.new_page()
        visitor.goto(address)
        assert COMMENT not in visitor.content()

        desk = browser.new_page()
        desk.goto(f"{live_server.url}/accounts/login/?next=/moderation/")
        log_in(desk, mo.email)
        expect(desk.get_by_text(COMMENT).first).to_be_visible()
        desk.locator("form.decision").get_by_role("button", name="Approve").click()
        expect(desk.get_by_text("Decided").first).to_be_visible()

        visitor.reload()
        expect(visitor.get_by_text(COMMENT)).to_be_visible()
        expect(visitor.get_by_role("heading", name="Willow in Leith")).to_be_visible()
        expect(visitor.get_by_role("heading", name="Comments (1)")).to_be_visible()

    def test_words_survive_a_log_in_that_ended_while_typing(self, page, live_server, article, rui):
        address = live_server.url + article.get_absolute_url()
        page.goto(f"{live_server.url}/accounts/login/?next={article.get_absolute_url()}")
        log_in(page, rui.email)
        page.get_by_label("Your comment").fill(COMMENT)
        page.context.clear_cookies(name="healthsite_session")
        page.get_by_role("button", name="Post comment").click()
        page.get_by_label("E-mail address").fill(rui.email)
        page.get_by_label("Password", exact=True).fill("the wrong one")
        page.get_by_role("button", name="Log in", exact=True).click()
        log_in(page, rui.email)
        expect(page.get_by_label("Your comment")).to_have_value(COMMENT)
        assert page.url.startswith(address)

    @pytest.mark.parametrize("width", [320, 360, 1280])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_page_reads_well(self, page, live_server, article, assert_accessible, width, scheme):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(live_server.url + article.get_absolute_url())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".article-body h2")).to_have_count(8)
        assert_accessible(page)

    def test_it_all_works_without_javascript(self, browser, live_server, article, rui, mo):
        reader = browser.new_context(java_script_enabled=False).new_page()
        reader.goto(live_server.url + article.get_absolute_url())
        reader.get_by_role("main").get_by_role("link", name="Log in").click()
        log_in(reader, rui.email)
        reader.get_by_label("Your comment").fill(COMMENT)
        reader.get_by_role("button", name="Post comment").click()
        expect(reader.get_by_text(COMMENT)).to_be_visible()
        moderator = browser.new_context(java_script_enabled=False).new_page()
        moderator.goto(f"{live_server.url}/accounts/login/?next=/moderation/")
        log_in(moderator, mo.email)
        moderator.locator("form.decision").get_by_role("button", name="Approve").click()
        reader.goto(live_server.url + article.get_absolute_url())
        expect(reader.get_by_role("heading", name="Comments (1)")).to_be_visible()
