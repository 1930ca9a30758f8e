"""What the gate makes of the HTML that people write and paste."""

import pytest

from articles import body
from articles.body import BodyError


def bare(html: str) -> str:
    """The stored form without ids: what a test wants to read."""
    return body.canonical(body.clean(html)).replace("/>", ">")


class OwnMarkupTests:
    """Everything is said in the site's own tags."""

    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            ("<h1>One</h1><h5>Five</h5><h6>Six</h6>", "<h2>One</h2>\n<h4>Five</h4>\n<h4>Six</h4>"),
            ("<p><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"),
            ("<p><b>a</b><b>b</b></p>", "<p><strong>ab</strong></p>"),
            ("loose <em>text</em><p>and</p>more", "<p>loose <em>text</em></p>\n<p>and</p>\n<p>more</p>"),
            ("<p>a</p><p> </p><p>&nbsp;</p><h2></h2><ul><li></ul>", "<p>a</p>"),
            ("<p>water: H<sub>2</sub>O</p>", "<p>water: H<sub>2</sub>O</p>"),
            ("<blockquote>said</blockquote>", "<blockquote><p>said</p></blockquote>"),
            ('<ol start="3"><li>c</ol><ol start="1"><li>a</ol>', '<ol start="3"><li>c</li></ol>\n<ol><li>a</li></ol>'),
            ('<p style="text-align: right" class="x" onclick="y">a</p>', "<p>a</p>"),
            ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
            ("<p>a \n\t b</p>", "<p>a b</p>"),
            ("<aside>note</aside>", '<aside class="callout callout-info"><p>note</p></aside>'),
            (
                '<aside class="callout callout-urgent big"><h3>Now</h3>Call.</aside>',
                '<aside class="callout callout-urgent"><h3>Now</h3><p>Call.</p></aside>',
            ),
        ],
    )
    def test_markup_is_said_in_the_sites_tags(self, written: str, stored: str) -> None:
        assert bare(written) == stored

    def test_boxes_open_without_words_running_into_each_other(self) -> None:
        assert body.plain_text(body.clean("<div>a<div>b</div>c</div><section>d</section>e")) == "a\nb\nc\nd\ne"
        assert bare("<h2>Two<div>lines</div></h2>") == "<h2>Two lines</h2>"
        assert body.plain_text(body.clean("<dl><dt>Term<dd>Meaning</dl>")) == "Term\nMeaning"

    def test_items_and_cells_read_the_same_with_and_without_a_paragraph_inside(self) -> None:
        assert bare("<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>") == bare("<ul><li>a<ul><li>b</ul></ul>")
        assert bare("<ul><li><p>a</p><p>b</p></li></ul>") == "<ul><li><p>a</p><p>b</p></li></ul>"

    def test_a_table_of_the_editor_is_that_of_markdown(self) -> None:
        editor = (
            '<table><tbody><tr><th colspan="1" rowspan="1"><p>A</p></th><th colspan="1" rowspan="1"><p>B</p></th></tr>'
            '<tr><th rowspan="2"><p>r</p></th><td colspan="1" rowspan="1"><p>1</p></td></tr>'
            "<tr><td></td></tr></tbody></table>"
        )
        assert bare(editor) == (
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            '<tbody><tr><th rowspan="2" scope="row">r</th><td>1</td></tr></tbody></table>'
        )
        markdown = "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        assert bare(markdown) == bare("<table><tr><th>A</th></tr><tr><td><p>1</p></td></tr></table>")

    def test_a_caption_stays_first_in_its_table(self) -> None:
        assert bare("<table><caption>Doses</caption><tr><td>1</table>").startswith("<table><caption>Doses</caption>")

    def test_words_that_stray_in_lists_and_tables_stay(self) -> None:
        assert bare("<ul>stray<li>a</ul>") == "<ul><li>stray</li><li>a</li></ul>"
        assert body.plain_text(body.clean("<table>x<tr>y<td>z</table>")) == "x y z"
        assert body.plain_text(body.clean("<td>a</td><td>b</td><li>c")) == "a\nb\nc"

    def test_a_bold_paragraph_in_a_table_survives(self) -> None:
        assert "<td><strong>a</strong><br>b</td>" in bare("<table><tr><td><p><b>a</b><br>b</p></td></tr></table>")


class LinkTests:
    """Links lead to web pages, mail, telephones and this site; others keep their words."""

    @pytest.mark.parametrize(
        "href",
        ["https://who.int/", "http://a.example/?a=1&amp;b=2", "mailto:a@b.example", "tel:+44111", "/articles/a/", "#b"],
    )
    def test_a_good_link_stays(self, href: str) -> None:
        assert bare(f'<p><a href="{href}" target="_blank" rel="nofollow">x</a></p>') == f'<p><a href="{href}">x</a></p>'

    @pytest.mark.parametrize(
        "href",
        [
            "javascript:x",
            " JaVa&#x53;cript:x",
            "java\tscript:x",
            "&#1;javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "",
            " ",
        ]
        + ["http://[", "file:///etc/passwd", "blob:x", "jav&#x0A;ascript:x"],
    )
    def test_a_link_to_nowhere_is_opened_and_keeps_its_words(self, href: str) -> None:
        assert bare(f'<p>a <a href="{href}">word</a> b</p>') == "<p>a word b</p>"


