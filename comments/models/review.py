from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..deadlines import due, priority_of
from ..querysets import ReviewItemQuerySet
from ..screening.rules import RULES
from .decision import Decision

# How long one moderator's looking keeps the others informed.
LEASE = timedelta(minutes=5)


class ReviewItem(models.Model):
    """That a human is to look at a comment. At most one is open a comment; whatever comes later joins it."""

    class Reason(models.TextChoices):
        """Why a comment came here, in the words that moderators get."""

        HELD_BY_PERSON = "held_by_person", _("This person’s comments are reviewed first")
        NEW_READER = "new_reader", _("One of a new reader’s first comments")
        HELD_BY_ARTICLE = "held_by_article", _("This article’s comments are reviewed first")
        HELD_BY_CATEGORY = "held_by_category", _("This category’s comments are reviewed first")
        HELD_BY_DUTY = "held_by_duty", _("Written while nobody was on duty")
        HELD_BY_SITE = "held_by_site", _("All comments are reviewed first")
        HELD_BY_MODERATOR = "held_by_moderator", _("Taken back for review by a moderator")
        HELD_BY_RULE = "held_by_rule", _("Held by a rule")
        EDITED = "edited", _("Changed by its writer after it had appeared")
        REPORTED = "reported", _("Reported by a reader")
        IMPORTED = "imported", _("It waited for review where it was imported from")
        RESUBMITTED = "resubmitted", _("Written anew after an earlier one was removed")
        ILLEGAL = "illegal", _("Reported as against the law")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="review_items")
    reason_codes = models.JSONField(default=list)
    priority = models.SmallIntegerField(_("priority"), default=0)
    due_at = models.DateTimeField(_("due"), null=True)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects: ClassVar = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("review item")
        verbose_name_plural = _("review items")
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(closed_at__isnull=True), name="review_item_open_once_a_comment"
            )
        ]
        indexes = [
            models.Index(
                F("priority").desc(), "opened_at", "id", condition=Q(closed_at__isnull=True), name="review_item_queue"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.reasons)

    @classmethod
    def ask(cls, comment: Any, codes: Iterable[str], at: datetime | None = None) -> "ReviewItem":
        """Have somebody look at `comment` for these reasons: a new item, or the open one with the reasons added.

        The item takes the place in the queue, and the deadline, of its most pressing reason. One or two queries.
        """
        at = at or timezone.now()
        item = cls.objects.open().filter(comment=comment).first() or cls(comment=comment, opened_at=at)
        item.press(codes, at)
        item.save()
        return item

    def press(self, codes: Iterable[str], at: datetime) -> None:
        """Add reasons that came up `at` a moment. It may only become more pressing."""
        codes = [str(code) for code in codes]
        self.reason_codes = list(dict.fromkeys([*self.reason_codes, *codes]))
        self.priority = max(self.priority, priority_of(codes))
        self.due_at = min(filter(None, (self.due_at, due(codes, at))))

    @property
    def reasons(self) -> list[str]:
        """Why the comment is here, in words."""
        return [reason_label(code) for code in self.reason_codes]

    def is_overdue(self, at: datetime | None = None) -> bool:
        """Whether somebody should have looked by now."""
        return self.due_at is not None and self.due_at <= (at or timezone.now())

    def claim(self, by: Any, at: datetime | None = None) -> bool:
        """Tell the others that `by` is looking at this, for some minutes. False while somebody else is."""
        at = at or timezone.now()
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at) | Q(claimed_by=by)
        mine = ReviewItem.objects.open().filter(free, pk=self.pk)
        return bool(mine.update(claimed_by=by, claimed_until=at + LEASE))

    def release(self, by: Any) -> None:
        """Tell the others that `by` has left it."""
        ReviewItem.objects.filter(pk=self.pk, claimed_by=by).update(claimed_by=None, claimed_until=None)

    def other_reader(self, user: Any, at: datetime | None = None) -> Any:
        """The person who is looking at this besides `user`, or None. A lease ends by itself."""
        if self.claimed_by_id in {None, user.pk} or self.claimed_until is None:
            return None
        return self.claimed_by if self.claimed_until > (at or timezone.now()) else None


def reason_label(code: str) -> str:
    """A reason's code in words: one of the site's own, what a check found, or what a reader reported."""
    if code in RULES:
        return str(RULES[code].label)
    label = dict(ReviewItem.Reason.choices).get(code)
    return str(label or capfirst(dict(Decision.Reason.choices).get(code, code.replace("_", " "))))
