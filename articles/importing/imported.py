"""What a reader makes of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

# As the database has it.
LONGEST_TITLE = 200
LONGEST_NAME = 80
LONGEST_SUMMARY = 400
# Years of publication: what lies outside is a slip, and near the ends of the calendar no zone can be reckoned with.
YEARS = range(1900, 2201)

_CONTROL = re.compile("[\x00-\x1f\x7f]")


class ImportingError(ValueError):
    """A file that is no article, or can't be stored: the line (from 1) and the reason, for the person who sent it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class ImportedArticle:
    """An article as its file has it: names instead of rows, local time, HTML that has not passed the gate."""

    title: str
    body: str
    summary: str = ""
    category: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str = ""
    slug: str = ""
    # Where in the file it begins.
    line: int = 1
    # What was left out on purpose, for the person to know.
    notes: tuple[str, ...] = ()
    # All that the file said about itself, under its own names.
    meta: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.title:
            raise ImportingError(self.line, "no title")
        if len(self.title) > LONGEST_TITLE:
            raise ImportingError(self.line, f"the title has {len(self.title)} characters, {LONGEST_TITLE} is the most")
        if len(self.summary) > LONGEST_SUMMARY:
            raise ImportingError(
                self.line, f"the summary has {len(self.summary)} characters, {LONGEST_SUMMARY} is the most"
            )
        if self.published and self.published.year not in YEARS:
            raise ImportingError(self.line, f"published in the year {self.published.year}")
        if any(map(_CONTROL.search, (self.title, self.summary, *self.category, *self.authors))):
            raise ImportingError(self.line, "a control character in the title, the summary or a name")
        if any(not name or len(name) > LONGEST_NAME for name in (*self.category, *self.authors)):
            raise ImportingError(
                self.line, f"names of categories and authors have 1 to {LONGEST_NAME} characters, not none and not more"
            )


def one_line(text: str) -> str:
    """Text with single spaces."""
    return " ".join(text.split())


def local_time(said: object, line: int) -> datetime | None:
    """The moment that a file names, in the site's zone and without one. Numbers and nothing are None."""
    if isinstance(said, str):
        try:
            said = datetime.fromisoformat(said.strip())
        except ValueError as problem:
            raise ImportingError(line, f"“{said[:40]}” is no date and time") from problem
    if isinstance(said, datetime):
        try:
            return said.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None) if said.tzinfo else said
        except OverflowError as problem:
            raise ImportingError(line, f"“{said}” is no date and time of this world") from problem
    return datetime(said.year, said.month, said.day) if isinstance(said, date) else None


def known_language(code: str) -> str:
    """The site's code for a language that a file names ("en-GB" is "en"); empty when the site has no such language."""
    code = code.strip().lower().replace("_", "-")
    codes = [known for known, _name in settings.LANGUAGES]
    if code in codes:
        return code
    if code.startswith("zh") and "hant" not in code and code not in {"zh-tw", "zh-hk", "zh-mo"}:
        return "zh-hans" if "zh-hans" in codes else ""
    return next((known for known in codes if known == code.partition("-")[0]), "")
