"""Every page of allauth, as it looks here."""

from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.core import mail
from django.urls import get_resolver, reverse
from lxml import html

from healthsite.accounts.models import User
from tests.accounts.mailbox import newest_code
from tests.conftest import PASSWORD

RECENTLY = "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate"
NEXT = "/articles/a-good-night/#comment-form"
# Pages that need an argument or a log-in under way; they have their own tests.
ELSEWHERE = {"account_reset_password_from_key", "account_confirm_email", "mfa_edit_webauthn", "mfa_remove_webauthn",
             "mfa_login_webauthn", "mfa_download_recovery_codes"}  # fmt: skip


def pages() -> list[str]:
    """The names of all pages that allauth brings and that take no argument."""
    found = []
    for resolver in get_resolver().url_patterns:
        if str(resolver.pattern) == "accounts/" and hasattr(resolver, "url_patterns"):
            todo = list(resolver.url_patterns)
            while todo:
                entry = todo.pop()
                todo += getattr(entry, "url_patterns", [])
                name = getattr(entry, "name", None)
                if name and name.startswith(("account_", "mfa_", "usersessions_")) and name not in ELSEWHERE:
                    found.append(name)
    return sorted(found)


class Dressed:
    """What every page owes its reader."""

    def __init__(self, answer) -> None:
        page = html.fromstring(answer.content)
        assert page.xpath("/html/@lang")
        assert len(page.xpath("//main")) == 1
        assert len(page.xpath("//h1")) == 1
        assert page.xpath("//title/text()")[0].strip().endswith("– healthsite")
        assert not page.xpath("//@style")
        assert not page.xpath("//script[not(@src)][not(contains(@type, 'json'))]")
        for field in page.xpath("//main//input[not(@type='hidden')] | //main//select | //main//textarea"):
            if not field.xpath("ancestor::*[@hidden]"):
                assert page.xpath("//label[@for=$id]", id=field.get("id")), field.get("name")
                assert not field.get("placeholder")


@pytest.mark.django_db
class EveryPageTests:
    @pytest.mark.parametrize("name", pages())
    def test_page_wears_the_sites_own_dress(self, as_, rui, name):
        shown = False
        for browser in (as_(None), as_(rui)):
            with mock.patch(
                "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", return_value=True
            ):
                answer = browser.get(reverse(name))
            assert answer.status_code in (200, 302, 404), name
            if answer.status_code == 200:
                Dressed(answer)
                shown = True
        # There is nothing to turn off or to show for someone without a second factor.
        assert shown or answer.status_code == 302 or name in ("mfa_view_recovery_codes", "mfa_deactivate_totp")

    def test_pages_are_never_kept_by_a_cache(self, client):
        for name in ("account_login", "account_signup"):
            assert "no-store" in client.get(reverse(name))["Cache-Control"]

    def test_password_manager_knows_what_each_field_is(self, client):
        page = html.fromstring(client.get(reverse("account_signup")).content)
        hints = {field.get("name"): field.get("autocomplete") for field in page.xpath("//main//input[@autocomplete]")}
        assert hints["username"] == "nickname"
        assert hints["email"] == "email"
        assert hints["password1"] == "new-password"
        page = html.fromstring(client.get(reverse("account_login")).content)
        hints = {field.get("name"): field.get("autocomplete") for field in page.xpath("//main//input[@autocomplete]")}
        assert (hints["login"], hints["password"]) == ("email", "current-password")


@pytest.mark.django_db
class SecondStepTests:
    @pytest.fixture
    def secret(self, rui):
        secret = generate_totp_secret()
        TOTP.activate(rui, secret)
        return secret

    def code(self, secret: str) -> str:
        counter = next(iter(yield_hotp_counters_from_time()))
        return format_hotp_value(hotp_value(secret, counter))

    def test_way_back_survives_the_second_step_and_a_wrong_code(self, client, rui, secret):
        answer = client.post(reverse("account_login"), {"login": rui.email, "password": PASSWORD, "next": NEXT})
        page = client.get(answer["Location"])
        Dressed(page)
        for answer in (page, client.post(reverse("mfa_authenticate"), {"code": "000000", "next": NEXT})):
            forms = html.fromstring(answer.content).xpath("//main//form[@method='post']")
            for form in forms:
                (value,) = form.xpath(".//input[@name='next']/@value")
                assert value in (NEXT, "/accounts/login/?next=%2Farticles%2Fa-good-night%2F%23comment-form")
        assert get_user(client).is_anonymous
        answer = client.post(reverse("mfa_authenticate"), {"code": self.code(secret), "next": NEXT})
        assert answer["Location"] == NEXT
        assert get_user(client) == rui

    def test_new_password_does_not_jump_over_the_second_step_and_comes_back_after_it(self, client, rui, secret):
        client.post(reverse("account_reset_password"), {"email": rui.email, "next": NEXT})
        client.post(reverse("account_confirm_password_reset_code"), {"code": newest_code(), "next": NEXT})
        words = "eleven patient otters"
        client.post(reverse("account_complete_password_reset"), {"password1": words, "password2": words, "next": NEXT})
        assert get_user(client).is_anonymous
        assert client.post(reverse("mfa_authenticate"), {"code": self.code(secret)})["Location"] == NEXT

    def test_code_by_mail_does_not_jump_over_it_either(self, client, rui, secret):
        client.post(reverse("account_request_login_code"), {"email": rui.email, "next": NEXT})
        client.post(reverse("account_confirm_login_code"), {"code": newest_code()})
        assert get_user(client).is_anonymous
        assert client.post(reverse("mfa_authenticate"), {"code": self.code(secret)})["Location"] == NEXT


@pytest.mark.django_db
class ChangeOfAddressTests:
    @pytest.fixture
    def browser(self, as_, rui):
        with mock.patch(
            "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", return_value=True
        ):
            yield as_(rui)

    def test_new_address_counts_once_its_code_is_entered_and_the_old_one_is_told(self, browser, rui):
        browser.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
        rui.refresh_from_db()
        assert rui.email == "rui@example.org"
        code = newest_code()
        assert mail.outbox[-1].to == ["new@example.org"]
        browser.post(reverse("account_email_verification_sent"), {"code": code})
        rui.refresh_from_db()
        assert rui.email == "new@example.org"
        assert any(letter.to == ["rui@example.org"] and "new@example.org" in letter.body for letter in mail.outbox)

    def test_somebody_elses_address_cannot_be_taken_nor_found_out(self, browser, rui, eve):
        answer = browser.post(reverse("account_email"), {"email": eve.email, "action_add": "1"})
        assert answer.status_code == 302
        assert mail.outbox[-1].to == [eve.email]
        browser.post(reverse("account_email_verification_sent"), {"code": newest_code()})
        assert EmailAddress.objects.get(email=eve.email).user == eve
        rui.refresh_from_db()
        assert rui.email == "rui@example.org"

    def test_changed_password_is_told_by_mail(self, browser, rui):
        words = "eleven patient otters"
        browser.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": words, "password2": words}
        )
        assert User.objects.get(pk=rui.pk).check_password(words)
        assert "password" in mail.outbox[-1].subject
        assert "IP address" in mail.outbox[-1].body
