"""Phrases written the way they are said, made into patterns over the `spoken` view of a text.

    phrases("(want|wants) to ~2 die")

Words stand for themselves, `(one|two words)` for either, a `?` after it for "or not there", `~3` for up to three words
of the same sentence, `#` for a number. A phrase begins and ends at the edge of a word. Every repetition in the result
is bounded and goes by whole words, so that the time a pattern takes grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .folding import Reading, fold

_PART = re.compile(r"\(([^)]*)\)(\?)?|~(\d)|(\S+)")
_STOP = re.compile(r" [.?](?= )")
# A word of the same sentence; commas are words here.
_WORD = "(?![.?] )[^ ]+ "


def phrases(*lines: str) -> re.Pattern[str]:
    """One pattern that finds every one of the phrases."""
    return re.compile("(?<= )(?:" + "|".join(pattern_of(line) for line in lines) + ")")


def pattern_of(line: str) -> str:
    """The source of the pattern of one phrase, which ends with the space after its last word."""
    source = ""
    for either, optional, gap, word in _PART.findall(line):
        if gap:
            source += f"(?:{_WORD}){{0,{gap}}}"
        elif word == "#":
            source += "[0-9][0-9.,]* "
        elif word:
            source += f"{re.escape(said(word))} "
        else:
            options = "|".join(sorted((re.escape(said(one)) for one in either.split("|")), key=len, reverse=True))
            source += f"(?:(?:{options}) )?" if optional else f"(?:{options}) "
    return source


def said(words: str) -> str:
    """`words` as they stand in the `spoken` view."""
    return words if words in {".", ",", "?"} else fold(words).replace("'", "")


def matches(reading: Reading, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    return pattern.finditer(reading.spoken.text)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a spoken text begin and end, the sign at the end not included."""
    start = 0
    for stop in _STOP.finditer(text):
        yield start, stop.start() + 1
        start = stop.end()
    yield start, len(text)


def sentence_around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The rest of the sentence before a match in a spoken text, the rest after it, and the sign that ends it."""
    begin = max(text.rfind(" . ", 0, start), text.rfind(" ? ", 0, start))
    stops = [place for place in (text.find(" . ", end - 1), text.find(" ? ", end - 1)) if place >= 0]
    stop = min(stops, default=len(text))
    return text[begin + 2 if begin >= 0 else 0 : start], text[end:stop], text[stop + 1 : stop + 2]


def any_of(words: Iterable[str]) -> str:
    """Words as one group of a phrase."""
    return "(" + "|".join(words) + ")"
