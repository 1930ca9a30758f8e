"""Whoever reported without an account and left an address hears once what came of it; then the address is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comments.mail.delivery import deliver_due
from comments.models import GuestAnswer, Report
from comments.reporting import report
from comments.transitions import transition, undo
from tests.comments.conftest import remove
from tests.comments.letterbox import mail_that_leaves

CANARY = "canary-in-the-words"
GUEST = "kim@example.net"


@pytest.fixture
def reported(say):
    """A comment that somebody without an account reported; the news of it is over."""
    comment = say(CANARY)
    mail_that_leaves()
    report(comment, reason="personal_information", note="That is me", email=GUEST)
    return comment


def to_guest(messages):
    return [message for message in messages if message.to == [GUEST]]


class GuestAnswerTests:
    @pytest.mark.parametrize(
        ("to", "says"), [("rejected", "The comment was removed"), ("published", "Looked at: the comment stays")]
    )
    def test_they_hear_the_outcome_and_nothing_else(self, reported, mo, to, says):
        reason = "abuse" if to == "rejected" else ""
        transition(reported, to, actor=mo, role="moderator", reason=reason)
        (message,) = to_guest(mail_that_leaves())
        assert says in message.body
        for secret in (CANARY, "http", "That is me", "hay fever", "Mo\n", "Rui", "/accounts/"):
            assert secret not in message.body
            assert secret not in message.subject

    def test_not_before_the_time_for_second_thoughts_is_over(self, reported, mo):
        remove(reported, mo)
        before = len(mail.outbox)
        deliver_due()
        assert to_guest(mail.outbox[before:]) == []

    def test_the_address_is_kept_until_the_mail_has_left_and_forgotten_then(self, reported, mo, monkeypatch):
        remove(reported, mo)

        def broken(*_args, **_more):
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", broken)
            mail_that_leaves()
        assert Report.objects.get().email == GUEST
        GuestAnswer.objects.update(next_try_at=timezone.now())
        assert len(to_guest(mail_that_leaves())) == 1
        assert Report.objects.get().email == ""

    def test_once(self, reported, mo):
        remove(reported, mo)
        assert len(to_guest(mail_that_leaves())) == 1
        assert to_guest(mail_that_leaves(hours=9)) == []

    def test_what_was_undone_is_not_told_and_what_is_decided_then_is(self, reported, mo):
        comment = remove(reported, mo)
        undo(comment.decisions.last(), actor=mo)
        assert to_guest(mail_that_leaves()) == []
        assert Report.objects.get().email == GUEST
        remove(reported, mo)
        assert len(to_guest(mail_that_leaves())) == 1

    def test_who_left_no_address_gets_no_mail(self, say, mo):
        comment = say()
        mail_that_leaves()
        report(comment, reason="illegal")
        remove(comment, mo)
        mail_that_leaves()
        assert not GuestAnswer.objects.exists()

    def test_what_could_not_be_sent_in_three_months_is_forgotten(self, reported, mo):
        remove(reported, mo)
        old = timezone.now() - timedelta(days=91)
        GuestAnswer.objects.create(report=Report.objects.get(), created_at=old, given_up_at=old)
        deliver_due()
        assert not GuestAnswer.objects.exists()
        assert Report.objects.get().email == ""


class OperatorTests:
    def test_what_was_given_up_is_seen_and_tried_again_without_showing_the_address(self, as_, root, mo, reported):
        remove(reported, mo)
        answer = GuestAnswer.objects.create(report=Report.objects.get(), given_up_at=timezone.now(), attempts=7)
        address = reverse("admin:comments_guestanswer_changelist")
        assert GUEST not in as_(root).get(address).content.decode()
        as_(root).post(address, {"action": "try_again", "_selected_action": [answer.pk]})
        answer.refresh_from_db()
        assert (answer.given_up_at, answer.attempts) == (None, 0)

    def test_moderators_find_no_such_page(self, as_, mo):
        assert as_(mo).get(reverse("admin:comments_guestanswer_changelist")).status_code == 403
