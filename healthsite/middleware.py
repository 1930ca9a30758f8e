"""Middleware of the whole site."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse


class VisitorMiddleware:
    """Whoever sends no session cookie is a visitor, found without opening a session.

    Django opens the session to learn who is asking, and then has to say `Vary: Cookie`, which would keep any shared
    cache from holding the page. Stands after AuthenticationMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            request.user = AnonymousUser()
        return self.get_response(request)
