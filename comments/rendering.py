"""The gate of the discussion: what somebody typed becomes safe HTML here, once, when it is stored.

A small part of Markdown has a meaning (paragraphs, line breaks, bold, italic, lists, quotes, links); everything else,
HTML and pictures among it, is shown as it was typed. Two guards stand one behind the other: a renderer that knows
nothing else, and a sanitiser that lets nothing else pass. Names that are mentioned (`mentions`) are set in bold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Stored with every version, so that texts made by an older renderer can be found and made again.
RENDERER_VERSION = 1
# Somebody in distress may need many words; far longer texts are pasted leaflets.
MAX_TEXT_LENGTH = 5000
MIN_TEXT_LENGTH = 1
SCHEMES = frozenset({"http", "https", "mailto"})
# One comment mentions so many people: enough for a talk, too few to wake a whole discussion.
MOST_MENTIONED = 3
# The sign before a name that is mentioned; within a word or an address it is no such sign.
MENTION_SIGN = re.compile(r"(?<![\w@./:+-])@")

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
    return render_mentioning(source, ())[0]


def render_mentioning(source: str, names: Collection[str]) -> tuple[str, list[str]]:
    """Safe HTML for a tidy `source`, and which of `names` it mentions with an @: at most MOST_MENTIONED, each once.

    Where several names fit, the longest is meant. The same text and names always give the same HTML.
    """
    env = {"names": sorted(names, key=lambda name: (-len(name), name)), "mentioned": set()}
    tokens = _MARKDOWN.parse(source, env)
    html = _SANITISER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env)).strip()
    # Pictures are shown as they were typed: what is mentioned within them is not looked at.
    inner = (token for block in tokens for token in block.children or ())
    return html, list(dict.fromkeys(token.meta["mentions"] for token in inner if "mentions" in token.meta))


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


def _mention(state: StateInline, silent: bool) -> bool:
    """The rule for a name that is mentioned: it is set in bold, and its token says whose name it is."""
    names, mentioned = state.env["names"], state.env["mentioned"]
    if not names or not MENTION_SIGN.match(state.src, state.pos):
        return False
    start = state.pos + 1
    for name in names:
        end = start + len(name)
        goes_on = end < len(state.src) and re.match(r"\w", state.src[end])
        if goes_on or state.src[start:end].casefold() != name.casefold():
            continue
        if name not in mentioned and len(mentioned) == MOST_MENTIONED:
            return False
        if not silent:
            mentioned.add(name)
            state.push("strong_open", "strong", 1).meta["mentions"] = name
            state.push("text", "", 0).content = state.src[state.pos : end]
            state.push("strong_close", "strong", -1)
        state.pos = end
        return True
    return False


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": 20})
    markdown.enable(["emphasis", "list", "blockquote", "link", "image", "autolink", "newline", "escape"])
    markdown.inline.ruler.before("emphasis", "mention", _mention)
    markdown.validateLink = _may_link  # type: ignore[method-assign]
    markdown.add_render_rule("image", _as_typed)
    return markdown


_MARKDOWN = _markdown()
