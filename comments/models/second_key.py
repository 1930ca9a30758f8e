from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import RemovalRequestQuerySet
from .decision import Decision


class RemovalRequest(models.Model):
    """A removal that one moderator asks for and another has to agree to. Written by `second_keys` alone.

    It holds no words of the comment. Nothing happens to the comment until somebody agrees.
    """

    class Why(models.TextChoices):
        """Why one moderator is not enough."""

        MASS = "mass", _("one of many of one person’s or one article’s comments")
        OWN_REPORT = "own_report", _("reported by the moderator alone")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="removal_requests")
    to = models.CharField(max_length=10)
    why = models.CharField(max_length=12, choices=Why.choices)
    reason = models.CharField(_("reason"), max_length=30, choices=Decision.Reason.choices)
    public_text = models.TextField(_("what the writer is told"), blank=True)
    private_note = models.TextField(_("note for moderators"), blank=True)
    # Of the comment as it was asked about: nobody agrees to what was not seen.
    seen_lock = models.PositiveIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # What was done; null where it was refused, or came too late.
    decision = models.OneToOneField(Decision, null=True, on_delete=models.PROTECT, related_name="removal_request")

    objects: ClassVar = RemovalRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("removal that needs a second moderator")
        verbose_name_plural = _("removals that need a second moderator")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(settled_at__isnull=True), name="removal_request_open_once_a_comment"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(settled_at__isnull=True), name="removal_request_open"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.get_why_display()}"
