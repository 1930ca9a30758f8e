"""The text of an article: the one gate through which HTML comes in, and the one place that calls HTML safe.

What is stored is plain semantic HTML: a row of blocks (headings, paragraphs, lists, tables, quotes, figures,
call-outs), each with an id in `data-block` that outlives edits of other blocks and small edits of its own, and headings
with an anchor that outlives a change of their words. What readers get is made from it by `render` when it is published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from lxml import etree

from . import blocks, grammar
from .grammar import BodyError

__all__ = [
    "CALLOUTS",
    "BodyError",
    "Heading",
    "canonical",
    "citations",
    "clean",
    "mark_clean",
    "outline",
    "paragraphs",
    "pictures",
    "plain_text",
    "render",
    "with_typed_citations",
    "word_count",
]

# Characters of HTML, of what comes in and of what is stored. The longest health guides have some 80,000.
MAX_LENGTH = 400_000
# What a call-out says it is, in words, since a colour says nothing to many readers.
CALLOUTS = {
    "info": _("Information"),
    "warning": _("Important"),
    "nonurgent": _("See a doctor or pharmacist"),
    "urgent": _("Get help today"),
    "emergency": _("Emergency"),
}

# Chinese and Japanese are written without spaces: a character counts as a word. Korean has spaces.
_CJK = re.compile(f"[{grammar.UNSPACED}]")
_HAS_WORD = re.compile(r"\w")

# The last word on what is stored. `grammar` writes nothing that this would take away; should it ever, this does.
_CLEANER = nh3.Cleaner(
    tags=set(grammar.BLOCKS | grammar.MARKS | grammar.INSIDE),
    attributes={
        **{tag: {"data-block"} for tag in grammar.BLOCKS},
        **{tag: {"data-block", "id"} for tag in grammar.HEADINGS},
        "ol": {"data-block", "start"},
        "a": {"href", "title"},
        grammar.CITATION: {grammar.CITED},
        "abbr": {"title"},
        "img": {"src", "alt"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
    allowed_classes={"aside": {"callout", *(f"callout-{kind}" for kind in CALLOUTS)}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


@dataclass(frozen=True)
class Heading:
    """A heading of the text: its anchor, its words and its level (2 to 4)."""

    id: str
    text: str
    level: int


def clean(html: str, previous: str = "") -> str:
    """The stored form of an author's `html`; `previous` is the stored form that it replaces.

    Keeps every word; keeps only the markup that has a meaning here. Blocks that stood in `previous` keep their ids and
    anchors. Cleaning what is clean changes nothing. Raises BodyError for a text that is too long or too deeply nested,
    for pictures that are not in this site's media library, and for citations that name no sources.
    """
    _check_length(html)
    written = grammar.read(html)
    blocks.identify(written, grammar.parse_blocks(previous))
    stored = _CLEANER.clean(grammar.write(written))
    _check_length(stored)
    return stored


def render(stored: str, sizes: Mapping[str, tuple[int, int]] | None = None) -> str:
    """The HTML that readers get for a stored text: tables in boxes that scroll, pictures lazy, call-outs named.

    `sizes` are the widths and heights of pictures by address, so that a page does not jump when they arrive.
    """
    sizes = sizes or {}
    root = grammar.parse(stored).find("body")
    for table in list(root.iter("table")):
        caption = table.find("caption")
        label = grammar.text_of(caption) if caption is not None else gettext("Table")
        box = etree.Element("div", {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label})
        table.addprevious(box)
        box.tail, table.tail = table.tail, None
        box.append(table)
    for picture in root.iter("img"):
        if size := sizes.get(picture.get("src", "")):
            picture.set("width", str(size[0]))
            picture.set("height", str(size[1]))
        picture.set("loading", "lazy")
        picture.set("decoding", "async")
    _fit_callout_headings(root)
    for callout in root.iter("aside"):
        name = etree.Element("p", {"class": "callout-label"})
        name.text = str(CALLOUTS[grammar.callout_kind(callout)])
        callout.insert(0, name)
    return "\n".join(etree.tostring(block, method="html", encoding="unicode", with_tail=False) for block in root)


def _fit_callout_headings(root: etree._Element) -> None:
    """Let no heading in a call-out skip a level: one that opens the text stands directly under the page's title."""
    deepest = 2
    for block in root:
        if block.tag in grammar.HEADINGS:
            deepest = int(block.tag[1]) + 1
        elif block.tag == "aside":
            for heading in block.iter(*grammar.HEADINGS):
                heading.tag = f"h{min(int(heading.tag[1]), deepest)}"


def outline(stored: str) -> list[Heading]:
    """The headings of a stored or rendered text, in order; those inside call-outs and other blocks are none."""
    return [
        Heading(block.get("id", ""), grammar.text_of(block), int(block.tag[1]))
        for block in grammar.parse_blocks(stored)
        if block.tag in grammar.HEADINGS
    ]


def pictures(stored: str) -> list[str]:
    """The addresses of the pictures that a stored text shows, in order."""
    return [picture.get("src", "") for picture in grammar.parse(stored).iter("img")]


def citations(stored: str) -> list[int]:
    """The numbers of the sources that a stored text cites, each once, in the order in which it first cites them."""
    cited = grammar.citations(grammar.parse(stored))
    return list(dict.fromkeys(number for numbers in cited for number in numbers))


def with_typed_citations(stored: str) -> str:
    """A stored text with its citations as authors type them, which are words: for comparing and for plain text."""
    return grammar.WRITTEN_CITATION.sub(lambda match: f"[source:{match[1].replace(' ', ', ')}]", stored)


def canonical(stored: str) -> str:
    """The stored text without block ids and anchors: equal for texts that say the same. Goes into content hashes."""
    found = grammar.parse_blocks(stored)
    for block in found:
        block.attrib.pop("data-block", None)
        block.attrib.pop("id", None)
    return grammar.write(found)


def plain_text(html: str) -> str:
    """The words of clean HTML, a block a line."""
    return "\n".join(filter(None, map(grammar.text_of, grammar.parse_blocks(html))))


def word_count(html: str) -> int:
    """How many words clean HTML holds; a character of Chinese or Japanese counts as one, a lone sign as none."""
    text = plain_text(html)
    return len(_CJK.findall(text)) + sum(bool(_HAS_WORD.search(word)) for word in _CJK.sub(" ", text).split())


def paragraphs(text: str) -> str:
    """HTML for plain text: a paragraph for every run of lines between empty lines. For fields without markup."""
    runs = (run.strip() for run in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(f"<p>{escape(run)}</p>" for run in runs if run)


def mark_clean(html: str) -> SafeString:
    """Tell templates that `html` came out of a gate (`clean` here, `rendering` in the discussion) and may be printed;
    `citations` has put numbers into it, and nothing else.

    The only place of the project that calls HTML safe. Never hand it anything that a gate did not write.
    """
    return mark_safe(html)  # noqa: S308


def _check_length(html: str) -> None:
    if len(html) > MAX_LENGTH:
        raise BodyError(
            gettext("The text is too long: %(length)d characters of HTML, and %(most)d is the most.")
            % {"length": len(html), "most": MAX_LENGTH}
        )
