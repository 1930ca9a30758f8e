"""Citing in the editor, with a keyboard alone. `page` fails on any console error and policy violation."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Source
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server, client, ana) -> Page:
    client.force_login(ana)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )
    return page


def open_article(desk: Page, live_server, article: Article) -> None:
    desk.goto(live_server.url + reverse("admin:articles_article_change", args=[article.pk]))
    expect(desk.get_by_role("textbox", name="Text:")).to_be_visible()


def save(desk: Page) -> None:
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("is saved as a draft")).to_be_visible()


def body_of(article: Article) -> str:
    return Article.objects.get(pk=article.pk).latest.body


class CitingTests:
    def test_a_source_is_found_and_cited_after_the_chosen_words_by_keyboard(self, desk, live_server, ana):
        make_source("Another")
        source = make_source("A careful study", authors="Akl EA", year=2011, doi="10.1000/182")
        article = make_article(by=ana, live=False, body="<p>Rinsing helps.</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Home")
        desk.keyboard.press("Shift+End")
        desk.keyboard.press("Control+Alt+f")
        dialog = desk.get_by_role("dialog", name="Cite sources")
        expect(dialog.get_by_label("Find a source")).to_be_focused()
        desk.keyboard.type("https://doi.org/10.1000/182.")
        expect(dialog.get_by_role("checkbox")).to_have_count(1)
        desk.keyboard.press("Enter")
        desk.keyboard.press("Space")
        expect(dialog.get_by_role("checkbox")).to_be_checked()
        dialog.get_by_role("button", name="Cite", exact=True).press("Enter")
        expect(desk.locator(".desk-cites")).to_have_text("1")
        expect(desk.locator(".desk-cites")).to_have_attribute("title", "1: Akl EA 2011: A careful study")
        save(desk)
        assert re.search(rf'Rinsing helps\.<sup data-source="{source.pk}"></sup></p>', body_of(article))

    def test_numbers_follow_the_text_as_it_is_written(self, desk, live_server, ana):
        one, two = make_source("One"), make_source("Two")
        article = make_article(by=ana, live=False, body=f"<p>a[source:{one.pk}] b[source:{two.pk}]</p><p>c</p>")
        open_article(desk, live_server, article)
        marks = desk.locator(".desk-cites")
        expect(marks).to_have_text(["1", "2"])
        marks.first.dblclick()
        dialog = desk.get_by_role("dialog")
        expect(dialog.get_by_role("checkbox").first).to_be_checked()
        dialog.get_by_role("button", name="Remove citation").click()
        expect(marks).to_have_text(["1"])
        save(desk)
        assert f'data-source="{one.pk}"' not in body_of(article)

    def test_a_work_that_is_not_there_is_added_with_what_is_known(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, body="<p>Rinsing helps.</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+End")
        desk.get_by_role("button", name="Cite sources").click()
        dialog = desk.get_by_role("dialog")
        dialog.get_by_label("Find a source").fill("PMID: 12345")
        dialog.get_by_role("button", name="Add it to the library").click()
        expect(dialog.get_by_text("12345")).to_be_visible()
        dialog.get_by_role("button", name="Add and cite").click()
        expect(dialog.get_by_text("This field is required.")).to_be_visible()
        dialog.get_by_label("Title (required)").fill("A new study")
        dialog.get_by_label("Kind").select_option(label="Trial")
        dialog.get_by_role("button", name="Add and cite").click()
        expect(dialog.get_by_role("checkbox", name="A new study")).to_be_checked()
        dialog.get_by_role("button", name="Cite", exact=True).click()
        save(desk)
        source = Source.objects.get()
        assert (source.title, source.pmid, source.kind, source.created_by) == ("A new study", "12345", "trial", ana)
        assert f'data-source="{source.pk}"' in body_of(article)

    def test_a_lost_network_is_told_and_loses_nothing(self, desk, live_server, ana, console):
        article = make_article(by=ana, live=False, body="<p>Rinsing helps.</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+End")
        desk.keyboard.type(" More words.")
        desk.context.set_offline(True)
        desk.get_by_role("button", name="Cite sources").click()
        expect(desk.get_by_text("The library can’t be reached.")).to_be_visible()
        desk.keyboard.press("Escape")
        desk.context.set_offline(False)
        save(desk)
        assert "More words." in body_of(article)

    def test_without_javascript_numbers_are_typed(self, browser, live_server, client, ana):
        source = make_source("A careful study")
        article = make_article(by=ana, live=False, body="<p>Rinsing helps.</p>")
        client.force_login(ana)
        context = browser.new_context(java_script_enabled=False)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(live_server.url + reverse("admin:articles_article_change", args=[article.pk]))
        page.get_by_label("Text:").fill(f"<p>Rinsing helps.[source:{source.pk}]</p>")
        page.get_by_role("button", name="Save draft").click()
        assert f'<sup data-source="{source.pk}"></sup>' in body_of(article)
        page.get_by_label("Text:").fill("<p>Rinsing helps.[source:999]</p>")
        page.get_by_role("button", name="Save draft").click()
        assert "not in the library: 999" in page.content()
        assert "[source:999]" in page.get_by_label("Text:").input_value()
        context.close()


class ReadingTests:
    def test_a_number_leads_to_its_source_and_back(self, page, live_server, assert_accessible):
        one = make_source("One", state="retracted", state_note="Its data were made up.", doi="10.1000/182")
        two = make_source("Two")
        article = make_article(body=f"<p>a[source:{one.pk}] b[source:{two.pk}]</p><p>c[source:{one.pk}]</p>")
        page.goto(live_server.url + article.get_absolute_url())
        page.locator("[role=doc-noteref][aria-label='Source 1, retracted']").first.press("Enter")
        assert page.url.endswith("#source.1")
        page.get_by_label("Back to the text, source 1, place b").press("Enter")
        assert page.url.endswith("#cite.1.2")
        expect(page.locator("[role=doc-noteref]")).to_have_count(3)
        assert_accessible(page)

    def test_print_keeps_numbers_and_list(self, page, live_server):
        source = make_source("One", doi="10.1000/182")
        article = make_article(body=f"<p>a[source:{source.pk}]</p>")
        page.goto(live_server.url + article.get_absolute_url())
        page.emulate_media(media="print")
        expect(page.locator(".cites")).to_be_visible()
        expect(page.get_by_text("10.1000/182")).to_be_visible()
        expect(page.locator(".reference-back")).to_be_hidden()
