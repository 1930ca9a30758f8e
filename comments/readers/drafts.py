"""The words of somebody whose log-in ended while they typed: kept for a day, and for them only.

The words lie in the database; the session holds nothing but the secret name of the row. A session belongs to one person
from log-in to log-out (Django empties it when somebody else logs in), so that the row needs no other lock than the
writer for whom the form was made.
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article

from ..models import Comment, Draft

SESSION_KEY = "comment_draft"


def keep(request: HttpRequest, article: Article, *, text: str, parent: str, key: str, writer: int | None) -> Draft:
    """Keep what somebody typed below `article` until they are logged in; it takes the place of an earlier draft."""
    forget(request)
    Draft.objects.filter(expires_at__lte=timezone.now()).delete()
    draft = Draft.objects.create(
        article=article,
        parent=Comment.objects.filter(article=article, public_id=parent).first() if parent else None,
        writer_id=writer,
        text=text,
        idempotency_key=key,
    )
    request.session[SESSION_KEY] = draft.public_id
    return draft


def keep_again(request: HttpRequest, comment: Comment, parent: Comment | None) -> Draft:
    """Give the writer of a removed `comment` its words back, to say it better in its place: below `parent`, or as the
    beginning of a thread.
    """
    draft = keep(
        request,
        comment.article,
        text=comment.current_version.source,
        parent=parent.public_id if parent else "",
        key=secrets.token_urlsafe(16),
        writer=comment.author_id,
    )
    Draft.objects.filter(pk=draft.pk).update(resubmits=comment)
    return draft


def resubmitted(request: HttpRequest, article: Article, key: str) -> Comment | None:
    """The removed comment that the form named `key` says better, if it is one of those. No query for most people."""
    draft = find(request, article)
    return draft.resubmits if draft and key and draft.idempotency_key == key else None


def find(request: HttpRequest, article: Article) -> Draft | None:
    """The draft of this browser for `article`, if the person who is logged in now may read it. Writes nothing."""
    if not request.user.is_authenticated or SESSION_KEY not in request.session:
        return None
    draft = (
        Draft.objects.filter(public_id=request.session[SESSION_KEY], article=article, expires_at__gt=timezone.now())
        .select_related("parent", "resubmits")
        .first()
    )
    return draft if draft and draft.is_for(request.user) else None


def forget(request: HttpRequest) -> None:
    """Throw this browser's draft away: it was posted, or another one takes its place."""
    public_id = request.session.pop(SESSION_KEY, None)
    if public_id:
        Draft.objects.filter(public_id=public_id).delete()
