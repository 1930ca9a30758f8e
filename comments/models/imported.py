from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportedComment(models.Model):
    """Where a comment came from, so that it comes in once however often its file is imported."""

    # The system, and the site where a system counts its comments for every site anew.
    source = models.CharField(_("came from"), max_length=200)
    external_id = models.CharField(_("number there"), max_length=100)
    comment = models.OneToOneField("comments.Comment", on_delete=models.CASCADE, related_name="import_record")
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("imported comment")
        verbose_name_plural = _("imported comments")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="imported_comment_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"
