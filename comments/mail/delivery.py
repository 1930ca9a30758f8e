"""What the background worker does for the discussion's mail, once a minute."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from django.utils import timezone

from ..models import Announcement, Letter
from .notifications import fan_out, untold

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
    for letter in Letter.objects.due().select_related("person").order_by("next_try_at")[:LETTERS_A_RUN]:
        if monotonic() > stop:
            break
        letter.deliver()
    old = timezone.now() - KEEP
    Letter.objects.filter(created_at__lt=old).exclude(sent_at=None).delete()
    Announcement.objects.filter(told_at__lt=old).delete()
