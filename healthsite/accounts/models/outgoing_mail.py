import logging
from typing import ClassVar

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django_q import tasks

from healthsite.outbox.delivery import Delivery

logger = logging.getLogger(__name__)

DELIVER = "healthsite.accounts.delivery.deliver"


class OutgoingMail(Delivery):
    """A mail on its way. Its words are kept until it has left (or we gave up) and then blanked: codes are in them."""

    to = models.EmailField(_("to"))
    sender = models.CharField(_("from"), max_length=320)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(blank=True, editable=False)
    headers = models.JSONField(default=dict, editable=False)

    BLANKED: ClassVar = {"body": ""}

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

    def compose(self) -> EmailMessage:
        return EmailMessage(self.subject, self.body, self.sender, [self.to], headers=self.headers)
