"""Tables that can be heard: with headers and a caption (WCAG 2.2, 1.3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding, Page, Severity, start_of

NAME = "tables"


def find(page: Page) -> Iterator[Finding]:
    for block in page.blocks:
        for table in block.element.iter("table"):
            place = {"block": block.id, "words": start_of(block.text, 40)}
            if next(table.iter("th"), None) is None:
                sentence = _("A table has no headers. Mark its first row or column, so that every number has a name.")
                yield Finding(NAME, Severity.ADVICE, sentence, **place)
            if table.find("caption") is None:
                yield Finding(NAME, Severity.ADVICE, _("A table has no caption. Say what it compares."), **place)
