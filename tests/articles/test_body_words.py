"""The gate keeps every word of any text, and cleaning what is clean changes nothing."""

import html as entities
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body

# Words with signs that HTML escapes, accents, right-to-left and unspaced scripts, and spaces that don't break.
words = st.text(
    alphabet=st.sampled_from(list("abcXYZ019&<>\"'éßñžАя中文字あمر한\u00a0\u200b—’%€🙂")), min_size=1, max_size=8
).filter(lambda word: word.strip("\u00a0\u200b") != "")
space = st.sampled_from([" ", "\n", "  ", "\t \r\n"])


@st.composite
def runs(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Some inline HTML and its words."""
    source, said = "", []
    for word in draw(st.lists(words, min_size=0, max_size=5)):
        tag = draw(st.sampled_from(["", "", "", "b", "em", "i", "span", "a", "u", "font", "sub", "code"]))
        escaped = entities.escape(word)
        mark = f'{tag} href="/x"' if tag == "a" else tag
        source += draw(space) + (f"<{mark}>{escaped}</{tag}>" if tag else escaped)
        said.append(word)
    return source + draw(st.sampled_from(["", " ", "<!-- no word -->", "<script>none</script>"])), said


def in_box(tag: str, inside: st.SearchStrategy, child: str = "") -> st.SearchStrategy:
    """`inside`, several times, in `tag` (each in a `child` if there is one)."""

    def join(parts: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
        cells = "".join(f"<{child}>{part}</{child}>" if child else part for part, _said in parts)
        return f"<{tag}>{cells}</{tag}>", [word for _part, said in parts for word in said]

    return st.lists(inside, max_size=4).map(join)


leaves = st.sampled_from(["p", "h1", "h2", "h5", "div", "pre", "dt"]).flatmap(lambda tag: in_box(tag, runs()))
texts = st.recursive(
    leaves | runs(),
    lambda inner: st.one_of(
        *(in_box(tag, inner) for tag in ("div", "section", "blockquote", "aside", "article", "li", "figure")),
        *(in_box(tag, inner, "li") for tag in ("ul", "ol")),
        in_box("table", in_box("tr", inner, "td") | in_box("tr", inner, "th") | in_box("caption", runs())),
        in_box("ul", inner),
    ),
    max_leaves=12,
)
documents = in_box("body", texts)


def said(html: str) -> list[str]:
    return [word for word in re.split("[ \n]+", body.plain_text(html)) if word]


class WordsTests:
    @given(documents)
    @settings(max_examples=150, deadline=None)
    def test_no_word_is_lost_added_or_changed_or_runs_into_another(self, document: tuple[str, list[str]]) -> None:
        source, expected = document
        assert said(body.clean(source)) == expected

    @given(documents, documents)
    @settings(max_examples=150, deadline=None)
    def test_cleaning_what_is_clean_changes_nothing(
        self, document: tuple[str, list[str]], earlier: tuple[str, list[str]]
    ) -> None:
        stored = body.clean(document[0])
        assert body.clean(stored) == stored
        assert body.clean(document[0]) == stored
        edited = body.clean(document[0], previous=body.clean(earlier[0]))
        assert body.clean(edited, previous=edited) == edited
        assert body.canonical(edited) == body.canonical(stored)

    @given(documents)
    @settings(max_examples=100, deadline=None)
    def test_what_readers_get_has_the_same_words(self, document: tuple[str, list[str]]) -> None:
        stored = body.clean(document[0])
        labels = [word for label in body.CALLOUTS.values() for word in str(label).split()]
        rendered = [word for word in said(body.render(stored)) if word not in labels]
        assert rendered == [word for word in said(stored) if word not in labels]
