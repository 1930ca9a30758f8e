"""Checking professions: what was asked for, and what is valid. For those who moderate the whole site."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import hats
from ..models import Hat
from ..policy import deed, may_check_hats
from .doors import for_moderators

# Newest first; what ended long ago is in nobody's way.
ENDED_SHOWN = 50


@require_safe
@never_cache
@for_moderators
def checked_professions(request: HttpRequest) -> HttpResponse:
    """What waits to be checked, what is valid, and what ended lately."""
    if not may_check_hats(request.user):
        raise Http404
    people = Hat.objects.select_related("person", "checked_by", "confirmed_by", "ended_by")
    valid = list(people.valid().order_by("expires_on", "pk"))
    over = people.exclude(pk__in=[hat.pk for hat in valid]).exclude(pk__in=Hat.objects.asked().values("pk"))
    context = {"asked": people.asked(), "valid": valid, "over": over[:ENDED_SHOWN]}
    return render(request, "moderation/hats.html", context)


def _hat_at(request: HttpRequest, pk: int) -> Hat:
    if not may_check_hats(request.user):
        raise Http404
    return get_object_or_404(Hat, pk=pk)


@deed(may_check_hats)
@for_moderators
def check_hat(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that this member of staff has seen the evidence."""
    try:
        hat = hats.check(_hat_at(request, pk), by=request.user)
    except hats.HatRefused as problem:
        messages.error(request, str(problem))
    else:
        done = _("It is valid now.") if hat.confirmed_at else _("Noted. A second member of staff has to see it too.")
        messages.success(request, done)
    return redirect("moderation:hats")


@deed(may_check_hats)
@for_moderators
def end_hat(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what was asked for, or take back what was valid, with the reason for its bearer."""
    try:
        hats.end(_hat_at(request, pk), by=request.user, reason=request.POST.get("reason", "").replace("\x00", ""))
    except hats.HatRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Done. Its bearer will hear of it."))
    return redirect("moderation:hats")
