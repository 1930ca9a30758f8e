"""Answers that belong to no app: the refusal of a forged form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from comments.readers.own_views import give_edit_back
from comments.readers.posting_views import give_words_back
from comments.readers.report_views import give_report_back

# The deeds to which somebody sends what they typed.
WITH_WORDS = {"comments:post": give_words_back, "comments:edit": give_edit_back, "comments:report": give_report_back}


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old. Somebody's comment is given back to them."""
    match = request.resolver_match
    give_back = WITH_WORDS.get(match.view_name) if match else None
    answer = give_back(request, **match.kwargs) if give_back else None
    if answer is not None:
        return answer
    return render(request, "403.html", {"reason": reason}, status=403)
