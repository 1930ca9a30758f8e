"""What readers see of citations: numbers in the text, and the list of sources to which they lead.

The stored text names sources by their numbers in the library; a page numbers them anew in the order in which its text
first cites them. It is done when the page is asked for, so that a source which was retracted, superseded or found to be
the same as another says so at once, on old editions too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_lowercase

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from . import grammar
from .models import Citation, Revision, Source


@dataclass
class Entry:
    """A source in the list of an article: its number, and the places of the text that lead to it.

    Anchors have a full stop in them, which no anchor of a heading has.
    """

    number: int
    source: Source
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"source.{self.number}"

    def add_place(self) -> str:
        """Note one more place; its anchor."""
        count = len(self.places)
        anchor = f"cite.{self.number}.{count + 1}"
        self.places.append((_letters(count), anchor))
        return anchor


@dataclass(frozen=True)
class Cited:
    """A text with its citations numbered, the sources in that order, and what is named as further reading."""

    html: str
    entries: list[Entry]
    further: list[Source]


def cited_by(revision: Revision, html: str) -> Cited:
    """`html` (made by `body.render` from the text of `revision`) as readers see it. One query."""
    return numbered(html, Citation.objects.filter(revision=revision).with_sources())


def numbered(html: str, citations: Iterable[Citation]) -> Cited:
    """`html` with a number, or several, where it cites one of these `citations`. No query."""
    citations = list(citations)
    sources = {citation.source_id: citation.source.shown for citation in citations}
    entries: dict[int, Entry] = {}

    def number_them(match: re.Match[str]) -> str:
        here = {}
        for number in match[1].split():
            if source := sources.get(int(number)):
                here[source.pk] = entries.setdefault(source.pk, Entry(len(entries) + 1, source))
        links = [_link(entry) for entry in sorted(here.values(), key=lambda entry: entry.number)]
        return format_html('<sup class="cites">{}</sup>', format_html_join(", ", "{}", ((link,) for link in links)))

    html = grammar.WRITTEN_CITATION.sub(number_them, html)
    further = {
        source.pk: source for citation in citations if not citation.in_text for source in [citation.source.shown]
    }
    return Cited(html, list(entries.values()), [source for pk, source in further.items() if pk not in entries])


def _link(entry: Entry) -> str:
    source = entry.source
    name = _("Source %(number)d") % {"number": entry.number}
    anchor = entry.add_place()
    if source.is_sound():
        return format_html(
            '<a href="#{}" id="{}" role="doc-noteref" aria-label="{}">{}</a>', entry.anchor, anchor, name, entry.number
        )
    state = source.get_state_display().lower()
    return format_html(
        '<a href="#{}" id="{}" role="doc-noteref" class="cites-{}" aria-label="{}, {}">{} <span>({})</span></a>',
        *(entry.anchor, anchor, source.state, name, state, entry.number, state),
    )


def _letters(count: int) -> str:
    """The letter of the place after `count` others: a to z, then aa, ab …"""
    letters = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, len(ascii_lowercase))
        letters = ascii_lowercase[rest] + letters
    return letters
