"""The text of an article: the one gate through which HTML comes in, and the one place that calls HTML safe.

What is stored is plain semantic HTML: a row of blocks (headings, paragraphs, lists, tables, quotes, figures,
call-outs), each with an id in `data-block` that outlives edits of other blocks and small edits of its own, and headings
with an anchor that outlives a change of their words. What readers get is made from it by `render` when it is published.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import lxml.html
import nh3
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from lxml import etree

# Characters of HTML. The longest health guides have some 80,000; the sanitiser's time grows with the square of nesting,
# so both are bounded before it sees anything.
MAX_LENGTH = 400_000
MAX_NESTING = 60
# Two texts of a block are the same block while at least this share of the characters agree.
SAME_BLOCK = 0.5
# Anchors that the page around the text uses itself.
RESERVED_ANCHORS = frozenset(
    {
        "main",
        "content",
        "comments",
        "comment-form",
        "contents",
        "sources",
        "about-this-page",
        "text",
        "header",
        "footer",
    }
)

HEADINGS = ("h2", "h3", "h4")
CALLOUTS = {
    "info": _("Information"),
    "warning": _("Important"),
    "nonurgent": _("See a doctor or pharmacist"),
    "urgent": _("Get help today"),
    "emergency": _("Emergency"),
}
BLOCKS = frozenset({*HEADINGS, "p", "ul", "ol", "table", "blockquote", "figure", "aside"})
INLINE = frozenset({"a", "strong", "em", "sub", "sup", "code", "abbr", "br", "cite"})
INSIDE = frozenset({"li", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figcaption", "img"})
# What other writers use for the same meaning; h1 is the page's title, so a pasted one begins a section.
SYNONYMS = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em"}
# Boxes without meaning of their own: what they hold stays.
BOXES = frozenset({"div", "section", "article", "main", "header", "footer", "span"})
VOID = frozenset({"br", "img"})
# These close themselves when the next one opens, so a page that leaves their end tags out is not deeply nested.
SELF_CLOSING = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"})
NEVER_NESTED = SELF_CLOSING | {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CJK = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]")

_CLEANER = nh3.Cleaner(
    tags=set(BLOCKS | INLINE | INSIDE | BOXES | set(SYNONYMS)),
    clean_content_tags={"script", "style", "template", "title", "noscript", "iframe", "object", "svg", "math"},
    attributes={
        "*": {"data-block", "id"},
        "a": {"href", "title"},
        "abbr": {"title"},
        "img": {"src", "alt", "width", "height"},
        "th": {"scope", "colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
        "ol": {"start"},
    },
    allowed_classes={"aside": {"callout", *(f"callout-{kind}" for kind in CALLOUTS)}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
    strip_comments=True,
)


class BodyError(ValueError):
    """A text that can't be taken as it is; the message tells an author what to change."""


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
    and for pictures that are not in this site's media library.
    """
    html = html.replace("\x00", "")
    if len(html) > MAX_LENGTH:
        raise BodyError(
            gettext("The text is too long: %(length)d characters of HTML, and %(most)d is the most.")
            % {"length": len(html), "most": MAX_LENGTH}
        )
    _check_nesting(html)
    root = _parse(_CLEANER.clean(html))
    _rename(root)
    _place_pictures(root)
    _make_blocks(root)
    _tidy_callouts(root)
    _number_blocks(root, _parse(previous))
    return _write(root)


def render(stored: str) -> str:
    """The HTML that readers get for a stored text: tables in boxes that scroll, pictures lazy, call-outs named."""
    root = _parse(stored)
    for table in list(root.iter("table")):
        caption = table.find("caption")
        label = _text(caption) if caption is not None else gettext("Table")
        box = etree.Element("div", {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label})
        table.addprevious(box)
        box.tail, table.tail = table.tail, None
        box.append(table)
    for picture in root.iter("img"):
        picture.set("loading", "lazy")
        picture.set("decoding", "async")
    for callout in root.iter("aside"):
        name = etree.Element("p", {"class": "callout-label"})
        name.text = str(CALLOUTS[_callout_kind(callout)])
        callout.insert(0, name)
    return _write(root)


def outline(stored: str) -> list[Heading]:
    """The headings of a stored text, in order."""
    return [
        Heading(block.get("id", ""), _text(block), int(block.tag[1]))
        for block in _parse(stored)
        if block.tag in HEADINGS
    ]


def pictures(stored: str) -> list[str]:
    """The addresses of the pictures that a stored text shows, in order."""
    return [picture.get("src", "") for picture in _parse(stored).iter("img")]


def alternative_texts(stored: str) -> list[str]:
    """What the pictures of a stored text say to somebody who does not see them, in order."""
    return [picture.get("alt", "").strip() for picture in _parse(stored).iter("img")]


def canonical(stored: str) -> str:
    """The stored text without block ids and anchors: equal for texts that say the same. Goes into content hashes."""
    root = _parse(stored)
    for element in root.iter():
        element.attrib.pop("data-block", None)
        element.attrib.pop("id", None)
    return _write(root)


def plain_text(html: str) -> str:
    """The words of clean HTML, a block a line."""
    root = _parse(html)
    for cut in root.iter("br"):
        cut.tail = f"\n{cut.tail or ''}"
    lines = (_text(block) for block in root)
    return "\n".join(line for line in lines if line)


def word_count(html: str) -> int:
    """How many words clean HTML holds; a character of Chinese or Japanese counts as one."""
    text = plain_text(html)
    return len(_CJK.sub(" ", text).split()) + len(_CJK.findall(text))


def mark_clean(html: str) -> SafeString:
    """Tell templates that `html` came out of a gate (`clean` here, `rendering` in the discussion) and may be printed.

    The only place of the project that calls HTML safe. Never hand it anything that a gate did not write.
    """
    return mark_safe(html)  # noqa: S308


def _check_nesting(html: str) -> None:
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in NEVER_NESTED:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        if depth > MAX_NESTING:
            raise BodyError(gettext("The text is nested too deeply to be read: paste it as plain text."))


def _parse(html: str) -> lxml.html.HtmlElement:
    if not html.strip():
        return lxml.html.Element("div")
    return lxml.html.fragment_fromstring(html, create_parent="div")


def _write(root: etree._Element) -> str:
    written = []
    for block in root:
        block.tail = None
        written.append(etree.tostring(block, method="html", encoding="unicode"))
    return "\n".join(written)


def _text(element: etree._Element) -> str:
    return _SPACE.sub(" ", "".join(element.itertext())).strip(" ")


def _rename(root: etree._Element) -> None:
    """Say everything in the site's own tags: synonyms replaced, boxes and links to nowhere opened."""
    for element in list(root.iter()):
        if element is root:
            continue
        element.tag = SYNONYMS.get(element.tag, element.tag)
        if element.tag not in HEADINGS:
            element.attrib.pop("id", None)
        if element.tag == "a" and not element.get("href"):
            element.drop_tag()
        elif element.tag == "aside" and _callout_kind(element) == "":
            element.set("class", "callout callout-info")


