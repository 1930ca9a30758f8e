"""Trying to send a mail until it has left. Every row that becomes a mail inherits this; what it says is its own."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# Waits between tries: soon at first, since somebody may sit in front of a form and wait for a code.
WAITS = [timedelta(seconds=s) for s in (5, 20, 60, 300, 1800, 7200)]
# While one worker tries, no other one takes the same mail.
HOLD = timedelta(seconds=30)


class DeliveryQuerySet(models.QuerySet):
    """Mails that are ..."""

    def due(self) -> DeliveryQuerySet:
        """… to be tried now."""
        return self.filter(sent_at=None, given_up_at=None, next_try_at__lte=timezone.now())


class Delivery(models.Model):
    """One mail to one person, with its tries. What inherits this says in `compose` what the mail is."""

    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    given_up_at = models.DateTimeField(_("given up"), null=True, editable=False)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    # Columns that are emptied when the trying is over, for rows that hold words.
    BLANKED: ClassVar[dict[str, Any]] = {}

    class Meta:
        abstract = True

    def compose(self) -> EmailMessage | None:
        """The mail as it leaves now; None when it is not to leave any more."""
        raise NotImplementedError

    def deliver(self) -> bool | None:
        """Try once to send it: True when it has left, False when not, None when it is not due, another's to try, or
        not to leave any more (then the row is gone).

        A failure sets the time of the next try, or ends the trying after the last of them.
        """
        # Taking the row with one conditional write keeps two workers from sending the same mail twice.
        wait = WAITS[min(self.attempts, len(WAITS) - 1)]
        rows = type(self).objects
        taken = (
            rows.due()
            .filter(pk=self.pk, attempts=self.attempts)
            .update(attempts=F("attempts") + 1, next_try_at=timezone.now() + max(wait, HOLD))
        )
        if not taken:
            return None
        self.attempts += 1
        try:
            message = self.compose()
            if message is None:
                rows.filter(pk=self.pk).delete()
                return None
            message.send()
        except Exception as problem:
            # The class of the error only: some servers repeat what they were sent.
            logger.warning("Mail %s could not be sent (try %s): %s", self.pk, self.attempts, type(problem).__name__)
            if self.attempts > len(WAITS):
                self._finish(given_up_at=timezone.now())
            else:
                self.next_try_at = timezone.now() + wait
                self.save(update_fields=["next_try_at"])
            return False
        self._finish(sent_at=timezone.now())
        return True

    def try_again(self) -> None:
        """Begin anew with a mail that was given up."""
        type(self).objects.filter(pk=self.pk, sent_at=None).exclude(given_up_at=None).update(
            given_up_at=None, attempts=0, next_try_at=timezone.now()
        )

    def _finish(self, **moment: object) -> None:
        type(self).objects.filter(pk=self.pk).update(**self.BLANKED, **moment)
        self.refresh_from_db()
