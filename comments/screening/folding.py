"""A text as the checks read it, three ways, each with the way back to the characters that were typed.

- `plain`: width, digits of all scripts, quotes and dashes made one; invisible characters gone; case and accents kept.
- `folded`: the same without case and accents, and with letters that only look Latin read as Latin.
- `spoken`: the words and numbers of `folded` with one space between, apostrophes dropped, ends of sentences as ".".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

# Scripts with letters that pass for Latin ones. Others (Arabic, Hebrew, Han …) have look-alikes in the data too, but a
# word of theirs is never meant as a Latin one.
_PASSING = ("LATIN", "GREEK", "COPTIC", "CYRILLIC", "ARMENIAN", "CHEROKEE", "LISU")
_SAME = str.maketrans({
    **dict.fromkeys("‘’‚‛ʼ´`＇", "'"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
})  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_SPOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[.!;:。\n]+|\?|,")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters, signs and ends of lines that are plain as they stand; most texts have no others.
_ALREADY_PLAIN = re.compile(r"[ -~\n]*")


@dataclass(frozen=True)
class View:
    """A way to read a text: `text`, and for each of its characters where it came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the typed text the characters from `start` to `end` stand, spaces at either end left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return (self.starts[start], self.ends[end - 1]) if start < end else (0, 0)


class Reading:
    """A typed text and its views, each made once and only when a check asks for it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def plain(self) -> View:
        if _ALREADY_PLAIN.fullmatch(self.text):
            return View(self.text, tuple(range(len(self.text))), tuple(range(1, len(self.text) + 1)))
        return _view((piece, place, place + 1) for place, letter in enumerate(self.text) for piece in _plain(letter))

    @cached_property
    def folded(self) -> View:
        if self.plain.text.isascii():
            return View(self.plain.text.lower(), self.plain.starts, self.plain.ends)
        return _view(_folded(self.plain))

    @cached_property
    def spoken(self) -> View:
        return _view(_spoken(self.folded))


def fold(words: str) -> str:
    """`words` as `folded` reads them: for lists that are compared with it."""
    return Reading(words).folded.text


def _view(pieces: Iterator[tuple[str, int, int]]) -> View:
    letters, starts, ends = [], [], []
    for letter, start, end in pieces:
        letters.append(letter)
        starts.append(start)
        ends.append(end)
    return View("".join(letters), tuple(starts), tuple(ends))


def _plain(letter: str) -> str:
    if " " <= letter <= "~" or letter == "\n":
        return letter
    if letter in "\t\r\u2028\u2029\x85":
        return " " if letter == "\t" else "\n"
    if unicodedata.category(letter) in _UNSEEN:
        return ""
    whole = unicodedata.normalize("NFKC", letter.translate(_SAME)).translate(_SAME)
    return "".join(_digit(one) for one in whole)


def _digit(letter: str) -> str:
    number = unicodedata.decimal(letter, None)
    return letter if number is None else str(number)


def _folded(plain: View) -> Iterator[tuple[str, int, int]]:
    text = plain.text
    place = 0
    for word in _LETTERS.finditer(text):
        yield from _bare(plain, place, word.start(), {})
        yield from _bare(plain, word.start(), word.end(), _look_alikes() if _passes(word[0]) else {})
        place = word.end()
    yield from _bare(plain, place, len(text), {})


def _bare(plain: View, start: int, end: int, table: dict[str, str]) -> Iterator[tuple[str, int, int]]:
    for place in range(start, end):
        letter = plain.text[place]
        if letter.isascii():
            yield letter.lower(), plain.starts[place], plain.ends[place]
            continue
        for piece in unicodedata.normalize("NFKD", table.get(letter, letter)):
            if not unicodedata.combining(piece):
                for small in table.get(piece, piece).casefold():
                    yield small, plain.starts[place], plain.ends[place]


def _passes(word: str) -> bool:
    """Whether every letter of a word is Latin or passes for it: "раin" with two Cyrillic letters, but not "лев"."""
    if word.isascii():
        return False
    table = _look_alikes()
    return all(
        letter in table
        or all(one.isascii() or unicodedata.combining(one) for one in unicodedata.normalize("NFKD", letter))
        for letter in word
    )


@cache
def _look_alikes() -> dict[str, str]:
    """Letters of other scripts, each with the small Latin letter that it looks like (the data behind UTS #39)."""
    from confusable_homoglyphs.confusables import confusables_data

    table = {}
    for letter, others in confusables_data.items():
        if len(letter) != 1 or letter.isascii() or not letter.isalpha():
            continue
        if not unicodedata.name(letter, "").startswith(_PASSING) or unicodedata.normalize("NFKD", letter)[0].isascii():
            continue
        latin = sorted(
            one for one in (entry["c"] for entry in others) if len(one) == 1 and one.isascii() and one.isalpha()
        )
        if latin:
            # Of the strokes l, I and i the first stands for all: that is what the others are taken for in a word.
            table[letter] = "l" if "l" in latin else latin[-1].lower()
    return table


def _spoken(folded: View) -> Iterator[tuple[str, int, int]]:
    gap = 0
    for word in _SPOKEN.finditer(folded.text):
        begin = folded.starts[word.start()]
        yield " ", begin, begin
        first = word[0][0]
        if first in ".!;:。\n":
            yield ".", folded.starts[word.start()], folded.ends[word.end() - 1]
        else:
            for place in range(word.start(), word.end()):
                if folded.text[place] != "'":
                    yield folded.text[place], folded.starts[place], folded.ends[place]
        gap = folded.ends[word.end() - 1]
    # The end of the text is the end of a sentence too.
    yield from ((sign, gap, gap) for sign in " . ")
