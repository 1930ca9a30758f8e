"""The deeds about people: to warn, slow down, review first, silence, and to lift it again. Nothing here is secret."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import rights

from .models import Appeal, Comment, Decision, Sanction
from .transitions import UNDO_WINDOW

# Somebody who is slowed down waits at most a day.
MOST_MINUTES = 24 * 60


class SanctionRefused(Exception):
    """It can't be given, agreed to or lifted so; the message says why."""


def give(
    comment: Comment,
    kind: str,
    *,
    by: Any,
    reason: str,
    length: timedelta | None,
    minutes: int = 0,
    public_text: str = "",
    at: datetime | None = None,
) -> Sanction:
    """Give the author of `comment` a sanction for what they wrote there; `length` None has no end.

    It hangs on the newest decision about that comment. One that silences for good waits for a second moderator. The
    caller has asked `policy.may_sanction`. Raises SanctionRefused.
    """
    now = at or timezone.now()
    person = comment.author
    if person is None or person.pk == by.pk or rights.is_member_of_staff(person):
        raise SanctionRefused(_("Members of staff, and accounts that are gone, can’t be given sanctions here."))
    if kind not in Sanction.Kind or reason not in Decision.Reason:
        raise SanctionRefused(_("Choose what it is, and for which reason."))
    if kind == Sanction.Kind.SLOW and not 0 < minutes <= MOST_MINUTES:
        raise SanctionRefused(_("Say how many minutes lie between two comments."))
    return Sanction.objects.create(
        person=person,
        kind=kind,
        starts_at=now,
        until=now + length if length else None,
        minutes=minutes if kind == Sanction.Kind.SLOW else 0,
        decision=comment.decisions.last(),
        reason=reason,
        public_text=public_text,
        given_by=by,
        created_at=now,
    )


def confirm(sanction: Sanction, *, by: Any, at: datetime | None = None) -> None:
    """Turn the second key of a sanction without an end. Twice is once. Raises SanctionRefused."""
    if by.pk in {sanction.given_by_id, sanction.person_id}:
        raise SanctionRefused(_("Another moderator has to agree to this."))
    if sanction.state() not in {"waiting", "in_force"}:
        raise SanctionRefused(_("This was lifted in the meantime."))
    waiting = Sanction.objects.filter(pk=sanction.pk, confirmed_at=None, lifted_at=None)
    waiting.update(confirmed_by=by, confirmed_at=at or timezone.now())


def lift(sanction: Sanction, *, by: Any, reason: str, at: datetime | None = None) -> None:
    """End a sanction before its time; lifted twice, the first one counts. Raises SanctionRefused."""
    if by.pk == sanction.person_id:
        raise SanctionRefused(_("Somebody else has to decide about this."))
    if not reason.strip():
        raise SanctionRefused(_("Say why it is lifted."))
    now = at or timezone.now()
    with transaction.atomic():
        lifted = Sanction.objects.filter(pk=sanction.pk, lifted_at=None).update(
            lifted_by=by, lifted_at=now, lift_reason=reason.strip()[:300]
        )
        if lifted:
            # Whoever has appealed against it was right.
            Appeal.objects.filter(sanction=sanction).answer(
                Appeal.State.UPHELD, by=by, words="", at=now, tell_at=now + UNDO_WINDOW
            )


def put_back(sanction: Sanction, *, lifted_at: datetime) -> None:
    """Let a sanction bind again that was lifted at this moment by a slip of the hand. For `appeals` alone."""
    Sanction.objects.filter(pk=sanction.pk, lifted_at=lifted_at).update(lifted_by=None, lifted_at=None, lift_reason="")
