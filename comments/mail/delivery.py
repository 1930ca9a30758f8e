"""What the background worker does for the discussion's mail, once a minute."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from django.utils import timezone

from ..models import Announcement, GuestAnswer, Letter, Report
from .notifications import fan_out, tell_appeal, untold, untold_appeals

# A dead mail server answers slowly: the next run goes on where this one stopped.
SECONDS_A_RUN = 60
LETTERS_A_RUN = 500
# To answer "was it sent?", and so that nobody hears twice of the same. There are no words in the rows.
KEEP = timedelta(days=90)


def deliver_due() -> None:
    """Make letters of what happened, send those whose time has come, and forget what is old."""
    stop = monotonic() + SECONDS_A_RUN
    for decision in untold()[:LETTERS_A_RUN]:
        fan_out(decision)
    for appeal in untold_appeals().select_related("decision")[:LETTERS_A_RUN]:
        tell_appeal(appeal)
    letters = Letter.objects.due().select_related("person").order_by("next_try_at")[:LETTERS_A_RUN]
    answers = GuestAnswer.objects.due().select_related("report").order_by("next_try_at")[:LETTERS_A_RUN]
    for mail in [*letters, *answers]:
        if monotonic() > stop:
            break
        mail.deliver()
    old = timezone.now() - KEEP
    Letter.objects.filter(created_at__lt=old).exclude(sent_at=None).delete()
    over = GuestAnswer.objects.filter(created_at__lt=old)
    Report.objects.filter(guest_answer__in=over).update(email="")
    over.delete()
    Announcement.objects.filter(told_at__lt=old).delete()
