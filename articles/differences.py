"""Two texts beside each other, word by word; and a text with the words marked that a rule tripped over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SAME, ADDED, REMOVED, MARKED = "same", "added", "removed", "marked"
# Beyond this many words a word-by-word look is neither quick nor of use: the texts stand beside each other as they are.
MOST_WORDS = 4000


@dataclass(frozen=True)
class Piece:
    """Some words of a text and what is with them: same, added, removed or marked."""

    text: str
    kind: str = SAME
    why: str = ""


def word_difference(before: str, after: str) -> list[Piece]:
    """What came and went between two texts. The pieces that are no additions give `before`, the others `after`."""
    old, new = re.findall(r"\s+|\w+|[^\w\s]", before), re.findall(r"\s+|\w+|[^\w\s]", after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece(before, REMOVED), Piece(after, ADDED)]
    pieces = []
    for deed, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed == "equal":
            pieces.append(Piece("".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("".join(old[a:b]), REMOVED))
        if c < d:
            pieces.append(Piece("".join(new[c:d]), ADDED))
    return pieces


def marked(text: str, findings: Iterable[Mapping[str, Any]]) -> list[Piece]:
    """`text` in pieces, with the spans of `findings` (start, end, kind) marked. What lies outside the text is ignored,
    and of two that overlap the first counts.
    """
    pieces, place = [], 0
    for start, end, why in sorted(filter(None, map(_span, findings))):
        if start < place or end > len(text):
            continue
        if start > place:
            pieces.append(Piece(text[place:start]))
        pieces.append(Piece(text[start:end], MARKED, why))
        place = end
    if place < len(text):
        pieces.append(Piece(text[place:]))
    return pieces


def around_marks(pieces: list[Piece], length: int = 160) -> list[Piece]:
    """`pieces` with about `length` characters of what is not marked on either side of a mark, in whole words."""
    last = len(pieces) - 1
    shown = []
    for place, piece in enumerate(pieces):
        # Without any mark the beginning tells most.
        before = length if place > 0 or last == 0 else 0
        after = length if place < last else 0
        text = piece.text if piece.kind == MARKED else _clipped(piece.text, before, after)
        shown.append(Piece(text, piece.kind, piece.why))
    return shown


def _clipped(text: str, before: int, after: int) -> str:
    """`text` with about `before` characters of its beginning and `after` of its end."""
    if len(text) <= before + after + 20:
        return text
    # A word that the cut goes through is left out, unless there is no space to cut at.
    head, tail = text[:before], text[len(text) - after :]
    head = (re.sub(r"\s\S*\Z", "", head) or head) + (" …" if before else "")
    tail = ("… " if after else "") + (re.sub(r"\A\S*\s", "", tail) or tail)
    return f"{head} {tail}".replace("… …", "…") if before and after else head if before else tail


def _span(finding: Any) -> tuple[int, int, str] | None:
    """The place of a finding; None for one that names none: what is stored may be of an older make."""
    if not isinstance(finding, Mapping):
        return None
    start, end = finding.get("start"), finding.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        return None
    return start, end, str(finding.get("kind", ""))
