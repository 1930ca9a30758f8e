"""What every page of the site knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles import rights
from articles.models import Category, HelpLine, Policy, SiteSettings

from .stylesheets import stylesheets


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, its emergency lines, the main categories and the policies, whether this person moderates, and
    the style sheets. Whatever asks the database does so only where a template prints it.
    """
    return {
        "site": SimpleLazyObject(SiteSettings.current),
        "emergency_lines": HelpLine.objects.filter(kind=HelpLine.Kind.EMERGENCY),
        "main_categories": Category.objects.filter(depth=1),
        "footer_policies": Policy.objects.all(),
        "may_moderate": SimpleLazyObject(lambda: rights.may_review_comments(request.user)),
        "stylesheets": stylesheets(),
    }
