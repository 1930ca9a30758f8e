"""The markup that a text may have, and foreign HTML said in it.

A text is a row of blocks. Reading is forgiving (whatever stands in a browser's page or an editor's clipboard), writing
is strict: only what is named here comes out, in one spelling, with every word in its order. `body.clean` is the way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import nh3
from django.conf import settings
from django.utils.translation import gettext
from lxml import etree

# Elements one inside another. Pages that people copy from reach 40; time and memory grow with it.
MAX_NESTING = 60
# Lists, quotes and tables one inside another; what lies deeper becomes paragraphs.
MAX_LEVELS = 6

HEADINGS = ("h2", "h3", "h4")
CALLOUT_KINDS = ("info", "warning", "nonurgent", "urgent", "emergency")
BLOCKS = frozenset({*HEADINGS, "p", "ul", "ol", "table", "blockquote", "figure", "aside"})
MARKS = frozenset({"a", "strong", "em", "sub", "sup", "code", "abbr", "cite"})
INSIDE = frozenset({"li", "caption", "thead", "tbody", "tr", "th", "td", "figcaption", "img", "br"})
# What other writers use for the same meaning; h1 is the page's title, so a pasted one begins a section.
SYNONYMS = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "menu": "ul", "dir": "ul"}
# What is no text of the page, or can't be kept as one.
DROPPED = frozenset([
    "script", "style", "template", "title", "noscript", "noembed", "noframes", "iframe", "object", "applet",
    "embed", "svg", "math", "canvas", "audio", "video",
])  # fmt: skip
# Boxes: what they hold stays, on lines of its own.
BOXES = frozenset([
    *HEADINGS,
    "html", "head", "body", "div", "section", "article", "main", "header", "footer", "nav", "address",
    "hgroup", "center", "details", "summary", "dl", "dt", "dd", "form", "fieldset", "legend", "p", "pre", "hr",
    "option", "optgroup", "select", "textarea", "button", "figure", "figcaption", "aside", "blockquote", "ul",
    "ol", "li", "table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "th", "td", "plaintext",
    "xmp", "listing", "search", "dialog",
])  # fmt: skip
# A citation: an empty element that names sources by their numbers in the library. While a text is read, a sign that
# stands for things which are no letters holds its place; authors may also type it, as in “[source:12, 15]”.
CITATION = "sup"
CITED = "data-source"
MOST_CITED = 12
WRITTEN_CITATION = re.compile(rf'<{CITATION} {CITED}="([0-9 ]+)"></{CITATION}>')
_PLACE = "\ufffc"
_TYPED = re.compile(r"\[source:([^\[\]]{0,200})\]", re.IGNORECASE)
_NUMBERS = re.compile(r"\s*[0-9]{1,9}(?:[\s,;]+[0-9]{1,9})*\s*")
# Which blocks a block may hold; paragraphs go without saying.
WITHIN_CALLOUT = BLOCKS - {"aside"}
WITHIN_QUOTE = frozenset({"ul", "ol", "figure"})
WITHIN_ITEM = frozenset({"ul", "ol", "figure", "blockquote", "table"})
WITHIN_CELL = frozenset({"ul", "ol", "figure"})
# The characters (as a range in a regular expression) of Chinese and Japanese, which are written without spaces.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
# Characters that XML, PostgreSQL or UTF-8 can't hold, and that nobody can see.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What browsers take out of an address, and what XML can't hold in an attribute.
_LINK_NOISE = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"[^\s\\?#%<>\"'`]+")
_LINKS = nh3.Cleaner(
    tags={"a"}, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}, link_rel=None
)

# The inline elements around some words, outermost first: (tag, attributes as pairs).
Mark = tuple[str, tuple[tuple[str, str], ...]]
Marks = tuple[Mark, ...]


class BodyError(ValueError):
    """A text that can't be taken as it is; the message tells an author what to change."""


def parse(html: str) -> etree._Element:
    """The tree of any HTML at all, under one root. Raises BodyError when it is nested too deeply."""
    html = _PAGE_END.sub(" ", _UNWRITABLE.sub("", html))
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<html><body>{html}</body></html>", parser)
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_NESTING + 2:
            raise BodyError(gettext("The text is nested too deeply to be read: paste it as plain text."))
    return root


