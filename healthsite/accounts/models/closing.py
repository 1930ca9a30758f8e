from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Days in which somebody can change their mind by logging in.
COOLING_OFF = timedelta(days=7)


def when_it_closes() -> datetime:
    """When an account whose closing is asked for now is closed."""
    return timezone.now() + COOLING_OFF


class ClosingQuerySet(models.QuerySet["Closing"]):
    def due(self) -> "ClosingQuerySet":
        """Those whose days to think are over."""
        return self.filter(due_at__lte=timezone.now())


class Closing(models.Model):
    """That somebody asked to close their account, and what is to become of what they wrote."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="closing"
    )
    keep_words = models.BooleanField(_("words stay without the name"), default=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("closes"), default=when_it_closes, db_index=True)

    objects: ClassVar = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of an account")
        verbose_name_plural = _("closings of accounts")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.person_id}, {self.due_at:%Y-%m-%d}"
