"""The gate of the discussion: what somebody typed becomes safe HTML here, once, when it is stored.

A small part of Markdown has a meaning (paragraphs, line breaks, bold, italic, lists, quotes, links); everything else,
HTML and pictures among it, is shown as it was typed. Two guards stand one behind the other: a renderer that knows
nothing else, and a sanitiser that lets nothing else pass.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt

# Stored with every version, so that texts made by an older renderer can be found and made again.
RENDERER_VERSION = 1
# Somebody in distress may need many words; far longer texts are pasted leaflets.
MAX_TEXT_LENGTH = 5000
MIN_TEXT_LENGTH = 1
SCHEMES = frozenset({"http", "https", "mailto"})

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
_SANITISER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="nofollow ugc",
    strip_comments=True,
)
# Controls have no look, and those that turn the direction of writing can make a text say something else.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
# What these categories hold can't be seen: controls, format characters, separators, what is not assigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def tidy(text: str) -> str:
    """The text as it is kept: one kind of line end, no invisible controls, no empty space around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return _CONTROLS.sub("", text.encode("utf-8", "ignore").decode()).strip()


def says_something(text: str) -> bool:
    """Whether a reader would see anything of `text`."""
    return any(unicodedata.category(letter) not in _UNSEEN for letter in text)


def render(source: str) -> str:
    """Safe HTML for a tidy `source`. The same text always gives the same HTML."""
    return _SANITISER.clean(_MARKDOWN.render(source)).strip()


def _may_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.path)


def _as_typed(_self: object, tokens: list, index: int, _options: object, _env: object) -> str:
    """A picture, shown as the characters that somebody typed for it."""
    token = tokens[index]
    return escape(f"![{token.content}]({token.attrGet('src')})")


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": 20})
    markdown.enable(["emphasis", "list", "blockquote", "link", "image", "autolink", "newline", "escape"])
    markdown.validateLink = _may_link  # type: ignore[method-assign]
    markdown.add_render_rule("image", _as_typed)
    return markdown


_MARKDOWN = _markdown()
