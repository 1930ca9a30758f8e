"""Texts that have been posted before, word for word or nearly.

A fingerprint keeps the smallest hashes of all runs of words in a text. Of two texts that share most of their runs, most
of these are the same; nothing of the words can be read from them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading

CHECK = "duplicates"

# How many hashes a fingerprint keeps: the likeness of two texts is known to about one part in eight.
KEPT = 64
RUN = 3
# Shorter texts say the same by nature: "Thank you, this helped me a lot".
FEWEST_WORDS = 12
# The share of runs from which on two texts are one with small changes.
ALIKE = 0.6

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


def fingerprint(text: str) -> tuple[int, ...]:
    """The fingerprint of a text, in ascending order; empty for a text too short to have one of its own."""
    return fingerprint_of(Reading(text))


def fingerprint_of(reading: Reading) -> tuple[int, ...]:
    words = _WORD.findall(reading.folded.text)
    if len(words) < FEWEST_WORDS:
        return ()
    runs = {" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}
    hashes = {int.from_bytes(hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=6).digest()) for run in runs}
    return tuple(sorted(hashes)[:KEPT])


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of runs that two texts have in common, from 0 to 1, estimated from their fingerprints."""
    if not one or not other:
        return 0.0
    both = sorted({*one, *other})[:KEPT]
    return len(set(one) & set(other) & set(both)) / len(both)


def find(reading: Reading, context: Context) -> Iterator[Finding]:
    """One finding for the whole text when it is nearly one of the recent ones; the text of others weighs more."""
    if not context.recent:
        return
    mine = fingerprint_of(reading)
    alike = [recent for recent in context.recent if likeness(mine, recent.fingerprint) >= ALIKE]
    if alike:
        kind = "repeated_by_writer" if all(recent.by_same_writer for recent in alike) else "repeated_by_others"
        yield Finding(0, len(reading.text), CHECK, kind, reading.text)
