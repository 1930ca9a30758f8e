"""Headings by which readers find their way: none empty, none skipped (WCAG 2.2, 1.3.1 and 2.4.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import HEADINGS, Finding, Page, Severity, start_of

NAME = "headings"

# A text longer than this without a heading is a wall.
WORDS_WITHOUT = 400


def find(page: Page) -> Iterator[Finding]:
    level, seen = 1, {}
    for block in page.blocks:
        if block.tag not in HEADINGS:
            continue
        place = {"block": block.id, "words": start_of(block.text)}
        if not block.text:
            yield Finding(NAME, Severity.ERROR, _("A heading is empty. Write it or take it out."), **place)
            continue
        now = int(block.tag[1])
        if now > level + 1:
            sentence = _("“%(heading)s” skips a level of headings. Make it one level higher.")
            yield Finding(NAME, Severity.ADVICE, sentence % {"heading": start_of(block.text)}, **place)
        level = now
        if block.text.casefold() in seen:
            sentence = _("Two headings say “%(heading)s”. Readers of a list of headings can’t tell them apart.")
            yield Finding(NAME, Severity.ADVICE, sentence % {"heading": start_of(block.text)}, **place)
        seen[block.text.casefold()] = block
    words = sum(len(block.text.split()) for block in page.blocks)
    if not seen and words > WORDS_WITHOUT:
        sentence = _("There are %(n)d words and no heading. Headings let readers find their part.") % {"n": words}
        yield Finding(NAME, Severity.ADVICE, sentence)
