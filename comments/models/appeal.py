from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import AppealQuerySet
from .comment import Comment
from .decision import Decision
from .sanction import Sanction

APPEAL_LENGTH = 2000
# What the appellant is promised.
ANSWER_WITHIN = timedelta(days=3)


def answer_due() -> datetime:
    """Until when an appeal made now is to be answered."""
    return timezone.now() + ANSWER_WITHIN


class Appeal(models.Model):
    """That somebody asks for a second look: at the removal of their comment, or at a sanction. Written by `appeals`.

    One a decision and person; somebody else than who decided answers it. An appeal against a sanction hangs on the
    decision that the sanction hangs on.
    """

    class State(models.TextChoices):
        """What became of it, in the words that the appellant gets."""

        OPEN = "open", _("Waiting for a second look")
        UPHELD = "upheld", _("You were right: we took the decision back")
        NOT_UPHELD = "not_upheld", _("Looked at again: the decision stands")
        MOOT = "moot", _("Nothing is left to decide")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals")
    sanction = models.ForeignKey(Sanction, null=True, on_delete=models.PROTECT, related_name="appeals")
    appellant = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="appeals"
    )
    text = models.TextField(_("what they say"), max_length=APPEAL_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    due_at = models.DateTimeField(_("answer due"), default=answer_due)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("answered"), null=True)
    answer = models.TextField(_("words to the appellant"), blank=True)
    # The decision that took the one in question back.
    outcome = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    # From when on the appellant may hear of it, and that the worker has made a letter of it.
    announce_at = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision", "appellant"],
                condition=Q(sanction__isnull=True),
                name="appeal_once_a_decision_and_person",
            ),
            models.UniqueConstraint(
                fields=["sanction", "appellant"],
                condition=Q(sanction__isnull=False),
                name="appeal_once_a_sanction_and_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(appellant__isnull=True) | ~Q(decided_by=F("appellant")),
                name="appeal_is_answered_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="appeal_open"),
            models.Index(
                fields=["announce_at"], condition=Q(announce_at__isnull=False, told_at=None), name="appeal_announced"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())

    @property
    def comment(self) -> Comment:
        """The comment that it is about in the end."""
        return self.decision.comment

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_overdue(self, at: datetime | None = None) -> bool:
        """Whether the promise was broken."""
        return self.is_open and self.due_at <= (at or timezone.now())

    def is_told(self, at: datetime | None = None) -> bool:
        """Whether the appellant may know the answer: the moment for second thoughts is over."""
        if self.is_open:
            return False
        return self.announce_at is None or self.announce_at <= (at or timezone.now())
