"""What accounts know of a person: given to them on request, and taken away when they leave."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from .models import OutgoingMail, User


def export(person: User) -> dict[str, Any]:
    """Everything that accounts keep about `person`, ready to be written as JSON; no secrets among it."""
    return {
        "identity": {
            "e-mail address": person.email,
            "display name": person.display_name,
            "time zone": person.time_zone,
            "joined": person.date_joined,
            "last login": person.last_login,
            "staff": person.is_staff,
        },
        "e-mail addresses": [
            {"address": row.email, "verified": row.verified} for row in EmailAddress.objects.filter(user=person)
        ],
        "consents": [
            {"document": row.document, "version": row.version, "given": row.given_at} for row in person.consents.all()
        ],
        "sessions": [
            {"since": row.created_at, "last seen": row.last_seen_at, "IP address": row.ip, "browser": row.user_agent}
            for row in UserSession.objects.filter(user=person)
        ],
        "passkeys and second factors": [
            {"type": row.type, "added": row.created_at, "last used": row.last_used_at}
            for row in Authenticator.objects.filter(user=person)
        ],
        "mail that we sent": [
            {"subject": row.subject, "written": row.created_at, "sent": row.sent_at}
            for row in OutgoingMail.objects.filter(to__iexact=person.email)
        ],
    }


def lock_out(person: User) -> None:
    """Nobody is logged in as `person` any more, and nobody can be."""
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        person.sign_out_everywhere()
        for session in UserSession.objects.filter(user=person):
            session.end()


def forget(person: User) -> None:
    """Leave nothing by which `person` could be known: the row stays, for what points at it, and says nobody's name."""
    with transaction.atomic():
        OutgoingMail.objects.filter(to__iexact=person.email).delete()
        EmailAddress.objects.filter(user=person).delete()
        Authenticator.objects.filter(user=person).delete()
        person.consents.all().delete()
        person.email = f"closed-{person.pk}@closed.invalid"
        person.display_name = f"Closed account {person.pk}"
        person.time_zone = ""
        person.last_login = None
        person.set_unusable_password()
        person.save()
