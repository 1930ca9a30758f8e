"""What is in a text before it is posted: each check is a module, text in, findings with their places out.

Nothing here reads a database, a file of the site or the network, and nothing decides: what follows from a finding
stands in `rules`, and who acts on it is the caller. The same text and context always give the same findings.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from . import (
    addresses,
    birth_dates,
    crisis,
    dosing,
    duplicates,
    emails,
    full_names,
    links,
    national_ids,
    phones,
    record_numbers,
    selling,
    titles,
    words,
)
from .finding import Context, Finding, Findings, Recent, Severity
from .folding import Reading
from .rules import PERSONAL, RULES, Effect, Rule

__all__ = [
    "CHECKS", "PERSONAL", "RULES", "Context", "Effect", "Finding", "Findings", "Reading", "Recent", "Rule",
    "Severity", "findings_of", "screen",
]  # fmt: skip

Check = Callable[[Reading, Context], Iterable[Finding]]

# The one that may matter most comes first: it has the whole time before it.
CHECKS: dict[str, Check] = {
    module.CHECK: module.find
    for module in (
        crisis, emails, phones, national_ids, record_numbers, birth_dates, addresses, full_names, dosing, links,
        selling, duplicates, words, titles,
    )
}  # fmt: skip

# Four times the longest comment; nobody reads on beyond it either.
LONGEST = 20_000
# Above what a slow machine needs for the longest comment, and still short of a reader's patience.
SECONDS = 2.0
# More marks than these on one text help nobody.
MOST_FINDINGS = 50

log = logging.getLogger(__name__)


def screen(text: str, *, context: Context | None = None, clock: Callable[[], float] = time.monotonic) -> Findings:
    """What all checks find in `text`, in its order. Never raises.

    A check that fails, finds the time used up, or gets only the beginning of an endless text says so in a finding of
    the kind "unfinished", which is never taken for a match.
    """
    context = context or Context()
    reading = Reading(text[:LONGEST])
    until = clock() + SECONDS
    found: list[Finding] = []
    if len(text) > LONGEST:
        found.append(_unfinished("length"))
    for name in CHECKS:
        if clock() > until:
            found.append(_unfinished(name))
            continue
        found.extend(findings_of(name, reading, context))
    return Findings(tuple(sorted(set(_without_overlaps(found)))))


def findings_of(name: str, reading: Reading, context: Context) -> list[Finding]:
    """What the check of this name finds, before what others are surer of is taken away. Never raises."""
    found: list[Finding] = []
    try:
        found.extend(islice(CHECKS[name](reading, context), MOST_FINDINGS))
    except Exception as error:  # noqa: BLE001 - whatever breaks in one check must not take the text away
        # The kind of the error only: its words may hold words of the text.
        log.error("The check %s did not finish: %s", name, type(error).__name__)
        found.append(_unfinished(name))
    return found


def _unfinished(check: str) -> Finding:
    return Finding(0, 0, check, "unfinished", "")


def _without_overlaps(found: list[Finding]) -> Iterator[Finding]:
    """Of personal information in one place only what it most surely is: a record's number may look like a phone's.

    The host of an e-mail address is no link.
    """
    taken: list[Finding] = []
    for finding in sorted(found, key=_sureness):
        is_one_of_these = finding.kind in PERSONAL or finding.check == links.CHECK
        if is_one_of_these and any(other.start < finding.end and finding.start < other.end for other in taken):
            continue
        if finding.kind in PERSONAL:
            taken.append(finding)
        yield finding


def _sureness(finding: Finding) -> tuple[int, int]:
    return PERSONAL.index(finding.kind) if finding.kind in PERSONAL else len(PERSONAL), finding.start
