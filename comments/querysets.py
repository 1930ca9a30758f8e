"""The phrases in which the site asks for comments; `published` and `visible_to` alone say who reads what."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from articles import rights

PUBLISHED, HELD = "published", "held"


class CommentQuerySet(models.QuerySet):
    """Comments that are ..."""

    def published(self) -> CommentQuerySet:
        """… public: their words may be printed for anybody."""
        return self.filter(status=PUBLISHED)

    def standing_for(self, user: Any) -> CommentQuerySet:
        """… to have a place in a thread that `user` reads: the public ones, those under which a public one stands (a
        notice is shown there), and the user's own that wait for review.
        """
        place = Q(status=PUBLISHED) | Q(reply_count__gt=0)
        if user.is_authenticated:
            place |= Q(status=HELD, author=user)
        return self.filter(place)

    def reviewable_by(self, user: Any) -> CommentQuerySet:
        """… under articles whose comments `user` reviews; the same rule as `policy.may_review`."""
        return self.filter(rights.commented_on(user, "article__"))

    def waiting(self) -> CommentQuerySet:
        """… held until somebody has looked."""
        return self.filter(status=HELD)


class ReviewItemQuerySet(models.QuerySet):
    """Review items that are ..."""

    def open(self) -> ReviewItemQuerySet:
        """… not decided."""
        return self.filter(closed_at__isnull=True)

    def for_reviewer(self, user: Any) -> ReviewItemQuerySet:
        """… about comments that `user` may decide on."""
        return self.filter(rights.commented_on(user, "comment__article__"))

    def in_order(self) -> ReviewItemQuerySet:
        """… the most pressing first, then the oldest."""
        return self.order_by("-priority", "opened_at", "pk")


class SanctionQuerySet(models.QuerySet):
    """Sanctions that are ..."""

    def in_force(self, at: datetime | None = None) -> SanctionQuerySet:
        """… binding at a moment: begun, not over, not lifted, and confirmed by a second person where it has to be."""
        at = at or timezone.now()
        lasting = Q(until__gt=at) | Q(until__isnull=True, confirmed_at__isnull=False)
        lasting |= Q(until__isnull=True) & ~Q(kind__in=["readonly", "ban"])
        return self.filter(lasting, starts_at__lte=at, lifted_at__isnull=True)


class AppealQuerySet(models.QuerySet):
    """Appeals that are ..."""

    def open(self) -> AppealQuerySet:
        """… not answered."""
        return self.filter(state="open")

    def answer(self, state: str, *, by: Any, words: str, at: datetime, tell_at: datetime, outcome: Any = None) -> int:
        """Answer those that are open, `at` a moment; whoever made them hears from `tell_at` on. How many there were."""
        return self.open().update(
            state=state, decided_by=by, decided_at=at, answer=words, outcome=outcome, announce_at=tell_at
        )

    def for_reviewer(self, user: Any) -> AppealQuerySet:
        """… about comments that `user` may decide on, and not the user's own."""
        return self.filter(rights.commented_on(user, "decision__comment__article__")).exclude(appellant=user)


class RemovalRequestQuerySet(models.QuerySet):
    """Removals that ..."""

    def open(self) -> RemovalRequestQuerySet:
        """… wait for somebody to agree."""
        return self.filter(settled_at__isnull=True)

    def for_reviewer(self, user: Any) -> RemovalRequestQuerySet:
        """… are about comments that `user` may decide on."""
        theirs = self.filter(rights.commented_on(user, "comment__article__"))
        return theirs.exclude(comment__author=user)


class ReportQuerySet(models.QuerySet):
    """Reports that are ..."""

    def open(self) -> ReportQuerySet:
        """… not settled."""
        return self.filter(state="open")

    def settle(self, comment: Any, *, removed: bool, judged: bool, at: datetime) -> None:
        """Say what became of the open reports on `comment`: it was removed, or looked at and kept, or it is moot since
        nobody `judged` the words that were reported. Whoever tells the reporters asks for the rows with this moment.
        """
        kept = Case(When(version=comment.current_version_id, then=Value("not_upheld")), default=Value("moot"))
        state = Value("moot") if not judged else Value("upheld") if removed else kept
        self.open().filter(comment=comment).update(state=state, settled_at=at)


class WrittenOnceQuerySet(models.QuerySet):
    """Rows that are only ever added. Django sets a deleted account to null beside this, through the base manager."""

    def update(self, **_values: Any) -> NoReturn:
        raise TypeError("these rows are written once")

    def delete(self) -> NoReturn:
        raise TypeError("these rows are never deleted")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("these rows are written once")
