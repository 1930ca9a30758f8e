"""The text of a page, as a reader's browser copies it, becomes an article with every word."""

import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.importing.imported import ImportedArticle, ImportingError
from articles.importing.page_text import read_page_text
from tests.data import text_of

PAGE = text_of("restless-legs.txt")


def lines(article: ImportedArticle) -> list[str]:
    return body.plain_text(body.clean(article.body)).split("\n")


def headings(article: ImportedArticle) -> list[str]:
    return [heading.text for heading in body.outline(body.clean(article.body))]


def only(text: str) -> ImportedArticle:
    (article,) = read_page_text(text)
    return article


class PageTests:
    def test_a_page_gives_all_that_it_says(self) -> None:
        article = only(PAGE)
        assert article.title == "Can Restless Legs Ever Be Calmed?"
        assert article.category == ("More", "Health", "Recovery")
        assert article.authors == ("SmallOwl7",)
        assert article.published == datetime(2025, 3, 9, 21, 4, 58)
        assert len(headings(article)) == 8
        assert body.clean(article.body).count("<p ") == 8

    def test_no_word_is_lost_added_or_changed(self) -> None:
        said = [line for line in PAGE.split("\n") if line]
        assert lines(only(PAGE)) == said[2:-3]

    @pytest.mark.parametrize(
        "change",
        [
            lambda page: page.replace("\n", "\r\n"),
            lambda page: page.replace("\n", "\r"),
            lambda page: page + "\n",
            lambda page: page + "none",
            lambda page: page + "\nnone\n\n",
            lambda page: page.replace(">", " > "),
            lambda page: page.replace(">", " › "),
            lambda page: page.replace(">", " / "),
            lambda page: re.sub("\n\n+", "\n", page),
            lambda page: page.replace("\n\n", "\n\n\n \t\n"),
            lambda page: page.replace("SmallOwl72025", "SmallOwl7 2025"),
            lambda page: page.replace("SmallOwl72025", "SmallOwl7\n2025"),
            lambda page: page.replace("Comments (0)", "Comment（0）"),
            lambda page: page.replace("\nLogin is required before commenting.", ""),
            lambda page: page.replace("\nComments (0)\nLogin is required before commenting.", ""),
            lambda page: "\n\n" + page,
        ],
    )
    def test_the_same_page_copied_otherwise_is_the_same(self, change) -> None:
        was, now = only(PAGE), only(change(PAGE))
        assert (now.title, now.category, now.authors, now.published) == (
            was.title, was.category, was.authors, was.published,
        )  # fmt: skip
        assert body.canonical(body.clean(now.body)) == body.canonical(body.clean(was.body))

    def test_a_page_may_have_no_byline(self) -> None:
        article = only(PAGE.replace("SmallOwl72025-03-09 21:04:58\n", ""))
        assert (article.authors, article.published) == ((), None)
        assert lines(article) == lines(only(PAGE))

    def test_a_page_may_have_a_moment_and_no_name(self) -> None:
        article = only(PAGE.replace("SmallOwl7", "\n"))
        assert (article.authors, article.published) == ((), datetime(2025, 3, 9, 21, 4, 58))
        assert lines(article) == lines(only(PAGE))

    def test_a_page_may_have_no_way_to_a_category(self) -> None:
        article = only(PAGE.partition("\n")[2])
        assert (article.category, article.title) == ((), "Can Restless Legs Ever Be Calmed?")
        assert lines(article) == lines(only(PAGE))

    def test_a_title_with_a_sign_in_it_is_no_way_to_a_category(self) -> None:
        assert only("LDL > 3: what now?\n\nAsk your doctor.").title == "LDL > 3: what now?"

    @pytest.mark.parametrize("name", ["Bear2024", "李明", "Dr. A. B. Owl-Smith", "7"])
    def test_names_of_any_kind_part_from_the_moment(self, name: str) -> None:
        assert only(PAGE.replace("SmallOwl7", name)).authors == (name,)

    def test_a_byline_may_stand_under_the_title(self) -> None:
        article = only("A title\nBear2025-01-01 10:00\n\nA sentence.\n\nAnother one.")
        assert (article.authors, article.published) == (("Bear",), datetime(2025, 1, 1, 10, 0))
        assert lines(article) == ["A sentence.", "Another one."]

    def test_a_page_in_chinese_is_read(self) -> None:
        article = only(text_of("chinese.txt"))
        assert (article.title, article.category) == ("怎样睡得更好？", ("更多", "健康", "睡眠"))
        assert (article.authors, article.published) == (("小熊",), datetime(2025, 1, 31, 23, 59, 59))
        assert headings(article) == ["为什么会失眠", "可以做什么"]

    def test_a_page_of_a_title_and_a_paragraph_is_read(self) -> None:
        article = only(text_of("bare.txt"))
        assert article.title == "Drinking Enough in Hot Weather"
        assert (headings(article), len(lines(article))) == ([], 1)

    def test_a_space_that_does_not_break_stays(self) -> None:
        assert "10\u00a0mg" in only("Title\n\nTake 10\u00a0mg.").body

    def test_signs_of_markup_are_words(self) -> None:
        assert lines(only("Title\n\nIf <b> & c are > 3.")) == ["If <b> & c are > 3."]


