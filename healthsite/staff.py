"""Leaving the staff: what must happen in accounts and in articles together."""

from django.db import transaction

from articles.models import CategoryRole
from healthsite.accounts.models import Invitation, User


def take_away_staff_access(person: User, *, by: User) -> None:
    """`person` is an ordinary reader from the next request on: no admin, groups, category roles or open invitations,
    and signed out everywhere. Raises ValueError when `by` means themself: the last one would lock everybody out.
    """
    if person.pk == by.pk:
        raise ValueError("nobody takes away their own access")
    with transaction.atomic():
        CategoryRole.objects.filter(user=person).delete()
        for invitation in Invitation.objects.open().filter(email__iexact=person.email):
            invitation.revoke(by=by)
        person.take_away_staff_access()