def _callout_kind(aside: etree._Element) -> str:
    for name in aside.get("class", "").split():
        kind = name.removeprefix("callout-")
        if kind in CALLOUTS:
            return kind
    return ""


def _place_pictures(root: etree._Element) -> None:
    """Refuse pictures from elsewhere; give each picture that stands in running text a figure after its block."""
    for picture in list(root.iter("img")):
        source = picture.get("src", "")
        if not source.startswith(settings.MEDIA_URL) or ".." in source:
            raise BodyError(
                gettext("The picture “%(source)s” is not in the media library. Upload it there, then use its address.")
                % {"source": source[:120]}
            )
        holder = picture.getparent()
        if any(ancestor.tag == "figure" for ancestor in picture.iterancestors()):
            continue
        block = picture
        while block.getparent() is not root and block.getparent().tag not in {"aside", "li", "td", "th", "blockquote"}:
            block = block.getparent()
        figure = etree.Element("figure")
        if block is picture:
            picture.addprevious(figure)
            figure.tail, picture.tail = picture.tail, None
        else:
            if picture.tail:
                before = picture.getprevious()
                if before is not None:
                    before.tail = (before.tail or "") + picture.tail
                else:
                    holder.text = (holder.text or "") + picture.tail
                picture.tail = None
            block.addnext(figure)
            figure.tail, block.tail = block.tail, None
        figure.append(picture)


