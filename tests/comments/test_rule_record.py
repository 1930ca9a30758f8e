"""What the rules did: counted from the log, with what people decided then; who decided is for those who lead."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Decision
from comments.moderators.rule_record import PERIOD, interval, rule_record
from comments.posting import post
from comments.transitions import transition, undo
from tests.comments.conftest import remove
from tests.conftest import make_person

RECORD = reverse("moderation:rule_record")
PHONE = "Call me on 07700 900123."


def row(rows, label):
    return next(fate for fate in rows if fate.label == label)


@pytest.fixture
def phone(article, rui):
    """Posts words in which a phone number is found; they wait for review."""
    return lambda by=rui: post(author=by, article=article, text=PHONE, answered=True)


class NumberTests:
    def test_it_counts_what_was_found_and_what_people_decided_about_it(self, phone, say, mo):
        remove(phone(), mo)
        transition(phone(), "published", actor=mo, role="moderator")
        phone()
        say("nothing in it")
        record = rule_record(with_people=False)
        fate = row(record.findings, "A phone number")
        assert (fate.stopped, fate.decided, fate.removed, fate.approved) == (3, 2, 1, 1)
        assert fate.precision == 50
        assert record.comments == 4

    def test_it_counts_by_the_rule_that_held(self, phone, say, mo):
        remove(phone(), mo)
        say("nothing in it")
        record = rule_record(with_people=False)
        fate = row(record.levels, "Comments on the whole site are reviewed first.")
        assert (fate.stopped, fate.decided, fate.removed) == (2, 2, 1)

    def test_what_appeared_at_once_was_held_by_no_rule(self, say, publish_first):
        say("nothing in it")
        record = rule_record(with_people=False)
        assert (record.comments, record.levels, record.findings) == (1, [], [])

    def test_a_removal_that_was_reversed_later_is_told(self, phone, mo, root):
        comment = remove(phone(), mo)
        transition(comment, "published", actor=root, role="moderator")
        [fate] = rule_record(with_people=False).findings
        assert (fate.removed, fate.taken_back) == (1, 1)

    def test_a_call_for_help_is_right_whatever_became_of_it(self, as_, article, rui, mo):
        transition(post(author=rui, article=article, text="I want to die."), "published", actor=mo, role="moderator")
        [fate] = rule_record(with_people=False).findings
        assert (fate.label, fate.is_judged) == ("Somebody may be in danger", False)
        assert "0 %" not in as_(mo).get(RECORD).content.decode().partition("What waited")[0]

    def test_what_was_undone_within_seconds_counts_for_nothing(self, phone, mo):
        comment = remove(phone(), mo)
        undo(Decision.objects.get(comment=comment, to_status="rejected"), actor=mo)
        [fate] = rule_record(with_people=True).findings
        assert (fate.stopped, fate.decided, fate.taken_back) == (1, 0, 0)
        assert rule_record(with_people=True).people == []

    def test_the_time_to_the_first_decision_is_the_median(self, article, rui, mo):
        start = timezone.now() - timedelta(days=2)
        for number, hours in enumerate([1, 2, 9]):
            comment = post(author=rui, article=article, text=f"{PHONE} {number}", answered=True, at=start)
            transition(comment, "published", actor=mo, role="moderator", at=start + timedelta(hours=hours))
        assert rule_record(with_people=False).findings[0].median_hours == pytest.approx(2)

    def test_older_comments_are_left_out(self, phone):
        phone()
        later = timezone.now() + PERIOD + timedelta(minutes=1)
        assert rule_record(with_people=False, now=later).comments == 0

    @pytest.mark.parametrize(
        ("hits", "tries", "low", "high"),
        # Wilson's interval as published in tables; R: prop.test(hits, tries, correct = FALSE).
        [(0, 0, 0, 100), (0, 10, 0, 27.8), (10, 10, 72.2, 100), (5, 10, 23.7, 76.3), (90, 100, 82.6, 94.5)],
    )
    def test_few_decisions_give_a_wide_range(self, hits, tries, low, high):
        assert interval(hits, tries) == (pytest.approx(low, abs=0.1), pytest.approx(high, abs=0.1))

    def test_it_costs_the_same_however_much_was_decided(self, phone, mo, django_assert_num_queries):
        for _time in range(5):
            remove(phone(), mo)
        with django_assert_num_queries(3):
            rule_record(with_people=True)


class PeopleTests:
    def test_those_who_lead_see_who_decided_and_what_others_took_back(self, as_, phone, mo, root):
        transition(remove(phone(), mo), "published", actor=root, role="moderator")
        remove(phone(), mo)
        people = rule_record(with_people=True).people
        assert [(one.label, one.decided, one.removed, one.taken_back) for one in people] == [
            (str(mo), 2, 2, 1),
            (str(root), 1, 0, 0),
        ]
        assert "Who decided" in as_(mo).get(RECORD).content.decode()

    def test_a_moderator_of_a_branch_sees_the_rules_and_no_colleague(self, as_, una, phone, mo):
        remove(phone(), mo)
        response = as_(una).get(RECORD)
        assert "A phone number" in response.content.decode()
        assert "Who decided" not in response.content.decode()
        assert response.context["record"].people == []

    def test_an_account_that_is_gone_is_no_row(self, phone):
        olga = make_person("olga@example.org", "Olga", "Moderators")
        remove(phone(), olga)
        Decision._base_manager.update(actor=None)
        assert rule_record(with_people=True).people == []


class DoorTests:
    @pytest.mark.parametrize("who", ["ana", "ed", "rui", "eve"])
    def test_for_a_stranger_there_is_no_such_page(self, request, who, as_):
        assert as_(request.getfixturevalue(who)).get(RECORD).status_code == 404

    def test_a_visitor_is_asked_to_log_in(self, as_, db):
        assert as_(None).get(RECORD).status_code == 302

    def test_nothing_yet_is_no_fault(self, as_, mo):
        assert as_(mo).get(RECORD).status_code == 200
