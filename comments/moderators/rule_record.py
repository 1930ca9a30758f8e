"""How the rules have fared: what each of them stopped lately, what people decided about that, and who decided.

Counted from the log of decisions and from what the checks had found, so that nobody has to keep counts. The same three
queries for any number of comments, the newest of which are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from ..models import Comment, Decision
from ..models.comment import found_in
from ..models.review import reason_label
from ..moderation_report import HUMAN, counted
from ..screening import RULES, Effect
from ..transitions import REMOVALS
from .card import RULES as LEVELS

PERIOD = timedelta(days=90)
# As many of the newest as are looked at: some seconds' work at most, and more than a person decides in three months.
MOST_COMMENTS = 10_000
MOST_DECISIONS = 30_000
# The kinds of findings that stop something; the others only tell or order.
STOPPING = {kind for kind, rule in RULES.items() if rule.effects & {Effect.HOLD, Effect.FLAG}}
HELPING = {kind for kind, rule in RULES.items() if Effect.HELP in rule.effects}


@dataclass
class Fate:
    """What became of what one rule stopped, or of what one person decided."""

    label: str
    # Not for what calls for help: it is right whatever becomes of the comment.
    is_judged: bool = True
    stopped: int = 0
    decided: int = 0
    removed: int = 0
    # Of the removals those that another decision took back.
    taken_back: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def approved(self) -> int:
        return self.decided - self.removed

    @property
    def precision(self) -> float | None:
        """The share of what was decided that people removed, in per cent; None before anything was."""
        return 100 * self.removed / self.decided if self.decided else None

    @property
    def likely(self) -> tuple[float, float]:
        """Between which shares the true one lies, nineteen times in twenty."""
        return interval(self.removed, self.decided)

    @property
    def median_hours(self) -> float | None:
        """How long the first decision took; None before there was one."""
        return median(self.hours) if self.hours else None

    def add(self, story: Story) -> None:
        """Count what happened to one comment."""
        self.stopped += 1
        if story.first is None:
            return
        self.decided += 1
        self.hours.append((story.first.at - story.entered).total_seconds() / 3600)
        self.removed += story.first.removes
        self.taken_back += story.was_taken_back


@dataclass(frozen=True)
class Deed:
    """One decision of a person about a comment."""

    at: datetime
    to: str
    by: int | None

    @property
    def removes(self) -> bool:
        return self.to in REMOVALS


@dataclass(frozen=True)
class Story:
    """A comment from when the rules let it in or held it, through what people decided."""

    entered: datetime
    rule: str
    is_held: bool
    kinds: frozenset[str]
    deeds: tuple[Deed, ...]

    @property
    def first(self) -> Deed | None:
        return self.deeds[0] if self.deeds else None

    @property
    def was_taken_back(self) -> bool:
        """Whether people first removed it, and published it again later: on an appeal or by themselves."""
        return bool(self.deeds) and self.deeds[0].removes and self.deeds[-1].to == Comment.Status.PUBLISHED


@dataclass(frozen=True)
class RuleRecord:
    """The record of a period. `people` is empty for those who are not to see it."""

    since: datetime
    comments: int
    levels: list[Fate]
    findings: list[Fate]
    people: list[Fate]


def rule_record(*, with_people: bool, now: datetime | None = None) -> RuleRecord:
    """How the rules have fared in the last three months, and with `with_people` what each moderator decided."""
    since = (now or timezone.now()) - PERIOD
    stories = _stories(since)
    held = [story for story in stories if story.is_held]
    return RuleRecord(
        since,
        len(stories),
        levels=_fates(held, lambda story: [story.rule], lambda rule: str(LEVELS.get(rule, rule))),
        findings=_fates(stories, lambda story: story.kinds & STOPPING, reason_label, unjudged=HELPING),
        people=_people(stories) if with_people else [],
    )


def interval(hits: int, tries: int) -> tuple[float, float]:
    """Between which shares, in per cent, the true one lies at 95 % when `hits` of `tries` were seen.

    Wilson's interval: it stays within 0 and 100 and is honest about few.
    """
    if not tries:
        return 0.0, 100.0
    z, share = 1.96, hits / tries
    middle = share + z * z / (2 * tries)
    wide = z * sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    scale = 100 / (1 + z * z / tries)
    return max(0.0, (middle - wide) * scale), min(100.0, (middle + wide) * scale)


def _stories(since: datetime) -> list[Story]:
    """The newest comments that came in after `since`, each with what people decided about it. Two queries."""
    decided = counted(Decision.objects.filter(created_at__gte=since))
    deeds: dict[int, list[Deed]] = {}
    rows = decided.filter(actor_role__in=HUMAN).order_by("-created_at", "-pk")
    for comment, *deed in rows.values_list("comment", "created_at", "to_status", "actor")[:MOST_DECISIONS]:
        deeds.setdefault(comment, []).append(Deed(*deed))
    entries = decided.filter(from_status="", actor_role=Decision.Role.RULE).order_by("-created_at", "-pk")
    return [
        Story(
            entered,
            rule,
            to == Comment.Status.HELD,
            frozenset(str(one.get("kind")) for one in found_in({"findings": found})),
            tuple(reversed(deeds.get(comment, ()))),
        )
        for comment, entered, rule, to, found in entries.values_list(
            "comment", "created_at", "rule", "to_status", "version__signals__findings"
        )[:MOST_COMMENTS]
    ]


def _fates(
    stories: Iterable[Story],
    names: Callable[[Story], Iterable[str]],
    label: Callable[[str], str],
    unjudged: Collection[str] = (),
) -> list[Fate]:
    """What became of the stories of each name, the name with the most first."""
    fates: dict[str, Fate] = {}
    for story in stories:
        for name in names(story):
            fates.setdefault(name, Fate(label(name), name not in unjudged)).add(story)
    return sorted(fates.values(), key=lambda fate: (-fate.stopped, fate.label))


def _people(stories: Iterable[Story]) -> list[Fate]:
    """What each person decided: of theirs, what others took back. One query."""
    fates: dict[int, Fate] = {}
    for story in stories:
        for place, deed in enumerate(story.deeds):
            if deed.by is None:
                continue
            fate = fates.setdefault(deed.by, Fate(""))
            fate.decided += 1
            fate.removed += deed.removes
            later = story.deeds[place + 1 :]
            fate.taken_back += deed.removes and any(one.to == Comment.Status.PUBLISHED for one in later)
            if place == 0:
                fate.hours.append((deed.at - story.entered).total_seconds() / 3600)
    people: dict[int, Any] = get_user_model().objects.in_bulk(fates)
    for pk, fate in fates.items():
        fate.label = str(people[pk])
    return sorted(fates.values(), key=lambda fate: (-fate.decided, fate.label))
