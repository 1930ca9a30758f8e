"""Ignoring a person and muting a thread: it folds for the reader who asked, and for nobody else."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, IgnoredPerson, MutedThread
from tests.comments.conftest import remove
from tests.comments.test_threads import fill, page_of

FOLDED = "You ignore this person: show"
MUTED = "You muted this thread: show"


def do(client, name, comment, **fields):
    return client.post(reverse(f"comments:{name}", args=[comment.public_id]), fields)


def page(client, article):
    return client.get(article.get_absolute_url()).content.decode()


class IgnoreTests:
    def test_the_persons_comments_fold_for_the_reader_alone(self, as_, eve, sam, article, say):
        comment = say("hidden words")
        say("other words", by=sam)
        browser = as_(eve)
        response = do(browser, "ignore", comment)
        assert (response.status_code, response["Location"][-12:]) == (303, comment.public_id)
        shown = page(browser, article)
        assert shown.count(FOLDED) == 1
        assert "hidden words" in shown
        for viewer in (sam, None):
            assert FOLDED not in page(as_(viewer), article)

    def test_what_follows_folds_too_also_replies(self, as_, eve, rui, sam, article, say):
        top = say(by=sam)
        IgnoredPerson.objects.create(person=eve, ignored=rui)
        say("later", parent=top)
        assert page(as_(eve), article).count(FOLDED) == 1

    def test_twice_is_once_and_taking_it_back_twice_too(self, as_, eve, article, say):
        comment, browser = say(), as_(eve)
        for _n in range(2):
            assert do(browser, "ignore", comment).status_code == 303
        row = IgnoredPerson.objects.get()
        for _n in range(2):
            assert browser.post(reverse("my:stop_ignoring", args=[row.pk])).status_code == 303
        assert FOLDED not in page(browser, article)

    def test_nobody_ignores_themselves(self, as_, rui, say):
        assert do(as_(rui), "ignore", say()).status_code == 404
        assert not IgnoredPerson.objects.exists()

    def test_somebody_without_a_name_is_neither_ignored_nor_given_away(self, as_, eve, rui, article, say):
        comment = say()
        Comment.objects.filter(pk=comment.pk).update(anonymous=True)
        assert do(as_(eve), "ignore", comment).status_code == 404
        IgnoredPerson.objects.create(person=eve, ignored=rui)
        assert FOLDED not in page(as_(eve), article)
        report = as_(eve).get(reverse("comments:report", args=[comment.public_id])).content.decode()
        assert reverse("comments:ignore", args=[comment.public_id]) not in report

    def test_a_writer_whose_account_is_gone_cannot_be_ignored(self, as_, eve, rui, say):
        comment = say()
        rui.delete()
        assert do(as_(eve), "ignore", comment).status_code == 404

    def test_a_row_of_somebody_else_stays(self, as_, eve, sam, rui):
        row = IgnoredPerson.objects.create(person=sam, ignored=rui)
        as_(eve).post(reverse("my:stop_ignoring", args=[row.pk]))
        assert IgnoredPerson.objects.filter(pk=row.pk).exists()


class MuteTests:
    @pytest.mark.parametrize("which", ["top", "reply"])
    def test_the_whole_thread_folds_for_the_reader_alone(self, as_, eve, sam, article, say, which):
        top = say("top")
        reply = say("reply", parent=top)
        say("another thread")
        browser = as_(eve)
        assert do(browser, "mute", {"top": top, "reply": reply}[which]).status_code == 303
        assert MutedThread.objects.get().root == top
        assert page(browser, article).count(MUTED) == 1
        assert MUTED not in page(as_(sam), article)
        assert MUTED not in page(as_(None), article)

    def test_one_can_mute_the_thread_below_ones_own_comment(self, as_, rui, article, say):
        browser = as_(rui)
        do(browser, "mute", say())
        assert MUTED in page(browser, article)

    def test_taking_it_back_works_also_when_the_comment_is_gone(self, as_, eve, mo, say):
        comment, browser = say(), as_(eve)
        do(browser, "mute", comment)
        do(browser, "mute", comment)
        remove(comment, mo)
        url = reverse("my:stop_muting", args=[comment.public_id])
        assert browser.post(url).status_code == 303
        assert browser.post(url).status_code == 404
        assert not MutedThread.objects.exists()


class GateTests:
    @pytest.mark.parametrize("name", ["ignore", "mute"])
    @pytest.mark.parametrize("status", ["held", "rejected", "withdrawn", "erased"])
    def test_what_is_not_public_is_not_there(self, as_, eve, say, name, status):
        assert do(as_(eve), name, say(status=status)).status_code == 404

    @pytest.mark.parametrize("name", ["ignore", "mute"])
    def test_a_visitor_is_led_through_the_log_in(self, say, name):
        assert do(Client(), name, say())["Location"].startswith("/accounts/login/?next=/comments/")
        assert not IgnoredPerson.objects.exists()
        assert not MutedThread.objects.exists()

    @pytest.mark.parametrize("name", ["ignore", "mute"])
    def test_a_suspended_account_does_nothing(self, as_, sam, say, name):
        browser, comment = as_(sam), say()
        sam.is_active = False
        sam.save()
        do(browser, name, comment)
        assert not IgnoredPerson.objects.exists()
        assert not MutedThread.objects.exists()

    @pytest.mark.parametrize("name", ["ignore", "mute"])
    @pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
    def test_only_post_is_answered(self, as_, eve, say, name, method):
        url = reverse(f"comments:{name}", args=[say().public_id])
        assert getattr(as_(eve), method)(url).status_code == 405

    def test_the_page_lists_what_is_folded_for_its_owner(self, as_, eve, rui, sam, say):
        IgnoredPerson.objects.create(person=eve, ignored=rui)
        MutedThread.objects.create(person=eve, root=say(by=sam))
        url = reverse("my:ignored")
        own = as_(eve).get(url).content.decode()
        assert "Rui" in own
        assert "The thread that Sam began below “Living with hay fever”" in own
        assert "Rui" not in as_(sam).get(url).content.decode()
        assert Client().get(url)["Location"] == f"/accounts/login/?next={url}"

    def test_the_thread_costs_a_reader_no_query_more(self, as_, eve, rui, sam, article, say):
        say(by=sam)
        fill(article, 3, 4)
        with CaptureQueriesContext(connection) as before:
            page_of(article, eve)
        IgnoredPerson.objects.create(person=eve, ignored=sam)
        MutedThread.objects.create(person=eve, root=Comment.objects.filter(parent=None).last())
        fill(article, 20, 30)
        with CaptureQueriesContext(connection) as after:
            page_of(article, eve)
        # One of them fetches the edition for this test.
        assert len(before) == len(after) <= 1 + 5
