from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Somebody whose copy is as fresh as this is writing now.
PRESENT = timedelta(minutes=2)


class WorkingCopyQuerySet(models.QuerySet):
    """Working copies that are ..."""

    def of(self, user: object, article: object) -> "WorkingCopyQuerySet":
        """… what `user` typed for `article` (None for articles that are not saved yet), the newest first."""
        return self.filter(user=user, article=article).order_by("-saved_at", "-pk")

    def present(self) -> "WorkingCopyQuerySet":
        """… being written at this moment."""
        return self.filter(saved_at__gte=timezone.now() - PRESENT)


class WorkingCopy(models.Model):
    """What somebody typed into the form of an article and has not saved: never a revision, and theirs alone.

    Each opened form has one of its own, so that a second tab takes nothing from the first. Written by `working_copies`.
    """

    key = models.CharField(max_length=40, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="working_copies")
    article = models.ForeignKey("articles.Article", null=True, on_delete=models.CASCADE, related_name="working_copies")
    # What the form sends, by the names of its fields; lists for fields with several values.
    fields = models.JSONField(default=dict)
    base_revision = models.PositiveIntegerField(null=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["user", "article", "-saved_at"], name="working_copy_newest")]

    def __str__(self) -> str:
        return f"{self.fields.get('title', '')} ({self.saved_at:%Y-%m-%d %H:%M})"
