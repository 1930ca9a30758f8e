"""Damaged exports give comments or a refusal with a line, never another error and never half of a file."""

import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.importing.imported import ImportingError
from comments import rendering
from comments.importing.foreign import ForeignComment, Reject
from comments.importing.reading import read
from comments.importing.store import store_file
from comments.importing.words import as_typed
from comments.models import Comment, CommentVersion, Decision, ImportedComment, ReviewItem
from tests.comments.hostile import SCRIPTS, assert_nothing_runs
from tests.data import FOLDER
from tests.factories import make_article

FILES = [FOLDER / "comments" / "wordpress.xml", FOLDER / "comments" / "disqus.xml"]
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<br>",
                "<blockquote>",
                "</blockquote>",
                "<ul>",
                "</ul>",
                "<ol>",
                "<li>",
                "</li>",
                "<pre>",
                "</pre>",
                "<a href='https://a.example/(x)'>",
                "</a>",
                "*",
                "_",
                "\\",
                "`",
                "[",
                "]",
                "(",
                ")",
                "<",
                ">",
                "&",
                "\n",
                "\n\n",
                " ",
                "- ",
                "1. ",
                "> ",
                "+",
                "#",
                "!",
                "~",
                "=",
                "    ",
                "word",
                "é",
            ]
        ),
        st.sampled_from(SCRIPTS),
        TEXT,
    ),
    max_size=25,
).map("".join)
DEBRIS = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            b"\r",
            b"<",
            b">",
            b"</item>",
            b"</wp:comment>",
            b"<wp:comment>",
            b"<item>",
            b"<![CDATA[",
            b"]]>",
            b"&#0;",
            b"&x;",
            b"\x00",
            b"\xff\xfe",
            b"0",
            b"101",
            b"<!DOCTYPE x>",
            b"<post>",
            b"<thread>",
            b' dsq:id="900"',
            b"&#xD800;",
        ]
    ),
    st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace")),
)

WORDS = ("alpha", "*gamma*", "de_l_ta", "[x](y)", "bold", "italic", "para", "item", "quoted")
PARTS = [
    *WORDS[:4],
    "1. one",
    "> q",
    "<b>bold</b>",
    "<i>italic</i>",
    "<p>para</p>",
    "<ul><li>item</li><li>b</li></ul>",
    "<blockquote>quoted</blockquote>",
    "\n",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One of the exports cut, with something wrong in it, in another encoding, or doubled."""
    data = draw(st.sampled_from(FILES)).read_bytes()
    if draw(st.booleans()):
        data = data.decode().encode(draw(st.sampled_from(["utf-16", "latin-1", "gb18030", "utf-32"])), "replace")
    for _time in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        data = data[:place] + draw(DEBRIS) + data[place + length :]
    start, end = draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))
    return draw(st.sampled_from([data, data, data[start:], data[:end], data * 2]))


def letters(text: str) -> str:
    return "".join(text.split())


class DamageTests:
    @given(damaged())
    @settings(max_examples=400, deadline=None)
    def test_a_damaged_file_is_read_or_refused(self, data):
        try:
            found = list(read(io.BytesIO(data)))
        except ImportingError as refusal:
            assert refusal.reason
            assert 1 <= refusal.line <= data.count(b"\n") + data.count(b"\r") + 2
        else:
            assert all(one.line >= 1 for one in found)
            assert all(one.external_id for one in found if isinstance(one, ForeignComment))
            assert all(one.reason for one in found if isinstance(one, Reject))

    @given(st.binary(max_size=300))
    @example(b'<?xml version="1.0" encoding="shift_jis"?><rss/>')
    @example(b'<?xml version="1.0" encoding="utf-7"?><rss/>')
    @example(b'<?xml version="1.0" encoding="hex"?><rss/>')
    @example(b"<rss>" * 300)
    @settings(max_examples=300, deadline=None)
    def test_a_heap_of_bytes_is_refused(self, data):
        with pytest.raises(ImportingError):
            list(read(io.BytesIO(data)))

    @pytest.mark.django_db
    @given(damaged())
    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_damaged_file_is_stored_whole_or_not_at_all(self, db, data):
        with transaction.atomic():
            article = make_article()
            try:
                stored = store_file(io.BytesIO(data), with_removed=True)
            except ImportingError:
                assert not Comment.objects.exists()
            else:
                new = sum(many for what, many in stored.counts.items() if what.startswith("new"))
                assert Comment.objects.count() == ImportedComment.objects.count() == Decision.objects.count() == new
                assert CommentVersion.objects.count() == new
                article.refresh_from_db()
                assert article.comment_count == Comment.objects.published().count()
                assert ReviewItem.objects.open().count() == Comment.objects.waiting().count()
            transaction.set_rollback(True)


class WordsTests:
    @given(TEXT)
    @settings(deadline=None)
    def test_plain_text_means_itself(self, text):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        html = rendering.render(as_typed(f"<p>{escaped}</p>"))
        shown = (
            html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
            .replace("<br>", "")
            .replace("&nbsp;", " ")
        )
        assert letters(shown).startswith("<p>") or not letters(rendering.tidy(text))
        assert letters(shown.replace("<p>", "").replace("</p>", "")) == letters(
            rendering.tidy(text).replace("\xa0", " ")
        )

    @given(MARKUP, st.booleans())
    @settings(max_examples=500, deadline=None)
    def test_whatever_the_markup_nothing_runs_and_twice_is_the_same(self, html, keeps_lines):
        typed = as_typed(html, keeps_lines=keeps_lines)
        assert typed == as_typed(html, keeps_lines=keeps_lines)
        assert_nothing_runs(rendering.render(typed))

    @given(st.lists(st.sampled_from(PARTS), max_size=12))
    @settings(deadline=None)
    def test_no_word_is_lost(self, parts):
        shown = rendering.render(as_typed(" ".join(parts), keeps_lines=True))
        for word in WORDS:
            assert shown.count(word) == sum(word in part for part in parts)

    def test_a_text_full_of_brackets_takes_no_time(self):
        for sign in ("<b>", "<blockquote>", "<ul><li>", "[", "*", "<a href='https://a.example/'>x"):
            as_typed((sign * 60_000)[:60_000])
