"""The deed of calling a comment helpful, and of taking that back. There is no opposite: what harms is reported."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from articles.models import Article

from .models import Comment, Helpful

# Two-sided 95 %.
Z = 1.96


class NotPossible(Exception):
    """The comment is the person's own, or is not public."""


def score_of(count: int) -> float:
    """How sure we are that a comment helps, when `count` people said so and nobody could say otherwise.

    The lower end of the score interval for `count` successes in `count` tries, which is n / (n + z²): Edwin B. Wilson,
    "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
    Association 22 (1927), 209–212. It grows with every mark, each adding less than the one before.
    """
    return count / (count + Z * Z)


def put(comment: Comment, *, by: Any) -> int:
    """`by` says that the comment helped; the number of those who do. Twice is once. Raises NotPossible."""
    with transaction.atomic():
        _hold(comment, by)
        Helpful.objects.bulk_create([Helpful(person=by, comment=comment)], ignore_conflicts=True)
        return _recount(comment)


def take_back(comment: Comment, *, by: Any) -> int:
    """`by` no longer says so; the number of those who do. Raises NotPossible."""
    with transaction.atomic():
        _hold(comment, by)
        Helpful.objects.filter(person=by, comment=comment).delete()
        return _recount(comment)


def _hold(comment: Comment, by: Any) -> None:
    """Write the article's row and then the comment's, like every deed: whoever counts at the same time waits here.

    The lock version stays as it is, since a mark changes nothing that anybody decides about.
    """
    Article.objects.filter(pk=comment.article_id).update(page_version=F("page_version") + 1)
    others = Comment.objects.published().filter(pk=comment.pk).exclude(author=by)
    if not others.update(helpful_count=F("helpful_count")):
        raise NotPossible


def _recount(comment: Comment) -> int:
    count = Helpful.objects.filter(comment=comment).count()
    Comment.objects.filter(pk=comment.pk).update(helpful_count=count, helpful_score=score_of(count))
    return count
