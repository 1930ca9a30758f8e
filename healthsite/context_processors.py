"""What every page of the site knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import Category, HelpLine, Policy, SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, its emergency lines, the main categories and the policies. Each is asked for only where a
    template prints it.
    """
    return {
        "site": SimpleLazyObject(SiteSettings.current),
        "emergency_lines": HelpLine.objects.filter(kind=HelpLine.Kind.EMERGENCY),
        "main_categories": Category.objects.filter(depth=1),
        "footer_policies": Policy.objects.all(),
    }
