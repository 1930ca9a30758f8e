"""Saves the comments of an export below the articles that they belong to. Whatever the file, no letter leaves.

The whole file is read into a private store on the disk first: a damaged one changes nothing, and answers may stand
before what they answer. Then article by article, each in one transaction, oldest first. A comment comes in once,
however often its file does; what became of it here since then stays.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.utils import timezone

from articles.importing.imported import one_line
from articles.models import Article, ArticleAddress

from .. import rendering
from ..models import Comment, CommentVersion, ImportedComment, ReviewItem, Thread
from ..models.comment import AUTHOR_NAME_LENGTH
from ..posting import order_key, take_numbers
from ..transitions import BATCH, enter_many
from .foreign import ForeignComment, ForeignThread, Kind, Reject
from .reading import read
from .words import as_typed

# In the decision by which a comment enters.
RULE = "import"
STATUSES = {Kind.APPROVED: Comment.Status.PUBLISHED, Kind.PENDING: Comment.Status.HELD}
REMOVED = {Kind.SPAM: Comment.Status.SPAM, Kind.TRASH: Comment.Status.REJECTED}
# Clocks of other servers go wrong by a day at most.
LATEST = timedelta(days=1)
# Comments read between two signs of life.
STEP = 10_000


@dataclass
class Stored:
    """What became of a file: how many comments of each kind, and those that were refused."""

    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    def refuse(self, line: int, reason: str, many: int = 1) -> None:
        self.rejects.append(Reject(line, reason))
        self.counts["refused"] += many


def store_file(
    file: BinaryIO,
    *,
    prefix: str = "",
    with_removed: bool = False,
    progress: Callable[[int], None] = lambda _read: None,
) -> Stored:
    """Save the comments of one export. Raises ImportingError for a file that can't be read; then nothing is stored.

    `prefix` is what the old addresses of the articles begin with: others are not looked at, though titles still are.
    `with_removed` takes what was spam or trash there as what was removed here. `progress` gets the number of comments
    read so far, now and then.
    """
    with closing(_Heap()) as heap:
        stored = Stored()
        for number, one in enumerate(read(file), start=1):
            if isinstance(one, Reject):
                stored.refuse(one.line, one.reason)
            else:
                heap.add(one, stored)
            if not number % STEP:
                progress(number)
        statuses = STATUSES | (REMOVED if with_removed else {})
        for thread, number in heap.threads():
            article = _article_of(thread, prefix) if thread else None
            if article is None:
                name = thread and (thread.title or thread.address or thread.slug)
                where = f"“{one_line(name)[:80]}”" if name else "what it says they belong to"
                size = heap.size(number)
                stored.refuse(heap.first_line(number), f"no one article here is {where}: {size} comments", size)
                continue
            with transaction.atomic():
                _store_thread(article, list(heap.comments(number)), statuses, stored)
        return stored


class _Heap:
    """What was read of a file, on the disk: a table that nobody else sees and that goes when it is closed."""

    def __init__(self) -> None:
        self.rows = sqlite3.connect("")
        self.rows.executescript(
            """
            CREATE TABLE thread (key TEXT PRIMARY KEY, line INTEGER, address TEXT, slug TEXT, title TEXT);
            CREATE TABLE comment (
                number INTEGER PRIMARY KEY, thread TEXT, source TEXT, external_id TEXT, parent_id TEXT, line INTEGER,
                kind TEXT, written TEXT, name TEXT, html TEXT, keeps_lines INTEGER, UNIQUE (source, external_id)
            );
            CREATE INDEX comment_thread ON comment (thread, number);
            """
        )

    def close(self) -> None:
        self.rows.close()

    def add(self, one: ForeignThread | ForeignComment, stored: Stored) -> None:
        if isinstance(one, ForeignThread):
            row = (one.key, one.line, one.address, one.slug, one.title)
            self.rows.execute("INSERT OR IGNORE INTO thread VALUES (?, ?, ?, ?, ?)", row)
            return
        written = one.written.isoformat()
        added = self.rows.execute(
            "INSERT OR IGNORE INTO comment VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (one.thread, one.source, one.external_id, one.parent_id, one.line, one.kind, written)
            + (one.name, one.html, one.keeps_lines),
        )
        if not added.rowcount:
            stored.refuse(one.line, f"comment {one.external_id}: it was in this file before")

    def threads(self) -> Iterator[tuple[ForeignThread | None, str]]:
        """What was commented on, with its key, in the order of the comments."""
        keys = self.rows.execute("SELECT thread FROM comment GROUP BY thread ORDER BY MIN(number)").fetchall()
        for (key,) in keys:
            row = self.rows.execute("SELECT * FROM thread WHERE key = ?", [key]).fetchone()
            yield (ForeignThread(*row) if row else None), key

    def first_line(self, key: str) -> int:
        return self.rows.execute("SELECT MIN(line) FROM comment WHERE thread = ?", [key]).fetchone()[0]

    def size(self, key: str) -> int:
        return self.rows.execute("SELECT COUNT(*) FROM comment WHERE thread = ?", [key]).fetchone()[0]

    def comments(self, key: str) -> Iterator[ForeignComment]:
        found = self.rows.execute(
            "SELECT source, external_id, thread, line, kind, written, name, html, parent_id, keeps_lines"
            " FROM comment WHERE thread = ? ORDER BY number",
            [key],
        )
        for source, number, thread, line, kind, written, *rest, keeps_lines in found:
            at = datetime.fromisoformat(written)
            yield ForeignComment(source, number, thread, line, Kind(kind), at, *rest, bool(keeps_lines))


def _article_of(thread: ForeignThread, prefix: str) -> Article | None:
    """The article here that `thread` was about: by its old address, by its name in addresses, by its title."""
    for slug in filter(None, (_slug_of(thread.address, prefix), thread.slug)):
        moved = ArticleAddress.objects.filter(slug__iexact=slug).values("article")
        found = Article.objects.filter(slug__iexact=slug).first() or Article.objects.filter(pk__in=moved).first()
        if found:
            return found
    title = one_line(rendering.tidy(thread.title))
    if not title:
        return None
    found = Article.objects.filter(latest__title__iexact=title)[:2]
    return found[0] if len(found) == 1 else None


def _slug_of(address: str, prefix: str) -> str:
    """The last part of an old address, without an ending such as .html; "" when the address says nothing."""
    if not address.startswith(prefix):
        return ""
    try:
        path = urlsplit(address.removeprefix(prefix)).path
    except ValueError:
        return ""
    last = unquote(path.rstrip("/").rpartition("/")[2])
    return rendering.tidy(last.partition(".")[0])


def _store_thread(article: Article, found: list[ForeignComment], statuses: dict[Kind, str], stored: Stored) -> None:
    """Save those of `found` that are new, with what they answer. Everything below one article."""
    known = _known(found)
    fresh: dict[str, tuple[ForeignComment, str]] = {}
    for one in found:
        if one.external_id in known:
            stored.counts["unchanged"] += 1
        elif one.kind not in statuses:
            stored.counts["spam or trash left out" if one.kind in REMOVED else "links from elsewhere left out"] += 1
        elif one.written > timezone.now() + LATEST:
            stored.refuse(one.line, f"comment {one.external_id}: written in the future")
        else:
            text = as_typed(one.html, keeps_lines=one.keeps_lines)
            if rendering.says_something(text):
                fresh[one.external_id] = one, text
            else:
                stored.refuse(one.line, f"comment {one.external_id}: it says nothing")
    if not fresh:
        return
    answered = {known[one.parent_id] for one, _text in fresh.values() if one.parent_id in known}
    parents = Comment.objects.select_related("root").filter(article=article).in_bulk(answered)
    take_numbers(article, len(fresh))
    last = Thread.objects.values_list("last_sequence", flat=True).get(article=article) - len(fresh)
    made: dict[str, Comment] = {}
    # What answers nothing new, what answers that, and so on: a row needs the key of the one that it answers.
    levels: list[list[Comment]] = []
    depths: dict[str, int] = {}
    for place, (key, is_loose) in enumerate(_in_order(fresh, known), start=1):
        one, _text = fresh[key]
        parent = None if is_loose else made.get(one.parent_id) or parents.get(known.get(one.parent_id))
        stored.counts["answers whose parent is not here"] += bool(one.parent_id) and parent is None
        comment = _comment(article, one, parent, last + place)
        made[key] = comment
        depths[key] = depths.get(one.parent_id, -1) + 1 if parent else 0
        if depths[key] == len(levels):
            levels.append([])
        levels[depths[key]].append(comment)
    for level in levels:
        Comment.objects.bulk_create(level, batch_size=BATCH)
    now = timezone.now()
    versions = [_version(comment, fresh[key][1]) for key, comment in made.items()]
    CommentVersion.objects.bulk_create(versions, batch_size=BATCH)
    records = [
        ImportedComment(source=fresh[key][0].source, external_id=key, comment=comment, imported_at=now)
        for key, comment in made.items()
    ]
    ImportedComment.objects.bulk_create(records, batch_size=BATCH)
    entries = [
        (comment, version, statuses[fresh[key][0].kind])
        for (key, comment), version in zip(made.items(), versions, strict=True)
    ]
    enter_many(article, entries, rule=RULE, reasons=[ReviewItem.Reason.IMPORTED], at=now)
    stored.counts.update(STATUS_WORDS[to] for _comment, _version, to in entries)


STATUS_WORDS = {
    Comment.Status.PUBLISHED: "new",
    Comment.Status.HELD: "new, waiting for review",
    Comment.Status.SPAM: "new, as spam",
    Comment.Status.REJECTED: "new, as removed",
}


def _known(found: list[ForeignComment]) -> dict[str, int]:
    """Those of `found`, and of what they answer, that came in before: their keys here."""
    known: dict[str, int] = {}
    source = found[0].source
    ids = list({number for one in found for number in (one.external_id, one.parent_id) if number})
    for start in range(0, len(ids), BATCH):
        rows = ImportedComment.objects.filter(source=source, external_id__in=ids[start : start + BATCH])
        known |= dict(rows.values_list("external_id", "comment"))
    return known


def _in_order(fresh: dict[str, tuple[ForeignComment, str]], known: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The new comments, the oldest first and none before what it answers; whether it answers nothing that is there.

    Comments that answer each other in a ring can't all: the oldest of them stands on its own.
    """
    waiting: dict[str, list[str]] = {}
    ready: list[tuple[datetime, int, str, bool]] = []
    left = {}
    for place, (key, (one, _text)) in enumerate(fresh.items()):
        left[key] = (one.written, place, key)
        if one.parent_id in fresh and one.parent_id != key:
            waiting.setdefault(one.parent_id, []).append(key)
        else:
            heapq.heappush(ready, (one.written, place, key, one.parent_id == key or one.parent_id not in known))
    ring = iter(sorted(left.values()))
    while left:
        if not ready:
            written, place, key = next(one for one in ring if one[2] in left)
            heapq.heappush(ready, (written, place, key, True))
        written, place, key, is_loose = heapq.heappop(ready)
        if left.pop(key, None) is None:
            continue
        yield key, is_loose
        for answer in waiting.pop(key, ()):
            if answer in left:
                heapq.heappush(ready, (*left[answer][:2], answer, False))


def _comment(article: Article, one: ForeignComment, parent: Comment | None, number: int) -> Comment:
    name = one_line(rendering.tidy(one.name))[:AUTHOR_NAME_LENGTH]
    return Comment(
        article=article,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        sequence=number,
        order_key=order_key(parent, number),
        depth=parent.depth + 1 if parent else 0,
        author_name=name,
        # Nobody has left: whoever wrote it gave no name.
        anonymous=not name,
        created_at=one.written,
    )


def _version(comment: Comment, text: str) -> CommentVersion:
    return CommentVersion(
        comment=comment,
        number=1,
        source=text,
        html=rendering.render(text),
        renderer_version=rendering.RENDERER_VERSION,
        created_at=comment.created_at,
    )
