"""Answers that belong to no app: the refusal of a forged form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comments.views import give_words_back


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old. Somebody's comment is given back to them."""
    match = request.resolver_match
    if match and match.view_name == "comments:post":
        answer = give_words_back(request, match.kwargs["slug"])
        if answer is not None:
            return answer
    return render(request, "403.html", {"reason": reason}, status=403)
