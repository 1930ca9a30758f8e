"""Whether what is stored agrees with itself: decisions with statuses, counts with what they count, items with needs.

Everything is read in a few passes over the tables, in the order of an index, and never all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from articles.models import Article

from .models import Comment, CommentVersion, Decision, Report, ReviewItem

Status = Comment.Status

# Rows fetched at a time.
CHUNK = 5_000


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be: where, what is there, and what should be."""

    place: str
    what: str
    found: str
    expected: str
    # The article whose counts `repair` would put right, or None where only a person can.
    article: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.what} is {self.found}, and should be {self.expected}"


def differences() -> Iterator[Difference]:
    """Everything that does not agree, as of one moment. The number of queries does not grow with the comments."""
    with _one_moment():
        yield from _statuses()
        yield from _counts()
        yield from _helpful()
        yield from _items()
        yield from _words()


def repair(article_id: int) -> None:
    """Count the comments of an article anew: those on its page, below each comment, and the helpful marks.

    Statuses are never touched: a wrong one needs a person who reads its history.
    """
    with transaction.atomic():
        # Every deed that changes a count writes this row first, so none comes between counting and writing.
        Article.objects.filter(pk=article_id).update(page_version=F("page_version") + 1)
        rows = list(_rows().filter(article=article_id))
        public, below = _count(rows)
        Article.objects.filter(pk=article_id).update(comment_count=public)
        for _article, pk, _public_id, _parent, _status, reply_count in rows:
            if reply_count != below[pk]:
                Comment.objects.filter(pk=pk).update(reply_count=below[pk])
        marked = Comment.objects.filter(article=article_id).annotate(marks=Count("helpful_marks"))
        for pk, marks in marked.exclude(helpful_count=F("marks")).values_list("pk", "marks"):
            Comment.objects.filter(pk=pk).update(helpful_count=marks)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see the same state of the database, and nobody who writes has to wait for them.

    Django's own transactions would take SQLite's lock for writing, and let PostgreSQL read every query anew.
    """
    begin = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(begin[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _statuses() -> Iterator[Difference]:
    """Comments whose decisions, played in their order, don't lead to the status that they have."""
    decided = groupby(
        Decision.objects.order_by("comment_id", "pk")
        .values_list("comment_id", "from_status", "to_status")
        .iterator(CHUNK),
        key=itemgetter(0),
    )
    current, history = next(decided, (None, iter(())))
    comments = Comment.objects.order_by("pk").values_list("pk", "public_id", "status")
    for pk, public_id, status in comments.iterator(CHUNK):
        place, played = f"comment {public_id}", ""
        if current == pk:
            for _comment, before, after in history:
                if before != played:
                    yield Difference(place, "what a decision began with", before or "nothing", played or "nothing")
                played = after
            current, history = next(decided, (None, iter(())))
        if played != status:
            yield Difference(place, "the status", status, f"{played or 'nothing'} by its decisions")


def _rows() -> QuerySet:
    """The comments by article, none before those that answer it."""
    fields = ("article_id", "pk", "public_id", "parent_id", "status", "reply_count")
    return Comment.objects.order_by("article_id", "-depth").values_list(*fields)


def _count(rows: list[tuple]) -> tuple[int, dict[int, int]]:
    """How many comments of an article are public, and how many below each."""
    below = {row[1]: 0 for row in rows}
    total = 0
    for _article, pk, _public_id, parent, status, _reply_count in rows:
        is_public = status == Status.PUBLISHED
        total += is_public
        if parent is not None:
            below[parent] += below[pk] + is_public
    return total, below


def _counts() -> Iterator[Difference]:
    articles = {pk: (slug, count) for pk, slug, count in Article.objects.values_list("pk", "slug", "comment_count")}
    for article_id, group in groupby(_rows().iterator(CHUNK), key=itemgetter(0)):
        rows = list(group)
        public, below = _count(rows)
        slug, count = articles.pop(article_id)
        if count != public:
            yield Difference(f"article {slug}", "comment_count", str(count), str(public), article_id)
        for _article, pk, public_id, _parent, _status, reply_count in rows:
            if reply_count != below[pk]:
                yield Difference(f"comment {public_id}", "reply_count", str(reply_count), str(below[pk]), article_id)
    for article_id, (slug, count) in articles.items():
        if count:
            yield Difference(f"article {slug}", "comment_count", str(count), "0", article_id)


def _helpful() -> Iterator[Difference]:
    # Two plain questions: the few that somebody marked, and those that say so.
    marked = dict(
        Comment.objects.filter(helpful_marks__isnull=False).annotate(n=Count("helpful_marks")).values_list("pk", "n")
    )
    said = Comment.objects.filter(
        Q(pk__in=Comment.objects.filter(helpful_marks__isnull=False)) | Q(helpful_count__gt=0)
    )
    for pk, public_id, count, article_id in said.values_list("pk", "public_id", "helpful_count", "article_id").iterator(
        CHUNK
    ):
        if count != marked.get(pk, 0):
            yield Difference(f"comment {public_id}", "helpful_count", str(count), str(marked.get(pk, 0)), article_id)


def _items() -> Iterator[Difference]:
    """Comments that wait for somebody without standing in the queue, and items about comments that are gone."""
    comments = Comment.objects.annotate(
        is_open=Exists(ReviewItem.objects.open().filter(comment=OuterRef("pk"))),
        is_reported=Exists(Report.objects.filter(comment=OuterRef("pk"), state=Report.State.OPEN)),
    )
    needs = Q(status=Status.HELD) | Q(status=Status.PUBLISHED, is_reported=True)
    needs |= Q(status=Status.PUBLISHED) & ~Q(current_version=F("published_version"))
    for public_id in comments.filter(needs, is_open=False).values_list("public_id", flat=True).iterator(CHUNK):
        yield Difference(f"comment {public_id}", "the review item", "not open", "open")
    gone = ~Q(status__in=[Status.HELD, Status.PUBLISHED])
    for public_id in comments.filter(gone, is_open=True).values_list("public_id", flat=True).iterator(CHUNK):
        yield Difference(f"comment {public_id}", "the review item", "open", "closed")


def _words() -> Iterator[Difference]:
    """Public comments that print something else than what was approved, and erased ones of which words are left."""
    public = Comment.objects.published().exclude(html=F("published_version__html"))
    for public_id in public.values_list("public_id", flat=True).iterator(CHUNK):
        yield Difference(f"comment {public_id}", "what is printed", "something else", "its published version")
    kept = CommentVersion.objects.filter(comment__status=Status.ERASED).exclude(source="", html="")
    for public_id in kept.values_list("comment__public_id", flat=True).distinct().iterator(CHUNK):
        yield Difference(f"comment {public_id}", "the text of a version", "kept", "blank, because it was erased")
