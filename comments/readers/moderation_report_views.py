"""The public pages about what moderators did, a month a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.caching import public_page

from ..moderation_report import Month, months, report


@require_safe
@public_page
def moderation_reports(request: HttpRequest) -> HttpResponse:
    """The months that have a report."""
    return render(request, "comments/moderation_reports.html", {"months": months()})


@require_safe
@public_page
def moderation_report(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The report of one month; 404 while it is not over, and for one in which the site had no discussion yet."""
    if not (1 <= month <= 12 and Month(year, month) in (known := months())):
        raise Http404
    asked = Month(year, month)
    place = known.index(asked)
    context = {
        "report": report(asked),
        "later": known[place - 1] if place else None,
        "earlier": known[place + 1] if place + 1 < len(known) else None,
    }
    return render(request, "comments/moderation_report.html", context)
