"""The state machine: every way from a status to another for every part, and what follows from each."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import transitions
from comments.models import Comment, CommentVersion, Decision, ReviewItem
from comments.posting import post
from comments.transitions import Conflict, NotAllowed, transition
from tests.comments.conftest import remove

STATUSES = Comment.Status.values
ROLES = Decision.Role.values
# Written out by hand from the design and not from the code: from, to, and the parts that may do it.
MAY = {
    ("held", "published"): {"moderator", "article_author"},
    ("held", "rejected"): {"moderator"},
    ("held", "spam"): {"moderator"},
    ("held", "withdrawn"): {"author"},
    ("published", "published"): {"moderator"},
    ("published", "held"): {"moderator", "rule"},
    ("published", "rejected"): {"moderator"},
    ("published", "spam"): {"moderator"},
    ("published", "withdrawn"): {"author"},
    ("rejected", "published"): {"moderator"},
    ("rejected", "held"): {"moderator"},
    ("spam", "published"): {"moderator"},
    ("spam", "held"): {"moderator"},
    **{(status, "erased"): {"privacy"} for status in STATUSES if status != "erased"},
}


def brought_to(say, status):
    return say(status=status)


class TableTests:
    @pytest.mark.parametrize(("start", "end"), list(product(STATUSES, STATUSES)))
    def test_what_is_not_in_the_table_is_impossible_for_every_part(self, start, end, say, rui, eve, ed):
        people = {"author": rui, "moderator": eve, "article_author": ed}
        for role in ROLES:
            comment = say(status=start)
            decisions = comment.decisions.count()
            allowed = role in MAY.get((start, end), set())
            comes_there = any(role in roles for (_from, to), roles in MAY.items() if to == end)
            try:
                transition(comment, end, actor=people.get(role), role=role, reason="abuse")
            except NotAllowed:
                assert not allowed
                comment.refresh_from_db()
                assert comment.status == start
                assert comment.decisions.count() == decisions
            else:
                comment.refresh_from_db()
                assert comment.status == end
                # Deciding what is decided is no error, and nothing.
                assert allowed or (start == end and comes_there)
                assert comment.decisions.count() == decisions + (start != end)

    def test_the_table_in_the_code_is_the_table_of_the_design(self):
        assert {(str(a), str(b)): {str(role) for role in roles} for (a, b), roles in transitions.TABLE.items()} == MAY

    @pytest.mark.parametrize("role", ["", "superuser", "reader"])
    def test_a_part_that_is_none_may_nothing(self, say, mo, role):
        with pytest.raises(NotAllowed):
            transition(say(), "rejected", actor=mo, role=role, reason="abuse")

    def test_a_status_that_is_none_is_refused(self, say, mo):
        with pytest.raises(NotAllowed):
            transition(say(), "visible", actor=mo, role="moderator", reason="abuse")


class GuardTests:
    @pytest.mark.parametrize("end", ["rejected", "spam"])
    @pytest.mark.parametrize("reason", ["", "because"])
    def test_a_removal_needs_one_of_the_reasons(self, say, mo, end, reason):
        with pytest.raises(NotAllowed):
            transition(say(), end, actor=mo, role="moderator", reason=reason)

    def test_only_its_author_withdraws_a_comment(self, say, eve):
        with pytest.raises(NotAllowed):
            transition(say(), "withdrawn", actor=eve, role="author")

    def test_nobody_decides_about_a_comment_of_their_own(self, say, mo):
        with pytest.raises(NotAllowed):
            transition(say(by=mo), "rejected", actor=mo, role="moderator", reason="abuse")

    def test_a_person_decides_in_person(self, say, mo):
        with pytest.raises(NotAllowed):
            transition(say(), "rejected", actor=None, role="moderator", reason="abuse")
        with pytest.raises(NotAllowed):
            transition(say(), "held", actor=mo, role="rule")

    @pytest.mark.parametrize("status", ["rejected", "spam"])
    def test_another_moderator_takes_a_removal_back_and_it_says_so(self, say, mo, eve, status):
        comment = remove(say(), mo, status)
        removal = comment.decisions.last()
        with time_machine.travel(timezone.now() + timedelta(days=3)):
            transition(comment, "published", actor=eve, role="moderator")
        assert comment.decisions.last().reverses == removal

    def test_the_same_moderator_takes_it_back_only_at_once(self, say, mo):
        comment = remove(say(), mo)
        with (
            time_machine.travel(timezone.now() + transitions.UNDO_WINDOW + timedelta(seconds=1)),
            pytest.raises(NotAllowed),
        ):
            transition(comment, "published", actor=mo, role="moderator")
        with time_machine.travel(timezone.now() + transitions.UNDO_WINDOW - timedelta(seconds=5)):
            assert transition(comment, "published", actor=mo, role="moderator").is_public


class ConsequenceTests:
    def test_approving_prints_the_words_counts_them_and_closes_the_item(self, article, say, mo):
        comment = say("Hello", status="held")
        version = article.page_version
        transition(comment, "published", actor=mo, role="moderator", seen_lock=comment.lock_version)
        comment.refresh_from_db()
        article.refresh_from_db()
        assert (comment.html, comment.published_version) == ("<p>Hello</p>", comment.current_version)
        assert (comment.reviewed_by, article.comment_count) == (mo, 1)
        assert article.page_version > version
        assert not ReviewItem.objects.open().exists()

    @pytest.mark.parametrize("status", ["rejected", "spam", "withdrawn", "erased", "held"])
    def test_what_leaves_the_public_prints_nothing_and_counts_nowhere(self, article, say, mo, rui, status):
        top = say()
        reply = say(parent=say(parent=top))
        people = {"withdrawn": ("author", rui), "erased": ("privacy", None)}
        role, actor = people.get(status, ("moderator", mo))
        transition(reply, status, actor=actor, role=role, reason="abuse")
        reply.refresh_from_db()
        article.refresh_from_db()
        assert (reply.html, reply.published_version) == ("", None)
        assert article.comment_count == 2
        assert list(Comment.objects.order_by("sequence").values_list("reply_count", flat=True)) == [1, 0, 0]

    def test_taking_back_opens_one_item_however_often(self, say, mo, eve):
        comment = say()
        for actor in (mo, eve):
            transition(comment, "held", actor=actor, role="moderator")
        assert ReviewItem.objects.open().filter(comment=comment).count() == 1

    def test_a_report_joins_the_open_item_and_keeping_the_comment_closes_it(self, article, say, mo):
        comment = say()
        ReviewItem.objects.create(comment=comment, reason_codes=["reported"])
        kept = transition(comment, "published", actor=mo, role="moderator")
        article.refresh_from_db()
        assert kept.is_public
        assert article.comment_count == 1
        assert not ReviewItem.objects.open().exists()
        assert (kept.decisions.last().from_status, kept.decisions.last().to_status) == ("published", "published")

    def test_an_edit_that_waits_is_published_by_approving_it(self, say, mo, rui):
        comment = say("First words")
        edit = CommentVersion.objects.create(
            comment=comment,
            number=2,
            source="Better words",
            html="<p>Better words</p>",
            renderer_version=1,
            created_by=rui,
        )
        Comment.objects.filter(pk=comment.pk).update(current_version=edit)
        assert transition(comment, "published", actor=mo, role="moderator").html == "<p>Better words</p>"

    def test_two_open_items_a_comment_are_impossible(self, say):
        comment = say(status="held")
        with pytest.raises(IntegrityError):
            ReviewItem.objects.create(comment=comment)

    def test_erasing_leaves_no_word_anywhere(self, say):
        comment = say("canary-in-the-mine")
        transition(comment, "erased", actor=None, role="privacy")
        comment.refresh_from_db()
        assert (comment.html, comment.author_name) == ("", "")
        version = CommentVersion.objects.get()
        assert (version.source, version.html, version.signals) == ("", "", {})

    def test_withdrawing_keeps_the_words_for_the_writer(self, say):
        assert say("Mine", status="withdrawn").versions.get().source == "Mine"

    def test_a_decision_holds_none_of_the_words(self, say, mo):
        comment = remove(say("canary-in-the-mine"), mo)
        for decision in comment.decisions.all():
            assert "canary" not in str(decision.__dict__)

    def test_a_deed_costs_the_same_however_long_the_chain(self, say, mo):
        def cost(comment):
            with CaptureQueriesContext(connection) as queries:
                remove(comment, mo)
            return len(queries)

        short = say(parent=say())
        deep = say()
        for _n in range(60):
            deep = say(parent=deep)
        assert cost(short) == cost(deep) <= 15


class TwoModeratorsTests:
    def test_the_second_gets_a_conflict_with_the_decision_of_the_first(self, say, mo, eve):
        comment = say(status="held")
        lock = comment.lock_version
        transition(comment, "rejected", actor=mo, role="moderator", reason="abuse", seen_lock=lock)
        with pytest.raises(Conflict) as conflict:
            transition(comment, "published", actor=eve, role="moderator", seen_lock=lock)
        assert conflict.value.decision.actor == mo
        assert conflict.value.comment.status == "rejected"

    def test_the_same_decision_twice_is_one(self, article, say, mo, eve):
        comment = say(status="held")
        lock = comment.lock_version
        for actor in (mo, eve, mo):
            transition(comment, "published", actor=actor, role="moderator", seen_lock=lock)
        article.refresh_from_db()
        assert article.comment_count == 1
        assert comment.decisions.filter(to_status="published").count() == 1

    def test_between_looking_and_writing_the_first_wins_and_nothing_of_the_second_stays(
        self, monkeypatch, article, say, mo, eve
    ):
        comment = say(status="held")
        check = transitions._check

        def slow_check(seen, *args):
            answer = check(seen, *args)
            monkeypatch.setattr(transitions, "_check", check)
            transition(comment, "rejected", actor=eve, role="moderator", reason="spam")
            return answer

        monkeypatch.setattr(transitions, "_check", slow_check)
        with pytest.raises(Conflict) as conflict:
            transition(comment, "published", actor=mo, role="moderator")
        article.refresh_from_db()
        comment.refresh_from_db()
        # The deed in the middle ran inside the outer one here, so that it went back with it; the conflict is the point.
        assert article.comment_count == 0
        assert not comment.is_public
        assert conflict.value.comment.status == comment.status

    def test_a_stale_look_never_decides_about_what_was_not_seen(self, say, mo):
        comment = say(status="held")
        Comment.objects.filter(pk=comment.pk).update(lock_version=7)
        with pytest.raises(Conflict):
            transition(comment, "published", actor=mo, role="moderator", seen_lock=0)


class AppendOnlyTests:
    def test_a_decision_is_neither_changed_nor_deleted(self, say):
        decision = say().decisions.first()
        for deed in (
            decision.save,
            decision.delete,
            Decision.objects.all().delete,
            lambda: Decision.objects.update(reason="x"),
            lambda: Decision.objects.bulk_update([decision], ["reason"]),
        ):
            with pytest.raises(TypeError):
                deed()

    def test_a_version_is_neither_changed_nor_deleted(self, say):
        version = say().versions.get()
        for deed in (
            version.save,
            version.delete,
            CommentVersion.objects.all().delete,
            lambda: CommentVersion.objects.update(source="x"),
        ):
            with pytest.raises(TypeError):
                deed()

    def test_history_outlives_the_account_of_who_made_it(self, say, mo, rui):
        comment = remove(say(), mo)
        mo.delete()
        rui.delete()
        comment.refresh_from_db()
        assert comment.author is None
        assert comment.decisions.last().actor is None
        assert comment.decisions.count() == 3

    def test_decisions_played_again_give_the_present_status(self, say):
        for status in STATUSES:
            comment = say(status=status)
            steps = list(comment.decisions.values_list("from_status", "to_status"))
            assert [start for start, _end in steps[1:]] == [end for _start, end in steps[:-1]]
            assert steps[-1][1] == comment.status


class DatabaseTests:
    """What the database itself refuses, whoever writes past the deeds."""

    @pytest.mark.parametrize(
        "wrong",
        [
            {"status": "published"},
            {"status": "visible"},
            {"html": "<p>held words</p>"},
            {"depth": 3},
        ],
    )
    def test_a_state_that_cannot_be_is_refused(self, say, wrong):
        comment = say(status="held")
        with pytest.raises(IntegrityError):
            Comment.objects.filter(pk=comment.pk).update(**wrong)

    def test_a_count_below_nothing_is_refused(self, article):
        from django.db.models import F

        with pytest.raises(IntegrityError):
            type(article).objects.filter(pk=article.pk).update(comment_count=F("comment_count") - 1)

    def test_a_comment_with_replies_is_not_deleted_under_them(self, say):
        from django.db.models import ProtectedError

        top = say()
        say(parent=top)
        with pytest.raises(ProtectedError):
            top.delete()

    def test_an_article_with_comments_is_not_deleted(self, article, rui):
        from django.db.models import ProtectedError

        post(author=rui, article=article, text="Here")
        with pytest.raises(ProtectedError):
            article.delete()
