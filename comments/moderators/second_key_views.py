"""The removals that one moderator asked for and another has to agree to."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import second_keys
from ..models import Comment, RemovalRequest
from ..policy import deed, may_decide
from ..transitions import Conflict, NotAllowed
from .doors import for_moderators

ON_A_PAGE = 25


@require_safe
@never_cache
@for_moderators
def requests(request: HttpRequest) -> HttpResponse:
    """Those that wait in this moderator's branches, the oldest first."""
    waiting = RemovalRequest.objects.open().for_reviewer(request.user).order_by("pk")
    shown = waiting.select_related("asked_by", "comment__article__latest__category", "comment__current_version")
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.why_not = second_keys.why_not(row, request.user)
        row.to_label = dict(Comment.Status.choices)[row.to]
    return render(request, "moderation/second_key.html", {"page_obj": page})


@deed(may_decide)
@for_moderators
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to one, which removes the comment; or refuse, which leaves it where it is."""
    found = get_object_or_404(
        RemovalRequest.objects.select_related("comment__article__latest__category", "asked_by"), pk=pk
    )
    if not may_decide(request.user, found.comment):
        raise Http404
    if request.POST.get("refuse"):
        second_keys.refuse(found, by=request.user)
        messages.success(request, _("The comment stays as it is."))
        return redirect("moderation:second_key")
    try:
        second_keys.agree(found, by=request.user)
    except (second_keys.KeyRefused, NotAllowed, Conflict) as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("You agreed: the comment is removed."))
    return redirect("moderation:second_key")
