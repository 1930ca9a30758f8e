"""Every address of the site is knocked at by somebody who is not logged in, and nothing is written."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from comments.models import Comment, Decision, ReviewItem

# Whole branches that are not walked, each with the reason.
ELSEWHERE = {
    "admin/": "Django's admin asks for a log-in before any view of its own; the admin's own tests try it",
    "accounts/": "allauth and the account pages write accounts and sessions, never comments; tests/accounts tries them",
    "media/<path:path>": "Django's file server reads files",
}


def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        place = prefix + str(pattern.pattern)
        if any(place.startswith(branch) for branch in ELSEWHERE):
            continue
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, place)
        else:
            yield place, pattern


ROUTES = dict(walk(get_resolver()))


def address(pattern: URLPattern, place: str, words: dict[str, str]) -> str:
    for name, converter in pattern.pattern.converters.items():
        tag = next(part for part in place.split("<") if part.split(">")[0].split(":")[-1] == name).split(">")[0]
        place = place.replace(f"<{tag}>", "1" if isinstance(converter, IntConverter) else words.get(name, "health"))
    return f"/{place}"


class PolicyWalkTests:
    @pytest.mark.parametrize("place", ROUTES)
    def test_a_visitor_who_posts_writes_nothing(self, place, article, say):
        comment = say(status="held")
        words = {"slug": article.slug, "public_id": comment.public_id}
        before = (Comment.objects.count(), Decision.objects.count(), list(ReviewItem.objects.values()))
        fields = {"text": "canary", "to": "published", "seen_lock": "0", "action": "approve"}
        response = Client().post(address(ROUTES[place], place, words), fields)
        rule = getattr(ROUTES[place].callback, "policy", None)
        assert response.status_code == 405 or callable(rule), f"{place} answers POST and names no rule"
        assert response.status_code < 500
        assert (Comment.objects.count(), Decision.objects.count(), list(ReviewItem.objects.values())) == before

    @pytest.mark.parametrize(
        "place", [place for place, pattern in ROUTES.items() if hasattr(pattern.callback, "policy")]
    )
    @pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
    def test_a_deed_answers_to_post_alone(self, place, method, as_, mo, article, say):
        comment = say(status="held")
        words = {"slug": article.slug, "public_id": comment.public_id}
        response = getattr(as_(mo), method)(address(ROUTES[place], place, words))
        if method in {"get", "head"} and getattr(ROUTES[place].callback, "has_page", False):
            # Reading shows the form; that it writes nothing is tried below.
            assert response.status_code in {200, 302, 404}
        else:
            assert response.status_code == 405

    @pytest.mark.parametrize("place", ROUTES)
    @pytest.mark.parametrize("viewer", ["mo", "rui"])
    def test_reading_writes_nothing(self, request, place, viewer, as_, article, say):
        comment = say(status="held")
        client = as_(request.getfixturevalue(viewer))
        words = {"slug": article.slug, "public_id": comment.public_id}
        with CaptureQueriesContext(connection) as queries:
            client.get(address(ROUTES[place], place, words))
        written = [q["sql"] for q in queries if q["sql"].split(" ")[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert not written

    def test_the_walk_meets_the_deeds_of_the_discussion(self):
        deeds = {place for place, pattern in ROUTES.items() if hasattr(pattern.callback, "policy")}
        assert deeds >= {"articles/<slug:slug>/comments/", "moderation/<slug:public_id>/"}
