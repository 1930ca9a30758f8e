"""Watching an article's discussion or a thread, and ending it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from articles.models import Article, Contributor

from ..models import Comment, Subscription
from ..policy import Allowed, Refused

Kind = Subscription.Kind


def may_watch(user: Any, article: Article) -> Allowed | Refused:
    """Whether `user` may have mail about the discussion of `article`: whoever is logged in, while it can be read."""
    if not user.is_authenticated:
        return Refused("login", _("Log in to watch this discussion."))
    if not Article.objects.published().filter(pk=article.pk).exists():
        return Refused("gone", _("This article is not public."))
    return Allowed()


def watch(person: Any, article: Article, root: Comment | None = None) -> None:
    """Tell `person` of new comments below `article`, or of those in the thread of `root` alone. Twice is once."""
    Subscription.objects.update_or_create(**_place(person, article, root), defaults={"muted": False})


def unwatch(person: Any, article: Article, root: Comment | None = None) -> None:
    """Tell `person` of these no more. An author, who hears of the article by default, says so with a muted row."""
    place = _place(person, article, root)
    if root is None and _wrote(person, article):
        Subscription.objects.update_or_create(**place, defaults={"muted": True})
    else:
        Subscription.objects.filter(**place).delete()


def is_watching(person: Any, article: Article, root: Comment | None = None) -> bool:
    """Whether `person` hears of new comments there. At most two queries."""
    row = Subscription.objects.filter(**_place(person, article, root)).first()
    if row is not None:
        return not row.muted
    return root is None and _wrote(person, article)


def _place(person: Any, article: Article, root: Comment | None) -> dict[str, Any]:
    kind = Kind.THREAD if root else Kind.ARTICLE
    return {"person": person, "kind": kind, "article": article, "comment": root}


def _wrote(person: Any, article: Article) -> bool:
    live = article.editions.live().values("revision")
    return Contributor.objects.filter(user=person, bylines__revision__in=live).exists()
