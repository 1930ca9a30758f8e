"""Appeals: one a decision and person, answered by somebody else, and what follows from the answer."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import appeals, sanctions
from comments.appeals import MAY_APPEAL_FOR, AppealRefused
from comments.models import Appeal, Comment, Report
from comments.policy import may_comment
from comments.reporting import report
from comments.transitions import transition, undo
from healthsite.closing import close, export
from tests.comments.conftest import remove
from tests.comments.letterbox import let_time_pass, mail_that_leaves
from tests.conftest import make_person

WEEK = timedelta(days=7)
WORDS = "I told my own story & no more."


@pytest.fixture
def max_(db):
    return make_person("max@example.org", "Max", "Moderators")


@pytest.fixture
def removed(say, mo):
    return remove(say("Words in question"), mo)


@pytest.fixture
def appeal(removed, rui):
    return appeals.appeal_removal(removed, WORDS, by=rui)


@pytest.fixture
def ban(say, mo):
    return sanctions.give(say(), "ban", by=mo, reason="abuse", length=WEEK)


def answers_to(person):
    sent = [message for message in mail_that_leaves() if "Your appeal" in message.subject]
    return [message for message in sent if message.to == [person.email]]


def announced():
    for row in Appeal.objects.exclude(announce_at=None):
        Appeal.objects.filter(pk=row.pk).update(announce_at=row.announce_at - timedelta(seconds=11))


class MakingTests:
    def send(self, client, comment, text=WORDS):
        return client.post(reverse("my:appeal", args=[comment.public_id]), {"text": text})

    def test_the_writer_appeals_in_their_own_words_and_sees_until_when(self, as_, rui, removed):
        browser = as_(rui)
        response = self.send(browser, removed)
        assert response["Location"] == reverse("my:decision", args=[removed.public_id])
        found = Appeal.objects.get()
        assert (found.appellant, found.text, found.state) == (rui, WORDS, "open")
        assert found.due_at - found.created_at == timedelta(days=3)
        assert "You appealed on" in browser.get(response["Location"]).content.decode()

    def test_there_is_one_for_each_decision(self, as_, rui, removed):
        for _n in range(2):
            self.send(as_(rui), removed)
        assert Appeal.objects.count() == 1

    def test_a_new_removal_can_be_appealed_against_anew(self, rui, mo, max_, appeal):
        comment = appeals.uphold(appeal, by=max_).comment
        comment.refresh_from_db()
        remove(comment, mo)
        assert appeals.appeal_removal(comment, "Again", by=rui).pk != appeal.pk

    @pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
    def test_words_that_are_none_or_too_many_come_back(self, as_, rui, removed, text):
        response = self.send(as_(rui), removed, text)
        assert response.status_code == 422
        assert text in response.content.decode()
        assert not Appeal.objects.exists()

    @pytest.mark.parametrize("status", ["held", "published", "withdrawn", "erased"])
    def test_what_was_not_removed_is_not_appealed_against(self, as_, rui, say, status):
        response = self.send(as_(rui), say(status=status))
        assert response.status_code == 409
        assert not Appeal.objects.exists()

    def test_what_was_called_spam_can_be(self, rui, mo, say):
        assert appeals.appeal_removal(remove(say(), mo, "spam"), WORDS, by=rui)

    def test_after_half_a_year_it_is_too_late(self, rui, removed):
        later = timezone.now() + MAY_APPEAL_FOR + timedelta(hours=1)
        with pytest.raises(AppealRefused):
            appeals.appeal_removal(removed, WORDS, by=rui, at=later)

    def test_a_stranger_finds_nothing_and_a_visitor_is_asked_to_log_in(self, as_, eve, mo, removed, ban):
        for address in (
            reverse("my:appeal", args=[removed.public_id]),
            reverse("my:appeal_sanction", args=[ban.pk]),
        ):
            for who in (eve, mo):
                assert as_(who).get(address).status_code == 404
                assert as_(who).post(address, {"text": WORDS}).status_code == 404
            assert Client().post(address, {"text": WORDS})["Location"].startswith(reverse("account_login"))
        assert not Appeal.objects.exists()

    def test_hostile_words_are_words(self, as_, rui, max_, removed):
        self.send(as_(rui), removed, "<img src=x onerror=alert(1)>")
        address = reverse("moderation:appeal", args=[Appeal.objects.get().pk])
        assert "<img src=x" not in as_(max_).get(address).content.decode()


class SanctionTests:
    @pytest.mark.parametrize("kind", ["ban", "readonly"])
    def test_who_is_silenced_logs_in_sees_it_and_appeals(self, as_, rui, mo, say, kind):
        given = sanctions.give(say(), kind, by=mo, reason="abuse", length=WEEK, public_text="Calm down, please.")
        browser = as_(rui)
        page = browser.get(reverse("my:comments")).content.decode()
        address = reverse("my:appeal_sanction", args=[given.pk])
        assert "Calm down, please." in page
        assert address in page
        assert browser.get(address).status_code == 200
        assert browser.post(address, {"text": WORDS}).status_code == 303
        assert Appeal.objects.get().sanction == given
        assert "You appealed on" in browser.get(reverse("my:comments")).content.decode()

    def test_the_box_says_where_the_way_to_appeal_is(self, rui, article, ban):
        assert "you can appeal" in may_comment(rui, article).message

    def test_upholding_lifts_exactly_that_one(self, rui, mo, max_, ban):
        other = sanctions.give(ban.comment, "readonly", by=mo, reason="abuse", length=WEEK)
        asked = appeals.appeal_sanction(ban, WORDS, by=rui)
        assert appeals.uphold(asked, by=max_).state == "upheld"
        ban.refresh_from_db()
        other.refresh_from_db()
        assert (ban.state(), other.state()) == ("lifted", "in_force")

    def test_who_gave_it_or_agreed_does_not_answer(self, rui, mo, max_, say):
        third = make_person("tom@example.org", "Tom", "Moderators")
        given = sanctions.give(say(), "ban", by=mo, reason="abuse", length=None)
        sanctions.confirm(given, by=max_)
        given.refresh_from_db()
        asked = appeals.appeal_sanction(given, WORDS, by=rui)
        assert appeals.why_not(asked, mo)
        assert appeals.why_not(asked, max_)
        assert not appeals.why_not(asked, third)

    def test_lifting_it_from_the_persons_page_answers_the_appeal(self, rui, max_, ban):
        asked = appeals.appeal_sanction(ban, WORDS, by=rui)
        sanctions.lift(ban, by=max_, reason="He said sorry")
        asked.refresh_from_db()
        assert asked.state == "upheld"

    def test_what_is_over_is_not_appealed_against(self, rui, ban):
        with pytest.raises(AppealRefused):
            appeals.appeal_sanction(ban, WORDS, by=rui, at=timezone.now() + WEEK)

    def test_an_answer_is_taken_back_and_it_binds_again(self, rui, max_, article, ban):
        asked = appeals.uphold(appeals.appeal_sanction(ban, WORDS, by=rui), by=max_)
        assert may_comment(rui, article).is_allowed
        assert appeals.take_back(asked, by=max_).is_open
        assert not may_comment(rui, article).is_allowed


class AnsweringTests:
    def test_somebody_else_answers_and_the_removal_is_taken_back_as_a_decision_that_names_it(
        self, appeal, removed, max_
    ):
        removal = removed.decisions.last()
        answered = appeals.uphold(appeal, by=max_)
        removed.refresh_from_db()
        assert removed.is_public
        made = removed.decisions.last()
        assert (made.reverses, made.rule, made.actor, made.to_status) == (removal, "appeal", max_, "published")
        assert "We are sorry" in made.public_text
        assert (answered.state, answered.outcome, answered.decided_by) == ("upheld", made, max_)

    def test_who_decided_does_not_answer_nor_does_the_appellant(self, appeal, mo, rui, max_):
        for who in (mo, rui):
            with pytest.raises(AppealRefused):
                appeals.uphold(appeal, by=who)
            with pytest.raises(AppealRefused):
                appeals.turn_down(appeal, by=who, answer="No")
        assert Appeal.objects.get().is_open

    def test_who_reported_it_does_not_answer(self, say, rui, mo, max_):
        tom = make_person("tom@example.org", "Tom", "Moderators")
        comment = say()
        report(comment, reason="abuse", by=max_)
        asked = appeals.appeal_removal(remove(comment, mo), WORDS, by=rui)
        assert appeals.why_not(asked, max_)
        assert not appeals.why_not(asked, tom)

    def test_where_nobody_else_moderates_a_day_has_to_pass(self, as_, appeal, removed, mo):
        address = reverse("moderation:appeal", args=[appeal.pk])
        page = as_(mo).get(address).content.decode()
        assert "nobody else moderates here" in page
        assert as_(mo).post(address, {"to": "uphold"}).status_code == 409
        later = timezone.now() + timedelta(hours=24, seconds=1)
        with time_machine.travel(later):
            assert as_(mo).post(address, {"to": "uphold"}).status_code == 303
        removed.refresh_from_db()
        assert removed.is_public

    def test_turning_it_down_needs_a_reason_and_leaves_all_as_it_is(self, as_, appeal, removed, max_):
        address = reverse("moderation:appeal", args=[appeal.pk])
        assert as_(max_).post(address, {"to": "turn_down", "answer": " "}).status_code == 422
        assert as_(max_).post(address, {"to": "turn_down", "answer": "It names a dose."}).status_code == 303
        removed.refresh_from_db()
        assert removed.status == "rejected"
        assert Appeal.objects.get().state == "not_upheld"

    def test_the_first_answer_counts(self, appeal, max_):
        tom = make_person("tom@example.org", "Tom", "Moderators")
        appeals.turn_down(appeal, by=max_, answer="It stands.")
        with pytest.raises(AppealRefused):
            appeals.uphold(appeal, by=tom)
        assert Appeal.objects.get().decided_by == max_

    def test_the_writer_hears_after_the_time_for_second_thoughts_and_once(self, as_, appeal, removed, rui, max_):
        mail_that_leaves()
        appeals.turn_down(appeal, by=max_, answer="It names a dose.")
        page = reverse("my:decision", args=[removed.public_id])
        assert "It names a dose." not in as_(rui).get(page).content.decode()
        assert answers_to(rui) == []
        announced()
        (message,) = answers_to(rui)
        assert "the decision stands" in message.subject
        assert "It names a dose." in message.body
        assert page in message.body
        assert "Words in question" not in message.body
        assert "Max" not in message.body
        assert "It names a dose." in as_(rui).get(page).content.decode()
        assert answers_to(rui) == []

    def test_an_apology_is_one_mail(self, appeal, rui, max_):
        mail_that_leaves()
        appeals.uphold(appeal, by=max_)
        announced()
        let_time_pass()
        sent = [message for message in mail_that_leaves() if message.to == [rui.email]]
        (message,) = sent
        assert "You were right" in message.subject
        assert "We are sorry" in message.body

    def test_an_answer_is_undone_within_ten_seconds_and_nobody_hears(self, as_, appeal, removed, rui, max_):
        mail_that_leaves()
        browser = as_(max_)
        browser.post(reverse("moderation:appeal", args=[appeal.pk]), {"to": "uphold"})
        assert "Undo" in browser.get(reverse("moderation:appeals")).content.decode()
        browser.post(reverse("moderation:take_appeal_back", args=[appeal.pk]))
        removed.refresh_from_db()
        assert removed.status == "rejected"
        assert Appeal.objects.get().is_open
        announced()
        assert answers_to(rui) == []

    def test_undoing_it_at_the_desk_opens_it_again_too(self, appeal, removed, max_):
        answered = appeals.uphold(appeal, by=max_)
        undo(answered.outcome, actor=max_)
        assert Appeal.objects.get().is_open

    def test_after_ten_seconds_it_is_not_undone(self, appeal, max_):
        answered = appeals.turn_down(appeal, by=max_, answer="No")
        with pytest.raises(AppealRefused):
            appeals.take_back(answered, by=max_, at=timezone.now() + timedelta(seconds=11))

    def test_reversing_it_from_the_history_answers_the_appeal(self, as_, appeal, removed, max_):
        fields = {"to": "published", "note": "I read it again", "seen_lock": removed.lock_version, "version": 1}
        fields["reason"] = ""
        response = as_(max_).post(reverse("moderation:decide", args=[removed.public_id]), fields)
        assert response.status_code == 303
        found = Appeal.objects.get()
        assert (found.state, found.outcome.private_note) == ("upheld", "I read it again")

    def test_reports_that_led_to_it_were_not_right_then(self, say, rui, eve, mo, max_):
        comment = say()
        report(comment, reason="abuse", by=eve)
        asked = appeals.appeal_removal(remove(comment, mo), WORDS, by=rui)
        answered = appeals.uphold(asked, by=max_)
        assert Report.objects.get().state == "not_upheld"
        appeals.take_back(answered, by=max_)
        assert Report.objects.get().state == "upheld"


class DeskTests:
    def test_the_desk_counts_them_and_the_page_lists_them(self, as_, appeal, max_):
        assert "1 appeal" in as_(max_).get(reverse("moderation:queue")).content.decode()
        assert "I told my own story" in as_(max_).get(reverse("moderation:appeals")).content.decode()

    def test_nobody_waiting_is_said(self, as_, max_):
        assert "Nobody waits for an answer." in as_(max_).get(reverse("moderation:appeals")).content.decode()

    def test_the_card_has_the_words_the_decision_the_letter_and_the_appeal(self, as_, rui, mo, max_, say):
        comment = transition(
            say("Words in question"), "rejected", actor=mo, role="moderator", reason="abuse", public_text="Dear Rui"
        )
        asked = appeals.appeal_removal(comment, WORDS, by=rui)
        page = as_(max_).get(reverse("moderation:appeal", args=[asked.pk])).content.decode()
        for words in ("Words in question", "version 1", "hurtful to others", "Dear Rui", "I told my own story &amp;"):
            assert words in page

    @pytest.mark.parametrize("who", ["rui", "eve", "ana"])
    def test_who_moderates_nothing_finds_no_page(self, request, as_, appeal, who):
        browser = as_(request.getfixturevalue(who))
        for name, args in (("appeals", []), ("appeal", [appeal.pk])):
            assert browser.get(reverse(f"moderation:{name}", args=args)).status_code == 404
        assert browser.post(reverse("moderation:appeal", args=[appeal.pk]), {"to": "uphold"}).status_code == 404
        assert Appeal.objects.get().is_open

    def test_a_moderator_finds_no_appeal_of_their_own(self, as_, say, mo, max_):
        asked = appeals.appeal_removal(remove(say(by=mo), max_), WORDS, by=mo)
        assert as_(mo).get(reverse("moderation:appeal", args=[asked.pk])).status_code == 404
        assert "I told my own" not in as_(mo).get(reverse("moderation:appeals")).content.decode()

    def test_the_list_costs_the_same_however_long(self, as_, rui, mo, max_, say, appeal, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        browser = as_(max_)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("moderation:appeals"))
        for _n in range(5):
            appeals.appeal_removal(remove(say(), mo), WORDS, by=rui)
        with django_assert_num_queries(len(queries)):
            browser.get(reverse("moderation:appeals"))


class LeavingTests:
    def test_they_are_in_ones_data(self, rui, max_, appeal):
        assert export(rui)["discussion"]["appeals"][0]["text"] == WORDS
        appeals.turn_down(appeal, by=max_, answer="No")
        assert export(rui)["discussion"]["appeals"][0]["answer"] == ""
        announced()
        (mine,) = export(rui)["discussion"]["appeals"]
        assert (mine["outcome"], mine["answer"]) == ("not_upheld", "No")

    def test_their_words_go_with_the_account(self, rui, appeal, ban):
        from healthsite.accounts.models import Closing

        appeals.appeal_sanction(ban, WORDS, by=rui)
        close(Closing.objects.create(person=rui, keep_words=True))
        assert list(Appeal.objects.values_list("text", "answer", "state", "appellant")) == [("", "", "moot", None)] * 2

    def test_erasing_the_comment_blanks_them(self, appeal, removed):
        transition(removed, "erased", actor=None, role="privacy")
        found = Appeal.objects.get()
        assert (found.text, found.state) == ("", "moot")
        assert Comment.objects.get(pk=removed.pk).status == "erased"