def _make_blocks(root: etree._Element) -> None:
    """Make of the top level a row of blocks: boxes opened, loose text in paragraphs, empty blocks gone."""
    for box in [element for element in root.iter(*BOXES) if element is not root]:
        if box.tag != "span" and not _holds_blocks(box) and box.getparent() is root:
            box.tag = "p"
        else:
            _open_box(box)
    loose = root.text or ""
    root.text = None
    paragraph = _begin_paragraph(root, 0, loose) if loose.strip() else None
    for child in list(root):
        tail, child.tail = child.tail or "", None
        if child.tag in BLOCKS:
            paragraph = None
        else:
            if paragraph is None:
                paragraph = _begin_paragraph(root, root.index(child), "")
            paragraph.append(child)
        if tail.strip() or (tail and paragraph is not None):
            if paragraph is None:
                paragraph = _begin_paragraph(root, root.index(child) + 1, tail.lstrip())
            else:
                _append_text(paragraph, tail)
    for block in list(root):
        if not _text(block).strip("\u00a0\u200b ") and block.find(".//img") is None:
            root.remove(block)


def _holds_blocks(box: etree._Element) -> bool:
    return any(element.tag in BLOCKS or element.tag in BOXES - {"span"} for element in box.iterdescendants())


def _open_box(box: etree._Element) -> None:
    """Take the box away and keep what it holds; what stood beside it must not run into it."""
    if box.tag != "span":
        inner = lxml.html.Element("span")
        if (box.text or "").strip() or any(child.tag not in BLOCKS for child in box):
            _append_text(inner, "")
        box.text = f"\n{box.text or ''}" if box.text else box.text
        box.tail = f"\n{box.tail}" if box.tail else box.tail
    box.drop_tag()


def _begin_paragraph(root: etree._Element, at: int, text: str) -> etree._Element:
    paragraph = lxml.html.Element("p")
    paragraph.text = text.strip() if not text.strip() else text.lstrip()
    root.insert(at, paragraph)
    return paragraph


