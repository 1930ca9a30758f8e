"""What one moderator must not do alone: remove much of one person or article, or uphold their own report."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from comments import second_keys, transitions
from comments.models import Comment, Decision, RemovalRequest
from comments.reporting import report
from comments.second_keys import KeyRefused
from comments.transitions import Conflict, NeedsSecondKey, NotAllowed, transition
from tests.comments.conftest import remove
from tests.conftest import make_person
from tests.factories import make_article


@pytest.fixture
def max_(db):
    return make_person("max@example.org", "Max", "Moderators")


@pytest.fixture
def few(monkeypatch):
    """Two public comments are as many as one moderator removes alone."""
    monkeypatch.setattr(transitions, "MOST_REMOVED", 2)


@pytest.fixture
def reported(say, mo):
    """A comment that Mo alone has reported."""
    comment = say()
    report(comment, reason="abuse", by=mo)
    return Comment.objects.get(pk=comment.pk)


def ask(comment, mo):
    return second_keys.ask(comment, "rejected", by=mo, why="own_report", reason="abuse")


class MassRemovalTests:
    def test_it_begins_after_thirty_in_an_hour(self):
        assert (30, timedelta(hours=1)) == (transitions.MOST_REMOVED, transitions.MOST_REMOVED_WITHIN)

    def test_of_one_article_by_many_people(self, few, say, rui, eve, sam, mo, publish_first):
        for writer in (rui, eve):
            remove(say(by=writer), mo)
        with pytest.raises(NeedsSecondKey) as problem:
            remove(say(by=sam), mo)
        assert problem.value.why == "mass"
        assert Comment.objects.published().count() == 1

    def test_of_one_person_on_many_articles(self, few, say, mo):
        for title in ("One", "Two"):
            remove(say(below=make_article(title)), mo)
        with pytest.raises(NeedsSecondKey):
            remove(say(below=make_article("Three")), mo)

    def test_what_is_held_was_never_public_and_is_not_counted(self, few, say, mo):
        for _n in range(4):
            remove(say(status="held"), mo)
        remove(say(), mo)

    def test_others_have_a_count_of_their_own_and_an_hour_later_it_begins_anew(self, few, say, mo, max_):
        for _n in range(2):
            remove(say(), mo)
        remove(say(), max_)
        comment = say()
        with pytest.raises(NeedsSecondKey):
            remove(comment, mo)
        with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
            remove(comment, mo)

    def test_what_was_taken_back_is_not_counted(self, few, say, mo, max_):
        for _n in range(2):
            transition(remove(say(), mo), "published", actor=max_, role="moderator")
        remove(say(), mo)

    def test_in_bulk_what_is_too_much_waits_and_the_rest_is_done(self, as_, few, say, mo):
        comments = [say(f"words {n}") for n in range(4)]
        for comment in comments:
            comment.refresh_from_db()
        fields = {"bulk-to": "rejected", "bulk-reason": "abuse"}
        fields["chosen"] = [f"{comment.public_id}.{comment.lock_version}" for comment in comments]
        page = as_(mo).post(reverse("moderation:bulk"), fields).content.decode()
        assert "2 waiting for a second moderator" in page
        assert Comment.objects.published().count() == 2
        assert RemovalRequest.objects.open().count() == 2

    def test_the_admins_door_is_the_same(self, as_, few, say, mo):
        chosen = [say(f"words {n}").pk for n in range(3)]
        as_(mo).post(
            reverse("admin:comments_comment_changelist"),
            {"action": "reject", "reason": "abuse", "_selected_action": chosen},
        )
        assert Comment.objects.published().count() == 1


class OwnReportTests:
    @pytest.mark.parametrize("to", ["rejected", "spam"])
    def test_who_alone_reported_it_does_not_uphold_that_alone(self, reported, mo, to):
        with pytest.raises(NeedsSecondKey) as problem:
            transition(reported, to, actor=mo, role="moderator", reason="abuse")
        assert problem.value.why == "own_report"

    def test_holding_it_first_is_no_way_round(self, reported, mo):
        held = transition(reported, "held", actor=mo, role="moderator")
        with pytest.raises(NeedsSecondKey):
            remove(held, mo)

    def test_keeping_it_is_their_own_affair(self, reported, mo):
        assert transition(reported, "published", actor=mo, role="moderator").is_public

    def test_another_moderator_decides_as_ever(self, reported, max_):
        assert remove(reported, max_).status == "rejected"

    def test_with_somebody_elses_report_beside_it_they_decide(self, reported, eve, mo):
        report(reported, reason="abuse", by=eve)
        assert remove(reported, mo).status == "rejected"

    def test_with_a_guests_report_beside_it_they_decide(self, reported, mo):
        report(reported, reason="illegal")
        assert remove(reported, mo).status == "rejected"


class SecondKeyTests:
    def test_the_desk_asks_the_others_and_nothing_happens_until_then(self, as_, reported, mo, max_):
        fields = {"to": "rejected", "reason": "abuse", "seen_lock": reported.lock_version, "note": "Look here"}
        response = as_(mo).post(reverse("moderation:decide", args=[reported.public_id]), fields)
        assert response["Location"] == reverse("moderation:second_key")
        reported.refresh_from_db()
        assert reported.is_public
        assert "1 removal waits" in as_(max_).get(reverse("moderation:queue")).content.decode()
        page = as_(max_).get(reverse("moderation:second_key")).content.decode()
        assert "Agree: remove it" in page
        assert "Look here" in page
        assert "Agree: remove it" not in as_(mo).get(reverse("moderation:second_key")).content.decode()

    def test_another_agrees_and_it_is_removed_in_the_name_of_who_asked(self, as_, reported, mo, max_):
        request = ask(reported, mo)
        as_(max_).post(reverse("moderation:settle_second_key", args=[request.pk]), {"agree": "1"})
        reported.refresh_from_db()
        request.refresh_from_db()
        assert reported.status == "rejected"
        assert (request.decision.actor, request.settled_by) == (mo, max_)

    def test_who_asked_does_not_agree(self, as_, reported, mo, max_):
        request = ask(reported, mo)
        as_(mo).post(reverse("moderation:settle_second_key", args=[request.pk]), {"agree": "1"})
        reported.refresh_from_db()
        assert reported.is_public
        with pytest.raises(KeyRefused):
            second_keys.agree(request, by=mo, at=timezone.now() + timedelta(days=9))

    def test_where_nobody_else_moderates_a_day_has_to_pass(self, as_, reported, mo):
        request = ask(reported, mo)
        assert "Nobody else moderates here" in as_(mo).get(reverse("moderation:second_key")).content.decode()
        with pytest.raises(KeyRefused):
            second_keys.agree(request, by=mo, at=timezone.now() + timedelta(hours=23))
        assert second_keys.agree(request, by=mo, at=timezone.now() + timedelta(hours=25)).status == "rejected"

    def test_refused_it_stays_and_twice_is_once(self, as_, reported, mo, max_):
        request = ask(reported, mo)
        for _n in range(2):
            as_(max_).post(reverse("moderation:settle_second_key", args=[request.pk]), {"refuse": "1"})
        reported.refresh_from_db()
        assert reported.is_public
        with pytest.raises(KeyRefused):
            second_keys.agree(RemovalRequest.objects.get(), by=max_)

    def test_what_changed_since_is_not_removed_unseen(self, reported, eve, mo, max_):
        request = ask(reported, mo)
        report(reported, reason="at_risk", by=eve)
        with pytest.raises(Conflict):
            second_keys.agree(request, by=max_)
        assert not RemovalRequest.objects.open().exists()

    def test_asked_twice_is_asked_once(self, reported, mo):
        assert ask(reported, mo) == ask(reported, mo)

    def test_what_somebody_decides_meanwhile_needs_no_key_any_more(self, reported, mo, max_):
        ask(reported, mo)
        remove(reported, max_)
        assert not RemovalRequest.objects.open().exists()

    def test_neither_key_answers_the_appeal(self, reported, rui, mo, max_):
        from comments import appeals

        tom = make_person("tom@example.org", "Tom", "Moderators")
        second_keys.agree(ask(reported, mo), by=max_)
        asked = appeals.appeal_removal(reported, "No", by=rui)
        assert [bool(appeals.why_not(asked, who)) for who in (mo, max_, tom)] == [True, True, False]

    @pytest.mark.parametrize("who", ["rui", "eve", "ana"])
    def test_who_moderates_nothing_finds_no_page(self, request, as_, reported, mo, who):
        asked = ask(reported, mo)
        browser = as_(request.getfixturevalue(who))
        assert browser.get(reverse("moderation:second_key")).status_code == 404
        assert browser.post(reverse("moderation:settle_second_key", args=[asked.pk])).status_code == 404


# Who may do what alone: (the moderator's part in it, what they do, whether it is done).
MATRIX = [
    ("nobody", "rejected", "done"),
    ("nobody", "published", "done"),
    ("author", "rejected", "never"),
    ("author", "held", "never"),
    ("reporter", "rejected", "asks"),
    ("reporter", "spam", "asks"),
    ("reporter", "held", "done"),
    ("reporter", "published", "done"),
    ("remover", "published", "never"),
    ("remover", "held", "never"),
]


class PermissionMatrixTests:
    @pytest.mark.parametrize(("part", "to", "outcome"), MATRIX)
    def test_what_a_moderator_does_alone(self, say, rui, mo, max_, part, to, outcome):
        comment = say(by=mo if part == "author" else rui)
        if part == "reporter":
            report(comment, reason="abuse", by=mo)
        if part == "remover":
            remove(comment, mo)
        reason = "abuse" if to in transitions.REMOVALS else ""
        later = timezone.now() + timedelta(minutes=1)
        problem = {"done": None, "asks": NeedsSecondKey, "never": NotAllowed}[outcome]
        if problem is None:
            assert transition(comment, to, actor=mo, role="moderator", reason=reason, at=later).status == to
            return
        before = Decision.objects.count()
        with pytest.raises(problem):
            transition(comment, to, actor=mo, role="moderator", reason=reason, at=later)
        assert Decision.objects.count() == before

    def test_where_nobody_else_moderates_a_removal_is_looked_at_again_a_day_later(self, say, mo):
        comment = remove(say(), mo)
        with pytest.raises(NotAllowed):
            transition(comment, "published", actor=mo, role="moderator", at=timezone.now() + timedelta(hours=23))
        later = timezone.now() + timedelta(hours=25)
        assert transition(comment, "published", actor=mo, role="moderator", at=later).is_public


class ReversalTests:
    def test_any_time_later_another_reverses_it_from_the_history_with_a_note(self, as_, say, mo, max_):
        comment = remove(say(), mo)
        removal = comment.decisions.last()
        with time_machine.travel(timezone.now() + timedelta(days=40)):
            page = reverse("moderation:history", args=[comment.public_id])
            assert "Publish again" in as_(max_).get(page).content.decode()
            fields = {"to": "published", "seen_lock": comment.lock_version, "version": 1, "note": "I see it otherwise"}
            as_(max_).post(reverse("moderation:decide", args=[comment.public_id]), fields)
            made = comment.decisions.last()
            assert (made.reverses, made.actor, made.private_note) == (removal, max_, "I see it otherwise")
            assert "reversed an earlier decision" in as_(max_).get(page).content.decode()

    def test_an_approval_is_reversed_with_a_reason(self, as_, say, mo):
        comment = say()
        with time_machine.travel(timezone.now() + timedelta(days=40)):
            fields = {"to": "rejected", "seen_lock": comment.lock_version, "version": 1, "note": "Only now"}
            address = reverse("moderation:decide", args=[comment.public_id])
            assert as_(mo).post(address, fields).status_code == 422
            as_(mo).post(address, fields | {"reason": "misleading"})
        made = comment.decisions.last()
        assert (made.to_status, made.reason, made.private_note) == ("rejected", "misleading", "Only now")
