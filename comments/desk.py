"""What the moderators' desk shows: the queue through its filters, and all that is known about one comment.

Whatever waits, a page costs the same few queries. Nothing here writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from articles import rights
from articles.body import plain_text
from articles.models import Edition

from .deadlines import priority_of
from .differences import Piece, marked, word_difference
from .models import Comment, Decision, ReasonTemplate, Report, ReviewItem, Sanction
from .models.review import reason_label
from .querysets import ReviewItemQuerySet
from .threads import read_number, shown_name
from .transitions import REMOVALS, UNDO, UNDO_WINDOW

ITEMS_ON_A_PAGE = 25
# As many as can be decided at once.
MOST_AT_ONCE = 100
PARENTS_SHOWN = 3
DECISIONS_SHOWN = 5
REPORTS_SHOWN = 20
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

RULES = {
    "hold_by_person": gettext_lazy("This person’s comments are reviewed first: a moderator has asked for it."),
    "hold_by_new_reader": gettext_lazy("A new reader’s first comments are reviewed first."),
    "hold_by_article": gettext_lazy("Comments below this article are reviewed first: its own setting says so."),
    "hold_by_category": gettext_lazy("Comments in this category are reviewed first."),
    "hold_by_site": gettext_lazy("Comments on the whole site are reviewed first."),
    "publish_by_article": gettext_lazy("Published at once: this article’s own setting says so."),
    "publish_by_category": gettext_lazy("Published at once, as in the whole category."),
    "publish_by_site": gettext_lazy("Published at once, as on the whole site."),
    "staff": gettext_lazy("Published at once: its writer is staff."),
}


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


@dataclass(frozen=True)
class Neighbour:
    """A comment beside or above the one that is decided about: its words if they are public, else its state."""

    comment: Comment
    name: str
    text: str


@dataclass
class Record:
    """What the site knows of a writer as a writer of comments."""

    person: Any
    approved: int = 0
    rejected: int = 0
    last: list[Decision] = field(default_factory=list)
    sanctions: list[Sanction] = field(default_factory=list)


@dataclass
class Card:
    """All that a moderator should have before them to decide about one comment."""

    comment: Comment
    item: ReviewItem | None
    name: str
    edition: Edition | None
    is_live_edition: bool
    parents: list[Neighbour]
    previous: Neighbour | None
    following: Neighbour | None
    record: Record | None
    rule: str
    findings: list[str]
    found: frozenset[str]
    pieces: list[Piece]
    difference: list[Piece]
    decisions: list[Decision]
    templates: list[ReasonTemplate]
    reports: list[Report] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        """Why it is here, the most pressing first, without what a finding says more exactly."""
        return labels(self.item, known=self.found) if self.item else []

    @property
    def due(self) -> str:
        return due_label(self.item) if self.item else ""


def card(comment: Comment, viewer: Any, item: ReviewItem | None = None) -> Card:
    """The card of `comment` for the moderator `viewer`. A dozen queries, whatever stands around it."""
    comment = Comment.objects.select_related(
        "article__latest__category",
        "article__thread",
        "author",
        "current_version",
        "published_version",
        "edition",
        "parent__parent__parent",
    ).get(pk=comment.pk)
    decisions = list(Decision.objects.filter(comment=comment).select_related("actor", "version").order_by("pk"))
    version = comment.current_version
    found = [finding for finding in _findings(version.signals if version else {}) if isinstance(finding, dict)]
    public = comment.published_version
    edited = public is not None and version is not None and public.pk != version.pk
    entry = next((decision for decision in reversed(decisions) if decision.actor_role == Decision.Role.RULE), None)
    live = Edition.objects.live().filter(article=comment.article_id).values_list("pk", flat=True).first()
    return Card(
        comment=comment,
        item=item,
        name=shown_name(comment),
        edition=comment.edition,
        is_live_edition=comment.edition_id == live,
        parents=_parents(comment),
        previous=_sibling(comment, before=True),
        following=_sibling(comment, before=False),
        record=_record(comment, viewer),
        rule=str(RULES.get(entry.rule, entry.rule)) if entry else "",
        findings=list(dict.fromkeys(_saying(finding) for finding in found)),
        found=frozenset(str(finding.get("kind", "")) for finding in found),
        pieces=marked(version.source, found) if version else [],
        difference=word_difference(public.source, version.source) if edited else [],
        decisions=decisions,
        templates=replies_in(comment.article.language),
        reports=list(Report.objects.open().filter(comment=comment).select_related("version")[:REPORTS_SHOWN]),
    )


def _findings(signals: Any) -> list[Any]:
    """The findings of screening, as they are stored with a version."""
    found = signals.get("findings", []) if isinstance(signals, dict) else signals
    return found if isinstance(found, list) else []


def _saying(finding: dict[str, Any]) -> str:
    words = str(finding.get("words", ""))
    label = reason_label(str(finding.get("kind", "")))
    return _("%(label)s: “%(words)s”") % {"label": label, "words": words} if words else label


def _neighbour(comment: Comment | None) -> Neighbour | None:
    if comment is None:
        return None
    text = plain_text(comment.html) if comment.is_public else ""
    return Neighbour(comment, shown_name(comment) if comment.is_public else "", text)


def _parents(comment: Comment) -> list[Neighbour]:
    """What the comment answers, and what that answers: the furthest first."""
    line, above = [], comment
    while above.parent_id and len(line) < PARENTS_SHOWN:
        above = above.parent
        line.append(_neighbour(above))
    return line[::-1]


def _sibling(comment: Comment, *, before: bool) -> Neighbour | None:
    """The public comment that stands before or after this one and answers the same."""
    beside = Comment.objects.published().filter(article=comment.article_id, parent=comment.parent_id)
    if before:
        return _neighbour(beside.filter(sequence__lt=comment.sequence).order_by("-sequence").first())
    return _neighbour(beside.filter(sequence__gt=comment.sequence).order_by("sequence").first())


def _record(comment: Comment, viewer: Any) -> Record | None:
    """The record of the comment's author; None when nobody is left behind it."""
    return record_of(comment.author, viewer) if comment.author else None


