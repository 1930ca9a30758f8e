"""The public moderation report on a telephone and on a desk."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from comments.moderation_report import Month
from comments.posting import post
from comments.transitions import transition
from tests.factories import make_article


@pytest.mark.django_db(transaction=True)
class ReportPageTests:
    @pytest.mark.parametrize("width", [360, 1280])
    def test_it_fits_and_axe_finds_nothing(self, page, live_server, rui, mo, assert_accessible, width):
        at = datetime(2026, 3, 3, 12, tzinfo=UTC)
        article = make_article(at=at - timedelta(days=9))
        for _each in range(6):
            comment = post(author=rui, article=article, text="words", at=at)
            transition(comment, "rejected", actor=mo, role="moderator", reason="abuse", at=at + timedelta(hours=3))
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}/moderation-report/")
        page.get_by_role("link", name="March 2026").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How comments were moderated in March 2026")
        expect(page.get_by_role("row", name="Hurtful to others 6 0")).to_be_visible()
        assert page.url.endswith(Month(2026, 3).get_absolute_url())
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert_accessible(page)
