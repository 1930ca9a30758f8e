"""Whoever chose a time zone reads times in it; visitors, machines and the admin keep the site's."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from healthsite.accounts.models import User
from tests.factories import make_article

PUBLISHED = datetime(2026, 1, 20, 23, 30, tzinfo=UTC)


@pytest.fixture
def article(db):
    """Published half an hour before midnight in the site's zone."""
    return make_article(at=PUBLISHED)


@pytest.fixture
def far_rui(rui):
    """Rui in Tokyo, nine hours ahead."""
    rui.time_zone = "Asia/Tokyo"
    rui.save()
    return rui


def published(answer) -> tuple[str, datetime]:
    """What the line over the article says to people and to machines."""
    time = html.fromstring(answer.content).xpath("//main//time")[0]
    return time.text, datetime.fromisoformat(time.get("datetime"))


class TimeZoneTests:
    def test_person_reads_times_in_their_own_zone(self, as_, far_rui, article):
        words, _exact = published(as_(far_rui).get(article.get_absolute_url()))
        assert words == "21 January 2026, 08:30"

    def test_the_moment_for_machines_stays_exact(self, as_, far_rui, article):
        for who in (None, far_rui):
            _words, exact = published(as_(who).get(article.get_absolute_url()))
            assert exact == PUBLISHED

    def test_visitors_and_people_without_a_choice_read_the_sites_time(self, as_, rui, article):
        for who in (None, rui):
            assert published(as_(who).get(article.get_absolute_url()))[0] == "20 January 2026, 23:30"

    def test_ones_zone_ends_with_the_page(self, as_, far_rui, article):
        as_(far_rui).get(article.get_absolute_url())
        assert timezone.get_current_timezone_name() == "UTC"
        assert published(as_(None).get(article.get_absolute_url()))[0] == "20 January 2026, 23:30"

    def test_page_in_somebodys_time_is_kept_by_no_cache(self, as_, far_rui, article):
        assert "no-store" in as_(far_rui).get(article.get_absolute_url())["Cache-Control"]

    def test_public_page_for_visitors_still_opens_no_session(self, client, article):
        answer = client.get(article.get_absolute_url())
        assert "Cookie" not in answer.get("Vary", "")

    def test_admin_stays_in_the_sites_zone_and_says_so(self, as_, root, article):
        User.objects.update(time_zone="Asia/Tokyo", date_joined=PUBLISHED)
        page = as_(root).get(reverse("admin:accounts_user_change", args=[root.pk])).content.decode()
        assert "23:30" in page
        assert "08:30" not in page
        plan = as_(root).get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
        assert "Time zone: UTC" in plan
