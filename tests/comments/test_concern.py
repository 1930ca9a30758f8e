"""Reporting without an account: on a page that any cache may keep, guarded by where the form was sent from."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Report, ReviewItem
from comments.readers.report_views import GUESTS_LIMIT
from tests.comments.conftest import remove

NOTE = "That is my address & <name>."
SHOWN = "That is my address &amp; &lt;name&gt;."
HERE = {"Sec-Fetch-Site": "same-origin"}


def address(comment):
    return reverse("comments:concern", args=[comment.public_id])


def send(comment, reason="personal_information", note=NOTE, client=None, headers=HERE, **fields):
    client = client or Client(enforce_csrf_checks=True)
    return client.post(address(comment), {"reason": reason, "note": note, **fields}, headers=headers)


class ConcernTests:
    @pytest.mark.parametrize("reason", ["personal_information", "illegal", "at_risk"])
    def test_somebody_without_an_account_opens_an_item(self, say, reason):
        comment = say()
        response = send(comment, reason, email="Kim@example.org")
        assert (response.status_code, response["Location"]) == (303, f"{address(comment)}?sent=1")
        report = Report.objects.get()
        assert (report.reporter, report.reason, report.note) == (None, reason, NOTE)
        assert (report.email, report.state) == ("Kim@example.org", "open")
        item = ReviewItem.objects.open().get()
        assert item.reason_codes == [reason]
        assert item.priority > 0
        assert not any("_" in label for label in item.reasons)

    def test_moderators_can_write_to_who_left_an_address(self, as_, say, mo, rui, eve):
        send(say(by=eve), email="kim@example.org")
        assert "write to kim@example.org" in as_(mo).get("/moderation/").content.decode()
        assert as_(rui).get("/moderation/").status_code == 404

    def test_it_says_thank_you_and_sets_no_cookie(self, say):
        client = Client(enforce_csrf_checks=True)
        response = client.get(send(say(), client=client)["Location"])
        assert "Thank you" in response.content.decode()
        assert not client.cookies

    def test_the_page_may_be_kept_by_any_cache(self, say):
        response = Client().get(address(say()))
        page = response.content.decode()
        assert response.status_code == 200
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "csrfmiddlewaretoken" not in page
        assert "noindex" in page

    def test_an_answer_to_a_form_is_kept_by_none(self, say):
        for response in (send(say()), send(say(), note="")):
            assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        ],
    )
    def test_a_form_that_was_sent_from_elsewhere_is_not_taken_and_gives_the_words_back(self, say, headers):
        response = send(say(), headers=headers)
        assert response.status_code == 403
        assert SHOWN in response.content.decode()
        assert not Report.objects.exists()

    def test_an_older_browser_says_its_origin(self, say):
        assert send(say(), headers={"Origin": "http://testserver"}).status_code == 303

    def test_one_address_can_do_only_so_much_in_an_hour(self, say):
        comment = say()
        with time_machine.travel((timezone.now() + timedelta(hours=1)).replace(minute=30), tick=False):
            for _n in range(GUESTS_LIMIT.most):
                assert send(comment).status_code == 303
            response = send(comment)
            assert response.status_code == 429
            assert 0 < int(response["Retry-After"]) <= 3600
            assert SHOWN in response.content.decode()
            assert Report.objects.count() == GUESTS_LIMIT.most
            elsewhere = Client(REMOTE_ADDR="203.0.113.9")
            assert send(comment, client=elsewhere).status_code == 303
        with time_machine.travel(timezone.now() + timedelta(hours=3)):
            assert send(comment).status_code == 303

    def test_one_network_counts_as_one_address(self, say):
        comment = say()
        with time_machine.travel((timezone.now() + timedelta(hours=1)).replace(minute=30), tick=False):
            codes = [
                send(comment, client=Client(REMOTE_ADDR=f"2001:db8::{n + 1}")).status_code
                for n in range(GUESTS_LIMIT.most + 1)
            ]
        assert codes == [303] * GUESTS_LIMIT.most + [429]

    @pytest.mark.parametrize(
        "fields",
        [
            {"reason": ""},
            {"reason": "abuse"},
            {"email": "no address"},
            {"note": "z" * 1001},
        ],
    )
    def test_what_cannot_be_taken_gives_the_words_back(self, say, fields):
        response = send(say(), **fields)
        assert response.status_code == 422
        assert (SHOWN if "note" not in fields else "z" * 1001) in response.content.decode()
        assert not Report.objects.exists()

    def test_it_needs_words(self, say):
        assert send(say(), note="  ").status_code == 422

    def test_one_removed_while_typing_gives_the_words_back(self, say, mo):
        comment = say()
        remove(comment, mo)
        response = send(comment)
        assert response.status_code == 409
        assert SHOWN in response.content.decode()

    @pytest.mark.parametrize("status", ["held", "rejected", "withdrawn", "erased"])
    def test_what_is_not_public_has_no_form(self, say, status):
        assert Client().get(address(say(status=status))).status_code == 404

    def test_what_never_was_public_is_not_there(self, say):
        assert send(say(status="held")).status_code == 404
        assert not Report.objects.exists()

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    def test_other_methods_are_not_answered(self, say, method):
        assert getattr(Client(), method)(address(say())).status_code == 405

    def test_a_reader_who_is_logged_in_has_the_whole_form(self, as_, eve, say):
        comment = say()
        response = as_(eve).get(address(comment))
        assert response["Location"] == reverse("comments:report", args=[comment.public_id])

    def test_a_visitor_is_led_here_from_below_the_comment(self, as_, eve, article, say):
        comment = say()
        assert f'href="{address(comment)}"' in as_(None).get(article.get_absolute_url()).content.decode()
        report = reverse("comments:report", args=[comment.public_id])
        assert f'href="{report}"' in as_(eve).get(article.get_absolute_url()).content.decode()
