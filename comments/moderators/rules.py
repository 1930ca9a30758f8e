"""The rules that moderators change (the lists, and how many first comments are reviewed), and the deed of changing
them: each change is bound to the state on which it was tried, logged, and taken back by another.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.models import SiteSettings

from ..models import DiscussionSettings, ListEntry, Lists, RuleChange
from ..models.list_entry import forget_lists, normal_value
from ..models.rule_change import FIRST_HELD

Kind = ListEntry.Kind

KINDS = {*Kind.values, FIRST_HELD}
# More at once nobody looks through, and the page of the trial names each.
MOST_AT_ONCE = 1_000
# So many comments a reader writes in weeks; whoever wants more reviewed has the mode of the discussion for it.
MOST_FIRST_HELD = 50
# A host is one thing to the site, and a word either looked for or allowed.
FAMILIES = (
    frozenset({Kind.RECOGNISED_HOST, Kind.SHOP_HOST, Kind.BLOCKED_HOST}),
    frozenset({Kind.LISTED_WORD, Kind.ALLOWED_WORD}),
)
# What was tried in the morning may be saved in the evening, if nobody has changed anything since.
TRIED_FOR = 24 * 3600
SALT = "comments.rules"


@dataclass(frozen=True)
class Rules:
    """What the moderators have set, at one moment."""

    lists: Lists
    first_held: int

    def values(self, kind: str) -> frozenset[str]:
        """The entries of the list of this kind."""
        return getattr(self.lists, f"{kind}s")

    def digest(self) -> str:
        """The same for the same rules, and for no others."""
        told = {name: sorted(values) for name, values in asdict(self.lists).items()} | {"first_held": self.first_held}
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """Entries of one list that come and go, or another number of first comments. `undoes` names the change that it
    takes back.
    """

    kind: str
    # Each value with its note.
    added: dict[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    number: int | None = None
    undoes: int | None = None

    def made_to(self, rules: Rules) -> Rules:
        """`rules` after it."""
        if self.kind == FIRST_HELD:
            return replace(rules, first_held=self.number)
        values = rules.values(self.kind) - frozenset(self.removed) | frozenset(self.added)
        return replace(rules, lists=replace(rules.lists, **{f"{self.kind}s": values}))

    def within(self, rules: Rules) -> Change:
        """What of it is still to be done to `rules`."""
        if self.kind == FIRST_HELD:
            return self
        there = rules.values(self.kind)
        return replace(
            self,
            added={value: note for value, note in self.added.items() if value not in there},
            removed=tuple(value for value in self.removed if value in there),
        )

    def changes(self, rules: Rules) -> bool:
        """Whether `rules` are others after it."""
        return self.made_to(rules) != rules


@dataclass(frozen=True)
class Problem:
    """A line that could not be taken: its number, and why."""

    line: int
    message: str


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a list, line by line."""

    values: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    # Lines that say what the list has already.
    known: int = 0


def read_lines(kind: str, text: str, rules: Rules) -> Typed:
    """The entries for the list of `kind` that stand in `text`, one a line; empty lines are nothing.

    Raises ValidationError for more lines than can be looked through.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_AT_ONCE:
        message = _("These are %(n)d lines; at most %(most)d can be tried at once.")
        raise ValidationError(message % {"n": len(lines), "most": MOST_AT_ONCE})
    values: dict[str, None] = {}
    problems, known = [], 0
    for number, line in lines:
        try:
            value = normal_value(kind, line)
            _refuse_other_list(kind, value, rules)
        except ValidationError as error:
            problems.append(Problem(number, " ".join(error.messages)))
            continue
        if value in rules.values(kind) or value in values:
            known += 1
        else:
            values[value] = None
    return Typed(tuple(values), tuple(problems), known)


def _refuse_other_list(kind: str, value: str, rules: Rules) -> None:
    for family in FAMILIES:
        for other in sorted(family - {kind}) if kind in family else ():
            if value in rules.values(other):
                raise ValidationError(
                    _("“%(value)s” stands in the list “%(list)s”. Remove it there first.")
                    % {"value": value, "list": Kind(other).label}
                )


def current_rules() -> Rules:
    """The rules as the database has them. Two queries."""
    return Rules(ListEntry.objects.lists_now(), DiscussionSettings.current().first_held)


def last_number() -> int:
    """The number of the newest change; 0 before the first. One query."""
    return RuleChange.objects.values_list("number", flat=True).first() or 0


class Stale(Exception):
    """The rules are no longer those on which the change was tried."""


@dataclass(frozen=True)
class Tried:
    """A change, with the state on which it was tried and what came of it."""

    change: Change
    base: str
    number: int
    numbers: dict[str, Any] = field(default_factory=dict)

    def sign(self, user: Any) -> str:
        """It as text that only this site can have made, for `user` alone."""
        return signing.dumps({"by": user.pk, **asdict(self)}, salt=SALT, compress=True)

    @classmethod
    def read(cls, signed: str, user: Any) -> Tried | None:
        """What was signed for `user` not too long ago; None for anything else."""
        try:
            told = signing.loads(signed, salt=SALT, max_age=TRIED_FOR)
        except signing.BadSignature:
            return None
        if told.pop("by") != user.pk:
            return None
        change = told.pop("change")
        return cls(change=Change(**change | {"removed": tuple(change["removed"])}), **told)


def save(tried: Tried, *, by: Any, confirmed: bool) -> RuleChange:
    """Make the change that was tried, and log it. One transaction.

    Raises Stale when the rules are others by now, and ValidationError for what stands in another list.
    """
    change = tried.change
    try:
        with transaction.atomic():
            # The number first: of two who tried on the same state the second finds it taken.
            logged = RuleChange.objects.create(
                number=tried.number + 1, **_log_of(change), trial=tried.numbers, confirmed=confirmed, changed_by=by
            )
            known = current_rules()
            if known.digest() != tried.base:
                raise Stale
            for value in change.added:
                _refuse_other_list(change.kind, value, known)
            _write(change, by)
    except IntegrityError:
        raise Stale from None
    return logged


def _log_of(change: Change) -> dict[str, Any]:
    logged: dict[str, Any] = {"kind": change.kind, "undoes_id": change.undoes}
    if change.kind == FIRST_HELD:
        return logged | {"number_before": current_rules().first_held, "number_after": change.number}
    notes = dict(ListEntry.objects.filter(kind=change.kind, value__in=change.removed).values_list("value", "note"))
    return logged | {
        "added": change.added,
        "removed": {value: notes.get(value, "") for value in change.removed},
    }


def _write(change: Change, by: Any) -> None:
    if change.kind == FIRST_HELD:
        site, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
        DiscussionSettings.objects.update_or_create(site=site, defaults={"first_held": change.number})
        return
    ListEntry.objects.filter(kind=change.kind, value__in=change.removed).delete()
    ListEntry.objects.bulk_create(
        [ListEntry(kind=change.kind, value=value, note=note, added_by=by) for value, note in change.added.items()]
    )
    forget_lists()


def undoing(logged: RuleChange, rules: Rules) -> Change:
    """The change that takes `logged` back, as far as `rules` still show it.

    Raises ValidationError where what it would bring back stands in another list by now.
    """
    if logged.kind == FIRST_HELD:
        return Change(FIRST_HELD, number=logged.number_before, undoes=logged.pk)
    for value in logged.removed:
        _refuse_other_list(logged.kind, value, rules)
    change = Change(logged.kind, added=logged.removed, removed=tuple(logged.added), undoes=logged.pk)
    return change.within(rules)
