"""Nobody floods a discussion, and whoever has to wait keeps the words."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.limits import Limit
from comments.models import Comment, Draft
from comments.readers import own_views
from comments.readers import posting_views as views
from tests.factories import make_article


@pytest.fixture(autouse=True)
def low_limits(monkeypatch):
    monkeypatch.setattr(views, "COMMENTS_OF_A_PERSON", Limit("person", most=2, seconds=600))
    monkeypatch.setattr(views, "COMMENTS_FROM_AN_ADDRESS", Limit("address", most=4, seconds=600))


def send(client, article, text):
    return client.post(reverse("comments:post", args=[article.slug]), {"text": text})


class FloodTests:
    def test_who_writes_too_often_waits_and_keeps_the_words(self, as_, rui, article):
        client = as_(rui)
        for n in range(2):
            assert send(client, article, f"Comment {n}").status_code == 303
        answer = send(client, article, "One more of mine")
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 600
        assert "One more of mine" in answer.content.decode()
        assert Comment.objects.count() == 2

    def test_who_writes_too_often_below_one_article_may_write_below_another(self, monkeypatch, as_, rui, article):
        monkeypatch.setattr(views, "COMMENTS_OF_A_PERSON", Limit("person", most=20, seconds=600))
        monkeypatch.setattr(views, "COMMENTS_BELOW_AN_ARTICLE", Limit("article", most=2, seconds=300))
        client, other = as_(rui), make_article("Better sleep", slug="better-sleep")
        answers = [send(client, article, f"Comment {n}") for n in range(3)]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert "Comment 2" in answers[-1].content.decode()
        assert send(client, other, "Elsewhere").status_code == 303

    def test_who_changes_too_often_waits_and_keeps_the_words(self, monkeypatch, as_, rui, say):
        monkeypatch.setattr(own_views, "CHANGES_OF_A_PERSON", Limit("changes", most=1, seconds=600))
        comment, client = say(status="held", by=rui), as_(rui)
        url = reverse("comments:edit", args=[comment.public_id])
        for text, status in (("Once more", 303), ("And again", 429)):
            seen = client.get(url).context["form"].initial["seen"]
            answer = client.post(url, {"text": text, "seen": seen})
            assert answer.status_code == status
        assert "And again" in answer.content.decode()

    def test_others_may_write_meanwhile(self, as_, rui, eve, article):
        for n in range(3):
            send(as_(rui), article, f"Comment {n}")
        assert send(as_(eve), article, "I am somebody else").status_code == 303

    def test_many_visitors_from_one_address_leave_no_heap_of_drafts(self, article):
        answers = [send(Client(), article, f"Words {n}") for n in range(6)]
        assert [answer.status_code for answer in answers] == [303] * 4 + [429] * 2
        assert "Words 5" in answers[-1].content.decode()
        assert Draft.objects.count() == 4

    def test_another_address_is_another_visitor(self, article):
        for n in range(5):
            send(Client(), article, f"Words {n}")
        assert send(Client(REMOTE_ADDR="203.0.113.9"), article, "From elsewhere").status_code == 303
