"""The rule laboratory: what changed rules would have stopped, beside what people decided about the same words.

The words are screened as they are when somebody posts them, once with the rules as they are and once with the changed
ones. Left out is what is not kept: which texts had been posted shortly before, and which sites a writer's approved
comments had linked. Each comment is taken as if its discussion published first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import IntEnum

from articles.differences import Piece, around_marks, marked

from ..models import Comment, CommentVersion, Decision, ListEntry
from ..models.rule_change import FIRST_HELD
from ..moderation_report import HUMAN, counted
from ..screened import public_numbers, source_hosts_of
from ..screening import Context, Effect, Finding, Findings, Reading, findings_of, links, screen, words
from ..transitions import REMOVALS
from .rules import Change, Rules

# The newest decisions that a change is tried on.
RECENT = 2_000
# Older decisions from which it is known how new a writer was; beyond them a writer counts as newer than they were.
HISTORY = 50_000
# A change that touches nearly every comment is plain after fewer; somebody waits for the page.
SECONDS = 5.0
MOST_EXAMPLES = 20
# The check that reads a list.
CHECKS = {
    ListEntry.Kind.RECOGNISED_HOST: links.CHECK,
    ListEntry.Kind.SHOP_HOST: links.CHECK,
    ListEntry.Kind.BLOCKED_HOST: links.CHECK,
    ListEntry.Kind.LISTED_WORD: words.CHECK,
    ListEntry.Kind.ALLOWED_WORD: words.CHECK,
}


class Outcome(IntEnum):
    """What the rules do with words."""

    APPEARS = 0
    LOOKED_AT = 1  # it appears, and somebody looks
    HELD = 2


@dataclass(frozen=True)
class Case:
    """Words about which a person decided, and what was known of their writer when they were posted."""

    text: str
    is_removed: bool
    # The writer's comments that people had approved since they last removed one.
    approvals: int = 0
    source_hosts: frozenset[str] = frozenset()
    public_numbers: frozenset[str] = frozenset()
    decision: Decision | None = None


@dataclass(frozen=True)
class Example:
    """A comment for which a change would have made a difference."""

    case: Case
    before: Outcome
    after: Outcome
    pieces: list[Piece]

    @property
    def is_stopped(self) -> bool:
        """Whether it would have been stopped, or stopped harder; else it would have been let through."""
        return self.after > self.before

    @property
    def shown(self) -> list[Piece]:
        """Its words around the first mark, so that twenty of them can be looked through."""
        return around_marks(self.pieces)


@dataclass(frozen=True)
class Trial:
    """What a change would have done: of the comments that were looked at, how many of each kind."""

    # Those there were, and those that were looked at in the time there was.
    cases: int = 0
    seen: int = 0
    approved: int = 0
    removed: int = 0
    held_approved: int = 0
    held_removed: int = 0
    looked_approved: int = 0
    looked_removed: int = 0
    freed_approved: int = 0
    freed_removed: int = 0
    # Removed by people, and not noticed by the changed rule.
    missed: int = 0
    examples: tuple[Example, ...] = field(default=(), compare=False)

    @property
    def held(self) -> int:
        return self.held_approved + self.held_removed

    @property
    def looked(self) -> int:
        return self.looked_approved + self.looked_removed

    @property
    def freed(self) -> int:
        return self.freed_approved + self.freed_removed

    @property
    def wrong(self) -> int:
        """The comments that it would have stopped and that people approved."""
        return self.held_approved + self.looked_approved

    @property
    def rate(self) -> float:
        """The share of all approved comments that it would have stopped, in per cent."""
        return 100 * self.wrong / self.approved if self.approved else 0.0

    def numbers(self) -> dict[str, int]:
        """What is kept of it in the log."""
        told = asdict(replace(self, examples=()))
        del told["examples"]
        return told

    @classmethod
    def of(cls, numbers: dict[str, int]) -> Trial:
        """The trial of which these `numbers` were kept; what an earlier make of this kept besides is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: number for name, number in numbers.items() if name in known})


def recent_decisions(number: int = RECENT) -> list[Decision]:
    """The newest decisions of people that approve or remove words which are still known: the last one about each
    version. One query.
    """
    decided = Decision.objects.filter(actor_role__in=HUMAN, to_status__in=[Comment.Status.PUBLISHED, *REMOVALS])
    decided = counted(decided).exclude(version__source="")
    newest: dict[int, Decision] = {}
    for decision in decided.select_related("version", "comment").defer("comment__html").order_by("-pk")[:number]:
        newest.setdefault(decision.version_id, decision)
    return list(newest.values())


def recent_cases(number: int = RECENT) -> list[Case]:
    """`recent_decisions` with what was known of the writers then, the newest first. At most four queries."""
    decisions = recent_decisions(number)
    approvals = _approvals_before(decisions)
    linking = {decision.comment.edition_id for decision in decisions if _hosts_in(decision.version)}
    sources, numbers = source_hosts_of(linking - {None}), public_numbers()
    return [
        Case(
            decision.version.source,
            decision.to_status in REMOVALS,
            approvals.get(decision.comment_id, 0),
            sources.get(decision.comment.edition_id, frozenset()),
            numbers,
            decision,
        )
        for decision in decisions
    ]


