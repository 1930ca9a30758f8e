"""Chooses the reader for a file, by its ending and by its first characters."""

from __future__ import annotations

import re
from pathlib import PurePath

from .html import read_html
from .imported import ImportedArticle, ImportingError
from .markdown import read_markdown
from .page_text import read_page_text

# Bytes of a file: ten of the longest articles.
MAX_BYTES = 4_000_000

_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|article|main|h1)\b", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")


def read(data: bytes, name: str) -> list[ImportedArticle]:
    """The articles in a file of this name. Raises ImportingError for what can't be read as an article."""
    text = _decoded(data)
    ending = PurePath(name).suffix.lower()
    if ending in {".html", ".htm", ".xhtml"} or (ending not in {".md", ".markdown"} and _HTML.match(text)):
        return [read_html(text)]
    if ending in {".md", ".markdown"} or re.match(r"(?:\+\+\+|---)[ \t]*(?:\r\n?|\n)", text):
        return [read_markdown(text)]
    return read_page_text(text)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise ImportingError(1, f"the file has {len(data)} bytes, {MAX_BYTES} is the most")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ImportingError(_line_at(data[: problem.start]), "this is not UTF-8 text") from problem
    if found := _NO_TEXT.search(text):
        raise ImportingError(_line_at(text[: found.start()].encode()), "this is a binary file, not text")
    if not text.strip():
        raise ImportingError(1, "the file is empty")
    return text


def _line_at(before: bytes) -> int:
    return len(re.findall(rb"\r\n|\r|\n", before)) + 1