class PictureTests:
    """Pictures come from the media library and stand in figures."""

    def test_a_picture_in_running_text_gets_a_figure_after_it(self) -> None:
        assert bare('<p>before <img src="/media/images/a.png" alt="A"> after</p>') == (
            '<p>before after</p>\n<figure><img src="/media/images/a.png" alt="A"></figure>'
        )

    def test_a_figure_keeps_its_caption(self) -> None:
        figure = '<figure><img src="/media/a.png" alt="A"><figcaption>Cap <em>tion</em></figcaption></figure>'
        assert bare(figure) == figure
        assert bare("<figure><table><tr><td>1</table><figcaption>c</figcaption></figure>").endswith("<p>c</p>")

    @pytest.mark.parametrize(
        "source",
        [
            "https://elsewhere.example/a.png",
            "data:image/png;base64,xx",
            "/media/../secret",
            "",
            "/mediab.png",
            "//e/a.png",
        ]
        + ["/media/", "/media/a b.png", "/media/a.png?x", "/media/%2e%2e/x", "javascript:x", "/media/\\x"],
    )
    def test_a_picture_from_elsewhere_is_refused(self, source: str) -> None:
        with pytest.raises(BodyError, match="media library"):
            body.clean(f'<p>x</p><img src="{source}">')

    def test_pictures_are_listed_in_order(self) -> None:
        stored = body.clean('<img src="/media/a.png" alt=" A "><ul><li>x<img src="/media/b.png"></ul>')
        assert body.pictures(stored) == ["/media/a.png", "/media/b.png"]


class LimitTests:
    def test_a_text_too_long_is_refused(self) -> None:
        with pytest.raises(BodyError, match="too long"):
            body.clean("x" * (body.MAX_LENGTH + 1))

    @pytest.mark.parametrize("tag", ["b", "div", "ul", "blockquote", "x", "svg", "table"])
    def test_a_text_nested_too_deeply_is_refused(self, tag: str) -> None:
        with pytest.raises(BodyError, match="nested"):
            body.clean(f"<{tag}>" * 100)

    def test_what_is_deep_but_bearable_becomes_plain(self) -> None:
        stored = body.clean("<ul><li>x" * 25)
        assert body.clean(stored) == stored
        assert body.plain_text(stored).count("x") == 25


class RenderTests:
    """What readers get."""

    def test_a_table_stands_in_a_box_that_scrolls_and_has_a_name(self) -> None:
        html = body.render(body.clean("<table><caption>Doses</caption><tr><td>1</table><table><tr><td>2</table>"))
        assert html.count('<div class="table-scroll" role="region" tabindex="0" aria-label="Doses">') == 1
        assert html.count('aria-label="Table"') == 1

    def test_a_callout_says_its_kind_in_words(self) -> None:
        html = body.render(body.clean('<aside class="callout callout-emergency">Call</aside>'))
        assert '<p class="callout-label">Emergency</p><p>Call</p>' in html

    def test_a_picture_has_its_size_and_waits(self) -> None:
        stored = body.clean('<img src="/media/a.png" alt="A"><img src="/media/b.png" alt="B">')
        html = body.render(stored, {"/media/a.png": (640, 480)})
        assert '<img src="/media/a.png" alt="A" width="640" height="480" loading="lazy" decoding="async">' in html
        assert '<img src="/media/b.png" alt="B" loading="lazy" decoding="async">' in html

    def test_the_outline_of_what_is_rendered_is_that_of_what_is_stored(self) -> None:
        stored = body.clean("<h2>A</h2><h3>B <em>c</em></h3><aside><h3>not this</h3></aside>")
        assert body.outline(stored) == body.outline(body.render(stored))
        assert [(heading.text, heading.level) for heading in body.outline(stored)] == [("A", 2), ("B c", 3)]


class WordTests:
    @pytest.mark.parametrize(
        ("html", "words"),
        [
            ("<p>One two – three.</p><p>four</p>", 4),
            ("<ul><li>a<li>b</ul>", 2),
            ("<p>面肌痉挛，可以治愈。</p>", 8),
            ("<p>服用 carbamazepine 后</p>", 4),
            ("<p>カタカナ</p>", 4),
            ("<p>건강 정보</p>", 2),
            ("", 0),
        ],
    )
    def test_words_are_counted_in_every_script(self, html: str, words: int) -> None:
        assert body.word_count(body.clean(html)) == words

    def test_plain_text_keeps_cells_and_items_apart(self) -> None:
        assert body.plain_text(body.clean("<table><tr><td>a<td>b</table><p>c<br>d</p>")) == "a b\nc d"

    def test_plain_fields_become_paragraphs(self) -> None:
        assert body.paragraphs("a <b>\nb\r\n\r\nc") == "<p>a &lt;b&gt;\nb</p>\n<p>c</p>"


class CanonicalTests:
    def test_ids_and_anchors_are_no_part_of_what_a_text_says(self) -> None:
        stored = body.clean("<h2>A</h2><p>b</p>")
        moved = body.clean("<h2>A new</h2><p>b</p>", previous=stored)
        again = body.clean("<h2>A</h2><p>b</p>", previous=moved)
        assert "data-block" not in body.canonical(stored)
        assert body.canonical(stored) == body.canonical(again)


class CalloutHeadingTests:
    """A page's headings go down a step at a time, also where a call-out opens the text."""

    @pytest.mark.parametrize(
        ("before", "written", "shown"),
        [("", "h3", "h2"), ("", "h2", "h2"), ("<h2>Signs</h2>", "h3", "h3"), ("<h2>Signs</h2>", "h4", "h3")],
    )
    def test_a_heading_in_a_callout_skips_no_level(self, before: str, written: str, shown: str) -> None:
        aside = f'<aside class="callout callout-urgent"><{written}>Call now</{written}><p>Do.</p></aside>'
        assert f"<{shown}>Call now</{shown}>" in body.render(body.clean(before + aside))
