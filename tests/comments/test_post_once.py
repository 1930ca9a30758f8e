"""Pressing Post twice makes one comment; changing the words and pressing again makes two."""

import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from comments.models import Comment, Thread
from comments.posting import post
from comments.readers.forms import CommentForm


def form(user, text="Once is enough", **fields):
    initial = CommentForm.fresh(user).initial
    return {"text": text, "key": initial["key"], "writer": initial["writer"], **fields}


class PostOnceTests:
    def test_a_double_click_makes_one_comment_and_both_lead_to_it(self, as_, rui, article):
        fields, client, url = form(rui), as_(rui), reverse("comments:post", args=[article.slug])
        first, second = client.post(url, fields), client.post(url, fields)
        place = f"{article.get_absolute_url()}#comment-{Comment.objects.get().public_id}"
        assert first["Location"] == second["Location"] == place

    def test_number_and_count_are_not_spent_on_the_second(self, rui, article, publish_first):
        for _n in range(3):
            post(author=rui, article=article, text="Once", key="form-1")
        article.refresh_from_db()
        assert article.comment_count == 1
        assert Thread.objects.get().last_sequence == 1

    def test_the_second_is_shown_the_first_even_when_the_discussion_closed_between(self, as_, rui, article):
        fields, client, url = form(rui), as_(rui), reverse("comments:post", args=[article.slug])
        client.post(url, fields)
        Thread.objects.update(mode="closed")
        assert client.post(url, fields).status_code == 303

    def test_going_back_and_changing_the_words_makes_another_comment(self, as_, rui, article):
        fields, client, url = form(rui), as_(rui), reverse("comments:post", args=[article.slug])
        client.post(url, fields)
        client.post(url, fields | {"text": "Something else"})
        assert Comment.objects.count() == 2

    def test_two_forms_may_say_the_same(self, rui, article):
        assert post(author=rui, article=article, text="Yes", key="a") != post(
            author=rui, article=article, text="Yes", key="b"
        )

    def test_the_form_of_one_person_is_not_the_form_of_another(self, rui, eve, article):
        assert post(author=rui, article=article, text="Yes", key="a") != post(
            author=eve, article=article, text="Yes", key="a"
        )

    @pytest.mark.django_db(transaction=True)
    def test_twenty_at_once_make_one(self, rui, article):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite queues writers up one after the other; PostgreSQL lets them race")
        found, barrier = [], threading.Barrier(20)

        def press():
            barrier.wait()
            try:
                found.append(post(author=rui, article=article, text="Yes", key="a").pk)
            finally:
                connections.close_all()

        presses = [threading.Thread(target=press) for _n in range(20)]
        for thread in presses:
            thread.start()
        for thread in presses:
            thread.join()
        assert len(found) == 20
        assert len(set(found)) == Comment.objects.count() == 1
