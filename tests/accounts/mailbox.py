"""What arrived in the test's mailbox."""

import re

from django.core import mail


def newest_code() -> str:
    """The code in the newest mail."""
    return re.search(r"^ {4}([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]
