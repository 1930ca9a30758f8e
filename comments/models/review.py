from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ReviewItemQuerySet


class ReviewItem(models.Model):
    """That a human is to look at a comment. At most one is open a comment; whatever comes later joins it."""

    class Reason(models.TextChoices):
        """Why a comment came here, in the words that moderators get."""

        HELD_BY_ARTICLE = "held_by_article", _("This article’s comments are reviewed first")
        HELD_BY_CATEGORY = "held_by_category", _("This category’s comments are reviewed first")
        HELD_BY_SITE = "held_by_site", _("All comments are reviewed first")
        HELD_BY_MODERATOR = "held_by_moderator", _("Taken back for review by a moderator")
        HELD_BY_RULE = "held_by_rule", _("Held by a rule")
        REPORTED = "reported", _("Reported by a reader")

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

    @property
    def reasons(self) -> list[str]:
        """Why the comment is here, in words."""
        labels = dict(self.Reason.choices)
        return [str(labels.get(code, code)) for code in self.reason_codes]
