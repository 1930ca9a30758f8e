"""How long a comment usually waits for a human, from what was decided lately, and how the form says it."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import HelpLine

from .. import duty
from ..models import Decision, Mode
from ..policy import Standing

DAYS = 30
# Newer decisions say more, and a few hundred give the middle well enough.
MOST_DECISIONS = 500
# Fewer than these say nothing about the next one.
FEWEST_DECISIONS = 5
KEY, HOUR = "comments.usual-wait", 3600


def usual_wait() -> timedelta | None:
    """The median time from writing to the first decision of a human, of the last thirty days; None while nobody knows.

    One query an hour: the answer is kept.
    """
    minutes = cache.get(KEY)
    if minutes is None:
        minutes = _median_minutes()
        cache.set(KEY, minutes, HOUR)
    return timedelta(minutes=minutes) if minutes >= 0 else None


def _median_minutes() -> int:
    """The median in minutes; -1 for none."""
    decided = Decision.objects.filter(
        actor_role=Decision.Role.MODERATOR,
        from_status="held",
        version__number=1,
        created_at__gte=timezone.now() - timedelta(days=DAYS),
    )
    waits = [
        (decided_at - written).total_seconds() / 60
        for decided_at, written in decided.order_by("-pk").values_list("created_at", "comment__created_at")[
            :MOST_DECISIONS
        ]
    ]
    return int(median(waits)) if len(waits) >= FEWEST_DECISIONS else -1


def form_note(state: Standing) -> str:
    """What stands above the box: the editors' line, and how long a review usually takes where there is one."""
    notes = [state.form_note]
    if state.mode == Mode.HOLD and not state.is_closed:
        notes.append(_("Comments here are read before they appear."))
        if not duty.is_on(state.duty_hours):
            notes += [_("Nobody is on duty at the moment."), *_hours_and_numbers(state)]
        elif (wait := usual_wait()) is not None:
            notes.append(_("Usually reviewed within %(time)s.") % {"time": _rounded(wait)})
    return " ".join(filter(None, notes))


def _hours_and_numbers(state: Standing) -> list[str]:
    """When comments are read, and whom to call meanwhile in an emergency. One query."""
    told = [_("They are read at these times: %(hours)s.") % {"hours": duty.said(state.duty_hours)}]
    lines = HelpLine.objects.filter(kind=HelpLine.Kind.EMERGENCY).exclude(phone="")
    numbers = ", ".join(f"{line.phone} ({line.region})" if line.region else line.phone for line in lines)
    return [*told, _("In an emergency call %(numbers)s.") % {"numbers": numbers}] if numbers else told


def _rounded(wait: timedelta) -> str:
    """The next full quarter of an hour, hour or day: a promise to be kept, not a measurement."""
    minutes = wait.total_seconds() / 60
    if minutes <= 45:
        n = max(15, int(-(-minutes // 15) * 15))
        return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
    hours = int(-(-minutes // 60))
    if hours <= 36:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = int(-(-hours // 24))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