def record_of(person: Any, viewer: Any) -> Record:
    """How moderators have decided about a person's comments; of single decisions those in the viewer's branches."""
    decided = Decision.objects.filter(
        comment__author=person, actor_role__in=[Decision.Role.MODERATOR, Decision.Role.ARTICLE_AUTHOR]
    )
    removed = [status.value for status in REMOVALS]
    numbers = Comment.objects.filter(author=person, reviewed_at__isnull=False).aggregate(
        approved=Count("pk", filter=Q(status=Comment.Status.PUBLISHED)),
        rejected=Count("pk", filter=Q(status__in=removed)),
    )
    last = decided.filter(rights.commented_on(viewer, "comment__article__")).select_related("comment")
    return Record(
        person,
        numbers["approved"],
        numbers["rejected"],
        list(last.order_by("-pk")[:DECISIONS_SHOWN]),
        list(Sanction.objects.in_force().filter(person=person).order_by("pk")),
    )


def replies_in(language: str) -> list[ReasonTemplate]:
    """The replies to writers in a language, and where there is none in that of the desk. One query."""
    wanted = [language, language.split("-")[0], get_language() or "en", "en"]
    found: dict[str, ReasonTemplate] = {}
    for reply in ReasonTemplate.objects.filter(language__in=wanted):
        other = found.get(reply.reason)
        if other is None or wanted.index(reply.language) < wanted.index(other.language):
            found[reply.reason] = reply
    return list(found.values())


def reply_for(reason: str, language: str) -> str:
    """The words to a writer whose comment is removed for `reason`; "" where the moderators keep none."""
    return next((reply.text for reply in replies_in(language) if reply.reason == reason), "")


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
