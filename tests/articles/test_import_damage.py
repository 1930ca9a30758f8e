"""Damaged files give an article or a refusal with a line, never another error and never half an article."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.importing.imported import ImportingError
from articles.importing.reading import read
from articles.importing.store import store_file
from articles.models import Article, Revision
from tests.data import FOLDER

FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in {".txt", ".md", ".html"})
NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a", "a.HTM"])
DEBRIS = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"\r", b"\n\n", b">", b"+++\n", b"---\n", b":::", b"<", b"</p>", b"\x00", b"\xff\xfe", b"2025-02-30 10:00"]
    ),
    st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace")),
    st.text(max_size=6).map(lambda text: text.encode("utf-16", "replace")),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One of the test files cut, with something wrong in it, in another encoding, or doubled."""
    data = draw(st.sampled_from(FILES)).read_bytes()
    if draw(st.booleans()):
        data = data.decode().encode(draw(st.sampled_from(["utf-16", "latin-1", "gb18030"])), "replace")
    for _time in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        data = data[:place] + draw(DEBRIS) + data[place + length :]
    start, end = draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))
    return draw(st.sampled_from([data, data[start:], data[:end], data * 2]))


def read_or_refuse(data: bytes, name: str) -> None:
    try:
        articles = read(data, name)
    except ImportingError as refusal:
        assert refusal.reason
        assert 1 <= refusal.line <= data.count(b"\n") + data.count(b"\r") + 1
    else:
        assert articles
        assert all(article.title and article.body for article in articles)


class DamageTests:
    @given(damaged(), NAMES)
    @settings(max_examples=400, deadline=None)
    def test_a_damaged_file_is_read_or_refused(self, data: bytes, name: str) -> None:
        read_or_refuse(data, name)

    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")), NAMES)
    @settings(max_examples=300, deadline=None)
    def test_a_heap_of_bytes_is_read_or_refused(self, data: bytes, name: str) -> None:
        read_or_refuse(data, name)

    @pytest.mark.django_db(transaction=False)
    @given(damaged(), NAMES)
    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_damaged_file_is_stored_whole_or_not_at_all(self, db: None, data: bytes, name: str) -> None:
        before = Article.objects.count(), Revision.objects.count()
        try:
            articles = read(data, name)
            stored = store_file(articles, name, publish=True, category=["A"])
        except ImportingError:
            assert (Article.objects.count(), Revision.objects.count()) == before
        else:
            assert len(stored) == len(articles)
            assert all(one.article.latest for one in stored)
