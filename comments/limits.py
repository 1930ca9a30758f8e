"""How often something may be tried. Counted in the cache, in windows that begin at fixed moments."""

from __future__ import annotations

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most so many tries in so many seconds."""

    name: str
    most: int
    seconds: int

    def take(self, who: str) -> int:
        """Count a try of `who`; 0, or the seconds to wait when it is one too many.

        At the border of two windows twice as many can pass, which is no harm here and needs no list of times.
        """
        now = int(time.time())
        window, passed = divmod(now, self.seconds)
        name = hashlib.sha256(f"{self.name} {window} {who}".encode()).hexdigest()
        cache.add(f"limit:{name}", 0, self.seconds)
        try:
            tries = cache.incr(f"limit:{name}")
        except ValueError:  # its time ended between the two lines
            tries = 1
        return self.seconds - passed if tries > self.most else 0


def address_of(request: HttpRequest) -> str:
    """From where a request comes, as far as the proxies in front are trusted. A home has one IPv6 network, not one
    address, so that the network counts.
    """
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
