"""Sources of the text against which something is known."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding, Page, Severity

NAME = "evidence"


def find(page: Page) -> Iterator[Finding]:
    """One finding a source. A text may have its reasons to cite what was retracted, so it is advice."""
    for name, state in page.unsound:
        yield Finding(NAME, Severity.ADVICE, _("%(state)s: “%(source)s”") % {"state": state, "source": name})
