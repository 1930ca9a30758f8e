"""What the background worker does with outgoing mail."""

from datetime import timedelta

from django.utils import timezone
from django_q import tasks
from django_q.models import Schedule

from .models import OutgoingMail
from .models.outgoing_mail import DELIVER

KEEP = timedelta(days=30)  # to answer "was it sent?"; the words are gone as soon as it was


def deliver(pk: int) -> None:
    """Send one mail; when it does not leave, ask for another try at its next time."""
    mail = OutgoingMail.objects.filter(pk=pk).first()
    if mail is not None and mail.deliver() is False and mail.given_up_at is None:
        tasks.schedule(DELIVER, pk, schedule_type=Schedule.ONCE, next_run=mail.next_try_at)


def deliver_due() -> None:
    """The safety net, run by a schedule: mails whose task was lost, and rows that are old enough to go."""
    for pk in OutgoingMail.objects.due().values_list("pk", flat=True)[:200]:
        deliver(pk)
    OutgoingMail.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
