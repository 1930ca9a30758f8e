"""What every page of the site knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles import rights
from articles.models import Category, HelpLine, Policy, SiteSettings

from .stylesheets import stylesheets


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, its help lines by kind, the main categories and the policies, whether this person moderates,
    and the style sheets. Whatever asks the database does so only where a template prints it.
    """
    return {
        "site": SimpleLazyObject(SiteSettings.current),
        "help_lines": SimpleLazyObject(_help_lines),
        "main_categories": Category.objects.filter(depth=1),
        "footer_policies": Policy.objects.all(),
        "may_moderate": SimpleLazyObject(lambda: rights.may_review_comments(request.user)),
        "stylesheets": stylesheets(),
    }


def _help_lines() -> dict[str, list[HelpLine]]:
    """The help lines of each kind, in their order; an empty list where there is none. One query for all."""
    lines: dict[str, list[HelpLine]] = {kind: [] for kind in HelpLine.Kind.values}
    for line in HelpLine.objects.all():
        lines[line.kind].append(line)
    return lines