def parse_blocks(stored: str) -> list[etree._Element]:
    """The top-level blocks of a stored or rendered text."""
    return list(parse(stored).iterfind("body/*"))


def read(html: str) -> list[etree._Element]:
    """The blocks that say what `html` says. Raises BodyError for too deep a nesting and for pictures from elsewhere."""
    flow = _Flow(BLOCKS)
    flow.read(parse(html), ())
    return flow.close()


def write(blocks: Iterable[etree._Element]) -> str:
    """The blocks as HTML, a line each."""
    return "\n".join(etree.tostring(block, encoding="unicode", with_tail=False) for block in blocks)


def text_of(element: etree._Element) -> str:
    """The words of an element on one line."""
    return _SPACE.sub(" ", "".join(_pieces_of_text(element))).strip(" ")


def is_visible(text: str) -> bool:
    """Whether there is anything to see in `text`."""
    return bool(text.strip(" \t\r\n\f\v\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def says_something(element: etree._Element) -> bool:
    """Whether there are words to see in an element, or a citation."""
    return is_visible(text_of(element)) or next(citations(element), None) is not None


def citations(element: etree._Element) -> Iterator[list[int]]:
    """The numbers of the sources that each citation in an element names, in the order of the text."""
    for mark in element.iter(CITATION):
        if cited := mark.get(CITED):
            yield [int(number) for number in cited.split()]


def _pieces_of_text(element: etree._Element) -> Iterable[str]:
    """Texts in order, with a space where an element inside begins or ends a line."""
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        own_line = inner.tag in BOXES or inner.tag == "br"
        if event == "start":
            yield f" {inner.text or ''}" if own_line else inner.text or ""
        elif inner is not element:
            yield f" {inner.tail or ''}" if own_line else inner.tail or ""


class _Flow:
    """Reads elements and collects the blocks that say the same; `allowed` are the blocks that may come out."""

    def __init__(self, allowed: frozenset[str], level: int = 0) -> None:
        self.allowed = allowed if level < MAX_LEVELS else frozenset({"figure"}) & allowed
        self.level = level
        self.blocks: list[etree._Element] = []
        self.line: list[tuple[str, Marks]] = []
        self.pictures: list[etree._Element] = []

    def read(self, source: etree._Element, marks: Marks) -> None:
        self.line.append((source.text or "", marks))
        for child in source:
            self._read_child(child, marks)
            self.line.append((child.tail or "", marks))

    def _read_child(self, child: etree._Element, marks: Marks) -> None:
        tag = SYNONYMS.get(child.tag, child.tag)
        if tag in DROPPED:
            return
        if tag == "br":
            self.line.append(("\n", (*marks, ("br", ()))))
        elif tag == "img":
            self.pictures.append(_picture(child))
        elif tag in MARKS:
            if tag == CITATION and child.get(CITED) is not None:
                self.line.append((_PLACE, _citation(child.get(CITED))))
            self.read(child, _with_mark(marks, tag, child))
        elif tag in self.allowed and tag in _MAKERS and not (tag == "figure" and child.find(".//img") is None):
            self.end_line()
            self.blocks += _MAKERS[tag](child, marks, self.level + 1)
        elif tag in BOXES:
            self.end_line()
            self.read(child, marks)
            self.end_line()
        else:
            self.read(child, marks)

    def end_line(self) -> None:
        """Make a paragraph of the words since the last block, and figures of the pictures that stood among them."""
        paragraph = _fill(etree.Element("p"), self.line)
        if says_something(paragraph):
            self.blocks.append(paragraph)
        self.blocks += map(_figure, self.pictures)
        self.line, self.pictures = [], []

    def close(self) -> list[etree._Element]:
        self.end_line()
        return self.blocks


class _Line(_Flow):
    """Reads everything as one line of words; pictures are collected beside it."""

    def __init__(self) -> None:
        super().__init__(frozenset())

    def end_line(self) -> None:
        self.line.append((" ", ()))


def _line_of(element: etree._Element, source: etree._Element, marks: Marks) -> list[etree._Element]:
    """Fill `element` with the words of `source`; the pictures among them."""
    line = _Line()
    line.read(source, marks)
    _fill(element, line.line)
    return line.pictures


def _heading(source: etree._Element, marks: Marks, _level: int) -> list[etree._Element]:
    heading = etree.Element(SYNONYMS.get(source.tag, source.tag))
    pictures = _line_of(heading, source, marks)
    if not is_visible(text_of(heading)):
        heading.tag = "p"  # a citation alone heads nothing
    return [*([heading] if says_something(heading) else []), *map(_figure, pictures)]


def _list(source: etree._Element, marks: Marks, level: int) -> list[etree._Element]:
    made = etree.Element(SYNONYMS.get(source.tag, source.tag))
    if made.tag == "ol" and (start := _number(source.get("start"), 0, 99_999)) not in {None, 1}:
        made.set("start", str(start))
    _gather_strays(source, {"li"}, "li")
    for child in source:
        item = etree.SubElement(made, "li")
        if not _fill_item(item, child, marks, WITHIN_ITEM, level):
            made.remove(item)
    return [made] if len(made) else []


def _quote(source: etree._Element, marks: Marks, level: int) -> list[etree._Element]:
    return _holder(etree.Element("blockquote"), source, marks, WITHIN_QUOTE, level)


def _callout(source: etree._Element, marks: Marks, level: int) -> list[etree._Element]:
    made = etree.Element("aside", {"class": f"callout callout-{callout_kind(source)}"})
    return _holder(made, source, marks, WITHIN_CALLOUT, level)


def callout_kind(aside: etree._Element) -> str:
    """The kind that a call-out's class names; "info" when it names none."""
    kinds = (name.removeprefix("callout-") for name in aside.get("class", "").split())
    return next((kind for kind in kinds if kind in CALLOUT_KINDS), "info")


def _table(source: etree._Element, marks: Marks, level: int) -> list[etree._Element]:
    """The leading rows that hold header cells only are the head, whoever made the table and however they said it."""
    made = etree.Element("table")
    pictures: list[etree._Element] = []
    rows: list[tuple[etree._Element, bool]] = []
    _gather_strays(source, {"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr"}, "tr")
    for part in source:
        if part.tag == "caption" and len(made) == 0 and not rows:
            caption = etree.SubElement(made, "caption")
            pictures += _line_of(caption, part, marks)
        elif part.tag in {"thead", "tbody", "tfoot"}:
            _gather_strays(part, {"tr"}, "tr")
            rows += [(_row(row, marks, level), part.tag == "thead") for row in part]
        elif part.tag not in {"colgroup", "col"}:
            rows.append((_row(part, marks, level), False))
    in_head, body = True, None
    for row, said_head in rows:
        if not any(len(cell) or is_visible(cell.text) for cell in row):
            continue
        in_head = in_head and (said_head or all(cell.tag == "th" for cell in row))
        if in_head:
            head = made.find("thead")
            (head if head is not None else etree.SubElement(made, "thead")).append(row)
        else:
            body = etree.SubElement(made, "tbody") if body is None else body
            body.append(row)
        for cell in row:
            cell.tag = "th" if in_head else cell.tag
            if cell.tag == "th" and cell.get("scope") is None:
                cell.set("scope", "col" if in_head else "row")
    for caption in made.findall("caption"):
        if not says_something(caption):
            made.remove(caption)
    if made.find(".//tr") is None:  # a caption alone is a paragraph
        made.tag = "p"
        etree.strip_tags(made, "caption")
    return [*([made] if len(made) or is_visible(text_of(made)) else []), *map(_figure, pictures)]


def _row(source: etree._Element, marks: Marks, level: int) -> etree._Element:
    made = etree.Element("tr")
    _gather_strays(source, {"td", "th"}, "td")
    for part in source:
        cell = etree.SubElement(made, part.tag)
        for name in ("colspan", "rowspan"):
            if span := _number(part.get(name), 2, 50):
                cell.set(name, str(span))
        if part.tag == "th" and part.get("scope") in SCOPES:
            cell.set("scope", part.get("scope"))
        _fill_item(cell, part, marks, WITHIN_CELL, level)
    return made


def _pictured(source: etree._Element, marks: Marks, _level: int) -> list[etree._Element]:
    """A figure for each picture in `source`; the words beside them are the caption of the last."""
    caption = etree.Element("figcaption")
    figures = [_figure(picture) for picture in _line_of(caption, source, marks)]
    if says_something(caption):
        if not figures:  # the only picture stood in something that is dropped
            caption.tag = "p"
            return [caption]
        figures[-1].append(caption)
    return figures


_MAKERS: dict[str, Callable[[etree._Element, Marks, int], list[etree._Element]]] = {
    **dict.fromkeys(HEADINGS, _heading),
    "ul": _list,
    "ol": _list,
    "table": _table,
    "blockquote": _quote,
    "figure": _pictured,
    "aside": _callout,
}


def _holder(
    made: etree._Element, source: etree._Element, marks: Marks, allowed: frozenset[str], level: int
) -> list[etree._Element]:
    flow = _Flow(allowed, level)
    flow.read(source, marks)
    made.extend(flow.close())
    return [made] if len(made) else []


def _fill_item(item: etree._Element, source: etree._Element, marks: Marks, allowed: frozenset[str], level: int) -> bool:
    """Fill a list item or a cell; whether it holds anything.

    Some writers put a paragraph into every item. One that stands first and alone is left out, so that a text reads the
    same whoever wrote it.
    """
    flow = _Flow(allowed, level)
    flow.read(source, marks)
    blocks = flow.close()
    item.text = ""
    item.extend(blocks)
    if blocks and blocks[0].tag == "p" and not any(block.tag == "p" for block in blocks[1:]):
        item.text = blocks[0].text
        for piece in list(blocks[0]):
            blocks[0].addprevious(piece)
        item.remove(blocks[0])
    return bool(blocks)


def _gather_strays(source: etree._Element, wanted: set[str], tag: str) -> None:
    """Put what does not belong straight into a list, table or row into items, rows or cells of its own."""
    holder = None
    if is_visible(source.text or ""):
        holder = etree.Element(tag)
        holder.text, source.text = source.text, None
        source.insert(0, holder)
    for child in list(source):
        if child is holder:
            continue
        tail, child.tail = child.tail, None
        if child.tag in wanted:
            holder = None
        else:
            if holder is None:
                holder = etree.Element(tag)
                child.addprevious(holder)
            holder.append(child)
            child.tail = tail
        if holder is None and is_visible(tail or ""):
            holder = etree.Element(tag)
            holder.text = tail
            child.addnext(holder)


def _with_mark(marks: Marks, tag: str, source: etree._Element) -> Marks:
    """`marks` and the one that `source` is, if it has a meaning here and its like is not open already."""
    if any(tag == name for name, _attributes in marks):
        return marks
    attributes = {}
    if tag == "a":
        attributes["href"] = _LINK_NOISE.sub("", source.get("href", "")).strip()
        if not attributes["href"] or not _is_good_link(attributes["href"]):
            return marks
    if tag in {"a", "abbr"} and (title := _SPACE.sub(" ", _UNWRITABLE.sub("", source.get("title", ""))).strip()):
        attributes["title"] = title
    return (*marks, (tag, tuple(attributes.items())))


def _citation(said: str) -> Marks:
    """The mark of a citation of these sources, each named once. It stands alone, neither bold nor part of a link."""
    numbers = list(dict.fromkeys(str(int(number)) for number in re.findall(r"[0-9]+", said)))
    if not _NUMBERS.fullmatch(said) or len(numbers) > MOST_CITED:
        raise BodyError(
            gettext(
                "“%(said)s” names no sources. Write their numbers in the library, as in [source:12] or "
                "[source:12, 15]; %(most)d are the most in one place."
            )
            % {"said": f"[source:{said[:60]}]", "most": MOST_CITED}
        )
    return ((CITATION, ((CITED, " ".join(numbers)),)),)


def _cited(marks: Marks) -> str:
    """The sources that a piece of a line cites; empty when it is no citation."""
    return dict(marks[0][1]).get(CITED, "") if marks else ""


def _is_good_link(href: str) -> bool:
    link = etree.Element("a", {"href": href})
    link.text = "x"
    return "href=" in _LINKS.clean(etree.tostring(link, encoding="unicode"))


def _picture(source: etree._Element) -> etree._Element:
    address = _UNWRITABLE.sub("", source.get("src", "")).strip()
    name = address.removeprefix(settings.MEDIA_URL)
    if name == address or ".." in name or not _PICTURE_NAME.fullmatch(name):
        raise BodyError(
            gettext("The picture “%(source)s” is not in the media library. Upload it there, then use its address.")
            % {"source": address[:120]}
        )
    alternative = _SPACE.sub(" ", _UNWRITABLE.sub("", source.get("alt", ""))).strip()
    return etree.Element("img", {"src": address, "alt": alternative})


def _figure(picture: etree._Element) -> etree._Element:
    figure = etree.Element("figure")
    figure.append(picture)
    return figure


def _number(text: str | None, least: int, most: int) -> int | None:
    text = (text or "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) and least <= int(text) <= most else None


def _fill(element: etree._Element, line: list[tuple[str, Marks]]) -> etree._Element:
    """Write the words of a line into `element`: one space between words, none at the ends, alike marks made one."""
    open_marks: Marks = ()
    path = [element]
    last: list[etree._Element | None] = [None]  # the last child of each element of the path; lxml would count to it
    for (is_break, marks), pieces in groupby(
        _with_citations(_trimmed(line)), key=lambda piece: (piece[0] == "\n", piece[1])
    ):
        shared = len(_shared(open_marks, marks))
        del path[shared + 1 :], last[shared + 1 :]
        for tag, attributes in marks[shared:]:
            last[-1] = etree.SubElement(path[-1], tag, dict(attributes))
            path.append(last[-1])
            last.append(None)
        open_marks = marks
        if is_break:
            for _piece in pieces:
                last[-1] = etree.SubElement(path[-1], "br")
        elif last[-1] is None:
            path[-1].text = "".join(text for text, _marks in pieces)
        else:
            last[-1].tail = "".join(text for text, _marks in pieces)
    for mark in element.iter(CITATION):
        if mark.get(CITED):
            mark.text = ""
    return element


def _trimmed(line: list[tuple[str, Marks]]) -> list[tuple[str, Marks]]:
    """The line with white space as HTML sees it: runs are one space, none beside a break or an end of the line."""
    pieces: list[tuple[str, Marks]] = []

    def drop_from_end(characters: str) -> None:
        while pieces and not (left := pieces[-1][0].rstrip(characters)):
            pieces.pop()
        if pieces:
            pieces[-1] = (left, pieces[-1][1])

    for text, marks in line:
        if is_break := marks[-1:] == (("br", ()),):
            drop_from_end(" ")
            marks = marks[:-1]
            if not pieces:
                continue
        else:
            text = _SPACE.sub(" ", _UNWRITABLE.sub("", text))
            if not pieces or pieces[-1][0][-1] in " \n":
                text = text.lstrip(" ")
        if is_break or text == " ":
            marks = _shared(pieces[-1][1], marks)
        if text:
            pieces.append((text, marks))
    drop_from_end(" \n")
    return pieces


def _with_citations(line: list[tuple[str, Marks]]) -> list[tuple[str, Marks]]:
    """A trimmed line in which what was typed as a citation is one, and those side by side are one."""
    pieces: list[tuple[str, Marks]] = []
    for (is_break, marks), run in groupby(line, key=lambda piece: (piece[0] == "\n", piece[1])):
        if is_break or _cited(marks):
            read = [(text, marks) for text, _marks in run]
        else:
            typed = _TYPED.split("".join(text for text, _marks in run))
            read = [(_PLACE, _citation(text)) if place % 2 else (text, marks) for place, text in enumerate(typed)]
        for text, own in read:
            before = pieces[-1][1] if pieces else ()
            if _cited(own) and _cited(before):
                # Two numbers without a space between would read as one.
                pieces[-1] = (_PLACE, _citation(f"{_cited(before)} {_cited(own)}"))
            elif text:
                pieces.append((text, _shared(before, own) if text in {" ", "\n"} else own))
    return pieces


def _shared(some: Marks, others: Marks) -> Marks:
    count = 0
    while count < min(len(some), len(others)) and some[count] == others[count]:
        count += 1
    return some[:count]
