"""Changing one's own comment: for how long, what readers see of it, and that no words are lost on the way."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from comments.editing import edit, seen_state
from comments.models import Comment, CommentVersion, Decision, ReviewItem, Thread
from comments.policy import EDIT_WINDOW
from comments.posting import PostRefused
from comments.readers.forms import EditForm
from comments.rendering import MAX_TEXT_LENGTH
from comments.transitions import Conflict, transition
from tests.comments.conftest import remove

NEW = "Two drops & a “nap” <later>."
SHOWN = "Two drops &amp; a “nap” &lt;later&gt;."


def address(comment):
    return reverse("comments:edit", args=[comment.public_id])


def send(client, comment, text=NEW, **fields):
    comment = Comment.objects.get(pk=comment.pk)
    return client.post(address(comment), {"text": text, "seen": seen_state(comment), **fields})


def page(client, url):
    return client.get(url).content.decode()


@pytest.fixture
def quick(publish_first, say):
    """A comment of Rui's on a site that publishes at once."""
    return say("Salt water.")


class EditTests:
    def test_the_new_words_stand_at_once_where_the_site_publishes_first(self, as_, rui, article, quick):
        response = send(as_(rui), quick)
        assert (response.status_code, response["Location"]) == (
            303,
            f"{article.get_absolute_url()}#comment-{quick.public_id}",
        )
        shown = page(as_(None), article.get_absolute_url())
        assert SHOWN in shown
        assert "Salt water" not in shown

    def test_every_version_is_kept_and_the_change_is_in_the_history(self, as_, rui, quick):
        send(as_(rui), quick, "one")
        send(as_(rui), quick, "two")
        quick.refresh_from_db()
        kept = quick.versions.values_list("number", "source", "created_by")
        assert list(kept) == [(1, "Salt water.", rui.pk), (2, "one", rui.pk), (3, "two", rui.pk)]
        last = quick.decisions.last()
        assert (last.from_status, last.to_status, last.actor, last.actor_role) == (
            "published",
            "published",
            rui,
            "author",
        )
        assert (last.version, last.rule) == (quick.current_version, "publish_by_site")

    def test_edited_is_shown_with_its_time(self, as_, rui, article, quick):
        assert "edited" not in page(as_(None), article.get_absolute_url())
        when = timezone.now() + timedelta(minutes=5)
        with time_machine.travel(when, tick=False):
            send(as_(rui), quick)
            shown = page(as_(None), article.get_absolute_url())
        quick.refresh_from_db()
        assert quick.edited_at == when
        assert f'edited <time data-relative datetime="{timezone.localtime(when):%Y-%m-%dT%H:%M:%S%z}"' in shown

    def test_the_box_holds_what_was_typed_and_not_what_is_printed(self, as_, rui, say, publish_first):
        comment = say("It is **not** <b>hay</b>")
        assert "It is **not** &lt;b&gt;hay&lt;/b&gt;</textarea>" in page(as_(rui), address(comment))

    def test_the_counts_stay_as_they_are(self, as_, rui, article, quick):
        send(as_(rui), quick)
        article.refresh_from_db()
        assert article.comment_count == 1

    def test_a_change_that_changes_nothing_makes_no_version(self, as_, rui, quick):
        assert send(as_(rui), quick, " Salt water.\r\n").status_code == 303
        quick.refresh_from_db()
        assert (quick.versions.count(), quick.edited_at) == (1, None)

    def test_sending_twice_is_sending_once(self, rui, quick):
        seen = seen_state(quick)
        edit(quick, NEW, by=rui, seen=seen)
        edit(quick, NEW, by=rui, seen=seen)
        assert quick.versions.count() == 2

    def test_hostile_words_are_shown_as_they_were_typed(self, as_, rui, article, quick):
        send(as_(rui), quick, "<script>alert(1)</script> [x](javascript:alert(1))")
        shown = page(as_(None), article.get_absolute_url())
        assert "<script>alert(1)" not in shown
        assert 'href="javascript:' not in shown
        box = page(as_(rui), address(quick))
        assert "<script>alert(1)" not in box

    def test_the_row_below_ones_own_comment_leads_here(self, as_, rui, eve, article, quick):
        assert f'href="{address(quick)}"' in page(as_(rui), article.get_absolute_url())
        for viewer in (eve, None):
            assert address(quick) not in page(as_(viewer), article.get_absolute_url())

    def test_a_change_costs_the_same_however_many_versions_there_are(self, as_, rui, quick):
        browser = as_(rui)
        costs = []
        for text in ("one", "two", "three", "four"):
            with CaptureQueriesContext(connection) as queries:
                assert send(browser, quick, text).status_code == 303
            costs.append(len(queries))
        assert len(set(costs)) == 1
        assert costs[0] <= 17


