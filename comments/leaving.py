"""What the discussion knows of a person: given to them on request, and taken away when they leave."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch

from articles.models import Article

from .mail import notifications
from .models import (
    Appeal,
    Comment,
    CommentVersion,
    Decision,
    Draft,
    Hat,
    Helpful,
    IgnoredPerson,
    Letter,
    MailPreference,
    MutedThread,
    Report,
    Sanction,
    Subscription,
)
from .transitions import Conflict, transition

Status, Role = Comment.Status, Decision.Role
# A comment that somebody decides about at the same moment is tried again.
TRIES = 3


def export(person: Any) -> dict[str, Any]:
    """Everything that the discussion keeps about `person`, ready to be written as JSON.

    Moderators' names and notes are not theirs and not in it. The same number of queries for one comment and for many.
    """
    decisions = Decision.objects.exclude(actor_role=Role.AUTHOR).order_by("pk")
    mine = (
        Comment.objects.filter(author=person)
        .select_related("article", "parent")
        .prefetch_related("versions", Prefetch("decisions", decisions, to_attr="letters"))
        .order_by("created_at", "pk")
    )
    wants = MailPreference.of(person)
    return {
        "comments": [_exported(comment) for comment in mine.iterator(chunk_size=500)],
        "unsent comments": [
            {"article": row.article.slug, "text": row.text, "kept until": row.expires_at}
            for row in Draft.objects.filter(writer=person).select_related("article")
        ],
        "what you watch": [
            {
                "what": row.kind,
                "article": row.article.slug,
                "comment": row.comment.public_id if row.comment else None,
                "muted": row.muted,
                "since": row.created_at,
            }
            for row in Subscription.objects.filter(person=person).select_related("article", "comment")
        ],
        "mail": {"when": wants.frequency, **{kind: getattr(wants, kind) for kind in wants.KINDS}},
        "letters": [
            {"about": [notice.kind for notice in row.notices.all()], "sent": row.sent_at}
            for row in Letter.objects.filter(person=person).prefetch_related("notices")
        ],
        "reports": [
            {"comment": row.comment.public_id, "reason": row.reason, "note": row.note, "outcome": row.state,
             "reported": row.created_at}
            for row in Report.objects.filter(reporter=person).select_related("comment")
        ],
        "appeals": [
            {
                "comment": row.decision.comment.public_id,
                "against": row.sanction.kind if row.sanction else row.decision.to_status,
                "text": row.text,
                "made": row.created_at,
                # What may still be taken back is no answer yet.
                "outcome": row.state if row.is_told() else Appeal.State.OPEN.value,
                "answer": row.answer if row.is_told() else "",
            }
            for row in Appeal.objects.filter(appellant=person).select_related("decision__comment", "sanction")
        ],
        "marked helpful": [
            {"comment": row.comment.public_id, "at": row.created_at}
            for row in Helpful.objects.filter(person=person).select_related("comment")
        ],
        "muted threads": list(MutedThread.objects.filter(person=person).values_list("root__public_id", flat=True)),
        "people you ignore": IgnoredPerson.objects.filter(person=person).count(),
        "sanctions": [
            {"what": row.kind, "reason": row.reason, "text": row.public_text, "from": row.starts_at, "until": row.until}
            for row in Sanction.objects.filter(person=person)
        ],
        "checked professions": [
            {"profession": row.role, "register": row.register, "number": row.number, "evidence": row.evidence,
             "asked": row.asked_at, "valid until": row.expires_on, "ended": row.ended_at, "why": row.end_reason}
            for row in Hat.objects.filter(person=person)
        ],
    }  # fmt: skip


def _exported(comment: Comment) -> dict[str, Any]:
    return {
        "address": comment.get_absolute_url(),
        "article": comment.article.slug,
        "answers": comment.parent.public_id if comment.parent else None,
        "written": comment.created_at,
        "published": comment.published_at,
        "edited": comment.edited_at,
        "state": comment.status,
        "shown with the name": None if comment.anonymous else comment.author_name,
        "versions": [
            {"number": version.number, "text": version.source, "written": version.created_at}
            for version in comment.versions.all()
        ],
        "decisions": [
            {
                "to": decision.to_status,
                "by": decision.actor_role,
                "reason": decision.reason,
                "text": decision.public_text,
                "when": decision.created_at,
            }
            for decision in comment.letters
        ],
    }


def leave(person: Any, *, keep_words: bool) -> None:
    """Take `person` out of the discussion: their words with them, or left without a name.

    What is not public goes in any case. Every comment is a deed of its own, so that what was interrupted can be begun
    again and ends the same.
    """
    mine = Comment.objects.filter(author=person)
    notifications.forget(mine.values("pk"))
    going = mine.exclude(status=Status.ERASED)
    for comment in (going.exclude(status=Status.PUBLISHED) if keep_words else going).iterator():
        _erase(comment)
    with transaction.atomic():
        Article.objects.filter(comments__author=person).update(page_version=F("page_version") + 1)
        CommentVersion._base_manager.filter(comment__author=person).update(created_by=None)
        Decision._base_manager.filter(actor=person, actor_role=Role.AUTHOR).update(actor=None)
        mine.update(author=None, author_name="", idempotency_key="", hat=None)
        Report.objects.filter(reporter=person).update(reporter=None, email="", note="")
        appeals = Appeal.objects.filter(appellant=person)
        appeals.open().update(state=Appeal.State.MOOT)
        appeals.update(appellant=None, text="", answer="")
        for rows in (Draft.objects.filter(writer=person), Hat.objects.filter(person=person)):
            rows.delete()
        for model in (Subscription, MailPreference, MutedThread, IgnoredPerson, Letter):
            model.objects.filter(person=person).delete()
        IgnoredPerson.objects.filter(ignored=person).delete()


def _erase(comment: Comment) -> None:
    for left in reversed(range(TRIES)):
        try:
            transition(comment, Status.ERASED, actor=None, role=Role.PRIVACY)
            return
        except Conflict:
            if not left:
                raise
