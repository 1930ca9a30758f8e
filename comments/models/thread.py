from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, SiteSettings

from .. import duty


class Mode(models.TextChoices):
    """How comments come before readers. The nearest level that says something decides: article, category, site."""

    HOLD = "hold", _("Review first, then publish")
    PUBLISH = "publish", _("Publish first, review later")
    CLOSED = "closed", _("Closed: no new comments")


class Thread(models.Model):
    """The discussion below one article: how it is led, and the number of its last comment.

    Made with the first comment, or earlier to set a mode.
    """

    article = models.OneToOneField(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, related_name="thread"
    )
    mode = models.CharField(
        _("mode"),
        max_length=10,
        choices=[("", _("As the category or the site says")), *Mode.choices],
        blank=True,
        default="",
    )
    closed_at = models.DateTimeField(
        _("closed from"), null=True, blank=True, help_text=_("From then on nobody can add a comment.")
    )
    close_reason = models.CharField(_("why it is closed, for readers"), max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    last_sequence = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("discussion of an article")
        verbose_name_plural = _("discussions of articles")

    def __str__(self) -> str:
        return str(self.article)

    def close(self, *, by: Any, reason: str, at: datetime | None = None) -> None:
        """Let nobody add a comment from now on; readers get the reason."""
        self.closed_at, self.close_reason, self.closed_by = at or timezone.now(), reason, by
        self._save_closing()

    def reopen(self) -> None:
        """Take the closing back."""
        self.closed_at, self.close_reason, self.closed_by = None, "", None
        self._save_closing()

    def _save_closing(self) -> None:
        # The pages that are kept show the box, or the reason in its place.
        with transaction.atomic():
            Article.objects.filter(pk=self.article_id).update(page_version=F("page_version") + 1)
            self.save(update_fields=["closed_at", "close_reason", "closed_by"])


class CategoryPolicy(models.Model):
    """How the discussions of a branch of the categories are led, unless an article or a nearer category differs."""

    category = models.OneToOneField(
        "articles.Category",
        verbose_name=_("category"),
        on_delete=models.CASCADE,
        related_name="discussion_policy",
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.HOLD)
    close_after_days = models.PositiveIntegerField(
        _("close after days"),
        null=True,
        blank=True,
        help_text=_("From the article’s first publication. Empty: as a wider category or the site says; 0: never."),
    )
    hold_off_duty = models.BooleanField(
        _("review first while nobody is on duty"),
        default=False,
        help_text=_("Where comments appear at once: outside the site’s duty hours they wait."),
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Mail about comments in this branch names neither the article nor what was written."),
    )

    class Meta:
        verbose_name = _("discussion policy of a category")
        verbose_name_plural = _("discussion policies of categories")

    def __str__(self) -> str:
        return f"{self.category}: {self.get_mode_display()}"


class DiscussionSettings(models.Model):
    """How discussions are led where neither the article nor a category says otherwise."""

    site = models.OneToOneField(
        SiteSettings, on_delete=models.CASCADE, primary_key=True, related_name="discussion", editable=False
    )
    mode = models.CharField(_("comments"), max_length=10, choices=Mode.choices, default=Mode.HOLD)
    first_held = models.PositiveSmallIntegerField(
        _("first comments to review"),
        default=3,
        help_text=_("So many comments of a new reader are reviewed first, also where others appear at once."),
    )
    close_after_days = models.PositiveIntegerField(
        _("close after days"),
        null=True,
        blank=True,
        help_text=_("From the article’s first publication. Empty or 0: discussions stay open."),
    )
    # The budget of one in a hundred that the checks themselves are held to; see tests/comments/golden.
    false_hold_limit = models.DecimalField(
        _("honest comments that a rule may stop, in per cent"),
        max_digits=4,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_(
            "A change of the rules that would have stopped a larger share of what people approved has to be confirmed. "
            "One in a hundred is what honest writers can be asked to bear: where few comments are harmful, at five in "
            "a hundred nearly all that is stopped would be honest."
        ),
    )
    close_under_review = models.BooleanField(
        _("close while an article is being reviewed"),
        default=False,
        help_text=_("The discussion opens again by itself when the review is over."),
    )
    duty_hours = models.TextField(
        _("duty hours"),
        max_length=600,
        blank=True,
        validators=[duty.validate],
        help_text=_(
            "When moderators read comments, a line for each: “Mon-Fri 08:00-20:00”, “Sat 22:00-02:00”, in the site’s "
            "time zone. At other times the comment form says so. Empty: nothing is said."
        ),
    )
    form_note = models.CharField(
        _("line above the comment box"),
        max_length=300,
        blank=True,
        help_text=_("For example when comments are usually reviewed."),
    )

    class Meta:
        verbose_name = _("discussion settings")
        verbose_name_plural = _("discussion settings")

    def __str__(self) -> str:
        return str(self.get_mode_display())

    @classmethod
    def current(cls) -> "DiscussionSettings":
        """The settings in force. One query."""
        return cls.objects.filter(pk=SiteSettings.ONLY).first() or cls(site_id=SiteSettings.ONLY)
