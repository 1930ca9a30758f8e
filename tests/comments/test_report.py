"""Reporting a comment: it is looked at again, once a person, version and reason, and whoever reported it hears."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from comments import deadlines, reporting
from comments.editing import edit, seen_state
from comments.models import Comment, Decision, Report, ReviewItem
from comments.models.report import hash_of
from comments.readers import report_views
from comments.transitions import Conflict, transition
from tests.comments.conftest import remove

NOTE = "The second sentence & <that> dose."
SHOWN = "The second sentence &amp; &lt;that&gt; dose."
REASONS = [reason for reason in Report.Reason.values if reason != "illegal"]


def address(comment):
    return reverse("comments:report", args=[comment.public_id])


def send(client, comment, reason="abuse", note=NOTE, **fields):
    return client.post(address(comment), {"reason": reason, "note": note, **fields})


class ReportTests:
    @pytest.mark.parametrize("reason", REASONS)
    def test_every_reason_opens_an_item_with_its_place_and_its_deadline(self, as_, eve, say, reason):
        comment = say()
        when = timezone.now()
        with time_machine.travel(when, tick=False):
            assert send(as_(eve), comment, reason).status_code == 303
        item = ReviewItem.objects.open().get()
        assert item.reason_codes == [reason]
        assert (item.priority, item.due_at) == (deadlines.priority_of([reason]), deadlines.due([reason], when))

    def test_somebody_at_risk_comes_before_everything_else(self):
        others = [deadlines.priority_of([reason]) for reason in Report.Reason.values if reason != "at_risk"]
        assert deadlines.priority_of(["at_risk"]) > max(others)

    def test_an_approved_comment_is_looked_at_again_and_stays_meanwhile(self, as_, eve, mo, say):
        comment = say()
        transition(comment, "published", actor=mo, role="moderator")
        send(as_(eve), comment)
        comment.refresh_from_db()
        assert comment.is_public
        assert ReviewItem.objects.open().filter(comment=comment).count() == 1

    def test_it_holds_what_was_read_and_proof_of_it(self, as_, eve, say):
        comment = say("The words then")
        send(as_(eve), comment, seen=1)
        report = Report.objects.get()
        assert (report.reporter, report.version, report.note) == (eve, comment.current_version, NOTE)
        assert report.snapshot_hash == hash_of("The words then")

    def test_words_that_changed_while_somebody_wrote_are_reported_as_they_were_read(
        self, as_, rui, eve, say, publish_first
    ):
        comment = say("First")
        edit(comment, "Second", by=rui, seen=seen_state(comment))
        send(as_(eve), comment, seen=1)
        assert Report.objects.get().version.source == "First"

    @pytest.mark.parametrize("seen", ["", "0", "99", "-1", "x", str(2**70)])
    def test_a_version_that_is_none_is_the_one_that_readers_read(self, as_, eve, say, seen):
        comment = say("Words")
        send(as_(eve), comment, seen=seen)
        assert all(report.version == comment.published_version for report in Report.objects.all())

    def test_the_second_time_it_says_you_reported_this(self, as_, eve, say):
        comment, browser = say(), as_(eve)
        assert "You reported this" not in browser.get(address(comment)).content.decode()
        for _n in range(2):
            response = browser.post(address(comment), {"reason": "abuse", "note": ""}, follow=True)
            assert "You reported this" in response.content.decode()
        assert Report.objects.count() == 1
        assert ReviewItem.objects.open().get().reason_codes == ["abuse"]

    def test_another_reason_is_another_report_and_joins_the_open_item(self, as_, eve, sam, say):
        comment = say()
        send(as_(eve), comment, "spam")
        before = ReviewItem.objects.open().get()
        send(as_(sam), comment, "at_risk")
        item = ReviewItem.objects.open().get()
        assert item.reason_codes == ["spam", "at_risk"]
        assert item.priority > before.priority
        assert item.due_at < before.due_at

    def test_a_report_that_says_nothing_new_makes_nothing_less_pressing(self, as_, eve, sam, say):
        comment = say()
        send(as_(eve), comment, "at_risk")
        before = ReviewItem.objects.open().values().get()
        send(as_(sam), comment, "at_risk")
        assert Report.objects.count() == 2
        assert ReviewItem.objects.open().values().get() == before

    def test_nobody_decides_without_having_seen_a_new_reason(self, as_, eve, mo, say):
        comment = say()
        send(as_(eve), comment, "spam")
        seen = Comment.objects.get().lock_version
        send(as_(eve), comment, "at_risk")
        with pytest.raises(Conflict):
            transition(comment, "published", actor=mo, role="moderator", seen_lock=seen)
        assert ReviewItem.objects.open().exists()
        assert not Report.objects.exclude(state="open").exists()

    @pytest.mark.parametrize("reason", ["misleading", "other"])
    def test_some_reasons_need_words(self, as_, eve, say, reason):
        response = send(as_(eve), say(), reason, note="")
        assert response.status_code == 422
        assert not Report.objects.exists()

    def test_the_form_asks_for_the_sentence_and_a_source(self, as_, eve, say):
        page = as_(eve).get(address(say())).content.decode()
        assert "which sentence is it, and is there a source" in page

    @pytest.mark.parametrize("reason", ["", "illegal", "nonsense", "<script>"])
    def test_a_reason_that_is_none_gives_the_words_back(self, as_, eve, say, reason):
        response = send(as_(eve), say(), reason)
        assert response.status_code == 422
        assert SHOWN in response.content.decode()
        assert not Report.objects.exists()

    def test_too_many_words_are_refused_and_kept(self, as_, eve, say):
        response = send(as_(eve), say(), note="y" * 1001)
        assert response.status_code == 422
        assert "y" * 1001 in response.content.decode()

    def test_reading_the_form_reports_nothing(self, as_, eve, say):
        as_(eve).get(address(say()), {"reason": "abuse"})
        assert not Report.objects.exists()
        assert not ReviewItem.objects.open().exists()

    def test_it_costs_the_same_however_many_reported_before(self, as_, eve, sam, ana, say):
        comment, costs = say(), []
        send(as_(eve), comment)
        for who in (sam, ana):
            browser = as_(who)
            with CaptureQueriesContext(connection) as queries:
                assert send(browser, comment).status_code == 303
            costs.append(len(queries))
        assert costs[0] == costs[1] <= 15


class OutcomeTests:
    @pytest.mark.parametrize(
        ("to", "state"), [("published", "not_upheld"), ("rejected", "upheld"), ("spam", "upheld"), ("held", "open")]
    )
    def test_what_a_moderator_decides_is_what_the_reporter_hears(self, as_, eve, mo, say, to, state):
        comment, browser = say(), as_(eve)
        send(browser, comment)
        reason = "abuse" if to in {"rejected", "spam"} else ""
        transition(comment, to, actor=mo, role="moderator", reason=reason)
        report = Report.objects.get()
        assert report.state == state
        assert (report.settled_at is None) == (state == "open")
        if to == "published":
            assert "Looked at: the comment stays" in browser.get(address(comment)).content.decode()

    def test_what_is_held_after_a_report_settles_it_in_the_end(self, as_, eve, mo, say):
        comment = say()
        send(as_(eve), comment)
        transition(comment, "held", actor=mo, role="moderator")
        transition(comment, "rejected", actor=mo, role="moderator", reason="abuse")
        assert Report.objects.get().state == "upheld"

    def test_withdrawn_by_its_author_it_is_moot(self, as_, eve, rui, say):
        comment = say()
        send(as_(eve), comment)
        transition(comment, "withdrawn", actor=rui, role="author")
        assert Report.objects.get().state == "moot"

    def test_words_that_were_changed_since_were_not_judged(self, as_, eve, rui, mo, say):
        comment = say("Reported words")
        send(as_(eve), comment)
        edit(comment, "Better words", by=rui, seen=seen_state(comment))
        transition(comment, "published", actor=mo, role="moderator")
        assert Report.objects.get().state == "moot"

    def test_after_the_decision_a_new_report_opens_a_new_item(self, as_, eve, sam, mo, say):
        comment = say()
        send(as_(eve), comment)
        transition(comment, "published", actor=mo, role="moderator")
        send(as_(sam), comment)
        assert ReviewItem.objects.open().filter(comment=comment).count() == 1
        assert sorted(Report.objects.values_list("state", flat=True)) == ["not_upheld", "open"]

    def test_erasing_leaves_no_words_in_a_report(self, as_, eve, say):
        comment = say()
        send(as_(eve), comment)
        transition(comment, "erased", actor=None, role="privacy")
        report = Report.objects.get()
        assert (report.note, report.snapshot_hash, report.state) == ("", "", "moot")

    def test_a_reporter_whose_account_goes_is_forgotten_and_the_report_stays(self, as_, eve, say):
        comment = say()
        send(as_(eve), comment)
        eve.delete()
        assert Report.objects.get().reporter is None


class RefusalTests:
    def refused(self, response, status, sentence):
        text = response.content.decode()
        assert response.status_code == status
        assert sentence in text
        assert SHOWN in text
        assert "no-store" in response["Cache-Control"]
        assert not Report.objects.exists()

    def test_ones_own_comment_is_not_reported(self, as_, rui, say):
        comment = say()
        self.refused(send(as_(rui), comment), 409, "your own comment")
        assert as_(rui).get(address(comment)).status_code == 409

    def test_one_removed_while_typing_gives_the_words_back(self, as_, eve, mo, say):
        comment = say()
        remove(comment, mo)
        self.refused(send(as_(eve), comment), 409, "no longer shown")

    def test_an_article_withdrawn_while_typing_gives_the_words_back(self, as_, eve, ed, article, say):
        comment = say()
        publishing.withdraw(article, by=ed, reason="Out of date.")
        self.refused(send(as_(eve), comment), 409, "no longer shown")

    @pytest.mark.parametrize("status", ["held", "rejected", "spam", "withdrawn", "erased"])
    def test_what_is_not_public_has_no_form(self, as_, eve, say, status):
        assert as_(eve).get(address(say(status=status))).status_code == 404

    def test_one_that_never_was_public_is_not_there(self, as_, eve, say):
        comment = say(status="held")
        assert send(as_(eve), comment).status_code == 404
        assert not Report.objects.exists()

    def test_one_removed_between_the_look_and_the_report(self, eve, mo, say):
        comment = say()
        remove(Comment.objects.get(), mo)
        with pytest.raises(reporting.NotReportable):
            reporting.report(comment, reason="abuse", by=eve)

    def test_a_visitor_is_asked_to_log_in(self, say):
        comment = say()
        assert Client().get(address(comment))["Location"] == f"/accounts/login/?next={address(comment)}"

    def test_somebody_whose_log_in_ended_gets_the_words_back(self, say):
        comment = say()
        response = send(Client(), comment)
        self.refused(response, 403, "Log in")
        assert f"next={address(comment)}" in response.content.decode()

    def test_a_suspended_account_reports_nothing(self, as_, sam, say):
        browser, comment = as_(sam), say()
        sam.is_active = False
        sam.save()
        self.refused(send(browser, comment), 403, "Log in")

    def test_a_stale_token_gives_the_words_back(self, eve, say):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(eve)
        self.refused(send(browser, say()), 403, "Your log-in has changed")

    def test_a_comment_that_never_was_is_404(self, as_, eve, article):
        assert as_(eve).post("/comments/aaaaaaaaaaaa/report/", {"reason": "abuse"}).status_code == 404

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    def test_other_methods_are_not_answered(self, as_, eve, say, method):
        assert getattr(as_(eve), method)(address(say())).status_code == 405

    def test_too_many_in_an_hour_have_to_wait_and_keep_their_words(self, as_, eve, say, monkeypatch):
        monkeypatch.setattr(report_views, "READERS_LIMIT", report_views.Limit("few", most=1, seconds=3600))
        comment, browser = say(), as_(eve)
        with time_machine.travel((timezone.now() + timedelta(hours=1)).replace(minute=30), tick=False):
            send(browser, comment)
            response = send(browser, comment, "spam")
            assert response.status_code == 429
            assert 0 < int(response["Retry-After"]) <= 3600
            assert SHOWN in response.content.decode()
        with time_machine.travel(timezone.now() + timedelta(hours=3)):
            assert send(browser, comment, "spam").status_code == 303

    def test_hostile_words_are_shown_nowhere_as_html(self, as_, eve, say):
        browser, comment = as_(eve), say()
        response = send(browser, comment, "nonsense", note="<img src=x onerror=alert(1)>")
        assert "<img src=x" not in response.content.decode()

    def test_a_report_is_no_decision(self, as_, eve, say):
        comment = say()
        before = Decision.objects.count()
        send(as_(eve), comment)
        assert Decision.objects.count() == before
