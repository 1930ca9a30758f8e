"""A moderator's morning in a browser: once by keyboard alone, once without scripts."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from comments.models import Comment, ReasonTemplate, ReviewItem
from comments.posting import post
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def morning(rui, eve):
    """Five comments wait; one of them cannot wait long."""
    # A migration brings this reply; a test with real transactions before this one may have emptied the table.
    ReasonTemplate.objects.get_or_create(
        reason="abuse", language="en", defaults={"text": "We removed your comment because it was attacking somebody."}
    )
    article = make_article()
    texts = ["It helped me.", "Buy pills here.", "You are all idiots.", "Thank you!", "I am so afraid."]
    comments = [post(author=rui if n % 2 else eve, article=article, text=text) for n, text in enumerate(texts)]
    ReviewItem.ask(comments[4], ["at_risk"])
    return comments


def log_in(page: Page, live_server, client, person) -> None:
    client.force_login(person)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )


def statuses(comments):
    return [Comment.objects.get(pk=comment.pk).status for comment in comments]


class MorningTests:
    def test_by_keyboard_alone(self, page, live_server, client, mo, morning, assert_accessible):
        log_in(page, live_server, client, mo)
        page.goto(live_server.url + reverse("moderation:queue"))
        item = page.get_by_role("region", name=re.compile("Comment by"))
        press = page.keyboard.press
        expect(item).to_contain_text("I am so afraid.")
        # The help, and away with it.
        press("?")
        expect(page.get_by_role("dialog", name="Keys at this desk")).to_be_visible()
        press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        # Look further down, come back, approve: the next one has the focus.
        press("j")
        expect(item).to_contain_text("It helped me.")
        press("k")
        expect(item).to_contain_text("I am so afraid.")
        press("a")
        expect(item).to_contain_text("It helped me.")
        expect(page.locator("#item-title")).to_be_focused()
        # A slip: undone, and there it is again.
        press("u")
        expect(page.get_by_text("Undone: all is as it was.")).to_be_visible()
        expect(item).to_contain_text("I am so afraid.")
        press("a")
        expect(item).to_contain_text("It helped me.")
        press("a")
        expect(item).to_contain_text("Buy pills here.")
        press("s")
        expect(item).to_contain_text("You are all idiots.")
        # To reject, the key leads to the reason; letters typed there choose it, and a step back leads out.
        press("r")
        expect(page.locator(".decision select[name=reason]")).to_be_focused()
        page.keyboard.type("Hurt")
        expect(page.locator(".decision select[name=reason]")).to_have_value("abuse")
        expect(page.locator("textarea[name=public_text]")).to_have_value(re.compile("attacking"))
        press("Shift+Tab")
        press("Shift+Tab")
        press("r")
        expect(item).to_contain_text("Thank you!")
        press("a")
        expect(page.get_by_text("Nothing is waiting.")).to_be_visible()
        assert statuses(morning) == ["published", "spam", "rejected", "published", "published"]
        assert_accessible(page)

    def test_many_at_once_by_keyboard_alone(self, page, live_server, client, mo, morning):
        log_in(page, live_server, client, mo)
        page.goto(live_server.url + reverse("moderation:queue"))
        item = page.get_by_role("region", name=re.compile("Comment by"))
        press = page.keyboard.press
        press("j")
        expect(item).to_contain_text("It helped me.")
        press("x")
        expect(page.get_by_text("1 ticked")).to_be_visible()
        press("x")
        expect(page.get_by_text("1 ticked")).to_be_hidden()
        press("x")
        # What is ticked stays ticked while one looks further, and a range is taken on one page.
        press("j")
        expect(item).to_contain_text("Buy pills here.")
        expect(page.get_by_text("1 ticked")).to_be_visible()
        press("x")
        page.locator(".queue input[name=chosen]").nth(4).click(modifiers=["Shift"])
        expect(page.get_by_text("4 ticked")).to_be_visible()
        press("*")
        expect(page.get_by_text("5 ticked")).to_be_visible()
        press("*")
        press("*")
        press("b")
        expect(page.locator(".bulk select")).to_be_focused()
        press("Tab")
        press("Enter")
        expect(page.get_by_text("5 done")).to_be_visible()
        assert set(statuses(morning)) == {"published"}

    def test_single_keys_can_be_turned_off_and_stay_off(self, page, live_server, client, mo, morning):
        log_in(page, live_server, client, mo)
        address = live_server.url + reverse("moderation:queue")
        page.goto(address)
        page.keyboard.press("?")
        page.get_by_label("Use single keys in this browser").uncheck()
        page.get_by_role("button", name="Close", exact=True).click()
        page.goto(address)
        page.keyboard.press("a")
        page.keyboard.press("j")
        expect(page.get_by_role("region", name=re.compile("Comment by"))).to_contain_text("I am so afraid.")
        assert set(statuses(morning)) == {"held"}
        # The way back stands on the page.
        page.get_by_role("button", name="Keys").click()
        page.get_by_label("Use single keys in this browser").check()
        page.get_by_role("button", name="Close", exact=True).click()
        page.keyboard.press("a")
        expect(page.get_by_text("Decided: Published")).to_be_visible()

    def test_letters_typed_in_a_field_are_letters(self, page, live_server, client, mo, morning):
        log_in(page, live_server, client, mo)
        page.goto(live_server.url + reverse("moderation:queue"))
        page.get_by_text("Filter and search").click()
        page.get_by_label("Words or name").fill("")
        page.get_by_label("Words or name").press_sequentially("a jar")
        expect(page.get_by_label("Words or name")).to_have_value("a jar")
        assert set(statuses(morning)) == {"held"}

    def test_without_scripts(self, browser, live_server, client, mo, morning):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        log_in(page, live_server, client, mo)
        page.goto(live_server.url + reverse("moderation:queue"))
        item = page.get_by_role("region", name=re.compile("Comment by"))
        item.get_by_role("button", name="Tell others I’m looking at it").click()
        item.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Decided: Published")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(item).to_contain_text("I am so afraid.")
        item.get_by_role("button", name="Approve").click()
        # A removal without its reason comes back and says so; with it, it goes through.
        page.get_by_role("link", name=re.compile("You are all idiots")).click()
        item.get_by_role("button", name="Reject").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose a reason")
        item.get_by_label("Reason").first.select_option("abuse")
        item.get_by_role("button", name="Reject").click()
        # The rest at once.
        for words in ("It helped me", "Thank you"):
            page.get_by_role("checkbox", name=re.compile(words)).check()
        page.get_by_role("group", name="For all that are ticked").get_by_role("button", name="Approve").click()
        expect(page.get_by_role("status")).to_contain_text("2 done")
        page.get_by_role("link", name="Back to the queue").click()
        item.get_by_role("button", name="Spam").click()
        item.get_by_label("Reason").first.select_option("spam")
        item.get_by_role("button", name="Spam").click()
        expect(page.get_by_text("Nothing is waiting.")).to_be_visible()
        assert statuses(morning) == ["published", "spam", "rejected", "published", "published"]
        context.close()
