"""The site's own list of words. It finds whole words in whatever disguise, and can do no more than flag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .finding import Context, Finding
from .folding import Reading, fold

CHECK = "words"

# Words that a health site needs, whatever list an editor pastes in: one stock list hit a tenth of honest patients.
MEDICAL = frozenset({
    "anal", "anus", "arse", "ass", "balls", "bipolar", "bladder", "bleed", "blood", "boob", "boobs", "bowel", "breast",
    "breasts", "bum", "buttock", "cervix", "clitoris", "coil", "condom", "crap", "damn", "depressed", "diarrhoea",
    "diarrhea", "drug", "drugs", "ejaculation", "erection", "faeces", "feces", "fart", "foreskin", "gay", "genital",
    "genitals", "groin", "heroin", "hell", "herpes", "hiv", "homosexual", "intercourse", "labia", "lesbian", "libido",
    "masturbate", "masturbation", "menstrual", "nipple", "nipples", "orgasm", "ovary", "pee", "penis", "period", "piss",
    "poo", "poop", "porn", "prostate", "pubic", "rape", "raped", "rectal", "rectum", "scrotum", "semen", "sex",
    "sexual", "sexually", "sperm", "std", "sti", "stool", "suicide", "suicidal", "testicle", "testicles", "tit", "tits",
    "trans", "urethra", "urine", "uterus", "vagina", "vaginal", "viagra", "virgin", "vulva", "wee", "womb",
})  # fmt: skip
# Abuse aimed at persons. To begin with; each site keeps its own. Swearing in pain is not among it.
STARTER = frozenset({
    "you idiot", "you moron", "you are pathetic", "you're pathetic", "you stupid", "shut up", "scum", "retard",
    "retarded", "subhuman", "you deserve it", "you deserved it", "kill yourself", "attention seeker", "fat pig",
    "go back to your country", "nobody asked you", "drama queen", "liar", "clown", "snowflake", "hypochondriac",
})  # fmt: skip

_WORD = re.compile(r"\w+")
# Scripts without spaces have no whole words to look for.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LONGEST_PHRASE = 6
# Digits and signs that stand for letters within a word.
_LETTERLIKE = str.maketrans("0134578", "oieastb")


def find(reading: Reading, context: Context) -> Iterator[Finding]:
    """The listed words and phrases in the text, as whole words; the medical ones never."""
    phrases, begin, parts = _index(context.listed_words, context.allowed_words | MEDICAL)
    if not phrases and not parts:
        return
    view = reading.folded
    words = [(word.start(), word.end(), word[0]) for word in _WORD.finditer(view.text.replace("'", "\x00"))]
    words = _without_apostrophes(words, view.text)
    for place, (start, end, word) in enumerate(words):
        if word not in begin:
            if _unmasked(word) in phrases:
                yield _finding(reading, start, end)
            continue
        for length in range(1, min(LONGEST_PHRASE, len(words) - place) + 1):
            said = " ".join(one for _start, _end, one in words[place : place + length])
            if said in phrases or (length == 1 and _unmasked(word) in phrases):
                yield _finding(reading, start, words[place + length - 1][1])
    for part in parts:
        place = view.text.find(part)
        while place >= 0:
            yield _finding(reading, place, place + len(part))
            place = view.text.find(part, place + len(part))


def _without_apostrophes(words: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """The words, with those that only an apostrophe parts put together: "you're" is "youre"."""
    joined: list[tuple[int, int, str]] = []
    for start, end, word in words:
        if joined and joined[-1][1] + 1 == start and text[start - 1] == "'":
            joined[-1] = (joined[-1][0], end, joined[-1][2] + word)
        else:
            joined.append((start, end, word))
    return joined


def _unmasked(word: str) -> str:
    """A word with its digits read as letters, where it has both: "1d1ot"."""
    return word.translate(_LETTERLIKE) if not word.isalpha() and not word.isdigit() else word


@lru_cache(maxsize=8)
def _index(listed: frozenset[str], allowed: frozenset[str]) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The phrases that are looked for, the words with which they begin, and what is looked for within words."""
    folded = _folded(listed) - _folded(allowed)
    parts = {word for word in folded if _UNSPACED.search(word)}
    phrases = frozenset(folded - parts)
    return phrases, frozenset(phrase.partition(" ")[0] for phrase in phrases), tuple(sorted(parts))


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(compared, words)))


def compared(word: str) -> str:
    """A word or phrase as it is compared: folded, without apostrophes and signs, one space between; "" for none."""
    return " ".join(_WORD.findall(fold(word).replace("'", "")))


def _finding(reading: Reading, start: int, end: int) -> Finding:
    first, last = reading.folded.span(start, end)
    return Finding(first, last, CHECK, "listed_word", reading.text[first:last])
