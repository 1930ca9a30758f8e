"""Duty hours: how they are written, when somebody is on duty, and what follows while nobody is."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from articles import publishing
from articles.models import HelpLine, Revision, SiteSettings
from comments import duty
from comments.models import CategoryPolicy, DiscussionSettings, Mode
from comments.policy import may_comment, standing
from comments.posting import post
from comments.readers.waiting import form_note
from tests.factories import make_category, revise

WEEK = "Mon-Fri 08:00-20:00\nSat 22:00-02:00"
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUNDAY_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def site(**values):
    found, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
    DiscussionSettings.objects.update_or_create(site=found, defaults=values)


class ReadTests:
    @pytest.mark.parametrize(
        "text", ["always", "Mon 8-20", "Mon-Fry 08:00-20:00", "Mon 25:00-26:00", "Mon 08:61-09:00", "Mon 24:30-25:00"]
    )
    def test_what_is_not_like_the_example_is_refused(self, text):
        with pytest.raises(ValidationError):
            duty.read(text)

    def test_a_range_goes_round_the_end_of_the_week(self):
        assert [shift.day for shift in duty.read("Sat-Mon 10:00-12:00")] == [5, 6, 0]

    def test_empty_lines_say_nothing(self):
        assert duty.read(" \n\n") == []


class OnDutyTests:
    @pytest.mark.parametrize(
        ("at", "on"),
        [
            (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), False),
            (datetime(2026, 11, 23, 8, tzinfo=UTC), True),
            (datetime(2026, 11, 23, 19, 59, 59, tzinfo=UTC), True),
            (datetime(2026, 11, 23, 20, tzinfo=UTC), False),
            # Saturday night goes on into Sunday.
            (datetime(2026, 11, 21, 23, tzinfo=UTC), True),
            (datetime(2026, 11, 22, 1, 59, tzinfo=UTC), True),
            (datetime(2026, 11, 22, 2, tzinfo=UTC), False),
            (datetime(2026, 11, 21, 1, tzinfo=UTC), False),
        ],
    )
    def test_the_hours_begin_and_end_to_the_second(self, at, on):
        assert duty.is_on(WEEK, at) is on

    def test_without_hours_somebody_always_is(self):
        assert duty.is_on("", SUNDAY_NOON)

    def test_the_whole_day_has_no_gap_at_midnight(self):
        text = "Mon-Sun 00:00-24:00"
        assert duty.is_on(text, datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=UTC))
        assert duty.is_on(text, datetime(2026, 11, 24, tzinfo=UTC))

    @override_settings(TIME_ZONE="Europe/London")
    @pytest.mark.parametrize(
        ("at", "on"),
        [
            # The last Friday of winter time and the first Monday of summer time: eight on the wall both times.
            (datetime(2026, 3, 27, 8, tzinfo=UTC), True),
            (datetime(2026, 3, 27, 7, 30, tzinfo=UTC), False),
            (datetime(2026, 3, 30, 7, tzinfo=UTC), True),
            (datetime(2026, 3, 30, 6, 59, tzinfo=UTC), False),
            (datetime(2026, 3, 30, 19, 30, tzinfo=UTC), False),
        ],
    )
    def test_summer_time_moves_them_with_the_clock_on_the_wall(self, at, on):
        timezone.get_default_timezone.cache_clear()
        try:
            assert duty.is_on(WEEK, at) is on
        finally:
            timezone.get_default_timezone.cache_clear()


class NobodyOnDutyTests:
    def test_the_form_says_the_hours_and_whom_to_call(self, article):
        site(duty_hours="Mon-Fri 08:00-20:00")
        HelpLine.objects.create(kind=HelpLine.Kind.EMERGENCY, name="Ambulance", phone="999", region="United Kingdom")
        with time_machine.travel(datetime(2027, 1, 3, 12, tzinfo=UTC), tick=False):
            note = form_note(standing(article))
        assert "Nobody is on duty at the moment." in note
        assert "Mon-Fri 08:00-20:00" in note
        assert "In an emergency call 999 (United Kingdom)." in note
        with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False):
            assert "Nobody is on duty" not in form_note(standing(article))

    def test_a_category_reviews_first_out_of_hours(self, article, rui):
        site(mode=Mode.PUBLISH, first_held=0, duty_hours="Mon-Fri 08:00-20:00")
        CategoryPolicy.objects.create(category=make_category(), mode=Mode.PUBLISH, hold_off_duty=True)
        with time_machine.travel(datetime(2027, 1, 3, 12, tzinfo=UTC), tick=False):
            held = post(author=rui, article=article, text="On a Sunday")
        with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False):
            public = post(author=rui, article=article, text="On a Monday")
        assert (held.status, public.status) == ("held", "published")
        assert held.decisions.get().rule == "hold_by_duty"
        assert held.review_items.get().reasons == ["Written while nobody was on duty"]

    def test_other_categories_go_on_as_they_are(self, article, rui):
        site(mode=Mode.PUBLISH, first_held=0, duty_hours="Mon-Fri 08:00-20:00")
        with time_machine.travel(datetime(2027, 1, 3, 12, tzinfo=UTC), tick=False):
            assert post(author=rui, article=article, text="On a Sunday").status == "published"


class UnderReviewTests:
    @pytest.fixture
    def reviewed(self, article):
        revision = revise(article, summary="Another summary.")
        Revision.objects.filter(pk=revision.pk).update(state=Revision.State.IN_REVIEW)
        return article

    def test_where_the_site_says_so_the_discussion_rests_while_the_article_is_reviewed(self, reviewed, rui):
        assert may_comment(rui, reviewed).is_allowed
        site(close_under_review=True)
        answer = may_comment(rui, reviewed)
        assert (answer.reason, "being reviewed" in answer.message) == ("closed", True)

    def test_and_opens_again_by_itself(self, reviewed, rui):
        site(close_under_review=True)
        reviewed.refresh_from_db()
        publishing.publish(revise(reviewed, summary="A third summary."), by=None)
        assert may_comment(rui, reviewed).is_allowed

    def test_words_typed_meanwhile_come_back(self, as_, reviewed, rui):
        site(close_under_review=True)
        response = as_(rui).post(f"/articles/{reviewed.slug}/comments/", {"text": "My long words"})
        assert response.status_code == 409
        assert "My long words" in response.content.decode()
