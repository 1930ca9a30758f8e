"""Who comes to the desk, and what they may have before them. Whoever has no business here finds no page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ..models import Comment, ReviewItem
from ..policy import may_decide, may_lead, may_review
from .queue import Filters


def for_moderators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to log in and come back; for everybody who reviews nothing there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            queue_or_page = reverse("moderation:queue") if request.method == "POST" else request.get_full_path()
            return redirect_to_login(queue_or_page)
        if not may_review(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_leads(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who lead the discussions of the whole site; for other moderators there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_lead(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return for_moderators(guarded)


def comment_at(request: HttpRequest, public_id: str) -> Comment:
    """The comment about which this moderator may decide. Raises Http404 for all others."""
    comment = get_object_or_404(
        Comment.objects.select_related("article__latest__category", "current_version", "author"), public_id=public_id
    )
    if not may_decide(request.user, comment):
        raise Http404
    return comment


def back_to(request: HttpRequest) -> Filters:
    """The filters with which the moderator came; an address made of them leads nowhere else."""
    return Filters.read(QueryDict(request.POST.get("back", "")[:1000]))


def back_to_item(request: HttpRequest, comment: Comment) -> HttpResponse:
    item = ReviewItem.objects.open().filter(comment=comment).first()
    if item is None:
        return redirect("moderation:history", comment.public_id)
    return HttpResponseRedirect(f"{back_to(request).url(item=item.pk)}#item-title", status=303)