def _hosts_in(version: CommentVersion) -> Collection[str]:
    # Versions from before the checks have nothing kept.
    return version.signals["hosts"] if "hosts" in version.signals else links.hosts_in(version.source)


def _approvals_before(decisions: Iterable[Decision]) -> dict[int, int]:
    """By comment how many approvals its writer had when they wrote it, as `policy` counts them. One query."""
    comments = {decision.comment_id: decision.comment for decision in decisions}
    writers = {comment.author_id for comment in comments.values() if comment.author_id}
    if not writers:
        return {}
    history = Decision.objects.filter(
        actor_role__in=HUMAN, to_status__in=[Comment.Status.PUBLISHED, *REMOVALS], comment__author__in=writers
    )
    rows = (
        counted(history)
        .order_by("-pk")
        .values_list("comment__author_id", "created_at", "comment_id", "to_status")[:HISTORY]
    )
    by_writer: dict[int, list[tuple[datetime, int, str]]] = {}
    for writer, *decided in reversed(rows):
        by_writer.setdefault(writer, []).append(tuple(decided))
    found: dict[int, int] = {}
    for comment in comments.values():
        found[comment.pk] = _approved_by(comment.created_at, by_writer.get(comment.author_id, ()))
    return found


def _approved_by(moment: datetime, decided: Iterable[tuple[datetime, int, str]]) -> int:
    approved: set[int] = set()
    for at, comment, status in decided:
        if at >= moment:
            break
        if status in REMOVALS:
            approved.clear()
        else:
            approved.add(comment)
    return len(approved)


def context_of(case: Case, rules: Rules) -> Context:
    """What the checks may know about the words of `case` under `rules`."""
    return Context(
        source_hosts=case.source_hosts,
        public_numbers=case.public_numbers,
        is_new_writer=case.approvals < max(1, rules.first_held),
        **vars(rules.lists),
    )


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """What follows from findings, beside the levels that review first."""
    effects = {effect for finding in findings for effect in finding.effects}
    if Effect.HOLD in effects:
        return Outcome.HELD
    return Outcome.LOOKED_AT if Effect.FLAG in effects else Outcome.APPEARS


def try_change(change: Change, rules: Rules, cases: list[Case], clock: Callable[[], float] = time.monotonic) -> Trial:
    """What `change` to `rules` would have done with `cases`, the first ones as far as the time reaches. No query."""
    changed = change.made_to(rules)
    look = _look_at_newness if change.kind == FIRST_HELD else _look_at_words
    numbers = dict.fromkeys(Trial().numbers(), 0) | {"cases": len(cases)}
    examples: list[Example] = []
    until = clock() + SECONDS
    for case in cases:
        if clock() > until:
            break
        before, after, is_noticed, found = look(case, change, rules, changed)
        people = "removed" if case.is_removed else "approved"
        numbers["seen"] += 1
        numbers[people] += 1
        numbers["missed"] += case.is_removed and not is_noticed
        if after == before:
            continue
        deed = "freed" if after < before else "held" if after == Outcome.HELD else "looked"
        numbers[f"{deed}_{people}"] += 1
        spans = [{"start": one.start, "end": one.end, "kind": one.kind} for one in found]
        examples.append(Example(case, before, after, marked(case.text, spans)))
    return Trial(**numbers, examples=tuple(_telling(examples)))


Look = tuple[Outcome, Outcome, bool, Iterable[Finding]]


def _look_at_words(case: Case, change: Change, rules: Rules, changed: Rules) -> Look:
    """Before, after, whether the changed check sees anything afterwards, and what came or went. All checks are asked
    only where the one that reads the list answers otherwise than before: no other can have changed.
    """
    reading = Reading(case.text)
    old, new = context_of(case, rules), context_of(case, changed)
    check = CHECKS[ListEntry.Kind(change.kind)]
    found, finds = findings_of(check, reading, old), findings_of(check, reading, new)
    is_noticed = outcome_of(finds) > Outcome.APPEARS
    if found == finds:
        return Outcome.APPEARS, Outcome.APPEARS, is_noticed, ()
    before, after = screen(case.text, context=old), screen(case.text, context=new)
    return outcome_of(before), outcome_of(after), is_noticed, _difference(before, after)


def _look_at_newness(case: Case, _change: Change, rules: Rules, changed: Rules) -> Look:
    """The same for the number of first comments: who is new is held, and then what the words say counts."""
    was_new, is_new = case.approvals < rules.first_held, case.approvals < changed.first_held
    if was_new == is_new:
        return Outcome.APPEARS, Outcome.APPEARS, is_new, ()
    known = outcome_of(screen(case.text, context=context_of(case, changed if was_new else rules)))
    before, after = (Outcome.HELD, known) if was_new else (known, Outcome.HELD)
    return before, after, is_new, ()


def _difference(before: Findings, after: Findings) -> list[Finding]:
    return sorted(set(before) ^ set(after))


def _telling(examples: list[Example]) -> Iterator[Example]:
    """Those that one learns most from: the mistakes first, on either side."""
    mistakes = [one for one in examples if one.is_stopped != one.case.is_removed]
    others = [one for one in examples if one.is_stopped == one.case.is_removed]
    yield from (mistakes + others)[:MOST_EXAMPLES]
