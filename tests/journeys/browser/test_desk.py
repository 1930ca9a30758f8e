"""The author's desk in a browser. `page` fails on any console error, so every test asserts 0 policy violations too."""

import io
import re

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from articles import images
from articles.models import Article, Image, Policy
from tests.factories import make_article, make_category, make_contributor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server, client, ana) -> Page:
    """Ana at her desk; `desk.goto` takes an address of the site."""
    client.force_login(ana)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )
    page.context.set_default_timeout(10_000)
    return page


def open_article(desk: Page, live_server, article: Article | None = None) -> None:
    name = "change" if article else "add"
    args = [article.pk] if article else []
    desk.goto(live_server.url + reverse(f"admin:articles_article_{name}", args=args))
    expect(desk.get_by_role("textbox", name="Text:")).to_be_visible()


def body_of(article: Article) -> str:
    return Article.objects.get(pk=article.pk).latest.body


class EditorTests:
    def test_writing_and_saving_violates_no_policy_and_keeps_every_word(self, desk, live_server, console):
        open_article(desk, live_server)
        desk.get_by_label("Title:").fill("Sleeping well")
        text = desk.get_by_role("textbox", name="Text:")
        text.click()
        desk.keyboard.type("Go to bed early.")
        desk.keyboard.press("Enter")
        desk.get_by_label("Paragraph style").select_option(label="Heading")
        desk.keyboard.type("Why it helps")
        desk.keyboard.press("Enter")
        desk.get_by_role("button", name="Bold").click()
        desk.keyboard.type("Rest")
        desk.get_by_role("button", name="Bold").click()
        desk.keyboard.type(" mends.")
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        body = Article.objects.get().latest.body
        assert "Go to bed early." in body
        assert re.search(r"<h2[^>]*>Why it helps</h2>", body)
        assert "<strong>Rest</strong> mends." in body
        assert console == []

    def test_opening_and_saving_changes_nothing(self, desk, live_server, ana):
        body = (
            '<h2>One</h2><p>a <abbr title="b">c</abbr> <cite>d</cite> <code>e</code> H<sub>2</sub>O<br>next</p>'
            "<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul><ol><li>first</li></ol><blockquote><p>q</p></blockquote>"
            '<table><caption>Doses</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            '<tbody><tr><th scope="row">x</th><td>y</td></tr></tbody></table>'
            '<aside class="callout callout-urgent"><h3>Now</h3><p>Call.</p></aside>'
            '<p><a href="https://example.org/a?b=1">link</a> <a href="tel:111">111</a> '
            '<a href="/articles/x/">here</a></p>'
        )
        article = make_article(by=ana, live=False, body=body)
        before = body_of(article)
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+End")
        desk.keyboard.type("x")
        desk.keyboard.press("Backspace")
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        assert body_of(article) == before

    def test_callout_is_made_and_left_by_keyboard(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, body="<p>Call for help.</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        kind = desk.get_by_label("Call-out")
        kind.focus()
        kind.select_option(label="Emergency")
        expect(desk.locator(".desk-callout-emergency .desk-callout-label")).to_have_text("Emergency")
        desk.keyboard.press("End")
        desk.keyboard.press("Enter")
        desk.keyboard.press("Enter")
        desk.keyboard.type("After it.")
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        body = body_of(article)
        assert re.search(r'<aside class="callout callout-emergency"[^>]*><p>Call for help.</p></aside>', body)
        assert re.search(r"</aside>\s*<p[^>]*>After it.</p>", body)

    def test_table_gets_header_row_and_caption(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, body="<p>Doses:</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+End")
        desk.get_by_role("button", name="Table", exact=True).click()
        desk.keyboard.type("Age")
        desk.get_by_role("button", name="Caption").click()
        desk.get_by_role("dialog").get_by_label("Caption").fill("Doses by age")
        desk.get_by_role("button", name="Apply").click()
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        body = body_of(article)
        assert "<caption>Doses by age</caption>" in body
        assert '<thead><tr><th scope="col">Age</th>' in body

    def test_link_takes_safe_addresses_only(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, body="<p>Read more</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+A")
        desk.get_by_role("button", name="Link", exact=True).click()
        address = desk.get_by_role("dialog").get_by_label("Address")
        address.fill("javascript:alert(1)")
        desk.get_by_role("button", name="Apply").click()
        expect(desk.get_by_role("dialog")).to_be_visible()
        address.fill("https://example.org/")
        desk.get_by_role("button", name="Apply").click()
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        assert '<a href="https://example.org/">Read more</a>' in body_of(article)

    def test_list_pasted_from_word_is_a_list(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, body="<p>Before.</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+End")
        desk.keyboard.press("Enter")
        desk.evaluate(
            """() => {
              const data = new DataTransfer()
              data.setData("text/html", `
                <p class="MsoListParagraphCxSpFirst"><span>·<span>&nbsp;&nbsp; </span></span>First <b>one</b></p>
                <p class="MsoListParagraphCxSpLast">· Second</p><p class="MsoNormal">After.</p>`)
              const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
              document.querySelector(".desk-text").dispatchEvent(paste)
            }"""
        )
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        assert re.search(r"<ul[^>]*><li>First\s+<strong>one</strong></li><li>Second</li></ul>", body_of(article))
        assert re.search(r"<p[^>]*>After.</p>", body_of(article))

    def test_without_script_the_textarea_works(self, browser, live_server, client, ana):
        article = make_article(by=ana, live=False)
        client.force_login(ana)
        context = browser.new_context(java_script_enabled=False)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(live_server.url + reverse("admin:articles_article_change", args=[article.pk]))
        page.get_by_label("Text:").fill("<p>Typed as HTML.</p>")
        page.get_by_role("button", name="Save draft").click()
        assert "Typed as HTML." in body_of(article)
        context.close()


class FormTests:
    def test_choosing_category_and_authors_and_their_order(self, desk, live_server, ana):
        make_category("more/health/recovery")
        make_contributor("Bea"), make_contributor("Abe")
        open_article(desk, live_server)
        desk.get_by_label("Title:").press_sequentially("Resting")
        expect(desk.get_by_label("Slug:")).to_have_value("resting")
        chosen = {"category": "More › Health › Recovery", "authors_0": "Bea", "authors_1": "Abe"}
        for row, name in chosen.items():
            desk.locator(f"#id_{row} + .select2").click()
            desk.get_by_role("option", name=name, exact=True).click()
        desk.get_by_role("button", name="Move author 2 up").click()
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        latest = Article.objects.get().latest
        assert latest.category.url_path == "more/health/recovery"
        assert [person.display_name for person in latest.byline()] == ["Abe", "Bea"]

    def test_leaving_with_unsaved_words_asks_first(self, desk, live_server, ana):
        article = make_article(by=ana, live=False)
        open_article(desk, live_server, article)
        desk.get_by_label("Title:").fill("Other")
        expect(desk.locator("[data-desk-dirty]")).to_be_visible()
        asked = []
        desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        desk.get_by_role("link", name="Home").click()
        desk.wait_for_timeout(300)
        assert asked == ["beforeunload"]

    def test_choosing_a_category_counts_as_a_change_too(self, desk, live_server, ana):
        article = make_article(by=ana, live=False)
        make_category("more")
        open_article(desk, live_server, article)
        expect(desk.locator("[data-desk-dirty]")).to_be_hidden()
        desk.locator("#id_category + .select2").click()
        desk.get_by_role("option", name="More", exact=True).click()
        expect(desk.locator("[data-desk-dirty]")).to_be_visible()
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()

    def test_moment_is_read_back_in_words(self, desk, live_server, ana):
        article = make_article(by=ana, live=False)
        open_article(desk, live_server, article)
        desk.get_by_label("Goes live at:").fill("2027-03-02T09:00")
        expect(desk.locator(".desk-moment")).to_contain_text("March 2, 2027")

    def test_problem_leads_to_its_field(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, category=None)
        open_article(desk, live_server, article)
        desk.get_by_role("button", name="Publish").click()
        problem = desk.get_by_role("alert").get_by_role("link", name="Category")
        expect(problem).to_have_attribute("href", "#id_category")


class PictureTests:
    def test_picture_from_the_library_goes_in_with_its_description_only(self, desk, live_server, ana):
        image = Image.objects.create(title="A leaf", created_by=ana)
        out = io.BytesIO()
        Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
        address = images.add_version(image, images.read(io.BytesIO(out.getvalue())), by=ana).file.url
        article = make_article(by=ana, live=False, body="<p>Leaves.</p>")
        open_article(desk, live_server, article)
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.press("Control+End")
        desk.get_by_role("button", name="Picture", exact=True).click()
        dialog = desk.get_by_role("dialog")
        dialog.get_by_role("button", name="A leaf").click()
        dialog.get_by_role("button", name="Insert").click()
        expect(dialog).to_be_visible()
        dialog.get_by_label("What it shows").fill("A green leaf")
        dialog.get_by_label("Caption, for everyone").fill("From a lime tree.")
        dialog.get_by_role("button", name="Insert").click()
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        body = body_of(article)
        assert f'src="{address}"' in body
        assert 'alt="A green leaf"' in body
        assert "<figcaption>From a lime tree.</figcaption>" in body
        assert list(Article.objects.get().latest.images.all()) == list(image.versions.all())

    def test_description_can_be_changed_later(self, desk, live_server, ana):
        article = make_article(
            by=ana,
            live=False,
            body='<p>x</p><figure><img src="/media/images/a.png" alt="old"><figcaption>c</figcaption></figure>',
        )
        open_article(desk, live_server, article)
        desk.locator(".desk-text figcaption").click()
        desk.get_by_role("button", name="Picture", exact=True).click()
        desk.get_by_role("dialog").get_by_label("What it shows").fill("new")
        desk.get_by_role("dialog").get_by_role("button", name="Apply").click()
        desk.get_by_role("button", name="Save draft").click()
        expect(desk.get_by_text("is saved as a draft")).to_be_visible()
        assert 'alt="new"' in body_of(article)
        assert "<figcaption>c</figcaption>" in body_of(article)


class PublishTests:
    def test_draft_is_published_scheduled_and_withdrawn_with_buttons_that_say_so(self, desk, live_server, ana):
        article = make_article(by=ana, live=False, contributors=(make_contributor("Bea"),))
        open_article(desk, live_server, article)
        desk.get_by_role("button", name="Publish", exact=True).click()
        expect(desk.get_by_text("is live.")).to_be_visible()
        desk.get_by_label("Title:").fill("A better title")
        desk.get_by_label("Kind of change").select_option(label="Clarification")
        desk.get_by_label("What changed, for readers").fill("The title is clearer.")
        desk.get_by_label("Goes live at").fill("2031-03-04T09:00")
        desk.get_by_role("button", name="Schedule", exact=True).click()
        expect(desk.get_by_text("Goes live Tuesday 4 March 2031, 09:00")).to_be_visible()
        desk.get_by_role("button", name="Cancel schedule").click()
        expect(desk.get_by_text("is called off")).to_be_visible()
        desk.get_by_role("link", name="Withdraw …").click()
        desk.get_by_label("Reason, for readers").fill("It was wrong.")
        desk.get_by_role("button", name="Withdraw").click()
        expect(desk.get_by_text("Its address gives your reason.")).to_be_visible()
        assert article.withdrawals.get().reason == "It was wrong."


class PolicyTests:
    def test_page_with_the_editor_needs_no_softer_policy(self, desk, live_server, client, root):
        client.force_login(root)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
        desk.context.add_cookies([cookie])
        answer = desk.goto(live_server.url + reverse("admin:articles_policy_add"))
        assert "style-src 'self';" in f"{answer.headers['content-security-policy']};"
        desk.get_by_label("Title:").fill("Terms")
        desk.get_by_label("Kind:").select_option("terms")
        desk.get_by_role("textbox", name="Text:").click()
        desk.keyboard.type("Be kind.")
        desk.get_by_role("button", name="Save", exact=True).click()
        expect(desk.get_by_text("Version 1 is in force.")).to_be_visible()


class LookTests:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 768, 1280])
    def test_form_and_list_fit_and_are_accessible(self, desk, live_server, ana, assert_accessible, width, scheme):
        article = make_article(by=ana, contributors=(make_contributor("Bea"),))
        desk.emulate_media(color_scheme=scheme)
        desk.set_viewport_size({"width": width, "height": 900})
        open_article(desk, live_server, article)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(desk)
        for name, args in [("history", [article.pk]), ("revision", [article.pk, 1]), ("withdraw", [article.pk])]:
            desk.goto(live_server.url + reverse(f"admin:articles_article_{name}", args=args))
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, name
            assert_accessible(desk)

    @pytest.mark.parametrize("width", [360, 1280])
    def test_pages_for_the_rest_fit_and_are_accessible(self, desk, live_server, client, root, assert_accessible, width):
        make_article()
        Policy.objects.create(kind="terms", title="Terms of use")
        client.force_login(root)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
        desk.context.add_cookies([cookie])
        desk.set_viewport_size({"width": width, "height": 900})
        for path in ["", "articles/article/", "articles/article/add/", "articles/sitesettings/1/change/",
                     "articles/policy/1/change/", "articles/image/add/", "articles/contributor/add/",
                     "articles/category/add/", "articles/categoryrole/add/"]:  # fmt: skip
            desk.goto(f"{live_server.url}/admin/{path}")
            desk.wait_for_load_state()
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, path
            try:
                assert_accessible(desk)
            except AssertionError as problem:
                raise AssertionError(f"{path}: {problem}") from problem
