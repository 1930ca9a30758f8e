from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteSettings(models.Model):
    """What the operator says about the site, in one row. What is left empty falls back to the environment."""

    ONLY = 1

    name = models.CharField(_("name of the site"), max_length=80, blank=True)
    tagline = models.CharField(_("one line about the site"), max_length=160, blank=True)
    contact_email = models.EmailField(_("address for readers"), blank=True)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def __str__(self) -> str:
        return str(self.name or settings.SITE_NAME)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "SiteSettings":
        """The settings in force, with the name always filled in. One query."""
        row = cls.objects.filter(pk=cls.ONLY).first() or cls(pk=cls.ONLY)
        row.name = row.name or settings.SITE_NAME
        return row


class HelpLine(models.Model):
    """A number to call in need. The editors keep it; articles and pages show it by reference."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        CRISIS = "crisis", _("In a crisis, someone to talk to")
        ADVICE = "advice", _("Advice, not urgent")

    site = models.ForeignKey(
        SiteSettings, on_delete=models.CASCADE, related_name="help_lines", default=SiteSettings.ONLY
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    region = models.CharField(_("region"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("number"), max_length=40, blank=True)
    url = models.URLField(_("web address"), blank=True)
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=160, blank=True)
    last_checked = models.DateField(_("last checked"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")

    def __str__(self) -> str:
        return f"{self.name} {self.phone}".strip()
