"""Keeps the way back through log-in, sign-up and codes, and the staff behind a second factor."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html

RETURN_KEY = "return_address"

# Where somebody begins to identify themself: what such a form says about the way back counts from then on.
STARTS = {"account_login", "account_signup", "account_request_login_code", "account_reset_password",
          "mfa_login_webauthn"}  # fmt: skip
ENTRANCE = STARTS | {
    "account_confirm_login_code", "account_email_verification_sent", "account_confirm_password_reset_code",
    "account_complete_password_reset", "account_reset_password_done", "mfa_authenticate",
}  # fmt: skip

# What only staff have business with. Prefixes rather than view names, so that a new page is behind them at once.
STAFF_PATHS = ("/admin/", "/moderation/")
# What is the same for everybody who sees it, or a file: nobody's own time is shown there.
NOBODYS_TIME = ("/admin/", "/media/")


def take_return_address(request: HttpRequest) -> str | None:
    """The page that the reader came from, as remembered by EntranceMiddleware; asking forgets it."""
    address = request.session.pop(RETURN_KEY, None)
    return address if address and get_adapter().is_safe_url(address) else None


def is_entrance(address: str) -> bool:
    """Whether the address is a page of the entrance itself: coming back to one would only lead round in a circle."""
    return _name_of(urlsplit(address).path) in ENTRANCE


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


class EntranceMiddleware:
    """Carries `next` from form to form while somebody logs in, signs up or sets a new password.

    allauth hands it on where all goes well, but drops it on some side roads (the last wrong code, a code that ran out,
    a second factor after a reset). Here every redirect from one entrance page to another gets it back. Only a POST
    writes to the session. Stands after AccountMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/accounts/"):
            return self.get_response(request)
        page = _name_of(request.path_info)
        if page not in ENTRANCE and page != "accounts:begin_again":
            return self.get_response(request)
        asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
        if request.method == "POST" and page in STARTS:
            if asked and get_adapter().is_safe_url(asked):
                request.session[RETURN_KEY] = asked
            else:
                request.session.pop(RETURN_KEY, None)
        kept = asked
        if not kept and settings.SESSION_COOKIE_NAME in request.COOKIES:
            kept = request.session.get(RETURN_KEY)
        if kept and not get_adapter().is_safe_url(kept):
            kept = None
        request.way_back = kept
        response = self.get_response(request)
        if kept and 300 <= response.status_code < 400:
            target = urlsplit(response["Location"])
            if _name_of(target.path) in ENTRANCE and REDIRECT_FIELD_NAME + "=" not in target.query:
                query = "&".join(filter(None, [target.query, urlencode({REDIRECT_FIELD_NAME: kept})]))
                response["Location"] = target._replace(query=query).geturl()
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if response.context_data is not None and hasattr(request, "way_back"):
            response.context_data["redirect_field_value"] = request.way_back
            response.context_data["redirect_field"] = (
                format_html('<input type="hidden" name="{}" value="{}">', REDIRECT_FIELD_NAME, request.way_back)
                if request.way_back
                else ""
            )
        # allauth puts the bare host under the name that means the site's settings on all other pages.
        if response.context_data and isinstance(response.context_data.get("site"), RequestSite):
            del response.context_data["site"]
        return response


class TimeZoneMiddleware:
    """Pages for somebody who is logged in show times in the zone they chose; what machines read stays exact.

    Such pages are never kept for others. The admin stays in the site's zone, which its forms name: colleagues plan
    together there. Stands after VisitorMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(NOBODYS_TIME) or path.endswith("/feed/") or request.user.is_anonymous:
            return self.get_response(request)
        with timezone.override(request.user.zone or timezone.get_default_timezone()):
            return self.get_response(request)


class StaffMfaMiddleware:
    """Sends staff without a second factor to its set-up page before they reach the admin or the moderation desk.

    On all other pages they have the rights of a reader until they have one. What is asked is `path_info`, which is what
    the URLconf sees: a header can put a prefix before `path`. Off when REQUIRE_STAFF_MFA is (the demo site,
    whose log-ins are printed). Stands after AuthenticationMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not (settings.REQUIRE_STAFF_MFA and user.is_authenticated and user.is_staff) or user.has_second_factor:
            return self.get_response(request)
        user.lacks_second_factor = True
        if request.path_info.startswith(STAFF_PATHS) and request.path_info != "/admin/logout/":
            return HttpResponseRedirect(
                f"{reverse('accounts:second_factor')}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
            )
        return self.get_response(request)


def safe_return(request: HttpRequest, default: str) -> str:
    """The `next` of the request when it stays on this site, otherwise the address of `default`."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
    return asked if asked and get_adapter().is_safe_url(asked) else resolve_url(default)
