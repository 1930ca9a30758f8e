"""The step before a comment is posted, in a browser: with and without JavaScript."""

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from articles.models import HelpLine, SiteSettings
from comments.models import Comment
from tests.factories import make_article

WORDS = "Write to me at rui@example.org, I can tell you more."


@pytest.mark.parametrize("scripts", [True, False])
class AskedBeforePostingTests:
    @pytest.fixture
    def window(self, browser: Browser, transactional_db, live_server, client, rui, scripts):
        """Rui's window below an article."""
        article = make_article()
        SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
        HelpLine.objects.create(kind=HelpLine.Kind.CRISIS, name="Listening line", phone="116 123")
        client.force_login(rui)
        context = browser.new_context(java_script_enabled=scripts, locale="en-GB")
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(live_server.url + article.get_absolute_url())
        yield page
        context.close()

    def write(self, page, words):
        page.get_by_label("Your comment").fill(words)
        page.get_by_role("button", name="Post comment").click()

    def test_a_reader_is_asked_and_posts_it_as_it_is(self, window):
        self.write(window, WORDS)
        expect(window.get_by_role("heading", name="Is this yours to share?")).to_be_visible()
        expect(window.locator("mark")).to_have_text("rui@example.org")
        window.get_by_role("button", name="It is fine, post it").click()
        expect(window.get_by_text("A moderator reads it first, because of this:")).to_be_visible()
        assert Comment.objects.get().current_version.source == WORDS

    def test_a_reader_leaves_out_what_is_marked(self, window):
        self.write(window, WORDS)
        window.get_by_role("button", name="Leave out what is marked").click()
        box = window.get_by_label("Change your words")
        expect(box).to_have_value("Write to me at [left out], I can tell you more.")
        box.fill("I can tell you more.")
        window.get_by_role("button", name="Post the changed words").click()
        expect(window.get_by_text("Waiting for a moderator").first).to_be_visible()
        assert Comment.objects.get().current_version.source == "I can tell you more."

    def test_somebody_in_a_crisis_lands_beside_the_help_lines(self, window):
        self.write(window, "I don’t want to live any more.")
        panel = window.get_by_role("complementary", name="Someone to talk to")
        expect(panel).to_contain_text("Listening line")
        expect(panel.get_by_role("link", name="116 123")).to_have_attribute("href", "tel:116123")
