"""What the discussion's letters come to, when the time for second thoughts is over."""

from datetime import timedelta

from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import F

from comments.mail.delivery import deliver_due
from comments.models import Decision, Letter


def let_time_pass(**span: int) -> None:
    """Everything that happened, happened longer ago; ten seconds and a bit unless said otherwise."""
    ago = timedelta(**(span or {"seconds": 11}))
    Decision._base_manager.filter(announce_at__isnull=False).update(announce_at=F("announce_at") - ago)
    Letter.objects.filter(sent_at=None).update(next_try_at=F("next_try_at") - ago)


def mail_that_leaves(**span: int) -> list[EmailMessage]:
    """The mails that leave in the worker's next run, after a pause."""
    let_time_pass(**span)
    before = len(mail.outbox)
    deliver_due()
    return mail.outbox[before:]


def to(messages: list[EmailMessage]) -> list[str]:
    """Whom they go to, in alphabetical order."""
    return sorted(address for message in messages for address in message.to)
