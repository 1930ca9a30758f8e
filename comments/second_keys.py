"""Removals that one moderator asks for and another agrees to: many of one person or article, and one's own reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Comment, Decision, RemovalRequest
from .other_moderators import WAIT, is_there_another
from .transitions import Conflict, transition


class KeyRefused(Exception):
    """It can't be agreed to so; the message says why."""


def ask(
    comment: Comment,
    to: str,
    *,
    by: Any,
    why: str,
    reason: str,
    public_text: str = "",
    private_note: str = "",
    at: datetime | None = None,
) -> RemovalRequest:
    """Ask the other moderators to agree to a removal of `comment` as it is before the caller; asked once, it waits.

    For those to whom `transition` has said NeedsSecondKey, with its `why`.
    """
    try:
        with transaction.atomic():
            return RemovalRequest.objects.create(
                comment=comment,
                to=to,
                why=why,
                reason=reason,
                public_text=public_text,
                private_note=private_note,
                seen_lock=comment.lock_version,
                asked_by=by,
                asked_at=at or timezone.now(),
            )
    except IntegrityError:
        return RemovalRequest.objects.open().get(comment=comment)


def why_not(request: RemovalRequest, user: Any, at: datetime | None = None) -> str:
    """Why `user`, who moderates there, can't agree to `request`; "" when they can. One query at most."""
    if request.asked_by_id != user.pk:
        return ""
    if is_there_another(request.comment.article, besides={user.pk, request.comment.author_id}):
        return _("You asked for this. Another moderator has to agree.")
    free_at = request.asked_at + WAIT
    if free_at <= (at or timezone.now()):
        return ""
    when = date_format(timezone.localtime(free_at), "DATETIME_FORMAT")
    return _(
        "Nobody else moderates here. In place of a second person a day has to pass: you can agree from %(when)s."
    ) % {"when": when}


def agree(request: RemovalRequest, *, by: Any, at: datetime | None = None) -> Comment:
    """Turn the second key: the comment is removed in the name of the moderator who asked.

    The caller has asked `policy.may_decide`. Raises KeyRefused; NotAllowed and Conflict as `transition` does.
    """
    now = at or timezone.now()
    if problem := why_not(request, by, now):
        raise KeyRefused(problem)
    if request.settled_at:
        raise KeyRefused(_("This was settled already."))
    asked_by = request.asked_by or by
    try:
        removed = transition(
            request.comment,
            request.to,
            actor=asked_by,
            role=Decision.Role.MODERATOR,
            reason=request.reason,
            seen_lock=request.seen_lock,
            public_text=request.public_text,
            private_note=request.private_note,
            second_asked=True,
            at=now,
        )
    except Conflict:
        # What was asked about is not there any more; whoever still wants it gone asks anew.
        _settle(request, by, now)
        raise
    made = Decision.objects.filter(comment=removed, created_at=now, actor=asked_by).last()
    RemovalRequest.objects.filter(pk=request.pk).update(settled_by=by, settled_at=now, decision=made)
    return removed


def refuse(request: RemovalRequest, *, by: Any, at: datetime | None = None) -> None:
    """Let the comment stand where it is; whoever asked may take their own request back so. Twice is once."""
    _settle(request, by, at or timezone.now())


def _settle(request: RemovalRequest, by: Any, now: datetime) -> None:
    RemovalRequest.objects.open().filter(pk=request.pk).update(settled_by=by, settled_at=now)
