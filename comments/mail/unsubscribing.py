"""Leaving by the link in a mail: signed, good for one person and one kind of mail, and without logging in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..models import MailPreference

SALT = "comments.unsubscribe"
# A kind of its own: the mail that comes once a day.
DIGEST = "digest"
KINDS = frozenset({*MailPreference.KINDS, DIGEST})
# What a mail program sends when somebody presses its own button (RFC 8058); the button on the page sends it too.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def stop_url(person: Any, kind: str, *, everything: bool = False) -> str:
    """The whole address at which `person` ends mail of this kind, or all of it. It does not grow old."""
    name = "my:stop_everything" if everything else "my:stop"
    return settings.SITE_URL + reverse(name, args=[signing.dumps([person.pk, kind], salt=SALT)])


def headers_for(person: Any, kind: str) -> dict[str, str]:
    """What lets a mail program offer its own button for leaving."""
    return {
        "List-Unsubscribe": f"<{stop_url(person, kind)}>",
        "List-Unsubscribe-Post": "=".join(ONE_CLICK),
        "Auto-Submitted": "auto-generated",
    }


def by_signed_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that a link in a mail leads to. The signature in the address takes the place of log-in and token.

    The view gets the person and the kind of mail; 404 for an address that nobody signed. Mail programs send no token,
    which is why this alone may go without.
    """

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        try:
            pk, kind = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError) as forged:
            raise Http404 from forged
        person = get_user_model().objects.filter(pk=pk).first()
        if person is None or kind not in KINDS:
            raise Http404
        return view(request, token, person, kind)

    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(answer)))


def is_one_click(request: HttpRequest) -> bool:
    """Whether somebody pressed a button, rather than a program having looked at the address."""
    name, value = ONE_CLICK
    return request.method == "POST" and request.POST.get(name) == value


def stop(person: Any, kind: str) -> None:
    """No more mail of this kind to `person`. Doing it twice is doing it once."""
    change = {"frequency": MailPreference.Frequency.NEVER} if kind == DIGEST else {kind: False}
    MailPreference.objects.update_or_create(person=person, defaults=change)


def stop_everything(person: Any) -> None:
    """No more mail about discussions to `person`."""
    stop(person, DIGEST)
