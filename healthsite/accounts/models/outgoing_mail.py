import logging
from datetime import timedelta
from typing import ClassVar

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_q import tasks

logger = logging.getLogger(__name__)

# Waits between tries: soon at first, since somebody sits in front of a form and waits for a code.
WAITS = [timedelta(seconds=s) for s in (5, 20, 60, 300, 1800, 7200)]
DELIVER = "healthsite.accounts.delivery.deliver"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self) -> "OutgoingMailQuerySet":
        """Those whose next try has come."""
        return self.filter(sent_at=None, given_up_at=None, next_try_at__lte=timezone.now())


class OutgoingMail(models.Model):
    """A mail on its way. Its words are kept until it has left (or we gave up) and then blanked: codes are in them."""

    to = models.EmailField(_("to"))
    sender = models.CharField(_("from"), max_length=320)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(blank=True, editable=False)
    headers = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    given_up_at = models.DateTimeField(_("given up"), null=True, editable=False)

    objects: ClassVar[models.Manager] = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, given_up_at=None),
                name="outgoing_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @classmethod
    def post(cls, message: EmailMessage) -> None:
        """Hand a plain text message to the worker; when there is no queue to put it in, send it from here.

        The row and the task are written with the deed that caused them: if that is rolled back, no mail leaves.
        The task holds the number of the row only, never the words.
        """
        try:
            with transaction.atomic():
                for to in message.to:
                    mail = cls.objects.create(
                        to=to,
                        sender=message.from_email,
                        subject=message.subject[:250],
                        body=message.body,
                        headers=message.extra_headers,
                    )
                    tasks.async_task(DELIVER, mail.pk, group="mail")
        except Exception:
            logger.exception("Mail could not be queued; sending it from the web process")
            message.send()

    def deliver(self) -> bool | None:
        """Try once to send it: True when it has left, False when not, None when it is not due or another's to try.

        A failure sets the time of the next try, or ends the trying after the last of them.
        """
        # Taking the row with one conditional write keeps two workers from sending the same mail twice.
        wait = WAITS[min(self.attempts, len(WAITS) - 1)]
        taken = (
            OutgoingMail.objects.due()
            .filter(pk=self.pk, attempts=self.attempts)
            .update(attempts=models.F("attempts") + 1, next_try_at=timezone.now() + max(wait, timedelta(seconds=30)))
        )
        if not taken:
            return None
        self.attempts += 1
        try:
            EmailMessage(self.subject, self.body, self.sender, [self.to], headers=self.headers).send()
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

    def _finish(self, **moment: object) -> None:
        OutgoingMail.objects.filter(pk=self.pk).update(body="", **moment)
        self.refresh_from_db()
