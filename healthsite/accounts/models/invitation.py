import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..surroundings import sender, site_name
from .outgoing_mail import OutgoingMail
from .user import User

LIFETIME = timedelta(days=14)  # long enough for a holiday, short enough that a forgotten mail opens nothing


class InvitationError(Exception):
    """The invitation can't be used in this way; strangers and people who come too late get the same answer."""


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


def hash_token(token: str) -> str:
    """What is stored of a token: a reader of the database can't accept with it."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those that somebody may still accept."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def with_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=hash_token(token))


class Invitation(models.Model):
    """The offer to join the staff, sent to one e-mail address; only whoever holds that address may accept it."""

    email = models.EmailField(_("e-mail address"))
    groups = models.ManyToManyField(Group, verbose_name=_("groups"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), default=_expiry, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("accepted by"),
    )  # fmt: skip
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("revoked by"),
    )  # fmt: skip

    objects: ClassVar[models.Manager] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
                name="invitation_not_both_accepted_and_revoked",
            )
        ]

    def __str__(self) -> str:
        return self.email

    def send(self) -> str:
        """Mail a fresh link, which makes an earlier one void; answers the token. Raises InvitationError when over."""
        token = secrets.token_urlsafe(32)
        with transaction.atomic():
            self._hold()
            self.token_hash = hash_token(token)
            self.expires_at = _expiry()
            self.save(update_fields=["token_hash", "expires_at"])
            context = {
                "site_name": site_name(),
                "invited_by": self.invited_by,
                "groups": list(self.groups.order_by("name")),
                "expires_at": self.expires_at,
                "url": settings.SITE_URL + reverse("accounts:invitation", args=[token]),
            }
            subject = render_to_string("accounts/email/invitation_subject.txt", context).strip()
            body = render_to_string("accounts/email/invitation_message.txt", context)
            OutgoingMail.post(EmailMessage(subject, body, sender(), [self.email]))
        return token

    def accept(self, *, by: User) -> None:
        """Make `by` staff with the groups of the invitation. Raises InvitationError for anyone else or too late."""
        with transaction.atomic():
            self._hold()
            if self.expires_at <= timezone.now() or not self.is_for(by):
                raise InvitationError
            self.accepted_at = timezone.now()
            self.accepted_by = by
            self.save(update_fields=["accepted_at", "accepted_by"])
            by.is_staff = True
            by.save(update_fields=["is_staff"])
            by.groups.add(*self.groups.all())

    def revoke(self, *, by: User) -> None:
        """Make the link void. Raises InvitationError when it was accepted or revoked before."""
        with transaction.atomic():
            self._hold()
            self.revoked_at = timezone.now()
            self.revoked_by = by
            self.save(update_fields=["revoked_at", "revoked_by"])

    def _hold(self) -> None:
        """Take the row for this transaction, and refuse when somebody else ended it meanwhile."""
        row = Invitation.objects.select_for_update().get(pk=self.pk)
        if row.accepted_at or row.revoked_at:
            raise InvitationError
        self.expires_at = row.expires_at

    def is_for(self, user: User) -> bool:
        """Whether this person has proved that the address is theirs."""
        return (
            user.is_active and EmailAddress.objects.filter(user=user, email__iexact=self.email, verified=True).exists()
        )

    @property
    def state(self) -> str:
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"
