"""What a reader does not want to see. It folds on their own pages and changes nothing for anybody else."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class IgnoredPerson(models.Model):
    """That somebody does not want to read another reader's comments."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ignores")
    ignored = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "ignored"], name="ignored_once"),
            models.CheckConstraint(condition=~Q(person=F("ignored")), name="nobody_ignores_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.ignored_id}"


class MutedThread(models.Model):
    """That somebody does not want to read on below a comment that starts a thread, nor to hear of it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_threads")
    root = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "root"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.root_id}"
