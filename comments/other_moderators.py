"""Who else could decide, where one moderator must not decide alone; and what holds where there is nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from articles import rights
from articles.models import Article

# Where nobody else moderates, time stands in for the second person: a night lies between the deed and the second look.
WAIT = timedelta(hours=24)


def is_there_another(article: Article, *, besides: Iterable[int | None]) -> bool:
    """Whether somebody besides these people decides about comments below `article`."""
    known = [pk for pk in besides if pk is not None]
    return rights.comment_reviewers(article.filed_under()).exclude(pk__in=known).exists()


def may_decide_alone(article: Article, *, besides: Iterable[int | None], since: datetime, at: datetime) -> bool:
    """Whether somebody may give their own deed of `since` a second look `at` a moment: when there is nobody besides
    these people and the wait is over.
    """
    return at - since >= WAIT and not is_there_another(article, besides=besides)
