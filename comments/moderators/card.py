"""All that is known about one comment, for the moderator who decides about it. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import rights
from articles.body import plain_text
from articles.differences import Piece, marked, word_difference
from articles.models import Edition

from ..models import Comment, Decision, ReasonTemplate, Report, ReviewItem, Sanction
from ..models.review import reason_label
from ..posting import HOLD_BY_FINDINGS
from ..threads import shown_name
from ..transitions import REMOVALS
from .queue import due_label, labels
from .replies import replies_in

PARENTS_SHOWN = 3
DECISIONS_SHOWN = 5
REPORTS_SHOWN = 20

RULES = {
    "hold_by_person": gettext_lazy("This person’s comments are reviewed first: a moderator has asked for it."),
    "hold_by_new_reader": gettext_lazy("A new reader’s first comments are reviewed first."),
    "hold_by_article": gettext_lazy("Comments below this article are reviewed first: its own setting says so."),
    "hold_by_category": gettext_lazy("Comments in this category are reviewed first."),
    HOLD_BY_FINDINGS: gettext_lazy("Held because of what it says: the marked words."),
    "hold_by_duty": gettext_lazy("While nobody is on duty, comments in this category are reviewed first."),
    "hold_by_site": gettext_lazy("Comments on the whole site are reviewed first."),
    "publish_by_article": gettext_lazy("Published at once: this article’s own setting says so."),
    "publish_by_category": gettext_lazy("Published at once, as in the whole category."),
    "publish_by_site": gettext_lazy("Published at once, as on the whole site."),
    "staff": gettext_lazy("Published at once: its writer is staff."),
}


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
    # The newest decision about the removed comment that this one says better.
    earlier: Decision | None = None

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
        "hat",
        "current_version",
        "published_version",
        "edition",
        "parent__parent__parent",
        "resubmits",
    ).get(pk=comment.pk)
    decisions = list(Decision.objects.filter(comment=comment).select_related("actor", "version").order_by("pk"))
    version = comment.current_version
    found = version.found if version else []
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
        earlier=comment.resubmits.decisions.last() if comment.resubmits else None,
    )


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
