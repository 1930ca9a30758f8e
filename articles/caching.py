"""What may be kept of an answer, and by whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

# Seconds. A shared cache may answer with the page it has for a second, and for one more while it asks for a new one: a
# withdrawn article is gone for everybody two seconds later.
SHARED_SECONDS = 1


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that are the same for every visitor: kept by any cache while nobody is logged in, by none otherwise."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Also when the cookie turns out to be stale: the answer then takes it away, which is nobody else's business.
        if request.user.is_authenticated or settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True, no_store=True)
        elif not response.has_header("Cache-Control"):
            patch_cache_control(
                response,
                public=True,
                max_age=0,
                s_maxage=SHARED_SECONDS,
                stale_while_revalidate=SHARED_SECONDS,
            )
        return response

    return answer
