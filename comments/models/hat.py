from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Registers renew once a year; so does what this site says of them.
VALID_FOR = timedelta(days=365)


class HatQuerySet(models.QuerySet):
    """Hats that are ..."""

    def valid(self, on: date | None = None) -> "HatQuerySet":
        """… checked by two people, not taken back and not lapsed: they may be worn and are shown."""
        on = on or timezone.localdate()
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True, expires_on__gte=on)

    def asked(self) -> "HatQuerySet":
        """… waiting for somebody to check them, the oldest first."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True).order_by("asked_at", "pk")


class Hat(models.Model):
    """A profession of somebody that two members of staff have checked, to be worn on a comment. Lapses by itself.

    Written by the deeds in `hats` alone. One that was refused or taken back stays, with the reason for its bearer.
    """

    class News(models.TextChoices):
        """What its bearer has not been told yet."""

        NOTHING = "", ""
        VALID = "valid", gettext_lazy("It was checked and can be worn.")
        REFUSED = "refused", gettext_lazy("It could not be confirmed.")
        REVOKED = "revoked", gettext_lazy("It was taken back.")
        LAPSING = "lapsing", gettext_lazy("It will lapse soon.")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hats")
    role = models.CharField(gettext_lazy("Profession"), max_length=80)
    register = models.CharField(gettext_lazy("Register"), max_length=120)
    number = models.CharField(gettext_lazy("Number in the register"), max_length=60)
    evidence = models.TextField(gettext_lazy("Where this can be checked"), max_length=600, blank=True)
    asked_at = models.DateTimeField(gettext_lazy("asked"), default=timezone.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(gettext_lazy("checked"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(gettext_lazy("confirmed"), null=True)
    expires_on = models.DateField(gettext_lazy("valid until"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(gettext_lazy("refused or taken back"), null=True)
    end_reason = models.CharField(gettext_lazy("why"), max_length=300, blank=True)
    news = models.CharField(max_length=10, choices=News.choices, blank=True, default=News.NOTHING, editable=False)
    reminded = models.BooleanField(default=False, editable=False)

    objects: ClassVar = HatQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = gettext_lazy("checked profession")
        verbose_name_plural = gettext_lazy("checked professions")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(expires_on__isnull=False), name="hat_confirmed_expires"
            ),
        ]

    def __str__(self) -> str:
        return self.role

    @property
    def is_valid(self) -> bool:
        """The same rule as `HatQuerySet.valid`, for today."""
        return self.confirmed_at is not None and self.ended_at is None and self.expires_on >= timezone.localdate()

    def state(self) -> str:
        """ "asked", "seen_once", "valid", "lapsed", "refused" or "revoked"."""
        if self.ended_at:
            return "revoked" if self.confirmed_at else "refused"
        if self.confirmed_at:
            return "valid" if self.is_valid else "lapsed"
        return "seen_once" if self.checked_at else "asked"

    def badge(self) -> str:
        """What stands beside the name of its bearer: "Registered nurse – checked by this site, March 2026"."""
        month = date_format(timezone.localtime(self.confirmed_at), "YEAR_MONTH_FORMAT")
        values: dict[str, Any] = {"role": self.role, "month": month}
        return _("%(role)s – checked by this site, %(month)s") % values
