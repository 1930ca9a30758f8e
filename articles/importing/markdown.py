"""Reads Markdown with front matter: TOML between lines of +++, or plain `key: value` lines between lines of ---.

Known keys are title, slug, summary, category (a path), author or authors, published or date, and language. A call-out:

    ::: urgent A title
    Its text.
    :::
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from django.utils.html import escape
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin

from ..grammar import CALLOUT_KINDS
from .imported import ImportedArticle, ImportingError, known_language, local_time, one_line

_FRONT = re.compile(r"(?P<fence>\+\+\+|---)[ \t]*\n(?P<text>.*?)(?<=\n)(?P=fence)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"(?P<key>[\w-]+)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_FIRST_HEADING = re.compile(r"\s*(?:^#[ \t]+(?P<hash>.+?)[ \t#]*$|^(?P<under>\S.*)\n=+[ \t]*$)", re.MULTILINE)
_PATH = re.compile(r"\s*[>›»/]\s*")


def _callout_renderer(kind: str) -> Any:
    def render(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
        token = tokens[index]
        if token.nesting < 0:
            return "</aside>\n"
        title = token.info.strip().removeprefix(kind).strip()
        heading = f"<h3>{_MARKDOWN.renderInline(title)}</h3>\n" if title else ""
        return f'<aside class="callout callout-{kind}">\n{heading}'

    return render


_MARKDOWN = MarkdownIt("commonmark").enable("table")
for _kind in CALLOUT_KINDS:
    _MARKDOWN.use(container_plugin, name=_kind, render=_callout_renderer(_kind))


def read_markdown(text: str) -> ImportedArticle:
    """The article of a Markdown text; what its front matter said stands in `meta`. Raises ImportingError."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    meta, text, line = _front_matter(text)
    title = _text(meta, line, "title")
    heading = _FIRST_HEADING.match(text)
    if heading:
        words = one_line(re.sub(r"[*_`]", "", heading["hash"] or heading["under"]))
        if title in {"", words}:
            title = words
            # The heading's lines stay, empty, so that line numbers stay true.
            text = "\n" * heading[0].count("\n") + text[heading.end() :]
    if not title:
        raise ImportingError(line, "no title")
    if not text.strip():
        raise ImportingError(line, "no text under the title")
    try:
        tokens = _MARKDOWN.parse(text)
        body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    except (ValueError, RecursionError) as problem:
        raise ImportingError(line, "this Markdown can't be read") from problem
    for token in tokens:
        if token.type == "inline" and token.content.startswith(":::"):
            kinds = ", ".join(CALLOUT_KINDS)
            raise ImportingError(
                line + (token.map or [0])[0], f"“{token.content[:40]}”: a call-out begins with ::: and one of {kinds}"
            )
    return ImportedArticle(
        title=title,
        body=body,
        summary=_text(meta, line, "summary", "description"),
        category=_names(meta.get("category", ()), _PATH, line),
        authors=_names(meta.get("authors", meta.get("author", ())), re.compile(r"\s*,\s*"), line),
        published=local_time(meta.get("published", meta.get("date")), line),
        language=known_language(_text(meta, line, "language", "lang")),
        slug=_text(meta, line, "slug"),
        line=line,
        meta=meta,
    )


def path_of(text: str) -> tuple[str, ...]:
    """The names in a path such as "More > Health" or "more/health"."""
    return tuple(filter(None, _PATH.split(text.strip())))


def _front_matter(text: str) -> tuple[dict[str, Any], str, int]:
    """What the front matter says, the rest of the text, and the line where that begins."""
    match = _FRONT.match(text)
    if match is None:
        if text.startswith("+++"):
            raise ImportingError(1, "the front matter has no end: a line of +++ is missing")
        return {}, text, 1
    line = match[0].count("\n") + 1
    if match["fence"] == "---":
        return _pairs(match["text"]), text[match.end() :], line
    try:
        return tomllib.loads(match["text"]), text[match.end() :], line
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as problem:
        found = re.search(r"line (\d+)", str(problem))
        raise ImportingError(int(found[1]) + 1 if found else 2, f"front matter: {problem}") from problem


def _pairs(text: str) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    key = ""
    for number, line in enumerate(text.split("\n"), start=2):
        item = re.fullmatch(r"[ \t]*-[ \t]+(.+)", line)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if item and key and isinstance(meta[key], list):
            meta[key].append(_unquoted(item[1]))
        elif match := _PAIR.fullmatch(line):
            key, value = match["key"].lower(), (match["value"] or "").strip()
            if value.startswith("[") and value.endswith("]"):
                meta[key] = [_unquoted(part) for part in value[1:-1].split(",") if part.strip()]
            else:
                meta[key] = _unquoted(value) if value else []
        else:
            raise ImportingError(number, "front matter: expected “key: value”")
    return {key: value for key, value in meta.items() if value != []}


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"" else value


def _text(meta: dict[str, Any], line: int, *keys: str) -> str:
    """What the first of these keys that is there says, on one line; empty when none is."""
    said = next((meta[key] for key in keys if key in meta), "")
    if isinstance(said, list | dict):
        raise ImportingError(line, f"front matter: {keys[0]} must be one text")
    return one_line(str(said))


def _names(said: object, between: re.Pattern[str], line: int) -> tuple[str, ...]:
    """Names from a list, or from one string with something between them."""
    if isinstance(said, str):
        said = [name for name in between.split(said.strip()) if name]
    if not isinstance(said, list | tuple) or not all(isinstance(name, str) for name in said):
        raise ImportingError(line, f"front matter: “{escape(str(said))[:40]}” is no list of names")
    return tuple(one_line(name) for name in said)
