"""A rule is tried and saved in a browser: by keyboard alone, and once without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from comments.models import ListEntry, RuleChange
from comments.posting import post
from comments.transitions import transition
from tests.factories import make_article
from tests.journeys.browser.test_moderators_morning import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def decided(rui, mo):
    """Rui is known by now, and has linked a site that nobody minded."""
    article = make_article()
    for text in ["One.", "Two.", "Three.", "I read it at https://pills.example/a today."]:
        comment = post(author=rui, article=article, text=text)
        transition(comment, "published", actor=mo, role="moderator")
    return article


def try_and_save(page: Page) -> None:
    """From the empty form to the saved change, by the keys that every browser has."""
    press, write = page.keyboard.press, page.keyboard.type
    page.get_by_label("Add, one a line").focus()
    write("https://www.pills.example/\ncom")
    press("Tab")
    write("sells pills")
    press("Tab")
    press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Line 2")
    expect(page.get_by_label("Add, one a line")).to_have_value("https://www.pills.example/\ncom")
    page.get_by_role("button", name="Try it without these lines").focus()
    press("Enter")
    expect(page.get_by_role("heading", name="What this change would do")).to_be_visible()
    expect(page.locator(".trial-sum")).to_contain_text("held 1 comment more, of which people approved 1")


class RulesTests:
    def test_by_keyboard_alone(self, page, live_server, client, mo, decided, assert_accessible):
        log_in(page, live_server, client, mo)
        page.goto(f"{live_server.url}{reverse('moderation:rules')}?list=blocked_host")
        assert_accessible(page)
        try_and_save(page)
        assert_accessible(page)
        # Without the tick the browser itself does not send it.
        page.get_by_role("button", name="Save").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("I have looked at the examples")).to_be_focused()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Save").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
        assert ListEntry.objects.get(kind="blocked_host").note == "sells pills"
        page.get_by_role("button", name="Take back change 1").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Save").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
        assert not ListEntry.objects.filter(kind="blocked_host").exists()
        page.get_by_role("link", name="Record").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What the rules did")).to_be_visible()
        assert_accessible(page)

    def test_without_scripts(self, browser: Browser, live_server, client, mo, decided):
        page = browser.new_context(java_script_enabled=False).new_page()
        log_in(page, live_server, client, mo)
        page.goto(f"{live_server.url}{reverse('moderation:rules')}?list=blocked_host")
        try_and_save(page)
        page.get_by_label("I have looked at the examples").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
        assert RuleChange.objects.get().confirmed
        page.get_by_label("pills.example").check()
        page.get_by_role("button", name="Try this change").last.click()
        page.get_by_role("button", name="Save").click()
        assert not ListEntry.objects.filter(kind="blocked_host").exists()
