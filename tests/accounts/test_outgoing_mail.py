from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from healthsite.accounts.delivery import KEEP, deliver, deliver_due
from healthsite.accounts.models import OutgoingMail
from healthsite.outbox.delivery import WAITS

LETTER = ("Subject", "the code is WDJB-MJHT", "site@example.org", ["rui@example.org"])


@pytest.fixture
def no_worker(monkeypatch):
    """The queue takes tasks, and nobody works on them yet."""
    queued = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda *task, **options: queued.append(task))
    return queued


@pytest.fixture
def dead_server(monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError("550 the code is WDJB-MJHT")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)


@pytest.mark.django_db
class OutgoingMailTests:
    def test_mail_is_queued_by_number_and_leaves_when_the_worker_comes(self, no_worker):
        OutgoingMail.post(EmailMessage(*LETTER))
        row = OutgoingMail.objects.get()
        assert no_worker == [("healthsite.accounts.delivery.deliver", row.pk)]
        assert mail.outbox == []
        deliver_due()
        assert mail.outbox[0].body == LETTER[1]

    def test_words_are_blanked_once_it_has_left(self):
        OutgoingMail.post(EmailMessage(*LETTER))
        row = OutgoingMail.objects.get()
        assert row.sent_at is not None
        assert row.body == ""

    def test_same_mail_never_leaves_twice(self, no_worker):
        OutgoingMail.post(EmailMessage(*LETTER))
        one, other = OutgoingMail.objects.get(), OutgoingMail.objects.get()
        assert one.deliver()
        assert not other.deliver()
        assert len(mail.outbox) == 1

    def test_rolled_back_deed_leaves_no_mail_behind(self, no_worker):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            OutgoingMail.post(EmailMessage(*LETTER))
            raise ZeroDivisionError
        assert not OutgoingMail.objects.exists()

    def test_failure_asks_for_another_try_and_never_logs_the_words(self, no_worker, dead_server, caplog):
        OutgoingMail.post(EmailMessage(*LETTER))
        row = OutgoingMail.objects.get()
        assert not row.deliver()
        row.refresh_from_db()
        assert row.attempts == 1
        assert row.next_try_at > timezone.now()
        assert row.body == LETTER[1]
        assert "WDJB" not in caplog.text
        assert "ConnectionRefusedError" in caplog.text

    def test_one_more_try_is_asked_for_however_often_the_worker_looks(self, no_worker, dead_server):
        OutgoingMail.post(EmailMessage(*LETTER))
        pk = OutgoingMail.objects.get().pk
        for _look in range(3):
            deliver(pk)
        deliver_due()
        asked = Schedule.objects.get(func="healthsite.accounts.delivery.deliver")
        assert asked.next_run == OutgoingMail.objects.get().next_try_at

    def test_after_the_last_try_it_is_given_up_and_blanked(self, no_worker, dead_server):
        OutgoingMail.post(EmailMessage(*LETTER))
        for _try in range(len(WAITS) + 1):
            OutgoingMail.objects.update(next_try_at=timezone.now())
            OutgoingMail.objects.get().deliver()
        row = OutgoingMail.objects.get()
        assert row.given_up_at is not None
        assert row.body == ""
        assert not OutgoingMail.objects.due().exists()

    def test_without_a_queue_it_is_sent_at_once(self, monkeypatch):
        def broken(*task, **options):
            raise RuntimeError("no queue")

        monkeypatch.setattr("django_q.tasks.async_task", broken)
        OutgoingMail.post(EmailMessage(*LETTER))
        assert len(mail.outbox) == 1
        assert not OutgoingMail.objects.exists()

    def test_old_rows_go(self, no_worker):
        OutgoingMail.post(EmailMessage(*LETTER))
        OutgoingMail.objects.update(created_at=timezone.now() - KEEP - timedelta(days=1))
        deliver_due()
        assert not OutgoingMail.objects.exists()
