"""What `check --deploy` refuses about this site."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_proxy_count(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The number of proxies must be said: unset, one visitor's failed log-ins lock out everyone behind the proxy."""
    if settings.TRUSTED_PROXY_COUNT is not None:
        return []
    return [
        Error(
            "TRUSTED_PROXY_COUNT is not set, so nobody can tell whose requests the rate limits should count.",
            hint="Set it to the number of proxies in front of the site; 0 when the server faces the network itself.",
            id="healthsite.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_shared_cache(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Rate limits are counted in the cache: kept per process, they are as many times as wide."""
    if not settings.CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache")) or settings.INSECURE_LOOPBACK:
        return []
    return [
        Warning(
            "CACHE_URL names no cache that all processes share, so log-in limits are counted by each process alone.",
            hint="Set it to a Redis server, such as redis://127.0.0.1:6379/1.",
            id="healthsite.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_staff_mfa(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Staff can change what readers rely on; a password alone should not be enough for that."""
    if settings.REQUIRE_STAFF_MFA or settings.INSECURE_LOOPBACK:
        return []
    return [
        Warning(
            "REQUIRE_STAFF_MFA is off: staff may enter the admin with a password alone.",
            hint="Leave it unset; it is on by default everywhere but on a loopback address.",
            id="healthsite.W002",
        )
    ]
