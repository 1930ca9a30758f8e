"""Sentences that a careful reader wants to check, in blocks that say nothing of where they come from: a number with a
meaning, a dose, a comparison, a cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding, Page, Severity, start_of
from .sources import cites_something

NAME = "claims"

# An author mends some and sees the others then.
MOST_NAMED = 8

_NUMBER = r"\d+(?:[.,]\d+)?"
_WORDED = "two|three|four|five|six|seven|eight|nine"
_UNIT = r"(?:mg|mcg|µg|micrograms?|milligrams?|g|ml|millilitres?|units?|IU)"
_LIKELY = "likely|effective|common|often"


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", re.IGNORECASE)


PATTERNS = {
    "dose": _pattern(rf"{_NUMBER}\s?{_UNIT}\b(?!\s?/)"),
    "share": _pattern(
        rf"{_NUMBER}\s?(?:%|per ?cent\b)",
        rf"(?:{_NUMBER}|one|{_WORDED}) (?:in|out of) (?:every )?"
        rf"(?:{_NUMBER}|{_WORDED}|ten|twenty|a hundred|a thousand)\b",
    ),
    "comparison": _pattern(
        rf"(?:twice|three times|half) as (?:{_LIKELY}|many|high)\b",
        rf"(?:more|less) (?:{_LIKELY}) than\b",
        r"(?:as effective as|better than placebo|(?:higher|lower) risk|risk is (?:higher|lower))\b",
    ),
    "cause": _pattern(
        r"(?:causes|prevents|cures|reduces|increases|lowers|raises|halves|doubles)(?: \w+){0,3} "
        r"(?:risk|chance|pain|weight|symptoms?|infections?|deaths?|cancer|strokes?|heart attacks?|blood pressure)\b",
        r"(?:stud(?:y|ies)|research|trials?|evidence) (?:shows?|found|finds?|suggests?|proves?)\b",
    ),
}


def find(page: Page) -> Iterator[Finding]:
    """One finding a sentence, the first ones; nothing for languages that this does not know."""
    if not page.is_english:
        return
    found = 0
    for section in page.sections:
        for block in section.blocks:
            if block.tag == "aside" or cites_something(block.element):
                continue
            for sentence in block.sentences:
                if kind_of(sentence) and found < MOST_NAMED:
                    found += 1
                    message = _("No source near: “%(sentence)s”") % {"sentence": start_of(sentence, 90)}
                    words = start_of(sentence, 40).removesuffix(" …")
                    yield Finding(NAME, Severity.ADVICE, message, "body", block.id, words)


def kind_of(sentence: str) -> str:
    """The kind of claim that a sentence makes ("dose", "share", "comparison", "cause"), or ""."""
    return next((kind for kind, pattern in PATTERNS.items() if pattern.search(sentence)), "")
