"""What a check found in a text, and what the checks get to read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from lxml import etree

from .. import grammar
from .sentences import sentences_of

# A heading in a call-out opens the call-out, not a section of the page.
HEADINGS = grammar.HEADINGS


class Severity(StrEnum):
    """Whether a finding must be mended before readers see the text, or may be."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to think of: the sentence for the author, the field of the form that it is about, and where
    in the text it stands, by the block's id and by the first words to look for.
    """

    check: str
    severity: Severity
    message: str
    field: str = "body"
    block: str = ""
    words: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR


@dataclass(frozen=True)
class Block:
    """One block of the text, as the checks read it."""

    element: etree._Element
    id: str
    tag: str
    text: str

    @cached_property
    def sentences(self) -> list[str]:
        return sentences_of(self.text)


@dataclass(frozen=True)
class Section:
    """What stands below one heading; the first one has none."""

    heading: Block | None
    blocks: list[Block]

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""


@dataclass(frozen=True)
class Page:
    """All that an author wrote, parsed once. `known_addresses` are the addresses of this site that lead somewhere,
    `unsound` the names of sources that are not current, each with its state.
    """

    title: str
    summary: str
    body: str
    language: str = "en"
    has_category: bool = True
    has_authors: bool = True
    known_addresses: frozenset[str] = field(default_factory=frozenset)
    unsound: tuple[tuple[str, str], ...] = ()

    @cached_property
    def blocks(self) -> list[Block]:
        return [
            Block(element, element.get("data-block", ""), element.tag, grammar.text_of(element))
            for element in grammar.parse_blocks(self.body)
        ]

    @cached_property
    def sections(self) -> list[Section]:
        sections = [Section(None, [])]
        for block in self.blocks:
            if block.tag in HEADINGS:
                sections.append(Section(block, []))
            else:
                sections[-1].blocks.append(block)
        return [section for section in sections if section.heading or section.blocks]

    @property
    def is_english(self) -> bool:
        return self.language.partition("-")[0] == "en"


def start_of(text: str, most: int = 60) -> str:
    """The first words of a text, to be shown and to be looked for."""
    short = re.sub(r"\s+", " ", text).strip()
    return short if len(short) <= most else f"{short[:most].rsplit(' ', 1)[0]} …"
