"""What the moderators of a month did, in numbers that anybody may see: from the decisions alone, so that it never
changes once the month is over, and without numbers so small that they would tell of somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .importing.store import RULE as IMPORT
from .models import Comment, Decision
from .transitions import REMOVALS, UNDO

Status, Role = Comment.Status, Decision.Role

# Fewer than this could be recognised by those whom they are about.
SMALLEST = 5
HUMAN = frozenset({Role.MODERATOR, Role.ARTICLE_AUTHOR})


@dataclass(frozen=True)
class Month:
    """A month of the calendar, in the site's zone."""

    year: int
    month: int

    @classmethod
    def of(cls, at: datetime) -> Month:
        """The month in which `at` lies."""
        local = timezone.localtime(at, timezone.get_default_timezone())
        return cls(local.year, local.month)

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=timezone.get_default_timezone())

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def get_absolute_url(self) -> str:
        """The address of its report."""
        return reverse("comments:moderation_report", args=[self.year, self.month])

    def is_over(self) -> bool:
        """Whether nothing can be added to it."""
        return self.next.begins <= timezone.now()


@dataclass(frozen=True)
class MonthReport:
    """The numbers of a month; a row is a label and what is shown, in which what is small can't be read."""

    month: Month
    comments: list[tuple[str, str]]
    removals: list[tuple[str, str, str]]
    median_hours: str
    overturned: str


def months() -> list[Month]:
    """Those that are over and have decisions or lie between some that have, the newest first. One query."""
    first = counted(Decision.objects.all()).aggregate(at=Min("created_at"))["at"]
    if first is None:
        return []
    found, month = [], Month.of(first)
    while month.is_over():
        found.append(month)
        month = month.next
    return found[::-1]


def report(month: Month) -> MonthReport:
    """The report about a month that is over. The same few queries for any number of decisions."""
    decisions = counted(Decision.objects.filter(created_at__gte=month.begins, created_at__lt=month.next.begins))
    first = Q(from_status="")
    by_people = Q(actor_role__in=HUMAN)
    numbers = decisions.aggregate(
        at_once=Count("pk", filter=first & Q(to_status=Status.PUBLISHED)),
        held=Count("pk", filter=first & Q(to_status=Status.HELD)),
        approved=Count("pk", filter=by_people & Q(from_status=Status.HELD, to_status=Status.PUBLISHED)),
        kept=Count("pk", filter=by_people & Q(from_status=Status.PUBLISHED, to_status=Status.PUBLISHED)),
        overturned=Count("pk", filter=by_people & Q(from_status__in=REMOVALS, to_status=Status.PUBLISHED)),
    )
    return MonthReport(
        month,
        comments=[
            (_("Published at once, by a rule of this site"), shown(numbers["at_once"])),
            (_("Held for review, by a rule of this site"), shown(numbers["held"])),
            (_("Approved by a person after review"), shown(numbers["approved"])),
            (_("Looked at again and kept"), shown(numbers["kept"])),
        ],
        removals=_removals(decisions),
        median_hours=_median_hours(month),
        overturned=shown(numbers["overturned"]),
    )


def shown(number: int) -> str:
    """A number as the report prints it."""
    return str(number) if number == 0 or number >= SMALLEST else _("fewer than 5")


def counted(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Without what came in from elsewhere, and without what was taken back before anybody heard of it."""
    undone = Decision.objects.filter(reverses=OuterRef("pk"), rule=UNDO)
    return decisions.filter(~Exists(undone)).exclude(rule__in=[IMPORT, UNDO])


def _removals(decisions: QuerySet[Decision]) -> list[tuple[str, str, str]]:
    """For each reason how often people and rules removed a comment. No sums: they would tell what is left out."""
    rows = (
        decisions.filter(to_status__in=REMOVALS, actor_role__in=[*HUMAN, Role.RULE])
        .values("reason")
        .annotate(people=Count("pk", filter=Q(actor_role__in=HUMAN)), rules=Count("pk", filter=Q(actor_role=Role.RULE)))
    )
    found = {row["reason"]: row for row in rows}
    none = {"people": 0, "rules": 0}
    named = [(code, str(label)) for code, label in Decision.Reason.choices]
    unnamed = [(code, _("no reason given")) for code in found if code not in Decision.Reason]
    return [
        (label, shown(found.get(code, none)["people"]), shown(found.get(code, none)["rules"]))
        for code, label in named + unnamed
    ]


def _median_hours(month: Month) -> str:
    """How long a comment that was held waited until a person first decided, for those decided in the month."""
    decided = counted(Decision.objects.filter(actor_role__in=HUMAN))
    in_month = decided.filter(created_at__gte=month.begins, created_at__lt=month.next.begins)
    entered = Decision.objects.filter(comment=OuterRef("comment"), from_status="", to_status=Status.HELD)
    firsts = (
        decided.filter(comment__in=in_month.values("comment"))
        .values("comment")
        .annotate(first=Min("created_at"), entered=Subquery(entered.exclude(rule=IMPORT).values("created_at")[:1]))
        .filter(first__gte=month.begins, entered__isnull=False)
        .values_list("first", "entered")
    )
    hours = [(first - entered).total_seconds() / 3600 for first, entered in firsts]
    if not hours:
        return _("no comment was reviewed")
    return f"{median(hours):.1f}" if len(hours) >= SMALLEST else _("fewer than 5 comments were reviewed")
