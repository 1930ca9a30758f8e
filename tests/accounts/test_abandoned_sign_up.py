"""A sign-up that nobody finishes gives back its display name, and goes."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule

from healthsite.accounts.abandoned import KEEP, forget_abandoned_sign_ups
from healthsite.accounts.models import User
from tests.accounts.mailbox import newest_code
from tests.conftest import make_person
from tests.factories import make_article

NEXT = "/articles/a-good-night/#comment-form"
SIGNUP, CODE = "/accounts/signup/", "/accounts/confirm-email/"
BEGIN_AGAIN = "/accounts/begin-again/"
NORA = {"email": "nora@example.org", "username": "Nora", "password1": "seven quiet herons", "consent": "on",
        "next": NEXT}  # fmt: skip
OTHER = {**NORA, "email": "other@example.org"}


def let_pass(time: timedelta) -> None:
    User.objects.update(date_joined=timezone.now() - time)


@pytest.fixture
def half_way(client, db):
    """A browser in which Nora has signed up and not entered the code."""
    client.post(SIGNUP, NORA)
    assert User.objects.get().display_name == "Nora"
    return client


class BeginAgainTests:
    def test_it_undoes_the_sign_up_and_leads_to_a_new_one_with_the_way_back(self, half_way):
        page = half_way.get(reverse("account_email_verification_sent"), {"next": NEXT}).content.decode()
        assert f'action="{BEGIN_AGAIN}"' in page
        assert 'name="signing_up"' in page
        answer = half_way.post(BEGIN_AGAIN, {"signing_up": "1", "next": NEXT})
        assert answer["Location"] == f"{SIGNUP}?next=%2Farticles%2Fa-good-night%2F%23comment-form"
        assert not User.objects.exists()
        cache.clear()  # ten seconds pass: codes follow each other no quicker
        half_way.post(SIGNUP, NORA)
        half_way.post(reverse("account_email_verification_sent"), {"code": newest_code()})
        assert get_user(half_way).display_name == "Nora"

    def test_log_in_under_way_goes_back_to_the_log_in_and_deletes_nobody(self, client, rui):
        client.post("/accounts/login/code/", {"email": rui.email, "next": NEXT})
        answer = client.post(BEGIN_AGAIN, {"next": NEXT})
        assert answer["Location"] == "/accounts/login/?next=%2Farticles%2Fa-good-night%2F%23comment-form"
        assert User.objects.filter(pk=rui.pk).exists()

    def test_stranger_undoes_nobody_elses_sign_up(self, half_way, as_, rui):
        for browser in (as_(None), as_(rui)):
            browser.post(BEGIN_AGAIN, {"signing_up": "1"})
        assert User.objects.filter(display_name="Nora").exists()

    def test_known_address_cannot_be_told_by_it_and_loses_nothing(self, client, rui):
        client.post(SIGNUP, {**NORA, "email": rui.email})
        answer = client.post(BEGIN_AGAIN, {"signing_up": "1", "next": NEXT})
        assert answer["Location"].startswith(SIGNUP)
        assert User.objects.filter(pk=rui.pk).exists()

    def test_finished_sign_up_is_not_undone(self, half_way):
        half_way.post(reverse("account_email_verification_sent"), {"code": newest_code()})
        half_way.post(BEGIN_AGAIN, {"signing_up": "1"})
        assert User.objects.filter(display_name="Nora").exists()

    def test_looking_does_nothing(self, half_way):
        assert half_way.get(BEGIN_AGAIN).status_code == 405

    @pytest.mark.parametrize("entrance", ["/accounts/login/", "/accounts/login/?next=/x", "/accounts/confirm-email/"])
    def test_page_of_the_entrance_is_no_way_back(self, client, rui, entrance):
        assert client.post(BEGIN_AGAIN, {"next": entrance})["Location"] == "/accounts/login/"
        page = client.get("/accounts/login/", {"next": entrance}).content.decode()
        assert 'name="next"' not in page
        assert "?next=" not in page


class NameIsFreeAgainTests:
    def test_unfinished_sign_up_holds_the_name_for_a_while(self, half_way, as_):
        answer = as_(None).post(SIGNUP, OTHER)
        assert "Someone has this display name already" in answer.content.decode()

    def test_after_an_hour_it_is_the_next_ones(self, half_way, as_):
        let_pass(timedelta(minutes=61))
        as_(None).post(SIGNUP, OTHER)
        assert User.objects.get().email == "other@example.org"

    def test_somebody_else_may_change_to_it(self, half_way, as_, rui):
        let_pass(timedelta(minutes=61))
        as_(rui).post("/accounts/profile/", {"display_name": "Nora", "time_zone": ""})
        assert User.objects.get().display_name == "Nora"

    def test_superuser_may_give_it(self, half_way, as_, rui, root):
        let_pass(timedelta(minutes=61))
        page = reverse("admin:accounts_user_change", args=[rui.pk])
        as_(root).post(page, {"display_name": "Nora", "email": rui.email, "is_active": "on",
                              "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"})  # fmt: skip
        rui.refresh_from_db()
        assert rui.display_name == "Nora"

    def test_verified_name_is_held_for_good(self, as_, rui):
        let_pass(timedelta(days=1000))
        answer = as_(None).post(SIGNUP, {**NORA, "username": "Rui"})
        assert "Someone has this display name already" in answer.content.decode()


class ForgettingTests:
    def test_sign_up_without_its_code_goes_after_a_day(self, half_way):
        forget_abandoned_sign_ups()
        assert User.objects.exists()
        let_pass(KEEP + timedelta(minutes=1))
        forget_abandoned_sign_ups()
        assert not User.objects.exists()

    def test_nobody_else_goes(self, rui, root, ana):
        unproved = make_person("lea@example.org", "Lea", is_staff=True)  # staff whose new address is not proved yet
        unproved.emailaddress_set.update(verified=False)
        by_command = User.objects.create_superuser("chief@example.org", "Chief")
        been_here = make_person("max@example.org", "Max", last_login=timezone.now())
        been_here.emailaddress_set.update(verified=False)
        let_pass(KEEP * 1000)
        forget_abandoned_sign_ups()
        assert set(User.objects.all()) == {rui, root, ana, unproved, by_command, been_here}

    def test_whoever_has_written_something_stays(self, rui):
        article = make_article(by=rui)
        rui.emailaddress_set.update(verified=False)
        let_pass(KEEP * 2)
        forget_abandoned_sign_ups()
        assert article.created_by == User.objects.get()

    def test_worker_does_it_every_hour(self, db):
        found = Schedule.objects.get(name="abandoned sign-ups")
        assert found.func == f"{forget_abandoned_sign_ups.__module__}.{forget_abandoned_sign_ups.__name__}"


class LastWrongCodeTests:
    def test_what_the_page_says_after_it_is_true(self, half_way):
        for _try in range(3):
            answer = half_way.post(reverse("account_email_verification_sent"), {"code": "XXXX-XXXX"})
        page = half_way.get(answer["Location"]).content.decode()
        assert "That was the last try with this code." in page
        assert "five minutes" not in page
        mail.outbox.clear()
        cache.clear()  # ten seconds pass: codes follow each other no quicker
        answer = half_way.post("/accounts/login/", {"login": NORA["email"], "password": NORA["password1"]})
        half_way.post(answer["Location"].partition("?")[0], {"code": newest_code()})
        assert get_user(half_way).display_name == "Nora"

    def test_after_the_last_wrong_code_to_log_in_too(self, client, rui):
        client.post("/accounts/login/code/", {"email": rui.email})
        for _try in range(3):
            answer = client.post("/accounts/login/code/confirm/", {"code": "XXXX-XXXX"})
        page = client.get(answer["Location"], follow=True).content.decode()
        assert "You can ask for a new one." in page
