"""A long queue costs what a short one costs. Large discussions stand in test_threads."""

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, CommentVersion, ReviewItem
from tests.factories import make_article


def wait(article, author, numbers: range) -> None:
    """Held comments by `author` with these numbers, each with its review item, quickly."""
    comments = Comment.objects.bulk_create(
        Comment(article=article, author=author, author_name="Rui", sequence=number, order_key=f"{number:08d}")
        for number in numbers
    )
    CommentVersion.objects.bulk_create(
        CommentVersion(comment=comment, number=1, source="Words", html="<p>Words</p>", renderer_version=1)
        for comment in comments
    )
    version = CommentVersion.objects.filter(comment=OuterRef("pk")).values("pk")[:1]
    Comment.objects.filter(article=article, current_version=None).update(current_version=Subquery(version))
    ReviewItem.objects.bulk_create(ReviewItem(comment=comment, reason_codes=["held_by_site"]) for comment in comments)


def queries(browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


@pytest.mark.django_db
class SizeTests:
    def test_a_queue_of_two_thousand_costs_what_one_of_thirty_costs(self, as_, mo, rui):
        article, browser = make_article(), as_(mo)
        wait(article, rui, range(1, 31))
        paths = [reverse("moderation:queue") + query for query in ("", "?kind=held", "?q=words", "?show=100")]
        few = [queries(browser, path) for path in paths]
        wait(article, rui, range(31, 2_001))
        assert ReviewItem.objects.open().count() == 2_000
        assert [queries(browser, path) for path in paths] == few
