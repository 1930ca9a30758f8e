"""Foreign HTML said in the small part of Markdown that comments know: words first, their form where it can be kept."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import nh3

from .. import rendering

BLOCKS = frozenset({"p", "div", "pre", "blockquote", "ul", "ol", "li"})
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
# Quotes one inside another; what lies deeper is set in no further.
DEEPEST_QUOTE = 5

_CLEANER = nh3.Cleaner(
    tags={*BLOCKS, *MARKS, "a", "br"},
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
    attributes={"a": {"href"}},
    url_schemes=set(rendering.SCHEMES),
    url_relative="deny",
    link_rel=None,
)
_BARE = nh3.Cleaner(tags=set())
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"[ \t\f\v\xa0]+")
# What would mean something inside a line, and at the beginning of one.
_SPECIAL = re.compile(r"([\\*_\[\]<])")
_OPENING = re.compile(r"^(\d{0,9})(?=[->+.)])")


def as_typed(html: str, *, keeps_lines: bool = False) -> str:
    """What somebody would have typed to say `html` here. Every word stays; what cannot be said in Markdown is plain.

    With `keeps_lines` a line end is a line end, as where people typed into a box and little HTML came of it.
    """
    html = rendering.tidy(html)
    words = _Words(keeps_lines or "<" not in html)
    words.feed(_CLEANER.clean(html))
    words.close()
    words.flush()
    typed = rendering.tidy(words.typed())
    plain = rendering.tidy("\n\n".join(words.plain))
    if _visible(rendering.render(typed)) == _letters(plain):
        return typed
    return "\n\n".join(_escaped(part) for part in words.plain)


def _visible(html: str) -> str:
    return _letters(unescape(_BARE.clean(html)))


def _letters(text: str) -> str:
    return "".join(text.split())


def _escaped(text: str) -> str:
    """Text that means itself, on lines of which none begins a list or a quote."""
    return "\n".join(_opening(_SPECIAL.sub(r"\\\1", line.strip())) for line in text.split("\n"))


def _opening(line: str) -> str:
    return _OPENING.sub(r"\1\\", line, count=1)


class _Words(HTMLParser):
    """Collects blocks from HTML that is clean and well-formed."""

    def __init__(self, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keeps_lines = keeps_lines
        self.blocks: list[tuple[str, str, bool]] = []
        self.plain: list[str] = []
        self.inline: list[str] = []
        self.letters: list[str] = []
        self.marks: list[tuple[str, int, str]] = []
        self.quotes = 0
        self.preformatted = 0
        self.lists: list[str] = []
        self.marker = ""
        self.margin = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._say("\n", "\n")
        elif tag in BLOCKS:
            self.flush()
            self.quotes += tag == "blockquote"
            self.preformatted += tag == "pre"
            if tag in {"ul", "ol"}:
                self.lists.append(tag)
            elif tag == "li":
                self.marker = "1. " if self.lists[-1:] == ["ol"] else "- "
        else:
            self.marks.append((tag, len(self.inline), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.flush()
            self.quotes -= tag == "blockquote"
            self.preformatted -= tag == "pre"
            if tag == "li":
                self.marker = self.margin = ""
            elif tag in {"ul", "ol"} and self.lists:
                self.lists.pop()
        elif self.marks and self.marks[-1][0] == tag:
            _tag, start, href = self.marks.pop()
            inner = "".join(self.inline[start:])
            words = inner.strip()
            if words and "\n\n" not in words:
                before, _, after = inner.partition(words)
                self.inline[start:] = [before, _marked(tag, words, href), after]

    def handle_data(self, data: str) -> None:
        if not self.keeps_lines and not self.preformatted:
            data = data.replace("\n", " ")
        self._say(_SPECIAL.sub(r"\\\1", data), data)

    def _say(self, typed: str, plain: str) -> None:
        self.inline.append(typed)
        self.letters.append(plain)

    def flush(self) -> None:
        """End the block that is open."""
        typed, plain = "".join(self.inline), "".join(self.letters)
        self.inline, self.letters, self.marks = [], [], []
        self.plain += [part for part in map(_in_lines, _BREAK.split(plain)) if part]
        for part in map(_in_lines, _BREAK.split(typed)):
            if not part:
                continue
            quote = "> " * min(self.quotes, DEEPEST_QUOTE)
            first, rest = (self.marker, " " * len(self.marker)) if self.marker else (self.margin, self.margin)
            lines = [_opening(line) for line in part.split("\n")]
            text = "\n".join(f"{quote}{rest if number else first}{line}" for number, line in enumerate(lines))
            self.blocks.append((quote, text, bool(self.marker)))
            if self.marker:
                self.marker, self.margin = "", rest

    def typed(self) -> str:
        """The blocks as one text."""
        text, was_item, was_quote = "", False, ""
        for quote, block, is_item in self.blocks:
            if text:
                text += "\n" if is_item and was_item and quote == was_quote else "\n\n"
            text += block
            was_item, was_quote = is_item, quote
        return text


def _in_lines(text: str) -> str:
    """The lines of `text` without space around them."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.strip().split("\n"))


def _marked(tag: str, words: str, href: str) -> str:
    if tag != "a":
        return f"{MARKS[tag]}{words}{MARKS[tag]}"
    if not href:
        return words
    address = re.sub(r"[\s<>\\]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), href.strip())
    return f"[{' '.join(words.split())}](<{address}>)"
