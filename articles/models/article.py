from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ArticleQuerySet
from .category import Category


class Article(models.Model):
    """An address at which editions are published. What it says stands in its revisions and editions."""

    class State(models.TextChoices):
        """What a writer wants to know at a glance; always computed from the editions, never stored."""

        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        LIVE = "live", _("Live")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    slug = models.SlugField(_("slug"), max_length=120, unique=True, help_text=_("The last part of the address."))
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    translation_of = models.ForeignKey(
        "self",
        verbose_name=_("translation of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translations",
    )
    latest = models.ForeignKey(
        "articles.Revision", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="articles"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Comments writes this one downwards: the published comments, as the page prints them.
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    # Goes up with whatever changes the page, so that a kept copy can tell that it is old.
    page_version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [
            ("publish_own_article", _("Can publish articles of their own")),
            ("edit_every_article", _("Can edit every article")),
            ("publish_every_article", _("Can publish every article")),
        ]

    def __str__(self) -> str:
        return self.latest.title if self.latest else self.slug

    def get_absolute_url(self) -> str:
        return reverse("articles:detail", args=[self.slug])

    def filed_under(self, at: datetime | None = None) -> Category | None:
        """Where readers find the article; for one that is not live, where its author means to put it. One query."""
        edition = self.editions.live(at).select_related("category").first()
        if edition:
            return edition.category
        return self.latest.category if self.latest else None

    def state(self, at: datetime | None = None) -> State:
        """What becomes of it for readers, now (or at `at`); the querysets say the same. One query."""
        at = at or timezone.now()
        periods = list(self.editions.values_list("live_from", "live_until"))
        if any(start <= at and (end is None or at < end) for start, end in periods):
            return self.State.LIVE
        if any(start > at for start, end in periods):
            return self.State.SCHEDULED
        return self.State.WITHDRAWN if periods else self.State.DRAFT


class ArticleAddress(models.Model):
    """An address that an article had before. It points at the article, not at an address: no chains, no loops."""

    slug = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="old_addresses")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("old address of an article")
        verbose_name_plural = _("old addresses of articles")

    def __str__(self) -> str:
        return self.slug
