"""How hard each section is to read, with its hardest sentences. Advice: a number is no judge of a text.

The grade is that of Flesch and Kincaid: 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid, Fishburne,
Rogers and Chissom, 1975: Derivation of new readability formulas for Navy enlisted personnel).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Block, Finding, Page, Severity, start_of
from .sentences import syllables_in, words_of

NAME = "reading"

# American school years; five years more is about the age. Health services aim at ages of nine to fourteen.
HARD = 9.0
# A grade of a few words says nothing.
FEWEST_WORDS = 60
# Longer sentences than this are named, the longest first.
LONG_SENTENCE = 25
MOST_NAMED = 2
# Lists of works, whose titles are what they are.
LISTS = frozenset({"sources", "references", "further reading"})


def grade_of(sentences: list[str]) -> float:
    """The Flesch-Kincaid grade of some English sentences; 0 for none."""
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words or not sentences:
        return 0.0
    syllables = sum(map(syllables_in, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def find(page: Page) -> Iterator[Finding]:
    """One finding a hard section, then its longest sentences. Nothing for languages that this does not know."""
    if not page.is_english:
        return
    for section in page.sections:
        if section.title.casefold() in LISTS:
            continue
        prose = [block for block in section.blocks if block.tag in {"p", "ul", "ol", "blockquote", "aside"}]
        sentences = [sentence for block in prose for sentence in block.sentences]
        if sum(len(words_of(sentence)) for sentence in sentences) < FEWEST_WORDS:
            continue
        grade = grade_of(sentences)
        if grade <= HARD:
            continue
        age = round(grade) + 5
        first = section.heading or prose[0]
        message = (
            _("“%(section)s” reads as for age %(age)d.") % {"section": start_of(section.title), "age": age}
            if section.title
            else _("The beginning reads as for age %(age)d.") % {"age": age}
        )
        yield Finding(NAME, Severity.ADVICE, message, "body", first.id, start_of(first.text))
        yield from _hardest(prose)


def _hardest(blocks: list[Block]) -> Iterator[Finding]:
    long = [
        (len(words_of(sentence)), block, sentence)
        for block in blocks
        for sentence in block.sentences
        if len(words_of(sentence)) > LONG_SENTENCE
    ]
    for words, block, sentence in sorted(long, key=lambda one: -one[0])[:MOST_NAMED]:
        message = _("A sentence of %(n)d words: “%(start)s”") % {"n": words, "start": start_of(sentence)}
        yield Finding(NAME, Severity.ADVICE, message, "body", block.id, start_of(sentence, 40).removesuffix(" …"))
