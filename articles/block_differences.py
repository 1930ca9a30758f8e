"""Two texts beside each other, block by block: what is the same, changed word by word, moved, added or removed.

Blocks know each other by the ids that outlive edits. Links, pictures and citations are written out, so that a changed
target, description or source is seen as well as a changed word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _
from lxml import etree

from . import grammar
from .differences import Piece, word_difference

SAME, CHANGED, MOVED, ADDED, REMOVED = "same", "changed", "moved", "added", "removed"
NAMES = {
    "p": _("Paragraph"),
    "h2": _("Heading"),
    "h3": _("Subheading"),
    "h4": _("Small heading"),
    "ul": _("List"),
    "ol": _("Numbered list"),
    "table": _("Table"),
    "blockquote": _("Quotation"),
    "figure": _("Picture"),
    "aside": _("Call-out"),
}


@dataclass(frozen=True)
class BlockDifference:
    """What became of one block; `pieces` are its words, with those that came and went."""

    kind: str
    tag: str
    pieces: list[Piece]

    @property
    def name(self) -> str:
        return str(NAMES.get(self.tag, self.tag))


def block_differences(before: str, after: str) -> list[BlockDifference]:
    """What became of each block between two stored texts, in the order of the newer; removed ones in their place."""
    old = {_id(block): block for block in grammar.parse_blocks(before)}
    new = {_id(block): block for block in grammar.parse_blocks(after)}
    found = []
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for deed, a, b, c, d in matcher.get_opcodes():
        if deed == "equal":
            found += [_compared(old[key], new[key], SAME) for key in list(new)[c:d]]
            continue
        found += [_whole(old[key], REMOVED) for key in list(old)[a:b] if key not in new]
        for key in list(new)[c:d]:
            found.append(_compared(old[key], new[key], MOVED) if key in old else _whole(new[key], ADDED))
    return found


def _id(block: etree._Element) -> str:
    return block.get("data-block") or f"{block.tag} {said(block)}"


def _compared(old: etree._Element, new: etree._Element, kind: str) -> BlockDifference:
    was, now = said(old), said(new)
    if was == now and old.tag == new.tag:
        return BlockDifference(kind, new.tag, [Piece(now)])
    return BlockDifference(CHANGED, new.tag, word_difference(was, now))


def _whole(block: etree._Element, kind: str) -> BlockDifference:
    return BlockDifference(kind, block.tag, [Piece(said(block), kind)])


def said(block: etree._Element) -> str:
    """All that a block says, a line for each item and row, with targets of links, pictures and citations."""
    lines = "".join(_parts(block)).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _parts(element: etree._Element) -> Iterator[str]:
    if element.tag == "img":
        yield f"[{element.get('alt', '')}: {element.get('src', '')}]"
    if element.tag == grammar.CITATION and (cited := element.get(grammar.CITED)):
        yield f"[source:{cited.replace(' ', ', ')}]"
    yield element.text or ""
    for inner in element:
        yield from _parts(inner)
        yield inner.tail or ""
    if element.tag == "a":
        yield f" <{element.get('href', '')}>"
    elif element.tag in {"td", "th"}:
        yield " | "
    elif element.tag in {"li", "tr", "caption", "figcaption", "p", "br"} or element.tag in grammar.HEADINGS:
        yield "\n"
