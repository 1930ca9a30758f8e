"""What the background worker does for the discussion's mail, once a minute."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from django.utils import timezone

from .models import Announcement, Letter
from .notifications import fan_out

# A dead mail server answers slowly: the next run goes on where this one stopped.
SECONDS_A_RUN = 60
LETTERS_A_RUN = 500
# To answer "was it sent?", and so that nobody hears twice of the same. There are no words in the rows.
KEEP = timedelta(days=90)


def deliver_due() -> None:
    """Make letters of what was announced, send those whose time has come, and forget what is old."""
    stop = monotonic() + SECONDS_A_RUN
    for announcement in Announcement.objects.filter(due_at__lte=timezone.now()).order_by("due_at")[:LETTERS_A_RUN]:
        fan_out(announcement)
    for letter in Letter.objects.due().select_related("person").order_by("next_try_at")[:LETTERS_A_RUN]:
        if monotonic() > stop:
            break
        letter.deliver()
    Letter.objects.filter(created_at__lt=timezone.now() - KEEP).exclude(sent_at=None).delete()
