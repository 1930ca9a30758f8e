"""Closing an account, and taking one's data along: where what the apps know of a person is put together."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import CategoryRole, Contributor
from comments import leaving as discussion
from healthsite.accounts import leaving as identity
from healthsite.accounts.models import Closing, OutgoingMail, User


class CannotClose(Exception):
    """This account is not closed by a button; the message says what to do first."""


def export(person: User) -> dict[str, Any]:
    """Everything the site keeps about `person`, each app's part under its name."""
    return {
        "site": settings.SITE_URL,
        "written": timezone.now(),
        "account": identity.export(person),
        "discussion": discussion.export(person),
    }


def check_may_close(person: User) -> None:
    """Raise CannotClose for staff: articles and decisions hang on their rights, which somebody has to take over."""
    if person.is_staff or person.is_superuser or CategoryRole.objects.filter(user=person).exists():
        raise CannotClose(
            _("You work on this site. Ask a colleague to take away your staff access first; then you can close it.")
        )


def ask_to_close(person: User, *, keep_words: bool) -> Closing:
    """Note that `person` wants to go, and tell them by mail how to stay. Raises CannotClose."""
    check_may_close(person)
    with transaction.atomic():
        Closing.objects.filter(person=person).delete()
        closing = Closing.objects.create(person=person, keep_words=keep_words)
        with timezone.override(person.zone or timezone.get_default_timezone()):
            body = render_to_string(
                "accounts/email/closing_message.txt",
                {"person": person, "closing": closing, "site_url": settings.SITE_URL, "site_name": settings.SITE_NAME},
            )
        subject = _("Your account on %(site)s will be closed") % {"site": settings.SITE_NAME}
        OutgoingMail.post(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email]))
    return closing


def stay(person: User) -> None:
    """Forget that `person` wanted to go."""
    Closing.objects.filter(person=person).delete()


def close_due() -> None:
    """What the worker does: close the accounts whose days to think are over."""
    for closing in Closing.objects.due().select_related("person"):
        close(closing)


def close(closing: Closing) -> None:
    """Close the account now. What was interrupted is begun again by the next run and ends the same."""
    person = closing.person
    try:
        check_may_close(person)
    except CannotClose:
        closing.delete()  # somebody joined the staff in the meantime
        return
    identity.lock_out(person)
    discussion.leave(person, keep_words=closing.keep_words)
    with transaction.atomic():
        Contributor.objects.filter(user=person).update(user=None)
        identity.forget(person)
        closing.delete()
