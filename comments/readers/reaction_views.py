"""The small deeds of a reader, each one address: this helped me, it did not after all."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles.models import Article, Edition

from .. import helpfulness, threads
from ..models import Comment
from ..policy import deed, may_take_part


@deed(may_take_part)
def put_helpful(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a comment helped, and go back to it."""
    return _mark(request, public_id, helpfulness.put)


@deed(may_take_part)
def take_helpful_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say so no longer, and go back to it."""
    return _mark(request, public_id, helpfulness.take_back)


def _mark(request: HttpRequest, public_id: str, do: Callable[..., int]) -> HttpResponse:
    """303 back to the comment; the number as JSON for the page's own script. 404 for one's own, and what is hidden."""
    if not may_take_part(request.user).is_allowed:
        return to_log_in(public_id)
    comment = public_comment(public_id)
    try:
        count = do(comment, by=request.user)
    except helpfulness.NotPossible:
        raise Http404 from None
    if request.accepts("text/html"):
        return HttpResponseRedirect(back_to(request, comment), status=303)
    return JsonResponse({"count": count})


def public_comment(public_id: str) -> Comment:
    """The comment at this address as long as everybody can read it. Raises Http404."""
    readable = Comment.objects.published().filter(
        article__in=Article.objects.filter(editions__in=Edition.objects.live())
    )
    return get_object_or_404(readable.select_related("article"), public_id=public_id)


def to_log_in(public_id: str) -> HttpResponse:
    """To the log-in, and from there to the comment. Says nothing of whether there is one."""
    place = quote(f"{reverse('comments:permalink', args=[public_id])}#comment-{public_id}", safe="/")
    return HttpResponseRedirect(f"{reverse('account_login')}?next={place}", status=303)


def back_to(request: HttpRequest, comment: Comment) -> str:
    """The page from which the reader came, at the comment; never one of another site."""
    came_from = request.headers.get("Referer", "")
    anchor = f"#comment-{comment.public_id}"
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return threads.landing_url(comment)
    parts = urlsplit(came_from)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}{anchor}"
