"""At the author's desk: a closed tab, a dead network, an ended log-in; every letter is found again."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Revision, WorkingCopy
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(context, live_server, client, ana):
    """Ana's browser, at a draft of hers. Dead networks are reported on the console, which is right."""
    client.force_login(ana)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )
    context.set_default_timeout(10_000)
    article = make_article(by=ana, live=False)
    context.address = live_server.url + reverse("admin:articles_article_change", args=[article.pk])
    return context


def write(page: Page, words: str) -> None:
    text = page.get_by_role("textbox", name="Text:")
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def opened(desk) -> Page:
    page = desk.new_page()
    page.on("dialog", lambda box: box.accept())
    page.goto(desk.address)
    expect(page.get_by_role("textbox", name="Text:")).to_be_visible()
    return page


class NothingIsLostTests:
    def test_after_a_closed_tab_the_server_has_it(self, desk):
        page = opened(desk)
        write(page, " Every letter.")
        expect(page.get_by_text("Not saved, but kept")).to_be_visible()
        page.close()
        page = opened(desk)
        page.get_by_role("link", name="Go on with it").click()
        expect(page.get_by_role("textbox", name="Text:")).to_contain_text("Every letter.")
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_text("is saved as a draft")).to_be_visible()
        assert "Every letter." in Revision.objects.order_by("-number").first().body
        assert not WorkingCopy.objects.exists()

    def test_without_a_network_the_browser_has_it_and_says_so(self, desk):
        page = opened(desk)
        desk.set_offline(True)
        write(page, " Every letter.")
        expect(page.get_by_text("is not kept on the server at the moment")).to_be_visible()
        page.close(run_before_unload=False)
        desk.set_offline(False)
        page = opened(desk)
        page.get_by_role("button", name="Put it into the form").click()
        expect(page.get_by_role("textbox", name="Text:")).to_contain_text("Every letter.")
        expect(page.get_by_text("Not saved, but kept")).to_be_visible()
        assert "Every letter." in WorkingCopy.objects.get().fields["body"]

    def test_when_the_network_is_back_it_is_kept(self, desk):
        page = opened(desk)
        desk.set_offline(True)
        write(page, " Every letter.")
        problem = page.get_by_text("is not kept on the server at the moment")
        expect(problem).to_be_visible()
        desk.set_offline(False)
        expect(problem).to_be_hidden()
        assert "Every letter." in WorkingCopy.objects.get().fields["body"]

    def test_after_an_ended_log_in_the_browser_has_it(self, desk, client, ana, live_server):
        page = opened(desk)
        Session.objects.all().delete()
        write(page, " Every letter.")
        expect(page.get_by_text("is not kept on the server at the moment")).to_be_visible()
        page.close(run_before_unload=False)
        client.force_login(ana)
        desk.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
        )
        page = opened(desk)
        page.get_by_role("button", name="Put it into the form").click()
        expect(page.get_by_role("textbox", name="Text:")).to_contain_text("Every letter.")

    def test_a_second_tab_takes_nothing_from_the_first(self, desk):
        first, second = opened(desk), opened(desk)
        write(first, " From the first.")
        expect(first.get_by_text("Not saved, but kept")).to_be_visible()
        write(second, " From the second.")
        expect(second.get_by_text("Not saved, but kept")).to_be_visible()
        bodies = "".join(copy.fields["body"] for copy in WorkingCopy.objects.all())
        assert "From the first." in bodies
        assert "From the second." in bodies
