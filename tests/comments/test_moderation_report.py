"""The public report about a month of moderation: equal to a recount of the decisions, and telling of nobody."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
import time_machine
from django.urls import reverse

from comments.importing.store import store_file
from comments.models import Comment, Decision
from comments.moderation_report import SMALLEST, Month, months, report, shown
from comments.posting import post
from comments.transitions import transition, undo
from tests.comments.test_import_comments import wxr
from tests.conftest import make_person
from tests.factories import make_article

LATER = datetime(2026, 5, 1, 12, tzinfo=UTC)
MARCH = Month(2026, 3)


def march(day, hour=12):
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def long_ago(db):
    """The article was live before any of this."""
    return make_article(at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def moderate(long_ago, rui, mo):
    """`moderate("rejected", "abuse", day=3)`: a held comment decided some hours later."""

    def act(to, reason="", *, day=3, hours=2, by=mo):
        comment = post(author=rui, article=long_ago, text="words", at=march(day))
        at = march(day) + timedelta(hours=hours)
        return transition(comment, to, actor=by, role="moderator", reason=reason, at=at)

    return act


def page(client, month=MARCH):
    return client.get(month.get_absolute_url())


def removals(month=MARCH):
    return {label: (people, rules) for label, people, rules in report(month).removals}


class NumberTests:
    def test_it_equals_a_recount_of_the_decisions(self, long_ago, rui, mo, root):
        chance = random.Random(7)
        for number in range(120):
            at = march(1 + number % 28, number % 24)
            comment = post(author=rui, article=long_ago, text=f"words {number}", at=at)
            for step in range(chance.randrange(3)):
                to = chance.choice(["published", "rejected", "rejected", "spam"])
                if comment.status in {"rejected", "spam"}:
                    to = "published"
                by = root if step else mo
                reason = chance.choice(["abuse", "spam", "misleading"]) if to != "published" else ""
                at += timedelta(hours=1 + number % 30)
                comment = transition(comment, to, actor=by, role="moderator", reason=reason, at=at)
        rows = [
            row
            for row in Decision.objects.select_related("comment")
            if MARCH.begins <= row.created_at < MARCH.next.begins
        ]
        people = [row for row in rows if row.actor_id]
        now = report(MARCH)
        by_reason = Counter(row.reason for row in people if row.to_status in {"rejected", "spam"})
        labels = dict(Decision.Reason.choices)
        for code, number in by_reason.items():
            assert removals()[labels[code]] == (shown(number), "0")
        assert sum(by_reason.values()) > 3 * SMALLEST
        numbers = dict(now.comments)
        assert numbers["Held for review, by a rule of this site"] == shown(sum(row.from_status == "" for row in rows))
        approved = sum((row.from_status, row.to_status) == ("held", "published") for row in people)
        assert numbers["Approved by a person after review"] == shown(approved)
        overturned = sum(row.from_status in {"rejected", "spam"} for row in people)
        assert now.overturned == shown(overturned)
        hours = []
        for comment in Comment.objects.all():
            first = comment.decisions.filter(actor__isnull=False).first()
            if first and first.created_at < MARCH.next.begins:
                hours.append((first.created_at - comment.created_at).total_seconds() / 3600)
        assert now.median_hours == f"{median(hours):.1f}"

    @pytest.mark.parametrize(("number", "words"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
    def test_small_numbers_are_not_told(self, moderate, number, words):
        for _each in range(number):
            moderate("rejected", "abuse")
        moderate("published")
        assert removals()["hurtful to others"] == (words, "0")

    def test_no_sum_tells_what_a_small_number_is(self, as_, moderate):
        for _each in range(13):
            moderate("rejected", "abuse")
        for _each in range(2):
            moderate("spam", "spam")
        with time_machine.travel(LATER):
            text = page(as_(None)).content.decode()
        assert "<td>13</td>" in text
        assert "<td>fewer than 5</td>" in text
        assert "<td>2</td>" not in text
        numbers = dict(report(MARCH).comments)
        # All were held and none approved: that is no sum of the removals, for others may wait still.
        assert numbers["Held for review, by a rule of this site"] == "15"

    def test_what_was_undone_at_once_was_never_decided(self, moderate, mo):
        comment = moderate("rejected", "abuse")
        decision = comment.decisions.last()
        undo(decision, actor=mo, at=decision.created_at + timedelta(seconds=3))
        assert removals()["hurtful to others"] == ("0", "0")
        assert report(MARCH).overturned == "0"

    def test_comments_from_elsewhere_are_nobodys_decision(self, moderate):
        with time_machine.travel(march(5)):
            store_file(wxr(*({} for _each in range(9))))
        moderate("published")
        assert dict(report(MARCH).comments)["Published at once, by a rule of this site"] == "0"

    def test_the_edges_of_the_month_are_those_of_the_sites_zone(self, settings, moderate):
        settings.TIME_ZONE = "Pacific/Auckland"
        assert Month.of(datetime(2026, 3, 31, 12, tzinfo=UTC)) == Month(2026, 4)
        assert MARCH.begins.utcoffset() == timedelta(hours=13)

    def test_it_costs_the_same_for_any_number(self, moderate, django_assert_num_queries):
        moderate("published")
        with django_assert_num_queries(3):
            report(MARCH)
        for _each in range(12):
            moderate("rejected", "abuse")
        with django_assert_num_queries(3):
            report(MARCH)


class MonthTests:
    def test_a_month_appears_when_it_is_over(self, moderate):
        moderate("published")
        with time_machine.travel(MARCH.next.begins - timedelta(seconds=1)):
            assert months() == []
        with time_machine.travel(MARCH.next.begins):
            assert months() == [MARCH]

    def test_december_is_followed_by_january(self):
        assert Month(2025, 12).next == Month(2026, 1)

    @pytest.mark.parametrize("address", ["2026/5", "2026/2", "2026/13", "2026/0", "99999/1", "0/1"])
    def test_other_months_have_no_page(self, as_, moderate, address):
        moderate("published")
        with time_machine.travel(LATER):
            assert as_(None).get(f"/moderation-report/{address}/").status_code == 404


class PageTests:
    def test_it_is_found_from_every_page(self, as_, moderate):
        moderate("published")
        with time_machine.travel(LATER):
            index = reverse("comments:moderation_reports")
            assert f'href="{index}"' in as_(None).get("/").content.decode()
            assert f'href="{MARCH.get_absolute_url()}"' in as_(None).get(index).content.decode()
            assert "March 2026" in page(as_(None)).content.decode()

    def test_before_the_first_month_it_says_so(self, as_, db):
        assert "No month with comments is over yet." in as_(None).get("/moderation-report/").content.decode()

    def test_visitors_get_no_cookie_and_caches_may_keep_it(self, as_, moderate):
        moderate("published")
        with time_machine.travel(LATER):
            response = page(as_(None))
        assert not response.cookies
        assert "public" in response["Cache-Control"]

    def test_it_names_nobody(self, as_, moderate):
        moderator = make_person("min@example.org", "Minna Moderates", "Moderators")
        moderate("rejected", "abuse", by=moderator)
        with time_machine.travel(LATER):
            text = page(as_(None)).content.decode()
        for word in ("Minna", "Rui", "words"):
            assert word not in text

    def test_every_table_says_what_it_is_of(self, as_, moderate):
        moderate("published")
        with time_machine.travel(LATER):
            text = page(as_(None)).content.decode()
        assert text.count("<caption>") == text.count("<table>") == 3
        assert text.count('scope="col"') == 7
