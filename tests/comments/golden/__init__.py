"""Invented comments with labels, and how well the checks of `comments.screening` do on them.

Every text was made up for this set; no address, number or name in it is meant to be anybody's. Each line says in which
split it is. The checks were fitted on `tune` alone. `unseen` was written when the checks stood and has only been
counted: nobody changed a check after reading it, and whoever does moves what they read to `tune` and writes anew.

How far one may trust a figure shows in how it came about. The first crisis phrases found 55 % of a fresh set. That set
was read, moved to `tune` and the phrases widened; the next fresh sets were found to 63, 77, 73, 75, 85 and 94 %, and
the last is today's `unseen`: one good result after six lower ones, not a proof of nine in ten. Directions about doses
went 54, 61, 91 %, trade 22, 76, 90 %. The same hand wrote checks and comments, so the fresh sets lean towards what the
checks know. After the count one doubled text of `unseen` was replaced, some values were made anew, and a phone number
less in that count led to trying numbers of all forms. Real comments will differ; a site's own decisions are the better
measure once there are some.

    python -m tests.comments.golden
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from comments.screening import PERSONAL, Context, Effect, Findings, screen, words

FOLDER = Path(__file__).parent
SPLITS = ("tune", "unseen")
# What a site of this kind would have set up: the lists that an editor keeps, and a writer nobody knows yet.
CONTEXT = Context(
    source_hosts=frozenset({"doi.org"}),
    recognised_hosts=frozenset({
        "nhs.uk", "who.int", "nice.org.uk", "cdc.gov", "medlineplus.gov", "gesundheitsinformation.de",
        "versusarthritis.org",
    }),
    shop_hosts=frozenset({"pills-direct.example", "cheap-rx.example"}),
    public_numbers=frozenset({"116 123", "111", "999", "988", "0800 1111", "0300 123 2040"}),
    listed_words=words.STARTER,
    is_new_writer=True,
)  # fmt: skip
KINDS = (
    *PERSONAL, "dose_directive", "stop_medicine", "crisis", "selling", "sourcing", "cure_claim", "advert",
    "unverified_title",
)  # fmt: skip
# Links have kinds that depend on the writer; the label says what the link is.
LINK_LABELS = {
    "unknown_host": "unknown_host_new_writer",
    "shop_host": "shop_host_new_writer",
    "lookalike_host": "lookalike_host",
    "userinfo": "deceptive_address",
    "shortener": "hidden_target_new_writer",
    "redirector": "hidden_target_new_writer",
}
# Trade has neighbours: an offer of a cure is an advertisement too, and holding either is right.
TRADE = frozenset({"selling", "sourcing", "cure_claim", "advert"})


@dataclass(frozen=True)
class Row:
    """One labelled comment. `planted` are the words that a check for its label has to find."""

    id: str
    text: str
    labels: tuple[str, ...]
    language: str
    split: str
    planted: tuple[str, ...] = field(default=())

    @property
    def is_honest(self) -> bool:
        return "honest" in self.labels


@cache
def rows(split: str) -> tuple[Row, ...]:
    """All comments of a split, in the order of their files."""
    found = []
    for path in sorted((FOLDER / split).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            values = json.loads(line)
            found.append(Row(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}))
    return tuple(found)


def labelled(split: str, label: str) -> list[Row]:
    return [row for row in rows(split) if label in row.labels]


def honest(split: str) -> list[Row]:
    return labelled(split, "honest")


@cache
def findings_of(row: Row) -> Findings:
    return screen(row.text, context=CONTEXT)


def is_found(row: Row, kind: str) -> bool:
    """Whether a finding of `kind` covers each planted piece, or is there at all where nothing was planted."""
    found = findings_of(row).of_kind(kind)
    if not row.planted:
        return bool(found)
    places, start = [], 0
    for piece in row.planted:
        start = row.text.index(piece, start)
        places.append((start, start + len(piece)))
        start += len(piece)
    return all(any(one.start < end and begin < one.end for one in found) for begin, end in places)


def recall(split: str, label: str) -> tuple[int, int]:
    """How many of the comments with a label are found, of how many."""
    kind = LINK_LABELS.get(label, label)
    of = labelled(split, label)
    return sum(is_found(row, kind) for row in of), len(of)


def with_effect(some: Iterable[Row], effect: Effect) -> list[Row]:
    return [row for row in some if findings_of(row).with_effect(effect)]


def is_about(row: Row, kind: str) -> bool:
    """Whether a finding of `kind` is right for a comment."""
    return any(LINK_LABELS.get(label, label) == kind for label in row.labels) or (
        kind in TRADE and not TRADE.isdisjoint(row.labels)
    )


def summary(write: Callable[[str], object]) -> None:
    """Write the tables of recall, precision and false alarms, with their counts."""
    for split in SPLITS:
        everything, clean = rows(split), honest(split)
        write(f"\n{split}: {len(everything)} comments, {len(clean)} of them honest\n")
        write(f"{'kind':<26}{'recall':>18}{'precision':>18}{'honest with it':>18}\n")
        for label in (*KINDS, *LINK_LABELS):
            kind = LINK_LABELS.get(label, label)
            hits, of = recall(split, label)
            found = [row for row in everything if findings_of(row).of_kind(kind)]
            right = sum(is_about(row, kind) for row in found)
            wrong = sum(not is_about(row, kind) for row in found if row.is_honest)
            write(f"{label:<26}{_share(hits, of):>18}{_share(right, len(found)):>18}{_share(wrong, len(clean)):>18}\n")
        trade = [row for row in everything if not TRADE.isdisjoint(row.labels)]
        write(f"{'trade of any kind held':<26}{_share(len(with_effect(trade, Effect.HOLD)), len(trade)):>18}\n")
        for effect in Effect:
            write(f"honest, {effect.value:<18}{_share(len(with_effect(clean, effect)), len(clean)):>18}\n")


def _share(some: int, of: int) -> str:
    return f"{some}/{of} {some / of:.1%}" if of else "-"
