"""The buttons on a person's page in the admin: deeds in which accounts and articles meet."""

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from healthsite.accounts.models import User
from healthsite.staff import take_away_staff_access


@staff_member_required
@require_POST
def take_staff_access(request: HttpRequest, pk: int) -> HttpResponse:
    """The button on a person's page: they leave the staff now. For superusers, and never for themself."""
    if not request.user.is_superuser:
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk)
    try:
        take_away_staff_access(person, by=request.user)
    except ValueError:
        messages.error(request, _("You can’t take away your own access: ask another superuser."))
    else:
        admin.site.get_model_admin(User).log_change(request, person, "Staff access taken away.")
        messages.success(request, _("%(name)s is an ordinary reader now.") % {"name": person})
    return redirect("admin:accounts_user_change", pk)


@staff_member_required
@require_POST
def sign_out_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The other button: end all of a person's sessions."""
    person = get_object_or_404(User, pk=pk)
    people = admin.site.get_model_admin(User)
    if not people.has_change_permission(request, person):
        raise PermissionDenied
    person.sign_out_everywhere()
    people.log_change(request, person, "Signed out everywhere.")
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": person})
    return redirect("admin:accounts_user_change", pk)
