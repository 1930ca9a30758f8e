"""What a check found, and what the checks get to know besides the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .rules import RULES, Effect, Rule


class Severity(StrEnum):
    """How pressing a finding is, for the order of the queue alone."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that a check saw: `words` are the characters from `start` to `end` of the text as it was typed."""

    start: int
    end: int
    check: str
    kind: str
    words: str
    severity: Severity = Severity.LOW

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]

    @property
    def message(self) -> str:
        """What it means, in one sentence for the writer."""
        return str(self.rule.message)

    @property
    def effects(self) -> frozenset[Effect]:
        return self.rule.effects


@dataclass(frozen=True)
class Findings:
    """All that the checks saw in one text, in the order of the text."""

    items: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def with_effect(self, effect: Effect) -> tuple[Finding, ...]:
        return tuple(item for item in self.items if effect in item.effects)

    def of_kind(self, *kinds: str) -> tuple[Finding, ...]:
        return tuple(item for item in self.items if item.kind in kinds)

    @property
    def asks(self) -> tuple[Finding, ...]:
        """What the writer is asked about before anything is posted."""
        return self.with_effect(Effect.ASK)

    @property
    def holds(self) -> tuple[Finding, ...]:
        """What keeps the text, posted as it is, from being public before somebody has looked."""
        return self.with_effect(Effect.HOLD)

    @property
    def flags(self) -> tuple[Finding, ...]:
        """What somebody is to look at, while the text may be public."""
        return self.with_effect(Effect.FLAG)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What readers are told beside the text."""
        return self.with_effect(Effect.NOTE)

    @property
    def shows_help(self) -> bool:
        """Whether the writer gets the quiet panel with the help lines."""
        return bool(self.with_effect(Effect.HELP))


@dataclass(frozen=True)
class Recent:
    """A text posted lately: its fingerprint (`duplicates.fingerprint`) and whether the same writer posted it."""

    fingerprint: tuple[int, ...]
    by_same_writer: bool = False


@dataclass(frozen=True)
class Context:
    """What the checks may know besides the text: plain values, gathered by the caller.

    Hosts are names without scheme and path ("nhs.uk"); a host stands for everything below it. `public_numbers` are
    help lines, which may be named by everybody. What is not given is taken to be unknown, the writer to be new.
    """

    source_hosts: frozenset[str] = frozenset()
    recognised_hosts: frozenset[str] = frozenset()
    shop_hosts: frozenset[str] = frozenset()
    blocked_hosts: frozenset[str] = frozenset()
    writer_hosts: frozenset[str] = frozenset()
    public_numbers: frozenset[str] = frozenset()
    recent: tuple[Recent, ...] = ()
    listed_words: frozenset[str] = frozenset()
    allowed_words: frozenset[str] = frozenset()
    is_new_writer: bool = True

    @cached_property
    def public_digits(self) -> frozenset[str]:
        return frozenset("".join(filter(str.isdigit, number)) for number in self.public_numbers)
