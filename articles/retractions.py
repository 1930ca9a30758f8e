"""Reading a list of retracted works and flagging those that the library holds.

A list is a CSV file with a line of headings. Known are the columns of the Retraction Watch Database as Crossref gives
it away (OriginalPaperDOI, OriginalPaperPubMedID, RetractionNature, RetractionDate, RetractionDOI) and plain ones (doi,
pmid, nature, date, notice). Without a column that says the nature, every line is a retraction.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from . import sources
from .identifiers import IdentifierError, Scheme, normal
from .models import Source

COLUMNS = {
    "doi": ("originalpaperdoi", "originaldoi", "doi"),
    "pmid": ("originalpaperpubmedid", "originalpaperpmid", "pubmedid", "pmid"),
    "nature": ("retractionnature", "nature", "status", "state"),
    "date": ("retractiondate", "date"),
    "notice": ("retractiondoi", "noticedoi", "notice"),
}
# What a notice says of a work. A correction or a reinstatement is for a person to read.
NATURES = {
    "": Source.State.RETRACTED,
    "retraction": Source.State.RETRACTED,
    "retracted": Source.State.RETRACTED,
    "expression of concern": Source.State.CONCERN,
    "concern": Source.State.CONCERN,
}
# Characters of one field; the longest that honest lists have are some thousand, for names of authors.
LONGEST_FIELD = 1_000_000
_DATES = ("%Y-%m-%d", "%m/%d/%Y")


class RetractionListError(ValueError):
    """A file that is no such list: the line and the reason, for the operator."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True)
class Notice:
    """That a work was retracted, or is under concern: when, and the DOI of the notice that says so, if known."""

    state: Source.State
    on: date | None
    doi: str

    @property
    def key(self) -> str:
        """By which a source remembers that this notice has been acted on."""
        return hashlib.sha256(f"{self.state} {self.doi or self.on}".encode()).hexdigest()


@dataclass
class Report:
    """What a list said about the library."""

    lines: int = 0
    unreadable: int = 0
    flagged: list[tuple[Source, Notice]] = field(default_factory=list)
    unchanged: list[Source] = field(default_factory=list)
    # Set back by a person after this very notice; and named in a notice that is for a person to read.
    set_back: list[Source] = field(default_factory=list)
    to_read: list[tuple[Source, str]] = field(default_factory=list)


def flag_retracted(lines: Iterable[str]) -> Report:
    """Give every source that a list names the state that it says, unless it has a graver one, or a person set it back
    after the same notice. All or nothing; reading a list again changes nothing. Raises RetractionListError.
    """
    report, notices = Report(), _Notices()
    for names, nature, notice in _read(lines, report):
        notices.add(names, nature, notice)
    report.to_read = notices.to_read
    with transaction.atomic():
        for source, notice in notices.gravest():
            if source.notice == notice.key and source.state != notice.state:
                report.set_back.append(source)
            elif Source.GRAVITY.index(source.state) >= Source.GRAVITY.index(notice.state):
                report.unchanged.append(source)
            else:
                _flag(source, notice)
                report.flagged.append((source, notice))
    return report


def _flag(source: Source, notice: Notice) -> None:
    source.state, source.state_on, source.notice = notice.state, notice.on, notice.key
    source.superseded_by = None
    source.state_note = _("See the notice, doi:%(doi)s.") % {"doi": notice.doi} if notice.doi else ""
    sources.save(source, by=None)


class _Notices:
    """The notices about works of the library, by work. Reads the library once."""

    def __init__(self) -> None:
        self.found: dict[int, list[Notice]] = {}
        self.to_read: list[tuple[Source, str]] = []
        self.rows = {source.pk: source for source in Source.objects.select_related("superseded_by")}
        self.known: dict[tuple[Scheme, str], int] = {}
        for row in self.rows.values():
            for scheme in (Scheme.DOI, Scheme.PMID):
                if name := getattr(row, scheme.value):
                    self.known[scheme, name] = row.merged_into_id or row.pk

    def add(self, names: dict[Scheme, str], nature: str, notice: Notice | None) -> None:
        for number in {self.known[name] for name in names.items() if name in self.known}:
            if notice is None:
                self.to_read.append((self.rows[number], nature))
            else:
                self.found.setdefault(number, []).append(notice)

    def gravest(self) -> Iterator[tuple[Source, Notice]]:
        """Each source with the gravest of its notices, the newest of these."""
        for number, notices in sorted(self.found.items()):
            yield (
                self.rows[number],
                max(notices, key=lambda notice: (Source.GRAVITY.index(notice.state), notice.on or date.min)),
            )


def _read(lines: Iterable[str], report: Report) -> Iterator[tuple[dict[Scheme, str], str, Notice | None]]:
    """The lines of a list: names of the work, nature, and the notice (None for one that is for a person to read)."""
    before = csv.field_size_limit(LONGEST_FIELD)
    rows: Any = None
    try:
        lines = iter(lines)
        first = next(lines, "")
        rows = csv.reader(_chained(first, lines), delimiter=max(",;\t", key=first.count))
        places = _places(next(rows, []))
        for row in rows:
            if not any(row):
                continue
            report.lines += 1
            said = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
            names = _names(said, report)
            nature = " ".join(said.get("nature", "").lower().split())
            yield names, nature, _notice(said, NATURES[nature]) if nature in NATURES else None
    except csv.Error as problem:
        raise RetractionListError(rows.line_num if rows else 1, str(problem)) from problem
    finally:
        csv.field_size_limit(before)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first.removeprefix("\ufeff")
    yield from rest


def _places(headings: list[str]) -> dict[str, int]:
    """Where the known columns stand. Raises RetractionListError when none of them names a work."""
    plain = [re.sub("[^a-z]", "", heading.lower()) for heading in headings]
    places = {
        name: plain.index(spelling)
        for name, spellings in COLUMNS.items()
        for spelling in [next((one for one in spellings if one in plain), None)]
        if spelling is not None
    }
    if not {"doi", "pmid"} & set(places):
        raise RetractionListError(1, "no column is called doi or pmid (nor OriginalPaperDOI or OriginalPaperPubMedID)")
    return places


def _names(said: dict[str, str], report: Report) -> dict[Scheme, str]:
    names = {}
    for scheme in (Scheme.DOI, Scheme.PMID):
        name = said.get(scheme.value, "")
        # What lists say for “none”.
        if not name or name.lower() in {"unavailable", "0", "n/a", "none"}:
            continue
        try:
            names[scheme] = normal(scheme, name[:1000])
        except IdentifierError:
            report.unreadable += 1
    return names


def _notice(said: dict[str, str], state: Source.State) -> Notice:
    try:
        doi = normal(Scheme.DOI, said.get("notice", "")[:1000])
    except IdentifierError:
        doi = ""
    return Notice(state, _day(said.get("date", "")), doi)


def _day(text: str) -> date | None:
    """The day that a list names, by year, month and day or as Americans write it; None for any other."""
    for form in _DATES:
        try:
            return datetime.strptime(text.split(" ")[0].split("T")[0], form).date()
        except ValueError:
            continue
    return None