class ReviewedFirstTests:
    def test_the_approved_words_stay_until_somebody_has_looked(self, as_, rui, mo, article, say):
        comment = say("Approved words")
        assert send(as_(rui), comment, "Canary words").status_code == 303
        for viewer in (None, mo):
            shown = page(as_(viewer), article.get_absolute_url())
            assert "Approved words" in shown
            assert "Canary" not in shown
            assert "edited" not in shown
        item = ReviewItem.objects.open().get()
        assert item.comment == comment
        assert item.reason_codes == ["edited", "held_by_site"]
        comment.refresh_from_db()
        assert (comment.status, comment.current_version.number, comment.published_version.number) == ("published", 2, 1)

    def test_the_writer_sees_both(self, as_, rui, article, say):
        comment = say("Approved words")
        send(as_(rui), comment, "New words")
        shown = page(as_(rui), article.get_absolute_url())
        assert "Approved words" in shown
        assert "New words" in shown
        assert "Your change is waiting for a moderator" in shown

    def test_keeping_it_publishes_the_new_words(self, as_, rui, mo, article, say):
        comment = say("Approved words")
        send(as_(rui), comment, "New words")
        comment.refresh_from_db()
        transition(comment, "published", actor=mo, role="moderator", seen_lock=comment.lock_version)
        comment.refresh_from_db()
        assert (comment.html, comment.edited_at) == ("<p>New words</p>", comment.current_version.created_at)
        assert not ReviewItem.objects.open().exists()

    def test_a_decision_about_the_words_before_is_a_conflict(self, as_, rui, mo, say):
        comment = say("First words", status="held")
        seen = comment.lock_version
        send(as_(rui), comment, "Other words")
        with pytest.raises(Conflict):
            transition(comment, "published", actor=mo, role="moderator", seen_lock=seen)
        comment.refresh_from_db()
        assert (comment.status, comment.html) == ("held", "")

    def test_a_decision_from_the_desk_about_the_words_before_is_a_conflict(self, as_, rui, mo, say):
        comment = say("First words", status="held")
        seen = comment.lock_version
        send(as_(rui), comment, "Other words")
        url = reverse("moderation:decide", args=[comment.public_id])
        response = as_(mo).post(url, {"to": "published", "seen_lock": seen, "note": "", "reason": ""})
        assert response.status_code == 409
        assert "Other words" in response.content.decode()

    def test_what_waits_is_replaced_and_nobody_reads_the_first(self, as_, rui, mo, article, say):
        comment = say("First words", status="held")
        send(as_(rui), comment, "Other words")
        comment.refresh_from_db()
        assert (comment.status, comment.html) == ("held", "")
        assert comment.current_version.source == "Other words"
        assert ReviewItem.objects.open().get().reason_codes == ["held_by_site"]
        transition(comment, "published", actor=mo, role="moderator")
        shown = page(as_(None), article.get_absolute_url())
        assert "Other words" in shown
        assert "edited" not in shown

    def test_what_waits_can_be_changed_as_long_as_it_waits(self, as_, rui, say):
        comment = say(status="held")
        with time_machine.travel(timezone.now() + timedelta(days=3)):
            assert send(as_(rui), comment).status_code == 303

    def test_what_waits_does_not_get_ahead_in_the_queue_by_being_changed(self, as_, rui, say):
        comment = say(status="held")
        before = ReviewItem.objects.values("priority", "due_at", "opened_at").get()
        send(as_(rui), comment)
        assert ReviewItem.objects.values("priority", "due_at", "opened_at").get() == before

    def test_while_somebody_is_to_look_the_public_words_stay(self, as_, rui, quick):
        ReviewItem.ask(quick, ["abuse"])
        send(as_(rui), quick, "Never said it")
        quick.refresh_from_db()
        assert quick.html == "<p>Salt water.</p>"
        assert set(ReviewItem.objects.open().get().reason_codes) == {"abuse", "edited"}


