"""What a reader makes of an export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings

# Characters. A longer field is no comment, no name and no address: ten times what can be posted here is let in.
LONGEST_FIELD = 60_000
# Digits and prefixes of the systems that are known.
LONGEST_ID = 100
# Before this nobody commented on the web, and near the ends of the calendar no zone can be reckoned with.
FIRST_YEAR = 1990


class Kind(StrEnum):
    """What the other system said of a comment."""

    APPROVED = "approved"
    PENDING = "pending"
    SPAM = "spam"
    TRASH = "trash"
    # Another page that links here, which some systems keep among the comments.
    PINGBACK = "pingback"


@dataclass(frozen=True)
class ForeignThread:
    """What was commented on: how its comments name it, and what may tell which article it is here."""

    key: str
    line: int
    address: str = ""
    slug: str = ""
    title: str = ""


@dataclass(frozen=True)
class ForeignComment:
    """A comment as the export has it; `html` has not passed any gate. Without addresses of mail and network."""

    source: str
    external_id: str
    thread: str
    line: int
    kind: Kind
    written: datetime
    name: str = ""
    html: str = ""
    parent_id: str = ""
    # Whether a line end in `html` is one for the reader too.
    keeps_lines: bool = False


@dataclass(frozen=True)
class Reject:
    """A comment that can't be taken: the line (from 1) and the reason, for the person who sent the file."""

    line: int
    reason: str


def moment(said: str, *, local: bool = False) -> datetime | None:
    """The moment that an export names, which is of UTC (or the site's zone with `local`) unless it says; else None."""
    try:
        at = datetime.fromisoformat(said.strip())
        if at.tzinfo is None:
            at = at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE) if local else UTC)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if FIRST_YEAR <= at.year < 9999 else None
