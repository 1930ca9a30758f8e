from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import SanctionQuerySet
from .comment import Comment
from .decision import Decision


class Sanction(models.Model):
    """What somebody may not do in discussions for a time, and which decision led to it. Written by `sanctions` alone.

    It never hides anything from the person: they see it with its reason, and can still log in, read, withdraw and
    appeal. One without an end that silences somebody is in force only when a second moderator has agreed.
    """

    class Kind(models.TextChoices):
        WARN = "warn", _("Warning")
        SLOW = "slow", _("Slowed down: one comment every so often")
        PREMOD = "premod", _("Every comment is reviewed first")
        READONLY = "readonly", _("Read only: no comments")
        BAN = "ban", _("Ban: takes no part in discussions")

    # The kinds that keep somebody from writing at all.
    SILENCING = frozenset({Kind.READONLY, Kind.BAN})

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="sanctions",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    # Between two comments of somebody who is slowed down.
    minutes = models.PositiveSmallIntegerField(_("minutes between comments"), default=0)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="sanctions")
    reason = models.CharField(_("reason"), max_length=30, choices=Decision.Reason.choices)
    public_text = models.TextField(_("what the person is told"), blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("agreed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("agreed"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("lifted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lift_reason = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects: ClassVar = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        default_permissions = ("view",)
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("given_by")),
                name="sanction_second_key_is_another",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("starts_at")), name="sanction_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(kind="slow") | Q(minutes__gt=0), name="sanction_slow_says_how_slow"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def needs_second_key(self) -> bool:
        """Whether another moderator has to agree: for what silences somebody and has no end."""
        return self.kind in self.SILENCING and self.until is None

    @property
    def comment(self) -> Comment:
        """The comment over which it was given."""
        return self.decision.comment

    def state(self, at: datetime | None = None) -> str:
        """How it stands: "lifted", "waiting" (for the second key), "over" or "in_force"."""
        if self.lifted_at:
            return "lifted"
        if self.needs_second_key and not self.confirmed_at:
            return "waiting"
        return "over" if self.until and self.until <= (at or timezone.now()) else "in_force"
