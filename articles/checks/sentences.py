"""Sentences, words and syllables of English, well enough for advice."""

from __future__ import annotations

import re

# A full stop behind these ends no sentence.
_SHORT = "".join(rf"(?<!\b{word})" for word in (r"e\.g", r"i\.e", "Dr", "Mr", "Mrs", "Ms", "St", "vs", "etc", "No"))
_END = re.compile(rf"{_SHORT}[.!?…]+[\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z0-9])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, in order. A line end is the end of one, too: items of lists have no full stops."""
    found = []
    for line in text.splitlines():
        start = 0
        for end in _END.finditer(line):
            found.append(line[start : end.end()].strip())
            start = end.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def words_of(text: str) -> list[str]:
    """The words of a text; numbers are none."""
    return _WORD.findall(text)


def syllables_in(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels: right for about nine words in ten."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye", "oe")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)
