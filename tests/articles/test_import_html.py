"""A web page becomes an article; what stands around its text stays out."""

from datetime import datetime

import pytest

from articles import body
from articles.importing.html import read_html
from articles.importing.imported import ImportingError
from tests.data import text_of


class WebPageTests:
    def test_a_page_gives_its_main_part(self) -> None:
        article = read_html(text_of("blister.html"))
        assert body.plain_text(body.clean(article.body)).split("\n") == [
            "A blister is the body's own plaster. Leave it closed.",
            "If it has opened",
            "Wash it.",
            "Cover it.",
        ]

    def test_a_page_says_much_about_itself(self) -> None:
        article = read_html(text_of("blister.html"))
        assert (article.title, article.language) == ("Caring for a blister", "en")
        assert article.category == ("Health", "Skin")
        assert article.authors == ("Ines Ferro",)
        assert article.published == datetime(2024, 2, 3, 4, 5, 6)
        assert article.summary == "Leave it closed if you can."

    def test_a_page_without_main_part_gives_its_body(self) -> None:
        article = read_html("<title>T</title><header>Site</header><p>Text.</p><aside>Ad</aside>more<footer>F</footer>")
        assert article.title == "T"
        assert body.plain_text(body.clean(article.body)) == "Text.\nmore"

    @pytest.mark.parametrize(
        ("html", "reason"),
        [
            ("<p>Text.</p>", "no title"),
            ("<h1>T</h1><script>x</script>", "no text"),
            ("", "no t"),
            ("<b>" * 200, "nested"),
        ],
    )
    def test_what_is_no_article_is_refused(self, html: str, reason: str) -> None:
        with pytest.raises(ImportingError, match=reason):
            read_html(html)
