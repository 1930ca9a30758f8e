"""What an author typed and has not saved: kept in the background, offered when they are back, gone when it is saved.

It is no revision and makes no history. Whoever calls has asked `rights` whether the person may write there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import body
from .models import Article, WorkingCopy

# What the form sends of an author's own words and choices; several values where a field has them.
FIELDS = ("title", "summary", "body", "category", "slug", "language", "translation_of", "reason", "level", "note")
SEVERAL = ("authors", "further_reading")
# Forms that somebody opened for one article and left; older ones make room.
MOST = 10
KEEP = timedelta(days=60)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")


def new_key() -> str:
    """The name of a form that is being opened."""
    return secrets.token_urlsafe(18)


def keep(user: Any, article: Article | None, key: str, typed: Mapping[str, Any]) -> WorkingCopy | None:
    """Keep what was typed into the form `key`, in the place of what was kept of it before; None for a key that is none
    or somebody else's. `typed` is what the form sends (a QueryDict). Four queries.
    """
    if not _KEY.fullmatch(key):
        return None
    fields: dict[str, Any] = {name: str(typed.get(name, ""))[: body.MAX_LENGTH].replace("\x00", "") for name in FIELDS}
    fields |= {name: [value for value in typed.getlist(name) if value.isdecimal()][:50] for name in SEVERAL}
    base = str(typed.get("base_revision", ""))
    facts = {
        "fields": fields,
        "base_revision": int(base) if base.isdecimal() and len(base) < 10 else None,
        "saved_at": timezone.now(),
    }
    with transaction.atomic():
        copy = WorkingCopy.objects.filter(key=key).first()
        if copy is None:
            copy = WorkingCopy.objects.create(key=key, user=user, article=article, **facts)
            _make_room(user, article)
        elif copy.user_id != user.pk or copy.article_id != (article.pk if article else None):
            return None
        else:
            WorkingCopy.objects.filter(pk=copy.pk).update(**facts)
    return copy


def _make_room(user: Any, article: Article | None) -> None:
    kept = WorkingCopy.objects.of(user, article).values_list("pk", flat=True)
    WorkingCopy.objects.filter(pk__in=list(kept[MOST:])).delete()
    WorkingCopy.objects.filter(user=user, saved_at__lt=timezone.now() - KEEP).delete()


def unsaved(user: Any, article: Article | None) -> list[WorkingCopy]:
    """What `user` typed for `article` and never saved, the newest first; the same words as the saved ones are none."""
    latest = article.latest if article else None
    return [copy for copy in WorkingCopy.objects.of(user, article)[:MOST] if _says_something_new(copy, latest)]


def _says_something_new(copy: WorkingCopy, latest: Any) -> bool:
    fields = copy.fields
    if latest is None:
        return any(fields.get(name) for name in ("title", "summary", "body"))
    saved = {"title": latest.title, "summary": latest.summary, "body": latest.body}
    return any(_words(fields.get(name, "")) != _words(text) for name, text in saved.items())


def _words(html: str) -> str:
    """The text without markup and space, for comparing: an editor writes them in other tags. Citations count."""
    return re.sub(r"<[^>]*>|&nbsp;|\s+", "", body.with_typed_citations(html))


def discard(user: Any, key: str) -> None:
    """Forget what `user` typed into the form `key`. Twice is once."""
    WorkingCopy.objects.filter(user=user, key=key).delete()


def others_writing(user: Any, article: Article) -> list[str]:
    """The names of those who are writing on `article` at this moment, besides `user`. One query."""
    present = WorkingCopy.objects.present().filter(article=article).exclude(user=user).select_related("user")
    return sorted({str(copy.user) for copy in present})
