"""Reads the export of a WordPress site: WXR, a feed with more in it."""

from __future__ import annotations

from collections.abc import Iterator

from articles.importing.imported import ImportingError

from .foreign import LONGEST_ID, ForeignComment, ForeignThread, Kind, Reject, moment
from .parsing import Record

CHANNEL, ITEM, COMMENT = ("rss", "channel"), ("rss", "channel", "item"), ("rss", "channel", "item", "comment")
WANTED = {
    CHANNEL: ("wxr_version", "base_blog_url", "base_site_url", "link"),
    ITEM: ("title", "link", "post_name", "post_id"),
    COMMENT: (
        "comment_id",
        "comment_author",
        "comment_date",
        "comment_date_gmt",
        "comment_content",
        "comment_approved",
        "comment_type",
        "comment_parent",
    ),
}
KINDS = {
    "1": Kind.APPROVED,
    "approve": Kind.APPROVED,
    "0": Kind.PENDING,
    "hold": Kind.PENDING,
    "spam": Kind.SPAM,
    "trash": Kind.TRASH,
    "post-trashed": Kind.TRASH,
}


def understand(record: Record) -> Iterator[ForeignThread | ForeignComment | Reject]:
    """What a record of the export says. Raises ImportingError for a feed that is no export."""
    if record.path == COMMENT:
        yield _comment(record)
    elif record.path == ITEM:
        if not record.around or not record.around.get("wxr_version"):
            raise ImportingError(record.line, "this is a feed, not the export of a WordPress site")
        yield ForeignThread(
            key=str(record.number),
            line=record.line,
            address=record.get("link"),
            slug=record.get("post_name"),
            title=record.get("title"),
        )
    elif not record.get("wxr_version"):
        raise ImportingError(record.line, "this is a feed, not the export of a WordPress site")


def _comment(record: Record) -> ForeignComment | Reject:
    said = record.get
    number = said("comment_id")
    if not number.isascii() or not number.isdigit() or len(number) > LONGEST_ID:
        return Reject(record.line, "a comment without a number")
    kind = KINDS.get(said("comment_approved"))
    if said("comment_type") in {"pingback", "trackback"}:
        kind = Kind.PINGBACK
    if kind is None:
        return Reject(record.line, f"comment {number}: whether it was approved is not said")
    written = moment(said("comment_date_gmt")) or moment(said("comment_date"), local=True)
    if written is None:
        return Reject(record.line, f"comment {number}: when it was written is not said")
    if record.overlong:
        return Reject(record.line, f"comment {number}: far too long")
    parent = said("comment_parent")
    item = record.around
    return ForeignComment(
        source=_source(item.around if item else None),
        external_id=number,
        thread=str(item.number) if item else "",
        line=record.line,
        kind=kind,
        written=written,
        name=said("comment_author"),
        html=said("comment_content"),
        parent_id="" if parent == "0" else parent,
        keeps_lines=True,
    )


def _source(channel: Record | None) -> str:
    """The site, because each counts its comments from one; the same by http and by https."""
    home = channel.get("base_blog_url", "base_site_url", "link") if channel else ""
    return f"wordpress {home.partition('://')[2].rstrip('/') or home}".strip()[:200]
