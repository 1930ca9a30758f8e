"""Deeds of people without an account. Their forms stand on pages that any cache may keep, so they hold no token.

In place of the token the browser says from where the form was sent, which no script of another site can make it hide;
and an address can only do so much in an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.caching import public_page

from ..limits import Limit, address_of
from ..policy import Refused


def guest_deed(rule: Callable[..., Any], *, limit: Limit) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view as a deed without an account: reading shows its form, which may be kept; POST does it.

    The view gets `refused` besides: why the form that was sent is not taken (403, or 429 with the time to wait), or
    None. It answers with the words either way.
    """

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, refused=None, **kwargs)
            wait = 0
            refused = None
            if not was_sent_from_here(request):
                refused = Refused(
                    "elsewhere", _("This form was not sent from this site. Please send it again from here.")
                )
            else:
                wait = limit.take(address_of(request))
            if wait:
                refused = Refused("too_often", too_often(wait))
            response = view(request, *args, refused=refused, **kwargs)
            if wait:
                response["Retry-After"] = str(wait)
            patch_cache_control(response, private=True, no_store=True)
            return response

        marked = csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(public_page(answer)))
        marked.policy, marked.has_page = rule, True
        return marked

    return mark


def was_sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form. One that says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def says_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent the form. An old one says nothing, and is not blamed for it."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site != "same-origin" if site is not None else origin is not None and not was_sent_from_here(request)


def too_often(seconds: int) -> str:
    """The sentence for somebody who has to wait."""
    minutes = -(-seconds // 60)
    return ngettext(
        "That was often in a short time. Please wait %(minutes)d minute, then send it again.",
        "That was often in a short time. Please wait %(minutes)d minutes, then send it again.",
        minutes,
    ) % {"minutes": minutes}
