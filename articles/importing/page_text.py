"""Reads the text of article pages as a reader's browser copies it.

    More>Health>Recovery                        the way to the category, with > or › or » or a spaced /
    Title
    Heading                                     short, and no sentence
    A paragraph of one or more sentences.       one line each, or wrapped lines between empty ones
    • an item
    Name2025-09-28 09:29:03                     the byline, glued to the moment of publication
    Comments (0)
    Login is required before commenting.

Only title and text are needed. Several pages may follow each other: one ends where its byline, its count of comments or
its log-in notice stands, and one begins where a way to a category with the same root stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.utils.html import escape

from ..grammar import UNSPACED
from .imported import LONGEST_NAME, ImportedArticle, ImportingError

# A heading is no longer than this; of the characters of Chinese and Japanese it takes fewer.
LONGEST_HEADING = 100
LONGEST_CJK_HEADING = 40
# Some programs break lines where the window ends: then none is longer than the one, and what is broken is longer than
# the other.
WIDEST_WINDOW = 120
SHORTEST_BROKEN = 40
# More short lines in a row are a list, not headings of different levels.
MOST_HEADINGS_IN_A_ROW = 2

_SPACE = re.compile(r"[ \t\f\v]+")
_WAY = re.compile(r"\s*[>›»]\s*|\s+/\s+")
_BYLINE = re.compile(r"(?P<name>.*?)\s*(?P<day>\d{4}-\d{2}-\d{2})[ T](?P<time>\d{2}:\d{2}(?::\d{2})?)", re.ASCII)
_COUNT = re.compile(r"Comments?\s*[(（]\s*(?P<count>\d+)\s*[)）]", re.IGNORECASE)
_NOTICE = re.compile(r"(?:Login is required before commenting\.?)\s*(?:none)?", re.IGNORECASE)
_NOTHING = re.compile(r"none", re.IGNORECASE)
_ITEM = re.compile(r"[•▪‣◦·*-]\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.。．:：;；,，、…]['\"”’»)\]）】」』]*$")
_CJK = re.compile(f"[{UNSPACED}]")


@dataclass
class _Page:
    """One page on its way from lines to an article."""

    line: int
    way: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    published: datetime | None = None
    lines: list[tuple[int, str, bool]] = field(default_factory=list)  # number, text, whether an empty line is before it
    ended: bool = False
    comments: int = 0
    left_out: list[int] = field(default_factory=list)

    def article(self) -> ImportedArticle:
        if not self.title:
            raise ImportingError(self.line, "no title")
        if len(self.lines) > 1 and self.lines[-1][1] == "none":  # what pages print where comments would be
            self.lines.pop()
        if not self.lines:
            raise ImportingError(self.line, "no text under the title")
        return ImportedArticle(
            title=self.title,
            body=_html(_blocks(self.lines)),
            category=self.way,
            authors=(self.author,) if self.author else (),
            published=self.published,
            line=self.line,
            notes=(f"left out as comments: lines {self.left_out[0]} to {self.left_out[-1]}",) if self.left_out else (),
        )


def read_page_text(text: str) -> list[ImportedArticle]:
    """The articles of one or more page texts. Raises ImportingError."""
    return [page.article() for page in _pages(text)]


def _pages(text: str) -> Iterator[_Page]:
    page: _Page | None = None
    root = ""
    gap = True
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = _SPACE.sub(" ", line).strip()
        if not line:
            gap = True
            continue
        way = _way(line)
        if page is None or _begins_page(page, number, line, way, root):
            if page is not None:
                yield page
            page = _Page(number, way)
            root = root or (way[0].casefold() if way else "")
            if not way:
                _take_title(page, number, line)
        elif not page.title:
            _take_title(page, number, line)
        elif not page.ended:
            _take_line(page, number, line, gap)
        gap = False
    if page is None:
        raise ImportingError(1, "the file is empty")
    yield page


def _begins_page(page: _Page, number: int, line: str, way: tuple[str, ...], root: str) -> bool:
    """Whether another page begins with this line: within a page, a way says so only when it has the same root."""
    if way and (page.ended or way[0].casefold() == root):
        return True
    return page.ended and not _is_after_end(page, number, line)


def _way(line: str) -> tuple[str, ...]:
    """The names on the way to a category, if the line is one."""
    names = tuple(_WAY.split(line.strip(" >›»/")))
    is_way = 2 <= len(names) <= 8 and all(0 < len(name) <= LONGEST_NAME for name in names)
    return names if is_way and not re.search(r"[?!？！:：]|[.。]$", line) else ()


def _take_title(page: _Page, number: int, line: str) -> None:
    if _byline(number, line) or _COUNT.fullmatch(line) or _NOTICE.fullmatch(line):
        raise ImportingError(number, "no title: a byline or a notice stands where it should be")
    if len(line) > LONGEST_HEADING and _SENTENCE_END.search(line):
        raise ImportingError(number, "no title: a paragraph stands where it should be")
    page.title = line


def _take_line(page: _Page, number: int, line: str, gap: bool) -> None:
    if byline := _byline(number, line):
        if page.published:
            raise ImportingError(number, "a second byline: where does the next article begin?")
        page.author, page.published = byline
        if not page.author and not gap and len(page.lines) > 1 and _may_be_heading(page.lines[-1][1]):
            page.author = page.lines.pop()[1]
        page.ended = bool(page.lines)
    elif count := _COUNT.fullmatch(line):
        page.comments = int(count["count"][:9])
        page.ended = True
    elif _NOTICE.fullmatch(line):
        page.ended = True
    else:
        page.lines.append((number, line, gap))


def _is_after_end(page: _Page, number: int, line: str) -> bool:
    """Whether a line still belongs to a page that has ended: its notices, and the comments that it counts."""
    if count := _COUNT.fullmatch(line):
        page.comments = int(count["count"][:9])
        return True
    if _NOTICE.fullmatch(line) or _NOTHING.fullmatch(line):
        return True
    if page.comments:
        page.left_out.append(number)
    return bool(page.comments)


def _byline(number: int, line: str) -> tuple[str, datetime] | None:
    match = _BYLINE.fullmatch(line)
    if not match or len(match["name"]) > LONGEST_NAME:
        return None
    try:
        return match["name"], datetime.fromisoformat(f"{match['day']} {match['time']}")
    except ValueError as problem:
        raise ImportingError(number, f"“{match['day']} {match['time']}” is no date and time") from problem


def _blocks(lines: list[tuple[int, str, bool]]) -> list[tuple[str, str]]:
    """The lines as (tag, text): wrapped lines joined, and headings told from paragraphs."""
    texts: list[str] = []
    broken = max(len(line) for _number, line, _gap in lines) <= WIDEST_WINDOW
    before = ""
    for _number, line, gap in lines:
        if broken and not gap and len(before) >= SHORTEST_BROKEN and not _ITEM.match(line):
            texts[-1] += f" {line}"
        else:
            texts.append(line)
        before = line
    # A dash or an asterisk alone may be a minus or point to a note; two of them make a list.
    items = [_ITEM.match(text) for text in texts]
    is_item = [
        match is not None
        and (match[0][0] not in "-*" or any(items[max(place - 1, 0) : place] + items[place + 1 : place + 2]))
        for place, match in enumerate(items)
    ]
    blocks: list[tuple[str, str]] = []
    for short, run in groupby(texts, key=_may_be_heading):
        row = list(run)
        is_last = len(blocks) + len(row) == len(texts)
        most = 1 if len(row) > MOST_HEADINGS_IN_A_ROW else MOST_HEADINGS_IN_A_ROW
        for place, text in enumerate(row):
            if is_item[len(blocks)]:
                blocks.append(("li", _ITEM.sub("", text, count=1)))
            elif short and (place < len(row) - 1 or not is_last) and len(row) - place <= most:
                blocks.append(("h2", text))
            else:
                blocks.append(("p", text))
    return blocks


def _may_be_heading(text: str) -> bool:
    longest = LONGEST_CJK_HEADING if _CJK.search(text) else LONGEST_HEADING
    return len(text) <= longest and not _SENTENCE_END.search(text) and not _ITEM.match(text)


def _html(blocks: list[tuple[str, str]]) -> str:
    html = []
    for is_list, run in groupby(blocks, key=lambda block: block[0] == "li"):
        row = "\n".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in run)
        html.append(f"<ul>\n{row}\n</ul>" if is_list else row)
    return "\n".join(html)
