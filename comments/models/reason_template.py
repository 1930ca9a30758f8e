from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .decision import Decision


class ReasonTemplate(models.Model):
    """The words to a writer whose comment is removed for a reason, to start from. The moderators keep them."""

    reason = models.CharField(_("reason"), max_length=30, choices=Decision.Reason.choices)
    language = models.CharField(
        _("language"), max_length=12, default=settings.LANGUAGE_CODE, help_text=_("Of the article: en, de, zh …")
    )
    text = models.TextField(
        _("words to the writer"),
        max_length=2000,
        help_text=_("Say what may stand instead. Moderators can change it for each comment."),
    )

    rule = models.CharField(
        _("line of the community rules"),
        max_length=300,
        blank=True,
        help_text=_("Word for word as it stands there; the letter quotes it. Left empty, a general one is quoted."),
    )

    class Meta:
        ordering = ["reason", "language", "pk"]
        verbose_name = _("reply to a writer")
        verbose_name_plural = _("replies to writers")
        constraints = [
            models.UniqueConstraint(fields=["reason", "language"], name="reason_template_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.language})"
