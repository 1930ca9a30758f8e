"""The moderators' queue through its filters. Whatever waits, a page costs the same few queries. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..deadlines import priority_of
from ..models import Appeal, Comment, Decision, RemovalRequest, ReviewItem
from ..models.review import reason_label
from ..querysets import ReviewItemQuerySet
from ..threads import read_number
from ..transitions import UNDO, UNDO_WINDOW

ITEMS_ON_A_PAGE = 25
# As many as can be decided at once.
MOST_AT_ONCE = 100
SEARCH_LENGTH = 100

HELD, REPORTED, NEW = "held", "reported", "new"
KINDS = {
    HELD: gettext_lazy("Held"),
    REPORTED: gettext_lazy("Published and reported"),
    NEW: gettext_lazy("By new readers"),
}
# Reasons that can be filtered by, in the words of the filter.
REASONS = {**dict(ReviewItem.Reason.choices), **{code: capfirst(label) for code, label in Decision.Reason.choices}}

ORDINARY_REASONS = frozenset(
    {ReviewItem.Reason.HELD_BY_ARTICLE, ReviewItem.Reason.HELD_BY_CATEGORY, ReviewItem.Reason.HELD_BY_SITE}
)


@dataclass(frozen=True)
class Filters:
    """What of the queue a moderator wants to see, as the address says it. They all apply together."""

    kind: str = ""
    reason: str = ""
    category: str = ""
    author: int | None = None
    words: str = ""
    per_page: int = ITEMS_ON_A_PAGE

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """The filters that an address names; what means nothing is left out."""
        kind, reason, category = query.get("kind", ""), query.get("reason", ""), query.get("category", "")
        return cls(
            kind=kind if kind in KINDS else "",
            reason=reason if reason in REASONS else "",
            category=category[:200].replace("\x00", ""),
            author=read_number(query.get("author")),
            words=query.get("q", "")[:SEARCH_LENGTH].replace("\x00", "").strip(),
            per_page=MOST_AT_ONCE if query.get("show") == str(MOST_AT_ONCE) else ITEMS_ON_A_PAGE,
        )

    @property
    def narrow(self) -> bool:
        """Whether anything is left out of the queue."""
        return self != replace(Filters(), per_page=self.per_page)

    def query(self, **more: Any) -> str:
        """The query string of an address with these filters."""
        values = {
            "kind": self.kind,
            "reason": self.reason,
            "category": self.category,
            "author": self.author,
            "q": self.words,
            "show": self.per_page if self.per_page != ITEMS_ON_A_PAGE else "",
            **more,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def url(self, **more: Any) -> str:
        """The address of the queue with these filters."""
        query = self.query(**more)
        return reverse("moderation:queue") + (f"?{query}" if query else "")

    def apply(self, items: ReviewItemQuerySet) -> ReviewItemQuerySet:
        """Those of `items` that pass."""
        if self.kind == HELD:
            items = items.filter(comment__status=Comment.Status.HELD)
        elif self.kind == REPORTED:
            items = items.exclude(comment__status=Comment.Status.HELD)
        elif self.kind == NEW:
            items = _with_reason(items, ReviewItem.Reason.NEW_READER)
        if self.reason:
            items = _with_reason(items, self.reason)
        if self.category:
            branch = "comment__article__latest__category__url_path"
            items = items.filter(Q(**{branch: self.category}) | Q(**{f"{branch}__startswith": f"{self.category}/"}))
        if self.author is not None:
            items = items.filter(comment__author=self.author, comment__anonymous=False)
        if self.words:
            found = Q(comment__current_version__source__icontains=self.words)
            found |= Q(comment__author_name__icontains=self.words, comment__anonymous=False)
            items = items.filter(found)
        return items


def _with_reason(items: ReviewItemQuerySet, code: str) -> ReviewItemQuerySet:
    # SQLite can't ask a list in JSON whether it holds something; its text can be asked on both databases.
    return items.annotate(codes=Cast("reason_codes", TextField())).filter(codes__contains=f'"{code}"')


@dataclass(frozen=True)
class Page:
    """A page of the queue, and the address of the one after it."""

    items: list[ReviewItem]
    next_url: str = ""
    is_first: bool = True


def waiting_for(user: Any) -> ReviewItemQuerySet:
    """What waits for a decision of `user`. Nobody finds a comment of their own: somebody else decides about it."""
    return ReviewItem.objects.open().for_reviewer(user).exclude(comment__author=user)


def with_comments(items: ReviewItemQuerySet) -> ReviewItemQuerySet:
    """`items` with what a line of the queue says of each."""
    return items.select_related("comment__article__latest", "comment__current_version", "claimed_by")


def page_of(items: ReviewItemQuerySet, filters: Filters, after: int | None) -> Page:
    """The page that follows the item `after` (which may be decided meanwhile), or the first. One or two queries."""
    last = ReviewItem.objects.filter(pk=after).first() if after else None
    if last:
        items = items.filter(behind(last))
    found = list(with_comments(items).in_order()[: filters.per_page + 1])
    shown = found[: filters.per_page]
    more = len(found) > len(shown)
    return Page(shown, filters.url(after=shown[-1].pk) if more else "", last is None)


def behind(item: ReviewItem) -> Q:
    """The condition of standing behind `item` in the queue."""
    later = Q(priority__lt=item.priority) | Q(priority=item.priority, opened_at__gt=item.opened_at)
    return later | Q(priority=item.priority, opened_at=item.opened_at, pk__gt=item.pk)


def counts(items: ReviewItemQuerySet) -> dict[str, int]:
    """How much waits. One query."""
    held = Q(comment__status=Comment.Status.HELD)
    return items.aggregate(
        open=Count("pk"),
        held=Count("pk", filter=held),
        reported=Count("pk", filter=~held),
        overdue=Count("pk", filter=Q(due_at__lte=timezone.now())),
    )


def elsewhere(user: Any) -> dict[str, int]:
    """What waits on the desk's other pages: appeals, and removals that need a second moderator. Two queries."""
    return {
        "appeal_count": Appeal.objects.open().for_reviewer(user).count(),
        "second_key_count": RemovalRequest.objects.open().for_reviewer(user).count(),
    }


def due_label(item: ReviewItem, now: datetime | None = None) -> str:
    """ "due in 2 h" or "overdue by 3 h"; "" for an item without a deadline."""
    if item.due_at is None:
        return ""
    left = item.due_at - (now or timezone.now())
    if left > timedelta():
        return _("due in %(time)s") % {"time": _length(left)}
    return _("overdue by %(time)s") % {"time": _length(-left)}


def labels(item: ReviewItem, known: frozenset[str] = frozenset()) -> list[str]:
    """An item's reasons in words, the most pressing first; that all are reviewed says nothing beside others."""
    codes = sorted(item.reason_codes, key=lambda code: -priority_of([code]))
    told = [code for code in codes if code not in ORDINARY_REASONS] or ([] if known else codes)
    return [reason_label(code) for code in told if code not in known]


def _length(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return _("%(n)d min") % {"n": max(1, minutes)}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}


def undoable(user: Any) -> Decision | None:
    """The decision that `user` has just made and may still take back. One query."""
    newest = (
        Decision.objects.filter(
            actor=user, actor_role=Decision.Role.MODERATOR, created_at__gt=timezone.now() - UNDO_WINDOW
        )
        .select_related("comment")
        .order_by("-created_at", "-pk")
        .first()
    )
    return newest if newest and newest.rule != UNDO else None
