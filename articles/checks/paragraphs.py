"""Paragraphs that fit the eye."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding, Page, Severity, start_of

NAME = "paragraphs"

# On a telephone a hundred and twenty words fill the screen.
MOST_WORDS = 120


def find(page: Page) -> Iterator[Finding]:
    for block in page.blocks:
        words = len(block.text.split())
        if block.tag == "p" and words > MOST_WORDS:
            sentence = _("A paragraph has %(n)d words. Up to %(most)d are read with ease.")
            message = sentence % {"n": words, "most": MOST_WORDS}
            yield Finding(NAME, Severity.ADVICE, message, "body", block.id, start_of(block.text))
