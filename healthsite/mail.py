"""Mail on one's own machine: printed for the eye, and kept as files."""

import sys

from django.core.mail.backends.filebased import EmailBackend
from django.core.mail.message import EmailMessage


class PrintingBackend(EmailBackend):
    """Writes each letter to a file in EMAIL_FILE_PATH and prints it, so that a code can be read where the site runs."""

    def write_message(self, message: EmailMessage) -> None:
        super().write_message(message)
        to = ", ".join(message.recipients())
        sys.stdout.write(f"\n┌ Mail to {to}: {message.subject}\n")
        sys.stdout.writelines(f"│ {line}\n" for line in message.body.splitlines())
        sys.stdout.write("└\n")
        sys.stdout.flush()
