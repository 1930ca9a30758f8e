from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Helpful(models.Model):
    """That a comment helped somebody. Nobody sees who; `Comment.helpful_count` is the number of these rows."""

    # Null when the account is gone: it helped them all the same, and the count stays the number of rows.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="helpful_marks")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "comment"], name="helpful_once_a_person_and_comment")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}, {self.person_id}"
