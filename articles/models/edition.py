from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import EditionQuerySet


class Edition(models.Model):
    """A publication: a revision and the period in which readers see it, with its page body and card kept ready.

    Editions of one article never overlap. Written by the deeds in `publishing`, and by nothing else.
    """

    class Level(models.TextChoices):
        FIRST = "first", _("First publication")
        TYPO = "typo", _("Typing error")
        CLARIFICATION = "clarification", _("Clarification")
        NEW_EVIDENCE = "new_evidence", _("New evidence")
        CORRECTION = "correction", _("Correction")

    # The levels at which a reader who came before should look again; only they move the modified date.
    SUBSTANTIVE = frozenset({Level.FIRST, Level.NEW_EVIDENCE, Level.CORRECTION})

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="editions")
    level = models.CharField(_("kind of change"), max_length=16, choices=Level.choices)
    note = models.CharField(_("what changed, for readers"), max_length=200, blank=True)
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # The page and the card, made once when published.
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    category = models.ForeignKey("articles.Category", on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=12)
    body_html = models.TextField()
    word_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(help_text=_("When the article was first published."))
    modified_at = models.DateTimeField(help_text=_("When its substance last changed."))

    objects: ClassVar = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["article"], condition=Q(live_until__isnull=True), name="edition_open_once"),
            models.UniqueConstraint(fields=["article", "live_from"], name="edition_starts_once"),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gt=F("live_from")),
                name="edition_period_has_length",
            ),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="edition_newest_first"),
            models.Index("category", F("published_at").desc(), F("id").desc(), name="edition_newest_in_category"),
            models.Index("article", "live_from", name="edition_of_article_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return self.article.get_absolute_url()

    def is_live(self, at: datetime | None = None) -> bool:
        """Whether readers see this edition now (or at `at`). The same rule as `EditionQuerySet.live`."""
        at = at or timezone.now()
        return self.live_from <= at and (self.live_until is None or at < self.live_until)

    def byline(self) -> list[Any]:
        """The contributors in their order. No query when fetched with `with_people()`."""
        return self.revision.byline()


class Withdrawal(models.Model):
    """That an article was taken down: when, by whom, why, and where readers may go instead."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="withdrawals")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="withdrawals")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason, for readers"), max_length=600)
    alternatives = models.ManyToManyField("articles.Article", blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_reason")]

    def __str__(self) -> str:
        return str(self.reason)
