"""The deed of reporting a comment: that somebody looks at it again, whatever was decided before. One transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .models import Comment, Report, ReviewItem
from .models.report import hash_of


class NotReportable(Exception):
    """The comment is not public any more."""


def report(
    comment: Comment,
    *,
    reason: str,
    note: str = "",
    seen: int | None = None,
    by: Any = None,
    email: str = "",
    at: datetime | None = None,
) -> tuple[Report, bool]:
    """Report `comment` for `reason`; the report, and whether it is new.

    `seen` is the number of the version that was read, `by` the reader, or None for somebody without an account. The
    same person reports the same words for the same reason once. A reason that the moderators have not heard yet counts
    as a change of the comment: nobody can decide without having seen it. Raises NotReportable.
    """
    now = at or timezone.now()
    with transaction.atomic():
        # Writing the comment's row first makes decisions and other reports wait, and this one wait for them.
        if not Comment.objects.published().filter(pk=comment.pk).update(lock_version=F("lock_version")):
            raise NotReportable
        comment = Comment.objects.select_related("published_version").get(pk=comment.pk)
        version = comment.versions.filter(number=seen).first() if seen else None
        version = version or comment.published_version
        facts = {"note": note, "email": email, "snapshot_hash": hash_of(version.source), "created_at": now}
        if by is None:
            made, is_new = Report.objects.create(comment=comment, version=version, reason=reason, **facts), True
        else:
            made, is_new = Report.objects.get_or_create(
                reporter=by, comment=comment, version=version, reason=reason, defaults=facts
            )
        if is_new:
            _reopen(comment, reason, now)
    return made, is_new


def _reopen(comment: Comment, reason: str, now: datetime) -> None:
    item = ReviewItem.objects.open().filter(comment=comment).first()
    if item is None or reason not in item.reason_codes:
        ReviewItem.ask(comment, [reason], now)
        Comment.objects.filter(pk=comment.pk).update(lock_version=F("lock_version") + 1)
