"""The deeds about checked professions: ask for one, check it, refuse it, take it back, take it off.

Two members of staff look at the evidence, and never its bearer. What changes here shows on old comments at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article

from .models import Hat
from .models.hat import VALID_FOR

# Somebody who asks for more than these is trying something out.
MOST_ASKED = 3


class HatRefused(Exception):
    """It can't be asked for, checked or ended so; the message says why."""


def ask(person: Any, *, role: str, register: str, number: str, evidence: str = "") -> Hat:
    """Ask for a hat for `person`. Asked again for the same entry of a register, it is the one that waits already.

    Raises HatRefused.
    """
    entry = {"role": role.strip(), "register": register.strip(), "number": number.strip()}
    waiting = Hat.objects.asked().filter(person=person)
    same = waiting.filter(**entry).first()
    if same:
        return same
    if waiting.count() >= MOST_ASKED:
        raise HatRefused(_("Please wait until somebody has looked at what you have asked for already."))
    return Hat.objects.create(person=person, evidence=evidence.strip(), **entry)


def check(hat: Hat, *, by: Any, at: datetime | None = None) -> Hat:
    """Note that `by` has seen the evidence; with the second person the hat is valid for a year.

    The same person twice is once. Raises HatRefused.
    """
    now = at or timezone.now()
    if by.pk == hat.person_id:
        raise HatRefused(_("Somebody else has to check your own profession."))
    with transaction.atomic():
        waiting = Hat.objects.asked().filter(pk=hat.pk)
        if not waiting.filter(checked_at=None).update(checked_by=by, checked_at=now):
            waiting.exclude(checked_by=by).update(
                confirmed_by=by,
                confirmed_at=now,
                expires_on=timezone.localdate(now) + VALID_FOR,
                news=Hat.News.VALID,
            )
    fresh = Hat.objects.get(pk=hat.pk)
    if fresh.ended_at:
        raise HatRefused(_("This was refused in the meantime."))
    return fresh


def end(hat: Hat, *, by: Any, reason: str, at: datetime | None = None) -> Hat:
    """Refuse what was asked for, or take back what was valid. Twice is once. Raises HatRefused."""
    if by.pk == hat.person_id:
        raise HatRefused(_("Somebody else has to decide about this."))
    if not reason.strip():
        raise HatRefused(_("Say why: its bearer will read it."))
    with transaction.atomic():
        news = Hat.News.REVOKED if hat.confirmed_at else Hat.News.REFUSED
        Hat.objects.filter(pk=hat.pk, ended_at=None).update(
            ended_by=by, ended_at=at or timezone.now(), end_reason=reason.strip()[:300], news=news
        )
        _show_anew(hat)
    return Hat.objects.get(pk=hat.pk)


def drop(hat: Hat) -> None:
    """Take a hat off for good, as its bearer wishes: it is gone from every comment."""
    with transaction.atomic():
        _show_anew(hat)
        hat.delete()


def _show_anew(hat: Hat) -> None:
    Article.objects.filter(comments__hat=hat).update(page_version=F("page_version") + 1)


def worn_by(person: Any) -> list[Hat]:
    """The hats that `person` may wear today. One query."""
    return list(Hat.objects.valid().filter(person=person).order_by("role", "pk"))