def _append_text(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _tidy_callouts(root: etree._Element) -> None:
    """A call-out holds blocks: loose words in it become a paragraph. One inside another is opened."""
    for aside in list(root.iter("aside")):
        if any(ancestor.tag == "aside" for ancestor in aside.iterancestors()):
            aside.drop_tag()
        elif not any(child.tag in BLOCKS for child in aside):
            paragraph = lxml.html.Element("p")
            paragraph.text, aside.text = aside.text, None
            for child in list(aside):
                paragraph.append(child)
            aside.append(paragraph)


def _number_blocks(root: etree._Element, previous: etree._Element) -> None:
    """Give every block its id and every heading its anchor, carried over from `previous` where it is the same."""
    now, before = list(root), list(previous)
    taken: set[str] = set()
    anchors = {block.get("id", "") for block in before if block.tag in HEADINGS}
    kept_from = _same_blocks(now, before)
    for element in root.iterdescendants():
        element.attrib.pop("data-block", None) if element.getparent() is not root else None
        if element.getparent() is not root:
            element.attrib.pop("id", None)
    used_ids = {before[index].get("data-block", "") for index in kept_from.values()}
    used_anchors: set[str] = set()
    for position, block in enumerate(now):
        if position in kept_from:
            identity = before[kept_from[position]].get("data-block", "")
        else:
            identity = _new_id(block, taken | used_ids)
        taken.add(identity)
        block.set("data-block", identity)
    for position, block in enumerate(now):
        if block.tag in HEADINGS and position in kept_from and before[kept_from[position]].get("id"):
            block.set("id", before[kept_from[position]].get("id"))
            used_anchors.add(block.get("id"))
        elif block.tag in HEADINGS:
            block.attrib.pop("id", None)
    for block in now:
        if block.tag in HEADINGS and not block.get("id"):
            # An anchor that another heading had may still be linked to, so that it is not given away again.
            block.set("id", _new_anchor(_text(block), used_anchors | anchors))
            used_anchors.add(block.get("id"))


def _same_blocks(now: list[etree._Element], before: list[etree._Element]) -> dict[int, int]:
    """Which block of `before` each block of `now` is: first those left alone, then those moved, then those edited."""
    words_now = [_signature(block) for block in now]
    words_before = [_signature(block) for block in before]
    same: dict[int, int] = {}
    gaps: list[tuple[list[int], list[int]]] = []
    matcher = SequenceMatcher(a=words_before, b=words_now, autojunk=False)
    for kind, b1, b2, n1, n2 in matcher.get_opcodes():
        if kind == "equal":
            same.update(zip(range(n1, n2), range(b1, b2), strict=True))
        else:
            gaps.append((list(range(n1, n2)), list(range(b1, b2))))
    free = {index for (_new, gone) in gaps for index in gone}
    by_words: dict[tuple[str, str], list[int]] = {}
    for index in sorted(free):
        by_words.setdefault(words_before[index], []).append(index)
    for new, _gone in gaps:
        for position in new:
            if by_words.get(words_now[position]):
                same[position] = by_words[words_now[position]].pop(0)
                free.discard(same[position])
    for new, gone in gaps:
        for position in new:
            if position in same:
                continue
            alike = [
                (_likeness(words_before[index], words_now[position]), -index)
                for index in gone
                if index in free and _kind(before[index]) == _kind(now[position])
            ]
            best = max(alike, default=(0.0, 0))
            only_one = len(new) == len(gone) == 1 and now[position].tag in HEADINGS and alike
            if best[0] >= SAME_BLOCK or only_one:
                same[position] = -best[1]
                free.discard(-best[1])
    return same


def _kind(block: etree._Element) -> str:
    return "heading" if block.tag in HEADINGS else block.tag


def _signature(block: etree._Element) -> tuple[str, str]:
    sources = " ".join(picture.get("src", "") for picture in block.iter("img"))
    return _kind(block), f"{_text(block)} {sources}".strip()


def _likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    matcher = SequenceMatcher(a=one[1].split(), b=other[1].split(), autojunk=False)
    return matcher.ratio()


def _new_id(block: etree._Element, taken: set[str]) -> str:
    for attempt in _counting():
        seed = "\x00".join((*_signature(block), str(attempt)))
        identity = f"b-{hashlib.sha256(seed.encode()).hexdigest()[:8]}"
        if identity not in taken:
            return identity
    raise AssertionError("unreachable")


def _new_anchor(words: str, taken: set[str]) -> str:
    base = slugify(words, allow_unicode=True)[:60].strip("-") or "section"
    for attempt in _counting():
        anchor = base if attempt == 1 else f"{base}-{attempt}"
        if anchor not in taken and anchor not in RESERVED_ANCHORS:
            return anchor
    raise AssertionError("unreachable")


def _counting() -> Iterator[int]:
    number = 1
    while True:
        yield number
        number += 1


def paragraphs(text: str) -> str:
    """HTML for plain text: a paragraph for every run of lines between empty lines. For fields without markup."""
    runs = (run.strip() for run in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return "\n".join(f"<p>{escape(run)}</p>" for run in runs if run)
