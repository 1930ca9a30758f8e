"""When moderators are on duty: the hours of a week as an editor writes them, and whether one of them is now.

Hours are those of the clock on the wall in the site's zone, so that they stay the same when summer time begins or ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# The codes of the days, which are the same in every language of the site.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "|".join(DAYS)
_LINE = re.compile(
    rf"(?P<first>{_DAY})(?:\s*[-–]\s*(?P<last>{_DAY}))?\s+(?P<start>\d{{1,2}}:\d\d)\s*[-–]\s*(?P<end>\d{{1,2}}:\d\d)",
    re.IGNORECASE,
)
MIDNIGHT = timedelta(hours=24)


@dataclass(frozen=True)
class Shift:
    """Hours of one day: 0 is Monday; `start` and `end` count from its midnight, and the end may lie on the next day."""

    day: int
    start: timedelta
    end: timedelta


def read(text: str) -> list[Shift]:
    """The shifts that `text` names, a line each: "Mon-Fri 08:00-20:00", "Sat 22:00-02:00". Raises ValidationError."""
    shifts = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _LINE.fullmatch(line)
        if not found:
            raise ValidationError(_("“%(line)s” is not like “Mon-Fri 08:00-20:00”.") % {"line": line[:60]})
        first = DAYS.index(found["first"].capitalize())
        last = DAYS.index(found["last"].capitalize()) if found["last"] else first
        start, end = _clock(found["start"]), _clock(found["end"])
        # What ends before it begins goes on past midnight; "00:00-24:00" is the whole day.
        end += MIDNIGHT if end <= start else timedelta()
        # "Sat-Mon" goes round the end of the week.
        shifts += [Shift((first + number) % 7, start, end) for number in range((last - first) % 7 + 1)]
    return shifts


def _clock(text: str) -> timedelta:
    hours, minutes = map(int, text.split(":"))
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise ValidationError(_("“%(time)s” is no time of the day.") % {"time": text})
    return timedelta(hours=hours, minutes=minutes)


def validate(text: str) -> None:
    """For the field that holds the hours. Raises ValidationError."""
    read(text)


def is_on(hours: str, at: datetime | None = None) -> bool:
    """Whether somebody is on duty now, or `at`; always where nobody has said when."""
    shifts = read(hours)
    if not shifts:
        return True
    local = timezone.localtime(at, timezone.get_default_timezone())
    # The wall's time, whatever became of the hour between.
    passed = datetime.combine(local.date(), local.time().replace(tzinfo=None)) - datetime.combine(local.date(), time())
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    return any(
        (shift.day == today and shift.start <= passed < shift.end)
        or (shift.day == yesterday and passed + MIDNIGHT < shift.end)
        for shift in shifts
    )


def said(hours: str) -> str:
    """The hours in one line, as they were written."""
    return "; ".join(filter(None, map(str.strip, hours.splitlines())))
