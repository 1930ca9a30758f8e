"""Reads the export of a Disqus forum."""

from __future__ import annotations

from collections.abc import Iterator

from .foreign import LONGEST_ID, ForeignComment, ForeignThread, Kind, Reject, moment
from .parsing import Record

THREAD, POST = ("disqus", "thread"), ("disqus", "post")
WANTED = {
    THREAD: ("link", "title", "id"),
    POST: (
        "message",
        "createdAt",
        "isDeleted",
        "isSpam",
        "isApproved",
        "author/name",
        "author/username",
        "thread@id",
        "parent@id",
    ),
}
# Disqus numbers the comments of all its forums in one row.
SOURCE = "disqus"


def understand(record: Record) -> Iterator[ForeignThread | ForeignComment | Reject]:
    """What a record of the export says."""
    number = record.get("@id")
    if record.path == THREAD:
        if number:
            yield ForeignThread(
                key=number, line=record.line, address=record.get("link", "id"), title=record.get("title")
            )
        return
    yield _comment(record, number)


def _comment(record: Record, number: str) -> ForeignComment | Reject:
    said = record.get
    if not number or len(number) > LONGEST_ID:
        return Reject(record.line, "a comment without a number")
    written = moment(said("createdAt"))
    if written is None:
        return Reject(record.line, f"comment {number}: when it was written is not said")
    if record.overlong:
        return Reject(record.line, f"comment {number}: far too long")
    kind = Kind.APPROVED
    if said("isSpam").lower() == "true":
        kind = Kind.SPAM
    elif said("isDeleted").lower() == "true":
        kind = Kind.TRASH
    elif said("isApproved").lower() == "false":
        kind = Kind.PENDING
    return ForeignComment(
        source=SOURCE,
        external_id=number,
        thread=said("thread@id"),
        line=record.line,
        kind=kind,
        written=written,
        name=said("author/name", "author/username"),
        html=said("message"),
        parent_id=said("parent@id"),
    )
