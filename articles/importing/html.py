"""Reads a web page: its main part without navigation, forms and footers, and what its head says about it."""

from __future__ import annotations

import re

from lxml import etree

from .. import grammar
from .imported import LONGEST_SUMMARY, ImportedArticle, ImportingError, known_language, local_time, one_line

# What stands around the text of a page.
CHROME = ("nav", "footer", "form", "button", "dialog", "select", "textarea")
CHROME_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog"})

_LANGUAGE = re.compile(r"<html\b[^<>]*\slang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read_html(text: str) -> ImportedArticle:
    """The article of a web page. Raises ImportingError."""
    try:
        page = grammar.parse(text)
    except grammar.BodyError as problem:
        raise ImportingError(1, str(problem)) from problem
    way = _way(page)
    main = _main_part(page)
    first = next(main.iter("h1"), None)
    title = grammar.text_of(first) if first is not None else ""
    if not title:
        title = grammar.text_of(next(page.iter("title"), etree.Element("title")))
    if not title:
        raise ImportingError(1, "no title: neither an h1 nor a title element")
    if first is not None:
        _remove(first)
    _remove_chrome(main)
    for tag in ("script", "style", "template", "noscript"):
        for element in list(main.iter(tag)):
            _remove(element)
    if not grammar.text_of(main):
        raise ImportingError(main.sourceline or 1, "no text under the title")
    summary = _said_by_head(page, "description")
    author = _said_by_head(page, "author")
    published = _said_by_head(page, "article:published_time")
    return ImportedArticle(
        title=one_line(title),
        body=etree.tostring(main, encoding="unicode", method="html", with_tail=False),
        summary=summary if len(summary) <= LONGEST_SUMMARY else "",
        category=tuple(name for name in way if name != one_line(title)),
        authors=(author,) if author else (),
        published=local_time(published, 1) if published else None,
        language=known_language(said[1]) if (said := _LANGUAGE.search(text)) else "",
    )


def _main_part(page: etree._Element) -> etree._Element:
    mains = [element for element in page.iter("main", "div") if element.tag == "main" or element.get("role") == "main"]
    whole = mains[0] if len(mains) == 1 else page.find("body")
    if whole is None:
        raise ImportingError(1, "no text")
    articles = list(whole.iter("article"))
    return articles[0] if len(articles) == 1 else whole


def _remove_chrome(main: etree._Element) -> None:
    around = (*CHROME, "header") if main.tag == "body" else CHROME
    for element in list(main.iter(etree.Element)):
        is_aside = element.tag == "aside" and "callout" not in element.get("class", "").split()
        is_hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
        if element.tag in around or is_aside or is_hidden or element.get("role") in CHROME_ROLES:
            _remove(element)


def _remove(element: etree._Element) -> None:
    """Take an element out; what stands behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} {element.tail}"
        else:
            parent.text = f"{parent.text or ''} {element.tail}"
    element.tail = None
    parent.remove(element)


def _way(page: etree._Element) -> tuple[str, ...]:
    """The names of the breadcrumb, without the way home."""
    for nav in page.iter("nav", "ol", "ul"):
        if "breadcrumb" in f"{nav.get('aria-label', '')} {nav.get('class', '')}".lower():
            names = [grammar.text_of(item).strip(" >›»/") for item in nav.iter("li")] or [
                grammar.text_of(link) for link in nav.iter("a")
            ]
            return tuple(name for name in names if name and name.casefold() != "home")
    return ()


def _said_by_head(page: etree._Element, name: str) -> str:
    for meta in page.iter("meta"):
        if name in {meta.get("name", "").lower(), meta.get("property", "").lower()}:
            return one_line(meta.get("content", ""))
    return ""
