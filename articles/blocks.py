"""Which block of a text is which: ids and anchors that outlive edits.

Comments, marks and links hang on a block's id and on a heading's anchor, so both go with the block when others are
edited, when it is moved, and when its own words change a little.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass
from itertools import count

from django.utils.text import slugify
from lxml import etree

from .grammar import HEADINGS, UNSPACED, text_of

# Two texts of a block are the same block when at least this share of their words agrees.
SAME_BLOCK = 0.5
# How many old blocks are compared with a new one, the nearest in place first: bounds the time of a text written anew.
CANDIDATES = 12
# Ids that the page around the text uses itself, as it does whatever begins with "comment".
RESERVED_ANCHORS = frozenset([
    "main", "content", "contents", "sources", "text", "header", "footer", "latest", "instead", "earlier",
    "narrower", "subjects", "about-page", "about-this-page", "articles-title", "related-title", "kept-words",
    "item-title", "error-summary-title",
])  # fmt: skip
LONGEST_ANCHOR = 60

# A word, or one character of a script that is written without spaces.
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


@dataclass(frozen=True)
class _Block:
    """What tells one block from another."""

    tag: str
    kind: str
    text: str
    id: str
    anchor: str

    @classmethod
    def of(cls, element: etree._Element) -> _Block:
        pictures = " ".join(picture.get("src", "") for picture in element.iter("img"))
        return cls(
            element.tag,
            "heading" if element.tag in HEADINGS else element.tag,
            f"{text_of(element)} {pictures}".strip(" "),
            element.get("data-block", ""),
            element.get("id", "") if element.tag in HEADINGS else "",
        )


def identify(blocks: list[etree._Element], previous: list[etree._Element]) -> None:
    """Give every block its id, and every heading its anchor: those of the block of `previous` that it is, or new ones.

    What a block of `previous` had is never given to another one.
    """
    now = [_Block.of(element) for element in blocks]
    before = [_Block.of(element) for element in previous]
    same = _same_blocks(now, before)
    ids = {block.id for block in before}
    anchors = {block.anchor for block in before}
    attempts: Counter[str] = Counter()
    for place, (element, block) in enumerate(zip(blocks, now, strict=True)):
        was = before[same[place]] if place in same else None
        element.attrib.pop("id", None)
        element.set("data-block", was.id if was and was.id else _new_id(block, ids, attempts))
        if block.kind == "heading":
            keeps = was is not None and _is_free(was.anchor)
            element.set("id", was.anchor if keeps else _new_anchor(block.text, anchors, attempts))


def _same_blocks(now: list[_Block], before: list[_Block]) -> dict[int, int]:
    """The place in `before` of every block of `now` that stood there."""
    same = _untouched(now, before)
    taken = set(same.values())
    free = [place for place in range(len(before)) if place not in taken]
    _add_edited(same, now, before, free)
    _add_headings(same, now, before, set(free) - set(same.values()))
    return same


def _untouched(now: list[_Block], before: list[_Block]) -> dict[int, int]:
    """Blocks with the same words, wherever they stand. Of twins, those at the same end of the text are the same."""
    signatures_now = [(block.tag, block.text) for block in now]
    signatures_before = [(block.tag, block.text) for block in before]
    shortest = min(len(now), len(before))
    head = next((i for i in range(shortest) if signatures_now[i] != signatures_before[i]), shortest)
    tail = next(
        (i for i in range(shortest - head) if signatures_now[-1 - i] != signatures_before[-1 - i]), shortest - head
    )
    same = {place: place for place in range(head)}
    same |= {len(now) - 1 - place: len(before) - 1 - place for place in range(tail)}
    waiting: dict[tuple[str, str], deque[int]] = {}
    for place in range(head, len(before) - tail):
        waiting.setdefault(signatures_before[place], deque()).append(place)
    for place in range(head, len(now) - tail):
        if waiting.get(signatures_now[place]):
            same[place] = waiting[signatures_now[place]].popleft()
    return same


def _add_edited(same: dict[int, int], now: list[_Block], before: list[_Block], free: list[int]) -> None:
    """Add the blocks whose words changed a little, the most alike first, near the place where they stood."""
    words_before = {place: Counter(_WORD.findall(before[place].text)) for place in free}
    found = []
    last = -1  # where the neighbour above stood
    start = 0
    for place, block in enumerate(now):
        if place in same:
            last = same[place]
            start = bisect_left(free, last - CANDIDATES // 3)
            continue
        words = Counter(_WORD.findall(block.text))
        for old in free[start : start + CANDIDATES]:
            if block.kind == before[old].kind != "heading":
                likeness = _likeness(words, words_before[old])
                if likeness >= SAME_BLOCK:
                    found.append((-likeness, abs(old - last), place, old))
        last += 1
        start = bisect_left(free, last - CANDIDATES // 3)
    _take(same, found)


def _add_headings(same: dict[int, int], now: list[_Block], before: list[_Block], free: set[int]) -> None:
    """Add the headings whose words changed: they stand over the same block, or have like words between the same ones.

    From the end to the beginning, since a heading may stand over another heading.
    """
    headings = sorted(place for place in free if before[place].kind == "heading")
    words_before = {place: Counter(_WORD.findall(before[place].text)) for place in headings}
    for place in reversed(range(len(now))):
        if place in same or now[place].kind != "heading":
            continue
        below = same.get(place + 1)
        if below is not None and below - 1 in words_before:
            same[place] = below - 1
            del words_before[below - 1]
    found = []
    for place, block in enumerate(now):
        if place in same or block.kind != "heading":
            continue
        words = Counter(_WORD.findall(block.text))
        middle = bisect_left(headings, place)
        for old in headings[max(middle - CANDIDATES // 2, 0) : middle + CANDIDATES // 2]:
            if old in words_before and (likeness := _likeness(words, words_before[old])) >= SAME_BLOCK:
                found.append((-likeness, abs(old - place), place, old))
    _take(same, found)


def _take(same: dict[int, int], found: list[tuple[float, int, int, int]]) -> None:
    taken = set()
    for _unlikeness, _distance, place, old in sorted(found):
        if place not in same and old not in taken:
            same[place] = old
            taken.add(old)


def _likeness(some: Counter[str], others: Counter[str]) -> float:
    return 2 * (some & others).total() / max(some.total() + others.total(), 1)


def _new_id(block: _Block, taken: set[str], attempts: Counter[str]) -> str:
    seed = f"{block.kind}\x00{block.text}"
    while True:
        attempts[seed] += 1
        digest = hashlib.sha256(f"{seed}\x00{attempts[seed]}".encode()).hexdigest()
        identity = f"b-{digest[:8]}"
        if identity not in taken:
            taken.add(identity)
            return identity


def _new_anchor(words: str, taken: set[str], attempts: Counter[str]) -> str:
    base = slugify(words, allow_unicode=True)[:LONGEST_ANCHOR].strip("-_")
    if not base or not _is_free(base):
        base = f"section-{base}".strip("-")
    for number in count(attempts[f"#{base}"] + 1):
        anchor = base if number == 1 else f"{base}-{number}"
        if anchor not in taken:
            attempts[f"#{base}"] = number
            taken.add(anchor)
            return anchor
    raise AssertionError("a count has no end")


def _is_free(anchor: str) -> bool:
    """Whether an anchor is one that the page itself does not use."""
    return bool(anchor) and anchor not in RESERVED_ANCHORS and not anchor.startswith(("comment", "id_", "b-"))
