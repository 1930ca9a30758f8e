"""What the background worker does with sign-ups that nobody finished."""

from datetime import timedelta

from .models import User

KEEP = timedelta(days=1)  # somebody may find the mail in the evening; logging in then sends a fresh code


def forget_abandoned_sign_ups() -> None:
    """Delete the accounts whose address nobody proved within a day: they hold an address that may not be theirs."""
    for person in User.objects.never_verified(KEEP)[:1000]:
        person.forget_sign_up()
