"""What a page needs and does not have."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding, Page, Severity
from .sources import cites_something

NAME = "missing"


def find(page: Page) -> Iterator[Finding]:
    """No category and no text keep a page from its readers; no summary, author or source is for its author to judge."""
    if not page.has_category:
        yield Finding(NAME, Severity.ERROR, _("Choose a category."), "category")
    if not any(block.text for block in page.blocks):
        yield Finding(NAME, Severity.ERROR, _("Write the text."))
        return
    if not page.summary:
        sentence = _("It has no summary. Readers see one under the title and in lists.")
        yield Finding(NAME, Severity.ADVICE, sentence, "summary")
    if not page.has_authors:
        yield Finding(NAME, Severity.ADVICE, _("It names no author. Readers want to know who says so."), "authors")
    if not any(cites_something(block.element) for block in page.blocks):
        yield Finding(NAME, Severity.ADVICE, _("It cites no source. Say where a reader can check what you say."))
