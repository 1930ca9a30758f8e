"""A work as a reference, in the style of medical journals.

After the ICMJE’s “Recommendations”, section “References”, whose forms are those of “Citing Medicine” (U.S. National
Library of Medicine): authors as family name and initials, title, journal, year; volume, number and pages. Names of
journals stand as they were typed, since nobody but a librarian reads their abbreviations. What is known of a work only
in part gives a shorter reference, never an empty bracket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

# The ICMJE’s number: of more authors than that, the first six are named.
MOST_AUTHORS = 6
ET_AL = "et al."
# What stands for “and others” in the last line of a list of authors, in small letters without full stops.
OTHERS = frozenset({"et al", "and others", "others", "…", "..."})


class Work(Protocol):
    """What is known of a work; all but the title may be empty. `authors` are one a line."""

    title: str
    authors: str
    container: str
    publisher: str
    year: int | None
    locator: str


@dataclass(frozen=True)
class Reference:
    """A reference in parts, so that the title can be a link and keep its own language; `stop` ends the title."""

    before: str
    title: str
    stop: str
    after: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.before, f"{self.title}{self.stop}", self.after)))


def vancouver(work: Work) -> Reference:
    """The reference of `work`: “Authors. Title. Journal. Year;where.” or “Authors. Title. Publisher; year. Where.”"""
    authors = _authors(work.authors)
    publisher = "" if work.publisher == authors else work.publisher
    year = str(work.year) if work.year else ""
    if work.container:
        # An article in a journal, a chapter in a book: what holds it is named, who sells that is not.
        after = _sentence(work.container), _sentence(";".join(filter(None, (year, work.locator))))
    else:
        after = _sentence("; ".join(filter(None, (publisher, year)))), _sentence(work.locator)
    title = work.title.strip()
    stop = _sentence(title).removeprefix(title)
    return Reference(_sentence(authors), title, stop, " ".join(filter(None, after)))


def short(work: Work) -> str:
    """The work in a few words for lists and buttons: “Lean MEJ et al. 2018”, or its title when it has no authors."""
    names, more = _names(work.authors)
    if not names:
        return f"{work.title} ({work.year})" if work.year else work.title
    who = " and ".join(names) if len(names) < 3 and not more else f"{names[0]} {ET_AL}"
    return f"{who} {work.year}" if work.year else who


def _names(authors: str) -> tuple[list[str], bool]:
    """The names among `authors`, and whether the last line says that there are more."""
    lines = [name for line in authors.splitlines() if (name := line.strip(" ,;\t"))]
    if lines and lines[-1].casefold().rstrip(".") in OTHERS:
        return lines[:-1], True
    return lines, False


def _authors(authors: str) -> str:
    names, more = _names(authors)
    if len(names) > MOST_AUTHORS:
        names, more = names[:MOST_AUTHORS], True
    return ", ".join([*names, *([ET_AL] if more and names else [])])


def _sentence(words: str) -> str:
    """The words with one full stop, or whatever ends them already."""
    words = words.strip()
    return words if not words or words[-1] in ".?!。？！…" else f"{words}."  # noqa: RUF001
