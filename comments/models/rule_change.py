from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import WrittenOnceQuerySet
from .list_entry import ListEntry

FIRST_HELD = "first_held"


class RuleChange(models.Model):
    """That a list, or the number of first comments that are reviewed, was changed: by whom, how, and what its trial on
    earlier decisions had shown. Only ever added, by `moderators.rules`; taking one back is another change.

    `number` counts them without a gap, so that of two changes that were tried on the same state one is refused.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(
        _("list"), max_length=20, choices=[*ListEntry.Kind.choices, (FIRST_HELD, _("First comments"))]
    )
    # Each value with its note.
    added = models.JSONField(_("added"), default=dict)
    removed = models.JSONField(_("removed"), default=dict)
    number_before = models.PositiveSmallIntegerField(_("number before"), null=True)
    number_after = models.PositiveSmallIntegerField(_("number after"), null=True)
    trial = models.JSONField(_("what the trial showed"), default=dict)
    confirmed = models.BooleanField(_("saved although it would have stopped many honest comments"), default=False)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(_("when"), default=timezone.now)

    objects: ClassVar = WrittenOnceQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("change of the rules")
        verbose_name_plural = _("changes of the rules")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a change is written once; make another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a change is never deleted; take it back by another")
