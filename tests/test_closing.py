"""Taking one's data along, and closing an account: with the words or without the name, and with a way back."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import SiteSettings
from comments.models import Comment, CommentVersion, Decision, DiscussionSettings, Draft, Letter, Mode, Subscription
from comments.posting import post
from comments.transitions import transition
from healthsite.accounts.models import Closing, Consent, OutgoingMail, User
from healthsite.closing import ask_to_close, close, close_due, export
from tests.conftest import PASSWORD
from tests.factories import make_article

CANARY = "canary-of-rui"


@pytest.fixture
def article(db):
    site, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
    DiscussionSettings.objects.update_or_create(site=site, defaults={"mode": Mode.PUBLISH, "first_held": 0})
    return make_article()


@pytest.fixture
def talk(article, rui, eve, mo):
    """Rui's comments in every state, an answer of Eve's, and what else the site keeps about Rui."""
    words = [f"{CANARY} {n}" for n in range(4)]
    public, held, rejected, withdrawn = (post(author=rui, article=article, text=text) for text in words)
    transition(held, "held", actor=mo, role="moderator")
    transition(rejected, "rejected", actor=mo, role="moderator", reason="abuse", private_note="secret-note")
    transition(withdrawn, "withdrawn", actor=rui, role="author")
    post(author=eve, article=article, text="An answer", parent=public.public_id)
    Subscription.objects.create(person=rui, kind="article", article=article)
    Draft.objects.create(article=article, writer=rui, text=f"{CANARY} unsent")
    Consent.objects.create(user=rui, document="terms", version=1)
    return public


def really_log_in(person):
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


class ExportTests:
    def test_everything_of_ones_own_is_in_it(self, as_, rui, talk):
        answer = as_(rui).get(reverse("my_data_as_json"))
        assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
        data = json.loads(answer.content)
        assert data["account"]["identity"]["e-mail address"] == "rui@example.org"
        assert data["account"]["consents"][0]["document"] == "terms"
        comments = data["discussion"]["comments"]
        assert [comment["state"] for comment in comments] == ["published", "held", "rejected", "withdrawn"]
        assert [comment["versions"][0]["text"] for comment in comments] == [f"{CANARY} {n}" for n in range(4)]
        assert comments[2]["decisions"][-1]["reason"] == "abuse"
        assert data["discussion"]["unsent comments"][0]["text"] == f"{CANARY} unsent"
        assert data["discussion"]["what you watch"][0]["what"] == "article"

    def test_nothing_of_anybody_else_is_in_it(self, as_, rui, eve, mo, talk):
        for address in ("my_data_as_json", "my_data_as_html"):
            mine = as_(rui).get(reverse(address)).content.decode()
            assert "An answer" not in mine
            assert "eve@example.org" not in mine
            assert "mo@example.org" not in mine
            assert "secret-note" not in mine
            assert CANARY not in as_(eve).get(reverse(address)).content.decode()

    def test_no_secret_is_in_it(self, rui, talk):
        assert rui.password not in json.dumps(export(rui), default=str)

    def test_the_page_for_people_says_the_same(self, as_, rui, talk):
        page = as_(rui).get(reverse("my_data_as_html")).content.decode()
        for word in ("rui@example.org", f"{CANARY} 0", f"{CANARY} 3", "terms"):
            assert word in page

    def test_words_are_words_on_the_page_for_people(self, as_, rui, article):
        post(author=rui, article=article, text="<script>alert(1)</script>")
        assert "<script>alert(1)" not in as_(rui).get(reverse("my_data_as_html")).content.decode()

    def test_a_visitor_is_asked_to_log_in(self, db):
        for address in ("my_data", "my_data_as_json", "my_data_as_html", "close_account"):
            assert Client().get(reverse(address))["Location"].startswith(reverse("account_login"))

    def test_it_costs_the_same_for_one_comment_and_for_many(self, rui, article):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                export(rui)
            return len(queries)

        post(author=rui, article=article, text="one")
        one = cost()
        for n in range(15):
            post(author=rui, article=article, text=f"words {n}")
        assert cost() == one


class AskToCloseTests:
    def test_it_wants_a_fresh_proof_of_who_one_is(self, as_, rui):
        browser = as_(rui)  # logged in, but long ago
        answer = browser.post(reverse("close_account"), {"words": "erase"})
        assert answer.status_code == 302
        assert reverse("account_reauthenticate") in answer["Location"]
        assert not Closing.objects.exists()
        answer = browser.post(answer["Location"], {"password": PASSWORD, "next": reverse("close_account")})
        assert Closing.objects.get(person=rui).keep_words is False

    def test_one_chooses_what_becomes_of_the_words(self, rui):
        browser = really_log_in(rui)
        answer = browser.post(reverse("close_account"), {})
        assert answer.status_code == 422
        assert "Choose what is to become of what you wrote." in answer.content.decode()
        assert not Closing.objects.exists()

    def test_seven_days_and_a_mail_lie_between_asking_and_closing(self, rui):
        browser = really_log_in(rui)
        answer = browser.post(reverse("close_account"), {"words": "keep"})
        assert (answer.status_code, answer["Location"]) == (303, reverse("close_account"))
        closing = Closing.objects.get(person=rui)
        assert closing.keep_words
        assert timedelta(days=6, hours=23) < closing.due_at - timezone.now() <= timedelta(days=7)
        assert mail.outbox[-1].to == ["rui@example.org"]
        assert reverse("close_account") in mail.outbox[-1].body
        close_due()
        rui.refresh_from_db()
        assert rui.is_active

    def test_one_logs_in_and_stays(self, rui, talk):
        ask_to_close(rui, keep_words=False)
        browser = really_log_in(rui)
        assert "Keep my account" in browser.get(reverse("close_account")).content.decode()
        browser.post(reverse("keep_account"))
        Closing.objects.update(due_at=timezone.now())
        close_due()
        assert Comment.objects.filter(author=rui).count() == 4

    @pytest.mark.parametrize("who", ["ana", "mo", "root"])
    def test_staff_are_told_to_leave_the_staff_first(self, request, who):
        person = request.getfixturevalue(who)
        browser = really_log_in(person)
        assert "take away your staff access first" in browser.get(reverse("close_account")).content.decode()
        answer = browser.post(reverse("close_account"), {"words": "erase"})
        assert answer.status_code == 403
        assert not Closing.objects.exists()

    def test_looking_asks_for_nothing(self, rui):
        assert "Close my account" in really_log_in(rui).get(reverse("close_account")).content.decode()
        assert not Closing.objects.exists()

    def test_who_joined_the_staff_meanwhile_is_not_closed(self, rui):
        ask_to_close(rui, keep_words=False)
        rui.is_staff = True
        rui.save()
        Closing.objects.update(due_at=timezone.now())
        close_due()
        rui.refresh_from_db()
        assert rui.is_active
        assert not Closing.objects.exists()


class ClosedTests:
    def gone(self, person, *, keep_words):
        ask_to_close(person, keep_words=keep_words)
        Closing.objects.update(due_at=timezone.now())
        close_due()

    def test_erased_words_are_nowhere_and_the_answer_stands(self, as_, rui, talk, article):
        self.gone(rui, keep_words=False)
        assert not CommentVersion.objects.filter(source__contains=CANARY).exists()
        assert not Comment.objects.filter(html__contains=CANARY).exists()
        assert not Draft.objects.exists()
        page = Client().get(article.get_absolute_url()).content.decode()
        assert CANARY not in page
        assert "An answer" in page
        talk.refresh_from_db()
        assert (talk.status, talk.author, talk.author_name) == ("erased", None, "")
        erasing = Decision.objects.filter(comment=talk).last()
        assert (erasing.actor, erasing.actor_role, erasing.to_status) == (None, "privacy", "erased")

    def test_kept_words_stand_without_the_name_and_what_was_not_public_is_gone(self, rui, talk, article):
        self.gone(rui, keep_words=True)
        page = Client().get(article.get_absolute_url()).content.decode()
        assert f"{CANARY} 0" in page
        assert "Deleted reader" in page
        assert "Rui" not in page
        assert CommentVersion.objects.filter(source__contains=CANARY).count() == 1
        assert not Comment.objects.filter(author=rui).exists()
        assert not CommentVersion.objects.filter(created_by=rui).exists()

    @pytest.mark.parametrize("keep_words", [True, False])
    def test_nothing_says_who_it_was(self, rui, talk, keep_words):
        browser = really_log_in(rui)
        assert UserSession.objects.filter(user=rui).exists()
        self.gone(rui, keep_words=keep_words)
        person = User.objects.get(pk=rui.pk)
        assert not person.is_active
        assert not person.has_usable_password()
        assert "rui" not in str([person.email, person.display_name, person.name_key]).lower()
        assert not EmailAddress.objects.filter(email__startswith="rui").exists()
        assert not OutgoingMail.objects.filter(to__startswith="rui").exists()
        assert not UserSession.objects.filter(user=person).exists()
        assert not Consent.objects.filter(user=person).exists()
        assert not Subscription.objects.exists()
        assert get_user(browser).is_anonymous
        assert get_user(really_log_in(rui)).is_anonymous

    def test_the_address_and_the_name_are_free_again(self, rui):
        self.gone(rui, keep_words=False)
        assert User.objects.create_user("rui@example.org", "Rui", PASSWORD).pk != rui.pk

    def test_letters_that_waited_do_not_leave(self, rui, talk, article, eve):
        from tests.comments.letterbox import let_time_pass, mail_that_leaves

        post(author=eve, article=article, text="Another answer", parent=talk.public_id)
        self.gone(rui, keep_words=False)
        let_time_pass()
        mail.outbox.clear()
        sent = mail_that_leaves(days=2)
        assert not [message for message in sent if "rui@example.org" in message.to or CANARY in message.body]
        assert not Letter.objects.filter(person=rui).exists()

    def test_what_was_interrupted_is_begun_again_and_ends_the_same(self, rui, talk, monkeypatch):
        ask_to_close(rui, keep_words=False)
        Closing.objects.update(due_at=timezone.now())
        with monkeypatch.context() as broken:
            broken.setattr("healthsite.accounts.leaving.forget", lambda person: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                close_due()
        assert Closing.objects.exists()
        close_due()
        assert not Closing.objects.exists()
        assert not CommentVersion.objects.filter(source__contains=CANARY).exists()

    def test_counts_stay_right(self, rui, talk, article):
        self.gone(rui, keep_words=False)
        article.refresh_from_db()
        assert article.comment_count == Comment.objects.published().count() == 1

    def test_closing_twice_is_closing_once(self, rui, talk):
        ask_to_close(rui, keep_words=True)
        closing = Closing.objects.get()
        close(closing)
        close_due()
        assert f"{CANARY} 0" in Comment.objects.published().first().html
