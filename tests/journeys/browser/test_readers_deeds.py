"""The small deeds below a comment, in a browser: with and without JavaScript, by keyboard, narrow and wide."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from comments.helpfulness import put
from comments.models import Comment, IgnoredPerson, Report
from comments.posting import post
from comments.transitions import transition
from tests.conftest import PASSWORD
from tests.factories import make_article


@pytest.fixture
def talk(transactional_db, rui, eve, mo):
    """A public comment of Rui's and one of Eve's, below one article."""
    article = make_article("Living with hay fever")
    for who, text in ((rui, "Salt water helped me."), (eve, "Nothing helped me so far.")):
        transition(post(author=who, article=article, text=text), "published", actor=mo, role="moderator")
    return article


def log_in(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*/login/)"))


def below(page: Page, words: str):
    return page.get_by_role("article").filter(has_text=words)


@pytest.mark.parametrize("scripts", [True, False])
class ReadersDeedsTests:
    @pytest.fixture
    def window(self, browser: Browser, talk, live_server, scripts):
        """Eve's window, with or without JavaScript."""
        context = browser.new_context(java_script_enabled=scripts, locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(10_000)
        log_in(page, live_server.url, "eve@example.org")
        page.goto(live_server.url + talk.get_absolute_url())
        yield page
        context.close()

    def test_a_reader_calls_a_comment_helpful_and_takes_it_back(self, window):
        button = below(window, "Salt water").get_by_role("button", name="Helpful")
        expect(button).to_have_attribute("aria-pressed", "false")
        button.focus()
        window.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_contain_text("1")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")

    def test_a_reader_reports_a_comment_and_looks_away(self, window):
        below(window, "Salt water").get_by_role("link", name="Report").click()
        window.get_by_label("A false or misleading health claim").check()
        window.get_by_label("What should the moderators know?").fill("The first sentence.")
        window.get_by_role("button", name="Send the report").click()
        expect(window.get_by_text("You reported this.")).to_be_visible()
        window.get_by_role("button", name="Ignore Rui").click()
        fold = window.get_by_text("You ignore this person: show")
        expect(window.get_by_text("Salt water helped me.")).to_be_hidden()
        fold.click()
        expect(window.get_by_text("Salt water helped me.")).to_be_visible()
        assert Report.objects.get().reason == "misleading"
        assert IgnoredPerson.objects.count() == 1

    def test_a_writer_changes_and_withdraws_a_comment(self, window):
        below(window, "Nothing helped").get_by_role("link", name="Edit").click()
        window.get_by_label("Your comment").fill("A walk helped me.")
        window.get_by_role("button", name="Save").click()
        expect(below(window, "Nothing helped")).to_be_visible()
        window.get_by_text("Your change is waiting for a moderator").click()
        expect(window.get_by_text("A walk helped me.")).to_be_visible()
        below(window, "Nothing helped").get_by_role("link", name="Withdraw").click()
        window.get_by_role("button", name="Withdraw it").click()
        expect(window.get_by_text("This comment was removed by its author.")).to_be_visible()


class LookTests:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 1280])
    def test_every_page_fits_and_axe_finds_nothing(
        self, page, live_server, talk, eve, width, scheme, assert_accessible
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        comment = Comment.objects.get(author__email="rui@example.org")
        own = Comment.objects.get(author=eve)
        put(comment, by=eve)
        addresses = [f"/comments/{comment.public_id}/concern/", "LOG IN", talk.get_absolute_url()]
        addresses += [f"/comments/{comment.public_id}/report/", "/accounts/ignored/"]
        addresses += [f"/comments/{own.public_id}/edit/", f"/comments/{own.public_id}/withdraw/"]
        for address in addresses:
            if address == "LOG IN":
                log_in(page, live_server.url, "eve@example.org")
                continue
            page.goto(live_server.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert_accessible(page)

    def test_a_visitor_reports_without_an_account(self, page, live_server, talk):
        page.goto(live_server.url + talk.get_absolute_url())
        below(page, "Salt water").get_by_role("link", name="Report").click()
        page.get_by_label("It tells something personal").check()
        page.get_by_label("What should the moderators know?").fill("It is about me.")
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_text("Thank you. A moderator will look at it.")).to_be_visible()
        assert page.context.cookies() == []
        assert Report.objects.get().reporter is None