class HeadingTests:
    """Headings are told from paragraphs."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("One\n\nA sentence.\n\nTwo\n\nAnother.", ["One", "Two"]),
            ("One\n\nUnder one\n\nA sentence.", ["One", "Under one"]),
            ("Is it so?\n\nYes it is.\n\nTake care", ["Is it so?"]),
            ("Take with you:\n\nA card.", []),
            ("A sentence (it ends.)\n\nAnother.", []),
            ("Pills (white)\n\nTake two.", ["Pills (white)"]),
            ("Milk\n\nBread\n\nEggs\n\nHow to cook\n\nWith care.", ["How to cook"]),
            ("Conclusion\n\nKeep moving and stay well", ["Conclusion"]),
            ("1. Introduction\n\nA sentence.", ["1. Introduction"]),
        ],
    )
    def test_short_lines_over_paragraphs_are_headings(self, text: str, expected: list[str]) -> None:
        article = only(f"Title\n\n{text}")
        assert headings(article) == expected
        assert lines(article) == text.split("\n\n")

    def test_items_become_a_list(self) -> None:
        article = only("Title\n\nBring with you\n\n• a card\n• a pen\n\nThank you.")
        assert "<ul>\n<li>a card</li>\n<li>a pen</li>\n</ul>" in article.body

    def test_a_lone_dash_or_asterisk_is_no_item(self) -> None:
        text = "- 5 °C is cold.\n\nA sentence.\n\n* A note."
        assert lines(only(f"Title\n\n{text}")) == text.split("\n\n")

    def test_lines_that_a_window_broke_are_joined(self) -> None:
        broken = [
            "A long sentence goes on until the window ends",
            "and then it is over. It was rather long too,",
            "yes.",
        ]
        assert lines(only("\n".join(["Title", "", *broken]))) == [" ".join(broken)]


word = st.text(alphabet=st.sampled_from(list("abcXYZ0159.,?!:;()<>&/›-—'éйの文\u00a0")), min_size=1, max_size=9).filter(
    lambda word: word.strip("\u00a0 ") and word != "-"
)
sentence = st.lists(word, min_size=1, max_size=30).map(" ".join)


class WordsTests:
    @given(st.lists(sentence, min_size=1, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n\r\n", "\n \n\n"]))
    @settings(max_examples=100, deadline=None)
    def test_no_word_of_any_page_is_lost_added_or_changed(self, sentences: list[str], end: str) -> None:
        # A way with the page's own root would begin another page; these sentences have no such root.
        article = only(
            end.join(["Living well > Sleep", "Title", *sentences, "Bear2025-01-01 00:00:00", "Comments (0)"])
        )
        said = [word for line in lines(article) for word in line.split()]
        assert said == [word for line in sentences for word in line.split()]


class SeveralPagesTests:
    def test_pages_follow_each_other(self) -> None:
        first, second = read_page_text(text_of("two-pages.txt"))
        assert (first.title, first.category, first.authors) == (
            "Music and Your Ears", ("Health", "Ears", "Noise"), ("Ines Ferro",),
        )  # fmt: skip
        assert first.published == datetime(2024, 11, 2, 8, 15)
        assert headings(first) == ["How loud is too loud", "Three habits that help"]
        assert (second.title, second.category, second.authors) == ("After the Concert", ("Health", "Ears"), ())
        assert len(lines(second)) == 2

    def test_comments_on_a_page_are_left_out_and_said(self) -> None:
        first, second = read_page_text(text_of("two-pages.txt"))
        assert first.notes == ("left out as comments: lines 19 to 20",)
        assert "Great text" not in first.body + second.body

    def test_comments_do_not_swallow_a_page_of_another_kind(self) -> None:
        pages = read_page_text(text_of("two-pages.txt").replace("\nHealth › Ears\n", "\nLiving>Evenings\n"))
        assert [page.category[0] for page in pages] == ["Health", "Living"]

    def test_a_page_without_a_way_begins_where_another_has_ended(self) -> None:
        assert [article.title for article in read_page_text(f"{PAGE}\n\nSecond\n\nIts text.")] == [
            "Can Restless Legs Ever Be Calmed?",
            "Second",
        ]

    def test_lines_are_counted_through_the_whole_file(self) -> None:
        assert [article.line for article in read_page_text(f"{PAGE}\n\n{PAGE}")] == [1, PAGE.count("\n") + 3]


class RefusedTests:
    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("", 1, "empty"),
            ("A>B>C\n", 1, "no title"),
            ("A>B\n\nBear2025-01-01 10:00:00\n", 3, "no title"),
            ("\nComments (0)\nLogin is required before commenting.", 2, "no title"),
            ("A title and nothing more", 1, "no text"),
            (f"{'A long paragraph. ' * 9}\n\nMore.", 1, "no title"),
            (f"{'word ' * 60}\n\nMore.", 1, "200 is the most"),
            ("Title\n\nText.\n\nBear0001-01-01 00:00:00", 1, "year 1"),
            ("Title\n\nText.\n\nBear2025-02-30 10:00:00", 5, "no date"),
            ("Title\nBear2025-02-20 10:00:00\nText.\n\nText.\n\nOwl2025-02-20 10:00:00", 7, "second byline"),
            (f"{PAGE}\n\nTitle alone", PAGE.count("\n") + 3, "no text"),
        ],
    )
    def test_what_is_no_article_is_refused_with_line_and_reason(self, text: str, line: int, reason: str) -> None:
        with pytest.raises(ImportingError, match=reason) as refused:
            read_page_text(text)
        assert refused.value.line == line
