"""Markdown with front matter becomes an article."""

from datetime import datetime

import pytest

from articles import body
from articles.importing.imported import ImportedArticle, ImportingError
from articles.importing.markdown import path_of, read_markdown
from tests.data import text_of

TOML = '+++\ntitle = "T"\n{more}\n+++\n\nText.\n'


def with_toml(more: str) -> ImportedArticle:
    return read_markdown(TOML.format(more=more))


class FrontMatterTests:
    def test_plain_pairs_are_read(self) -> None:
        article = read_markdown(text_of("nosebleed.md"))
        assert (article.title, article.slug) == ("Stopping a nosebleed", "stopping-a-nosebleed")
        assert article.category == ("Health", "First aid")
        assert article.authors == ("Ines Ferro", "Tomas Leal")
        assert article.published == datetime(2024, 5, 6, 7, 8, 9)
        assert article.language == "en"
        assert article.summary.startswith("What to do")
        assert article.meta["mood"] == "calm"

    def test_toml_is_read_and_unknown_keys_are_handed_on(self) -> None:
        article = with_toml('category = "a/b"\nauthors = ["x", "y"]\nstate = "live"\npublished = 78')
        assert (article.category, article.authors) == (("a", "b"), ("x", "y"))
        assert article.published is None
        assert article.meta["published"] == 78

    @pytest.mark.parametrize(
        ("said", "moment"),
        [
            ("2024-05-06", datetime(2024, 5, 6)),
            ("2024-05-06 07:08:09", datetime(2024, 5, 6, 7, 8, 9)),
            ("2024-05-06T07:08:09+02:00", datetime(2024, 5, 6, 5, 8, 9)),
            ('"2024-05-06T07:08"', datetime(2024, 5, 6, 7, 8)),
        ],
    )
    def test_moments_are_local_to_the_site(self, said: str, moment: datetime) -> None:
        assert with_toml(f"date = {said}").published == moment

    def test_the_first_heading_is_the_title_where_none_is_stated(self) -> None:
        article = read_markdown("# The *title*\n\nText.\n\n## More\n")
        assert article.title == "The title"
        assert "title" not in article.body
        assert read_markdown("Title\n=====\n\nText.").title == "Title"

    def test_a_heading_that_repeats_the_title_is_left_out_and_another_stays(self) -> None:
        assert "<h1>" not in read_markdown(text_of("nosebleed.md")).body
        assert "<h1>Another</h1>" in read_markdown("---\ntitle: One\n---\n# Another\n\nText.").body

    def test_line_ends_and_marks_at_the_beginning_do_not_matter(self) -> None:
        text = text_of("nosebleed.md")
        assert read_markdown("\ufeff" + text.replace("\n", "\r\n")) == read_markdown(text)

    def test_paths_are_written_in_many_ways(self) -> None:
        assert path_of("More > Health>Recovery") == path_of("/More/Health/Recovery/") == ("More", "Health", "Recovery")


class MarkdownBodyTests:
    def test_markup_goes_through_the_gate(self) -> None:
        stored = body.clean(read_markdown(text_of("nosebleed.md")).body)
        assert "<p>Most nosebleeds look <em>worse</em> than they are.</p>" in body.canonical(stored)
        assert "<ol" in stored and '<th scope="col">Minutes</th>' in stored

    def test_containers_are_callouts(self) -> None:
        stored = body.canonical(body.clean(read_markdown(text_of("nosebleed.md")).body))
        assert '<aside class="callout callout-emergency"><h3>Call an ambulance</h3><p>If it' in stored
        plain = read_markdown("# T\n\n::: info\nText.\n:::\n").body
        assert plain.strip() == '<aside class="callout callout-info">\n<p>Text.</p>\n</aside>'


class RefusedMarkdownTests:
    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("Only text.\n", 1, "no title"),
            ("+++\ntitle = \n+++\nx", 2, "front matter"),
            ('+++\ntitle = "T"\nno end', 1, "no end"),
            ("---\ntitle: T\n???\n---\nx", 3, "key: value"),
            ('+++\ntitle = "T"\n+++\n', 4, "no text"),
            ('+++\ntitle = "T"\nauthors = [1]\n+++\nx', 5, "list of names"),
            ('+++\ntitle = "T"\nsummary = [1]\n+++\nx', 5, "one text"),
            ('+++\ntitle = "T\\u0000"\n+++\nx', 4, "control character"),
            ('+++\ntitle = "T"\ndate = 0001-01-01\n+++\nx', 5, "year 1"),
            ('+++\ntitle = "T"\ndate = "soon"\n+++\nx', 5, "no date"),
            ('+++\ntitle = "T"\n+++\nx\n\n::: danger Oh\ny\n:::\n', 6, "call-out"),
        ],
    )
    def test_what_is_no_article_is_refused_with_line_and_reason(self, text: str, line: int, reason: str) -> None:
        with pytest.raises(ImportingError, match=reason) as refused:
            read_markdown(text)
        assert refused.value.line == line
