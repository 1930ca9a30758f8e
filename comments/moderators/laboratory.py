"""The rule laboratory: what a rule would have held, beside what people decided about the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..models import Comment, Decision
from ..moderation_report import HUMAN
from ..transitions import REMOVALS, UNDO

# The newest decisions that a rule is tried on.
RECENT = 2_000


@dataclass(frozen=True)
class Replay:
    """Of the decisions that were looked at: what the rule would have held, and what people did with that."""

    seen: int
    held: int
    held_approved: int
    held_removed: int
    # Removed by people, and not seen by the rule.
    missed: int


def recent_decisions(number: int = RECENT) -> list[Decision]:
    """The newest decisions of people that approve or remove words which are still known. One query."""
    decided = Decision.objects.filter(actor_role__in=HUMAN, to_status__in=[Comment.Status.PUBLISHED, *REMOVALS])
    undone = Decision.objects.filter(rule=UNDO).values("reverses")
    decided = decided.exclude(rule=UNDO).exclude(pk__in=undone).exclude(version__source="")
    return list(decided.select_related("version").order_by("-pk")[:number])


def replay(rule: Callable[[str], bool], decisions: Iterable[Decision]) -> Replay:
    """What `rule`, which says of a text whether it would hold it, would have done with the words of `decisions`."""
    seen = approved = removed = missed = 0
    for decision in decisions:
        would_hold, was_removed = rule(decision.version.source), decision.to_status in REMOVALS
        seen += 1
        approved += would_hold and not was_removed
        removed += would_hold and was_removed
        missed += was_removed and not would_hold
    return Replay(seen, approved + removed, approved, removed, missed)
