"""Links that say where they lead (WCAG 2.2, 2.4.4), and that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .. import grammar
from .finding import Finding, Page, Severity, start_of

NAME = "links"

_VAGUE = re.compile(
    r"(?:click |tap |press )?(?:here|this|more|read more|learn more|find out more|this (?:link|page|website|site)|link|"
    r"more information|more info|details|continue)[.!… ]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def find(page: Page) -> Iterator[Finding]:
    for block in page.blocks:
        for link in block.element.iter("a"):
            words, target = grammar.text_of(link), link.get("href", "")
            place = {"block": block.id, "words": start_of(words or block.text)}
            if page.is_english and _VAGUE.fullmatch(words):
                sentence = _("A link says “%(words)s”. Say where it leads: many readers hear links one by one.")
                yield Finding(NAME, Severity.ADVICE, sentence % {"words": start_of(words)}, **place)
            elif _ADDRESS.fullmatch(words):
                sentence = _("A link shows its address, “%(words)s”. Say in words where it leads.")
                yield Finding(NAME, Severity.ADVICE, sentence % {"words": start_of(words, 40)}, **place)
            address = internal_address(target)
            if address and address not in page.known_addresses:
                sentence = _("A link leads to %(address)s, where there is no page that readers can see.")
                yield Finding(NAME, Severity.ADVICE, sentence % {"address": address[:80]}, **place)


def internal_address(target: str) -> str:
    """The path of an article of this site that a link leads to, without what follows it; "" for all other links."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path.startswith("/articles/"):
        return ""
    return parts.path


def addresses_in(body: str) -> set[str]:
    """The paths of articles of this site that a text links to."""
    found = (internal_address(link.get("href", "")) for link in grammar.parse(body).iter("a"))
    return set(filter(None, found))
