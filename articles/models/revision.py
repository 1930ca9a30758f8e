from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One save of an article by its author: all that it said then. Written once by `publishing.save_draft`.

    Only its workflow state and its label may change later.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        READY = "ready", _("Ready")

    MUTABLE = frozenset({"state", "label"})

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("text"), blank=True)
    category = models.ForeignKey(
        "articles.Category",
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    contributors = models.ManyToManyField("articles.Contributor", through="articles.Byline", related_name="revisions")
    sources = models.ManyToManyField("articles.Source", through="articles.Citation", related_name="revisions")
    images = models.ManyToManyField("articles.ImageVersion", related_name="revisions", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("what changed"), max_length=200, blank=True)
    label = models.CharField(_("label"), max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    content_hash = models.CharField(max_length=64)
    hash_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="revision_has_title"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not set(kwargs.get("update_fields") or ["everything"]) <= self.MUTABLE:
            raise TypeError("a revision is written once; save another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if self.editions.exists():
            raise models.ProtectedError("a published revision is never deleted", set(self.editions.all()))
        return super().delete(*args, **kwargs)

    def byline(self) -> list[Any]:
        """The contributors in their order. No query when the bylines were fetched with `with_people()`."""
        return [line.contributor for line in self.bylines.all()]


class Byline(models.Model):
    """A contributor's place among the authors of a revision."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey("articles.Contributor", on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.UniqueConstraint(fields=["revision", "contributor"], name="byline_names_a_person_once"),
            models.UniqueConstraint(fields=["revision", "position"], name="byline_position_once"),
        ]

    def __str__(self) -> str:
        return str(self.contributor)
