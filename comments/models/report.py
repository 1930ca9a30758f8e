import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ReportQuerySet

NOTE_LENGTH = 1000


class Report(models.Model):
    """That somebody says a comment should not stand, and what became of it. About the words as they were then.

    A report by somebody without an account has no reporter; it may have an address for the answer.
    """

    class Reason(models.TextChoices):
        """What is wrong, as readers say it. The codes are those of `Decision.Reason` where both have one."""

        AT_RISK = "at_risk", _("Someone may be at risk")
        DANGEROUS_ADVICE = "dangerous_advice", _("Dangerous advice about treatment or doses")
        SELLING = "selling", _("Selling medicines, or telling where to get them")
        MISLEADING = "misleading", _("A false or misleading health claim")
        PERSONAL_INFORMATION = "personal_information", _("Personal information about somebody")
        IMPERSONATION = "impersonation", _("Somebody pretends to be a professional")
        SPAM = "spam", _("Advertising")
        ABUSE = "abuse", _("Hurtful to others")
        ILLEGAL = "illegal", _("Against the law")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Waiting to be looked at")
        UPHELD = "upheld", _("The comment was removed")
        NOT_UPHELD = "not_upheld", _("Looked at: the comment stays")
        # Its author changed or withdrew it before anybody decided: nobody judged the words that were reported.
        MOOT = "moot", _("The comment was changed or withdrawn before it was decided")

    comment = models.ForeignKey("comments.Comment", on_delete=models.PROTECT, related_name="reports")
    version = models.ForeignKey("comments.CommentVersion", on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports")
    reason = models.CharField(_("reason"), max_length=30, choices=Reason.choices)
    note = models.TextField(_("note"), blank=True)
    # For somebody without an account who wants to hear what became of it.
    email = models.EmailField(_("e-mail address"), blank=True)
    # Of the words that were reported: proof of what they were, without keeping them once more.
    snapshot_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reporter", "comment", "version", "reason"],
                condition=Q(reporter__isnull=False),
                name="report_once_a_person_version_and_reason",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["comment"], condition=Q(state="open"), name="report_open")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.get_state_display()})"


def hash_of(words: str) -> str:
    """The proof of what a comment said when it was reported."""
    return hashlib.sha256(words.encode()).hexdigest()
