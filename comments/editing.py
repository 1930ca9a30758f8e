"""The deed of changing one's own comment: new words in, a new version of it out. One transaction.

Earlier versions stay. New words pass the same gate as a new comment's; where that asks for review, a public comment
keeps its approved words until somebody has looked at the new ones.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import mentions, rendering, screened
from .models import Comment, CommentVersion, ReviewItem
from .policy import Refused, may_edit, standing
from .posting import AskFirst, PostRefused, check_text, first_status
from .transitions import amend


def seen_state(comment: Comment) -> str:
    """What the writer has before them, to be sent back with the new words: which version, and in which status."""
    return f"{comment.status}-{comment.current_version_id}"


def edit(
    comment: Comment, text: str, *, by: Any, seen: str, answered: bool = False, at: datetime | None = None
) -> Comment:
    """Let `comment` say `text`. `by` is its author, and `seen` the `seen_state` that they started from; `answered` says
    that they were asked about these very words.

    The same words as before change nothing, so that sending twice is sending once. Raises PostRefused; AskFirst, which
    is one, when the writer is to be asked about something first.
    """
    text = rendering.tidy(text)
    problem = check_text(text)
    if problem:
        raise PostRefused(problem)
    try:
        with transaction.atomic():
            return _write(comment, text, by, seen, answered, at or timezone.now())
    except IntegrityError:
        # Two tabs at once: the other one has taken the number of this version.
        raise PostRefused(_changed()) from None


def _write(comment: Comment, text: str, by: Any, seen: str, answered: bool, now: datetime) -> Comment:
    comment = Comment.objects.select_related("article", "current_version", "parent").get(pk=comment.pk)
    state = standing(comment.article, by)
    answer = may_edit(by, comment, state)
    if not answer.is_allowed:
        raise PostRefused(answer)
    if comment.current_version.source == text:
        return comment
    if seen != seen_state(comment):
        raise PostRefused(_changed())
    findings = screened.findings_in(text, author=by, state=state, comment=comment)
    if findings.asks and not answered:
        raise AskFirst(text, findings)
    people = mentions.people_in_thread(comment.parent, text) if comment.parent else {}
    html, mentioned = mentions.render(text, people, by=by)
    version = CommentVersion.objects.create(
        comment=comment,
        number=comment.current_version.number + 1,
        source=text,
        html=html,
        renderer_version=rendering.RENDERER_VERSION,
        signals=screened.signals_of(text, findings) | {"mentioned": mentioned},
        created_by=by,
        created_at=now,
    )
    status, rule, reasons = first_status(by, state, findings)
    # While somebody is to look at a comment, its public words don't change under their eyes.
    publish = status == Comment.Status.PUBLISHED and not ReviewItem.objects.open().filter(comment=comment).exists()
    # What waits has its place in the queue already, which a change must not better.
    if comment.is_public and (reasons or not publish):
        reasons = [ReviewItem.Reason.EDITED, *reasons]
    if not amend(comment, version, publish=publish, by=by, rule=rule, reasons=reasons, at=now):
        raise PostRefused(_changed())
    return Comment.objects.select_related("article", "current_version").get(pk=comment.pk)


def _changed() -> Refused:
    return Refused(
        "changed",
        _("This comment changed while you were writing: in another tab, or because a moderator has decided about it."),
    )
