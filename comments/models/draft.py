import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A day: long enough to look for a mail with a code, short enough that health words don't lie about.
LIFETIME = timedelta(hours=24)


def new_draft_id() -> str:
    """The secret that the session keeps; whoever has it has the draft."""
    return secrets.token_urlsafe(24)


def expiry() -> datetime:
    """When a draft written now is forgotten."""
    return timezone.now() + LIFETIME


class Draft(models.Model):
    """The words of somebody whose log-in ended while they typed, kept until they are back. See `drafts`."""

    public_id = models.CharField(max_length=40, unique=True, default=new_draft_id, editable=False)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("comments.Comment", null=True, on_delete=models.CASCADE, related_name="+")
    # The removed comment of the writer's own whose words these were, if they are to be written anew.
    resubmits = models.ForeignKey("comments.Comment", null=True, on_delete=models.SET_NULL, related_name="+")
    # For whom the form was made; null when that is not known.
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    idempotency_key = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=expiry, db_index=True)

    class Meta:
        verbose_name = _("unsent comment")
        verbose_name_plural = _("unsent comments")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.article_id}, {self.created_at:%Y-%m-%d %H:%M}"

    def is_for(self, user: Any) -> bool:
        """Whether `user` may read these words: their writer alone; where no writer is known, whoever logs in there."""
        return user.is_authenticated and self.writer_id in {None, user.pk}
