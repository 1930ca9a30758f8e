"""Reads XML of any size as a stream of flat records, with the line of each.

A record is an element at one of the wanted places; its fields are the texts of its children and grandchildren, by the
names of those without their namespaces ("author/name"), and their attributes ("parent@id"). Entities, document types
and whatever would be loaded from elsewhere are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from articles.importing.imported import ImportingError

from .foreign import LONGEST_FIELD

CHUNK = 1 << 16
DEEPEST = 100
# Exports of WordPress are known to hold controls that XML forbids. In UTF-8 and its like these bytes are nothing else.
_FORBIDDEN = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))

Path = tuple[str, ...]


@dataclass
class Record:
    """One element: where it stands, what it says, and the record around it."""

    path: Path
    line: int
    # Which record of the file it is, from 1.
    number: int
    around: Record | None
    fields: dict[str, str] = field(default_factory=dict)
    # Fields that were too long to be kept.
    overlong: set[str] = field(default_factory=set)

    def get(self, *names: str) -> str:
        """The first of these fields that says something, without space around it; else ""."""
        return next((said for name in names if (said := self.fields.get(name, "").strip())), "")


def records(file: BinaryIO, wanted: Mapping[str, Mapping[Path, Iterable[str]]]) -> Iterator[Record]:
    """The records of `file` as they end. `wanted` says for each root element what to keep: places, and their fields.

    Raises ImportingError for what is no such XML.
    """
    target = _Target(wanted)
    parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    target.line_now = lambda: parser.parser.CurrentLineNumber
    drops = None
    try:
        while chunk := file.read(CHUNK):
            if drops is None:
                drops = b"" if b"\x00" in chunk[:200] or chunk[:2] in {b"\xff\xfe", b"\xfe\xff"} else _FORBIDDEN
            parser.feed(chunk.translate(None, drops))
            yield from target.take()
        parser.close()
    except ParseError as problem:
        raise ImportingError(max(problem.position[0], 1), f"this is no XML ({problem})") from problem
    except DefusedXmlException as problem:
        line = max(target.line_now(), 1)
        raise ImportingError(line, "it declares a document type or entities, which are refused") from problem
    except ImportingError:
        raise
    except (ValueError, LookupError) as problem:
        raise ImportingError(max(target.line_now(), 1), f"this XML can't be read ({problem})") from problem
    except OSError as problem:
        reason = problem.strerror or problem
        raise ImportingError(1, f"the file can't be read ({reason})") from problem
    yield from target.take()


class _Target:
    """What the parser tells of its way through the file."""

    def __init__(self, wanted: Mapping[str, Mapping[Path, Iterable[str]]]) -> None:
        self.wanted = wanted
        self.places: Mapping[Path, Iterable[str]] = {}
        self.path: list[str] = []
        self.open: list[Record] = []
        self.done: list[Record] = []
        self.name = ""
        self.text: list[str] = []
        self.length = 0
        self.count = 0
        self.line_now = lambda: 1

    def take(self) -> list[Record]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = _local(tag)
        if not self.path:
            if tag not in self.wanted:
                expected = " or ".join(f"<{root}>" for root in self.wanted)
                raise ImportingError(self.line_now(), f"it begins with <{tag[:40]}>, not with {expected}")
            self.places = self.wanted[tag]
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise ImportingError(self.line_now(), "its elements are nested too deeply")
        self.name, self.text, self.length = "", [], 0
        path = tuple(self.path)
        if path in self.places:
            self.count += 1
            record = Record(path, self.line_now(), self.count, self.open[-1] if self.open else None)
            record.fields = {f"@{_local(name)}": value for name, value in attributes.items()}
            self.open.append(record)
        elif self.open:
            record = self.open[-1]
            name = "/".join(path[len(record.path) :])
            for attribute, value in attributes.items():
                if (key := f"{name}@{_local(attribute)}") in self.places[record.path]:
                    record.fields.setdefault(key, value)
            if name in self.places[record.path]:
                self.name = name

    def data(self, text: str) -> None:
        if self.name:
            self.length += len(text)
            if self.length <= LONGEST_FIELD:
                self.text.append(text)

    def end(self, _tag: str) -> None:
        if self.name:
            record = self.open[-1]
            if self.length > LONGEST_FIELD:
                record.overlong.add(self.name)
            record.fields.setdefault(self.name, "".join(self.text))
            self.name = ""
        if self.open and self.open[-1].path == tuple(self.path):
            self.done.append(self.open.pop())
        self.path.pop()

    def close(self) -> None:
        pass


def _local(name: str) -> str:
    return name.rpartition("}")[2]
