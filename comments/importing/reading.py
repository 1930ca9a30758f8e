"""Chooses the reader for an export by its first element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from . import disqus, wordpress
from .foreign import ForeignComment, ForeignThread, Reject
from .parsing import records

READERS = {"rss": wordpress, "disqus": disqus}


def read(file: BinaryIO) -> Iterator[ForeignThread | ForeignComment | Reject]:
    """What an export holds, as it is read. Raises ImportingError for a file that is none, wherever that shows."""
    for record in records(file, {root: reader.WANTED for root, reader in READERS.items()}):
        yield from READERS[record.path[0]].understand(record)
