from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportRecord(models.Model):
    """That an article came from a file: by which the next import knows it again, and whether the file has changed."""

    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="import_record")
    # A hash of the slug that the file states, or of its title and its category (its name when it has none).
    key = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=255)
    # Authors and time in the file; with the file's name they tell an article whose title has changed.
    byline = models.CharField(max_length=400, blank=True)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("When the file says it was published."))
    imported_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("imported article")
        verbose_name_plural = _("imported articles")
        indexes = [models.Index(fields=["file_name", "byline"], name="import_record_by_file")]

    def __str__(self) -> str:
        return self.file_name
