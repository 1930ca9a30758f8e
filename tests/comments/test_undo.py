"""A slip of the hand: within ten seconds a moderator's own decision is taken back, and all is as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import Comment, Decision, Report, ReviewItem
from comments.transitions import UNDO_WINDOW, Conflict, NotAllowed, transition, undo
from tests.conftest import make_person

FACTS = ["status", "status_reason", "html", "published_version", "published_at", "reviewed_at", "reviewed_by"]


def facts(comment):
    return Comment.objects.filter(pk=comment.pk).values(*FACTS, "article__comment_count", "reply_count").get()


def items(comment):
    return list(ReviewItem.objects.open().filter(comment=comment).values("reason_codes", "opened_at", "priority"))


def decide(comment, to, mo, **more):
    reason = "abuse" if to in {"rejected", "spam"} else ""
    return transition(comment, to, actor=mo, role="moderator", reason=reason, **more)


class UndoTests:
    @pytest.mark.parametrize(
        ("start", "to"),
        [
            ("held", "published"),
            ("held", "rejected"),
            ("held", "spam"),
            ("published", "held"),
            ("published", "rejected"),
            ("published", "spam"),
        ],
    )
    def test_everything_is_as_it_was(self, say, mo, eve, start, to):
        comment = say(status=start)
        before, waiting = facts(comment), items(comment)
        decide(comment, to, mo)
        assert facts(comment) != before
        decision = comment.decisions.last()
        undo(decision, actor=mo)
        assert (facts(comment), items(comment)) == (before, waiting)
        last = comment.decisions.last()
        assert (last.reverses, last.rule, last.to_status) == (decision, "undo", start)

    def test_a_report_that_was_set_aside_waits_again(self, say, mo):
        comment = say()
        ReviewItem.ask(comment, ["misleading"])
        waiting = items(comment)
        decide(comment, "published", mo)
        assert items(comment) == []
        undo(comment.decisions.last(), actor=mo)
        assert items(comment) == waiting

    def test_reports_that_were_settled_are_open_again(self, say, mo, eve):
        comment = say()
        version = comment.current_version
        report = Report.objects.create(comment=comment, version=version, reporter=eve, reason="misleading")
        ReviewItem.ask(comment, ["misleading"])
        decide(comment, "rejected", mo)
        report.refresh_from_db()
        assert report.state == "upheld"
        undo(comment.decisions.last(), actor=mo)
        report.refresh_from_db()
        assert (report.state, report.settled_at) == ("open", None)

    def test_holding_what_was_reported_leaves_the_report(self, say, mo):
        comment = say()
        ReviewItem.ask(comment, ["misleading"])
        waiting = items(comment)
        decide(comment, "held", mo)
        undo(comment.decisions.last(), actor=mo)
        assert [item["reason_codes"] for item in items(comment)] == [item["reason_codes"] for item in waiting]

    def test_what_was_reported_meanwhile_is_not_forgotten(self, say, mo):
        comment = say(status="held")
        decide(comment, "published", mo)
        ReviewItem.ask(comment, ["abuse"])
        undo(comment.decisions.last(), actor=mo)
        assert [set(item["reason_codes"]) for item in items(comment)] == [{"held_by_site", "abuse"}]

    def test_after_the_window_it_is_too_late(self, say, mo):
        comment = decide(say(), "rejected", mo)
        with (
            time_machine.travel(timezone.now() + UNDO_WINDOW + timedelta(seconds=1)),
            pytest.raises(NotAllowed),
        ):
            undo(comment.decisions.last(), actor=mo)

    def test_nobody_undoes_what_another_decided(self, say, mo):
        comment = decide(say(), "rejected", mo)
        with pytest.raises(NotAllowed):
            undo(comment.decisions.last(), actor=make_person("max@example.org", "Max", "Moderators"))

    def test_an_undoing_is_not_undone(self, say, mo):
        comment = decide(say(), "rejected", mo)
        undo(comment.decisions.last(), actor=mo)
        with pytest.raises(NotAllowed):
            undo(comment.decisions.last(), actor=mo)

    def test_what_somebody_has_decided_since_stands(self, say, mo, rui):
        comment = decide(say(status="held"), "published", mo)
        decision = comment.decisions.last()
        transition(comment, "withdrawn", actor=rui, role="author")
        with pytest.raises(Conflict):
            undo(decision, actor=mo)

    def test_a_rule_cannot_be_undone(self, say, mo):
        comment = say(status="held")
        with pytest.raises(NotAllowed):
            undo(comment.decisions.last(), actor=mo)
        assert Decision.objects.count() == 1
