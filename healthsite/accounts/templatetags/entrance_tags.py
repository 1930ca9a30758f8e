"""What the templates ask of the way in."""

from typing import Any
from urllib.parse import quote

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def way_back(context: dict[str, Any]) -> str:
    """The query string for a link to log-in or sign-up that brings people back to where they are now."""
    request = context.get("request")
    address = context.get("redirect_field_value")
    if not address and request is not None:
        here = request.get_full_path() if not request.path.startswith("/accounts/") else ""
        address = request.way_back if hasattr(request, "way_back") else request.GET.get("next") or here
    return f"?next={quote(address, safe='')}" if address else ""
