"""What to mend, and what to think of, before readers see a text. Each check is a module: a page in, findings out.

The checks read nothing but the page; `page_of` gathers it, with one query. Errors keep a text from being published, by
whatever door; advice is for its author to judge.
"""

from __future__ import annotations

from django.urls import reverse

from ..models import Article, Revision
from . import claims, evidence, headings, links, missing, paragraphs, pictures, reading, tables
from .finding import Finding, Page, Severity

__all__ = ["CHECKS", "Finding", "Page", "Severity", "check", "errors_in", "page_of"]

# In the order in which an author mends them.
CHECKS = (missing, pictures, headings, links, tables, paragraphs, claims, evidence, reading)


def check(page: Page) -> list[Finding]:
    """All that the checks find in `page`: the errors first, then the advice."""
    found = [finding for module in CHECKS for finding in module.find(page)]
    return sorted(found, key=lambda finding: not finding.is_error)


def errors_in(page: Page) -> list[str]:
    """What keeps `page` from its readers, a sentence each, each once."""
    return list(dict.fromkeys(finding.message for finding in check(page) if finding.is_error))


def page_of(revision: Revision, *, language: str = "en") -> Page:
    """The page that `revision` would be. Four queries at the most."""
    linked = links.addresses_in(revision.body)
    slugs = {address.removeprefix("/articles/").partition("/")[0] for address in linked}
    known = Article.objects.published().filter(slug__in=slugs).values_list("slug", flat=True) if slugs else ()
    cited = [citation.source.shown for citation in revision.citations.with_sources()]
    return Page(
        title=revision.title,
        summary=revision.summary,
        body=revision.body,
        language=language,
        has_category=revision.category_id is not None,
        has_authors=revision.bylines.exists(),
        unsound=tuple((str(one), one.get_state_display()) for one in dict.fromkeys(cited) if not one.is_sound()),
        known_addresses=frozenset(reverse("articles:detail", args=[slug]) for slug in known),
    )