class RefusalTests:
    def refused(self, response, status, sentence):
        text = response.content.decode()
        assert response.status_code == status
        assert sentence in text
        assert SHOWN in text
        assert "no-store" in response["Cache-Control"]
        assert CommentVersion.objects.count() == 1

    def test_after_the_window_it_says_so_and_gives_the_words_back(self, as_, rui, quick):
        with time_machine.travel(timezone.now() + EDIT_WINDOW + timedelta(seconds=1)):
            browser = as_(rui)
            assert "30 minutes" in page(browser, address(quick))
            self.refused(send(browser, quick), 409, "30 minutes")

    def test_the_window_begins_when_readers_could_read_it(self, as_, rui, mo, say):
        comment = say(status="held")
        with time_machine.travel(timezone.now() + timedelta(hours=5)) as clock:
            transition(comment, "published", actor=mo, role="moderator")
            clock.shift(EDIT_WINDOW - timedelta(minutes=1))
            assert send(as_(rui), comment).status_code == 303
            clock.shift(timedelta(minutes=2))
            assert send(as_(rui), comment, "later").status_code == 409

    def test_once_somebody_has_answered_the_words_stay(self, as_, rui, eve, quick, say):
        say("An answer", parent=quick, by=eve)
        client = as_(rui)
        response = send(client, quick)
        assert response.status_code == 409
        assert "has answered" in response.content.decode()
        assert SHOWN in response.content.decode()
        assert address(quick) not in page(client, quick.article.get_absolute_url())

    def test_a_comment_that_was_removed_meanwhile_gives_the_words_back(self, as_, rui, mo, quick):
        seen = seen_state(quick)
        remove(quick, mo)
        response = as_(rui).post(address(quick), {"text": NEW, "seen": seen})
        self.refused(response, 409, "removed in the meantime")

    def test_two_tabs_the_second_sees_what_the_first_made_and_keeps_its_words(self, as_, rui, quick):
        browser, seen = as_(rui), seen_state(quick)
        browser.post(address(quick), {"text": "From the first tab", "seen": seen})
        response = browser.post(address(quick), {"text": NEW, "seen": seen})
        text = response.content.decode()
        assert response.status_code == 409
        assert "From the first tab" in text
        assert SHOWN in text
        quick.refresh_from_db()
        again = browser.post(address(quick), {"text": NEW, "seen": seen_state(quick)})
        assert again.status_code == 303

    def test_a_decision_while_typing_gives_the_words_back_in_a_form_that_works(self, as_, rui, mo, say):
        comment = say("First words", status="held")
        seen = seen_state(comment)
        transition(comment, "published", actor=mo, role="moderator")
        response = as_(rui).post(address(comment), {"text": NEW, "seen": seen})
        self.refused(response, 409, "a moderator has decided")
        assert f'value="{seen_state(Comment.objects.get())}"' in response.content.decode()

    @pytest.mark.parametrize("text", ["", "   \n ", "\u200b"])
    def test_no_words_are_refused(self, as_, rui, quick, text):
        response = send(as_(rui), quick, text)
        assert response.status_code == 422
        assert quick.versions.count() == 1

    def test_too_many_words_are_refused_and_kept(self, as_, rui, quick):
        text = "x" * (MAX_TEXT_LENGTH + 1)
        response = send(as_(rui), quick, text)
        assert response.status_code == 422
        assert text in response.content.decode()

    def test_a_closed_discussion_gives_the_words_back(self, as_, rui, quick):
        Thread.objects.update(mode="closed")
        self.refused(send(as_(rui), quick), 409, "closed")

    def test_an_article_withdrawn_while_typing_gives_the_words_back(self, as_, rui, ed, article, quick):
        publishing.withdraw(article, by=ed, reason="Out of date.")
        self.refused(send(as_(rui), quick), 409, "not public")

    def test_somebody_whose_log_in_ended_gets_the_words_back_and_a_way_to_log_in(self, quick):
        response = send(Client(), quick)
        self.refused(response, 403, "Log in")
        assert f"next={address(quick)}" in response.content.decode()

    def test_the_page_for_the_logged_out_is_the_same_for_a_comment_that_is_not_there(self, quick):
        there, gone = Client().post(address(quick), {"text": NEW}), Client().post("/comments/aaaa/edit/", {"text": NEW})
        assert there.status_code == gone.status_code
        assert there.content.replace(quick.public_id.encode(), b"aaaa") == gone.content

    def test_a_visitor_who_comes_to_the_page_is_asked_to_log_in(self, quick):
        response = Client().get(address(quick))
        assert response["Location"] == f"/accounts/login/?next={address(quick)}"

    @pytest.mark.parametrize("who", ["eve", "mo", "ana"])
    def test_nobody_else_finds_it(self, request, as_, quick, who):
        browser = as_(request.getfixturevalue(who))
        assert browser.get(address(quick)).status_code == 404
        assert send(browser, quick).status_code == 404
        assert quick.versions.count() == 1

    def test_a_form_of_the_writer_sent_with_another_account_gives_the_words_back(self, as_, rui, eve, quick):
        writer = EditForm.fresh(rui).initial["writer"]
        self.refused(send(as_(eve), quick, writer=writer), 409, "another account")

    def test_a_comment_that_never_was_is_404(self, as_, rui, article):
        assert as_(rui).post("/comments/aaaaaaaaaaaa/edit/", {"text": NEW}).status_code == 404

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    def test_other_methods_are_not_answered(self, as_, rui, quick, method):
        assert getattr(as_(rui), method)(address(quick)).status_code == 405

    def test_a_suspended_account_changes_nothing(self, rui, quick):
        rui.is_active = False
        rui.save()
        with pytest.raises(PostRefused) as refusal:
            edit(quick, NEW, by=rui, seen=seen_state(quick))
        assert refusal.value.refused.reason == "suspended"

    def test_a_stale_token_gives_the_words_back(self, rui, quick):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(rui)
        response = browser.post(address(quick), {"text": NEW, "seen": seen_state(quick)})
        self.refused(response, 403, "Your log-in has changed")
        forged = browser.post(address(quick), {"text": NEW}, headers={"Sec-Fetch-Site": "cross-site"})
        assert forged.status_code == 403
        assert SHOWN not in forged.content.decode()

    def test_erasing_takes_every_version(self, as_, rui, quick):
        send(as_(rui), quick)
        transition(quick, "erased", actor=None, role="privacy")
        assert set(quick.versions.values_list("source", "html")) == {("", "")}

    def test_everything_is_written_or_nothing(self, monkeypatch, rui, quick):
        def fail(*_args, **_kwargs):
            raise RuntimeError

        monkeypatch.setattr(Decision.objects, "create", fail)
        with pytest.raises(RuntimeError):
            edit(quick, NEW, by=rui, seen=seen_state(quick))
        quick.refresh_from_db()
        assert (quick.versions.count(), quick.html) == (1, "<p>Salt water.</p>")
