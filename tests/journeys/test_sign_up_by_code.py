"""A reader wants to comment, signs up or logs in, and comes back to the very place, whatever goes wrong on the way."""

import time
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from lxml import html

from articles.models import Policy, PolicyVersion
from healthsite.accounts.models import Consent, User
from tests.accounts.mailbox import newest_code
from tests.conftest import PASSWORD

NEXT = "/articles/a-good-night/?reply=3#comment-form"
LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"
NEWCOMER = {
    "email": "nora@example.org",
    "username": "Nora",
    "password1": "seven quiet herons",
    "consent": "on",
    "next": NEXT,
}


def way_back_is_in(page) -> bool:
    """Whether the page's form carries the way back, whole."""
    return '<input type="hidden" name="next" value="/articles/a-good-night/?reply=3#comment-form">' in (
        page.content.decode().replace("&#x27;", "'")
    )


def go_on(client, answer, **words):
    """Follow the redirect to the page with the code field, and send it."""
    page = client.get(answer["Location"])
    assert page.status_code == 200
    return client.post(answer["Location"].partition("?")[0], {"next": NEXT, **words})


@pytest.mark.django_db
class SignUpTests:
    def test_reader_signs_up_with_a_code_and_comes_back_to_the_comment_form(self, client):
        page = client.get(SIGNUP, {"next": NEXT})
        assert way_back_is_in(page)
        answer = client.post(SIGNUP, NEWCOMER)
        assert "Confirm your e-mail address" in mail.outbox[-1].subject
        answer = go_on(client, answer, code=newest_code())
        assert answer["Location"] == NEXT
        nora = get_user(client)
        assert (nora.display_name, nora.email) == ("Nora", "nora@example.org")
        assert EmailAddress.objects.get(user=nora).verified

    @pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
    def test_code_may_be_typed_as_people_type(self, client, change):
        answer = client.post(SIGNUP, NEWCOMER)
        assert go_on(client, answer, code=change(newest_code()))["Location"] == NEXT

    def test_no_account_opens_without_the_code(self, client):
        client.post(SIGNUP, NEWCOMER)
        client.post(LOGIN, {"login": NEWCOMER["email"], "password": NEWCOMER["password1"]})
        assert get_user(client).is_anonymous

    def test_wrong_code_is_told_and_keeps_the_way_back(self, client):
        answer = client.post(SIGNUP, NEWCOMER)
        answer = go_on(client, answer, code="XXXX-XXXX")
        page = answer.content.decode()
        assert "This code isn’t right." in page
        assert 'aria-invalid="true"' in page
        assert way_back_is_in(answer)
        assert client.post(reverse("account_email_verification_sent"), {"code": newest_code()})["Location"] == NEXT

    def test_after_the_last_wrong_code_the_log_in_page_still_knows_the_way_back(self, client):
        answer = client.post(SIGNUP, NEWCOMER)
        for _try in range(3):
            answer = client.post(reverse("account_email_verification_sent"), {"code": "XXXX-XXXX"})
        assert answer.status_code == 302
        assert way_back_is_in(client.get(answer["Location"]))

    def test_code_that_ran_out_leads_back_with_the_way_kept(self, client):
        client.post(SIGNUP, NEWCOMER)
        late = time.time() + 3600
        with mock.patch("allauth.account.internal.flows.code_verification.time.time", return_value=late):
            answer = client.post(reverse("account_email_verification_sent"), {"code": newest_code(), "next": NEXT})
            assert answer.status_code == 302
            assert way_back_is_in(client.get(answer["Location"], follow=True))

    def test_new_code_can_be_asked_for(self, client):
        client.post(SIGNUP, NEWCOMER)
        with mock.patch("allauth.core.internal.ratelimit.consume", return_value=mock.Mock()):
            client.post(reverse("account_email_verification_sent"), {"action": "resend", "next": NEXT})
        assert len(mail.outbox) == 2

    def test_consent_is_asked_for_and_its_version_kept(self, client):
        for kind in ("terms", "community-rules"):
            policy, _made = Policy.objects.get_or_create(kind=kind, defaults={"title": kind})
            PolicyVersion.objects.create(policy=policy, body="<p>One.</p>")
        PolicyVersion.objects.create(policy=policy, body="<p>Two.</p>")
        versions = {kind: Policy.objects.current_version(kind).version for kind in ("terms", "community-rules")}
        refused = client.post(SIGNUP, {**NEWCOMER, "consent": ""})
        assert "Please agree" in refused.content.decode()
        assert not User.objects.filter(email=NEWCOMER["email"]).exists()
        client.post(SIGNUP, NEWCOMER)
        given = dict(Consent.objects.filter(user__email=NEWCOMER["email"]).values_list("document", "version"))
        assert given == versions

    def test_consent_is_never_rewritten(self, rui):
        consent = Consent.objects.create(user=rui, document="terms", version=1)
        consent.version = 2
        with pytest.raises(TypeError):
            consent.save()

    @pytest.mark.parametrize(
        "name", ["Dr Nora", "ADMIN", "Аna", "little_bear", "nora@example.org", "N\u200bora", "\ufeffNora"]
    )
    def test_refused_name_makes_no_account_and_keeps_what_was_typed_and_the_way_back(self, client, ana, name):
        User.objects.create_user("bear@example.org", "LittleBear")
        answer = client.post(SIGNUP, {**NEWCOMER, "username": name})
        assert answer.status_code == 200
        assert not User.objects.filter(email=NEWCOMER["email"]).exists()
        assert way_back_is_in(answer)
        page = answer.content.decode()
        assert 'value="nora@example.org"' in page
        assert '<a href="#id_username">' in page

    def test_name_taken_a_moment_ago_is_an_error_at_the_field_and_no_crash(self, client, ana):
        with mock.patch.object(type(User.objects), "with_name_like", lambda self, name: User.objects.none()):
            answer = client.post(SIGNUP, {**NEWCOMER, "username": "Ana"})
        assert answer.status_code == 200
        assert "Someone has this display name already" in answer.content.decode()
        assert way_back_is_in(answer)
        assert mail.outbox == []

    def test_filled_trap_makes_no_account_and_says_nothing(self, client):
        answer = client.post(SIGNUP, {**NEWCOMER, "phone_number": "123"})
        assert answer.status_code == 302
        assert not User.objects.exists()
        assert mail.outbox == []

    def test_trap_is_hidden_without_a_style_attribute(self, client):
        page = client.get(SIGNUP).content.decode()
        assert "style=" not in page
        assert "<div hidden>" in page


@pytest.mark.django_db
class LogInTests:
    def test_way_back_survives_a_wrong_password(self, client, rui):
        answer = client.post(LOGIN, {"login": rui.email, "password": "wrong", "next": NEXT})
        assert "don’t belong together" in answer.content.decode()
        assert way_back_is_in(answer)
        answer = client.post(LOGIN, {"login": rui.email, "password": PASSWORD, "next": NEXT})
        assert answer["Location"] == NEXT
        assert get_user(client) == rui

    def test_reader_logs_in_by_code_and_comes_back(self, client, rui):
        answer = client.post("/accounts/login/code/", {"email": rui.email, "next": NEXT})
        assert go_on(client, answer, code=newest_code())["Location"] == NEXT
        assert get_user(client) == rui

    def test_last_wrong_code_leads_back_with_the_way_kept(self, client, rui):
        answer = client.post("/accounts/login/code/", {"email": rui.email, "next": NEXT})
        for _try in range(3):
            answer = client.post("/accounts/login/code/confirm/", {"code": "XXXX-XXXX"})
        assert answer.status_code == 302
        assert way_back_is_in(client.get(answer["Location"], follow=True))

    def test_reader_resets_the_password_by_code_and_comes_back_logged_in(self, client, rui):
        answer = client.post("/accounts/password/reset/", {"email": rui.email, "next": NEXT})
        wrong = go_on(client, answer, code="XXXX-XXXX")
        assert way_back_is_in(wrong)
        answer = go_on(client, answer, code=newest_code())
        page = client.get(answer["Location"])
        assert way_back_is_in(page)
        weak = client.post("/accounts/password/reset/complete/", {"password1": "123", "password2": "123", "next": NEXT})
        assert way_back_is_in(weak)
        words = "eleven patient otters"
        answer = client.post(
            "/accounts/password/reset/complete/", {"password1": words, "password2": words, "next": NEXT}
        )
        assert answer["Location"] == NEXT
        assert get_user(client) == rui

    def test_too_many_wrong_passwords_shut_out_the_right_one_but_not_the_code(self, client, rui):
        for _try in range(6):
            answer = client.post(LOGIN, {"login": rui.email, "password": "wrong", "next": NEXT})
        answer = client.post(LOGIN, {"login": rui.email, "password": PASSWORD, "next": NEXT})
        page = answer.content.decode()
        assert "Too many attempts" in page
        assert "These two ways work also" in page
        assert way_back_is_in(answer)
        answer = client.post("/accounts/login/code/", {"email": rui.email, "next": NEXT})
        assert go_on(client, answer, code=newest_code())["Location"] == NEXT

    def test_page_for_too_many_requests_keeps_the_way_back(self, client, rui):
        for _try in range(40):
            answer = client.post(LOGIN, {"login": "x@example.org", "password": "wrong", "next": NEXT})
        assert answer.status_code == 429
        page = answer.content.decode()
        quoted = "?next=%2Farticles%2Fa-good-night%2F%3Freply%3D3%23comment-form"
        assert f'href="/accounts/login/code/{quoted}"' in page
        assert f'href="/accounts/login/{quoted}"' in page
        assert "passkey" in page

    def test_abandoned_way_back_does_not_turn_up_later(self, client, rui):
        client.post(LOGIN, {"login": rui.email, "password": "wrong", "next": NEXT})
        answer = client.post(LOGIN, {"login": rui.email, "password": PASSWORD})
        assert answer["Location"] == "/"

    @pytest.mark.parametrize(
        "evil",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
    )
    def test_way_to_another_site_is_not_taken(self, client, rui, evil):
        page = client.get(LOGIN, {"next": evil}).content.decode()
        assert "evil" not in page.partition("<main")[2].partition("</main")[0]
        answer = client.post(LOGIN, {"login": rui.email, "password": PASSWORD, "next": evil})
        assert answer["Location"] == "/"

    def test_log_in_ends_with_the_browser_unless_asked_to_stay(self, as_, rui):
        words = {"login": rui.email, "password": PASSWORD}
        short, long, by_code = as_(None), as_(None), as_(None)
        short.post(LOGIN, words)
        long.post(LOGIN, {**words, "remember": "on"})
        by_code.post("/accounts/login/code/", {"email": rui.email})
        by_code.post("/accounts/login/code/confirm/", {"code": newest_code()})
        kept = [browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"] for browser in (short, long, by_code)]
        assert kept[0] == kept[2] == ""
        assert kept[1] > 24 * 3600

    def test_closed_account_is_told_so_and_stays_out(self, client, rui):
        User.objects.filter(pk=rui.pk).update(is_active=False)
        answer = client.post(LOGIN, {"login": rui.email, "password": PASSWORD}, follow=True)
        assert get_user(client).is_anonymous
        assert answer.status_code == 200

    def test_get_asks_nothing_of_the_session(self, client, db):
        client.get(LOGIN, {"next": NEXT})
        client.get(SIGNUP, {"next": NEXT})
        assert not Session.objects.exists()


@pytest.mark.django_db
class EveryEntrancePageTests:
    @pytest.mark.parametrize("address", [LOGIN, SIGNUP, "/accounts/login/code/", "/accounts/password/reset/"])
    def test_forms_and_links_between_entrance_pages_carry_the_way_back(self, client, address):
        page = html.fromstring(client.get(address, {"next": NEXT}).content)
        for form in page.xpath("//main//form[@method='post']"):
            assert form.xpath(".//input[@name='next']/@value") == [NEXT], form.get("action")
        links = [link for link in page.xpath("//a/@href") if link.startswith("/accounts/")]
        assert links
        for link in links:
            assert "next=%2Farticles%2Fa-good-night%2F%3Freply%3D3%23comment-form" in link, link

    def test_code_pages_do_too(self, client, rui):
        starts = [
            ("/accounts/login/code/", {"email": rui.email}),
            ("/accounts/password/reset/", {"email": rui.email}),
            (SIGNUP, NEWCOMER),
        ]
        for address, words in starts:
            client.cookies.clear()
            answer = client.post(address, {**words, "next": NEXT})
            page = html.fromstring(client.get(answer["Location"]).content)
            forms = page.xpath("//main//form[@method='post']")
            assert forms
            for form in forms:
                (value,) = form.xpath(".//input[@name='next']/@value")
                assert value in (NEXT, "/accounts/login/?next=%2Farticles%2Fa-good-night%2F%3Freply%3D3%23comment-form")


@pytest.mark.django_db
class NobodyLearnsWhoHasAnAccountTests:
    def test_signing_up_with_a_known_address_looks_like_any_other(self, client, rui, as_):
        known = client.post(SIGNUP, {**NEWCOMER, "email": rui.email})
        unknown = as_(None).post(SIGNUP, {**NEWCOMER, "username": "Otto"})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert mail.outbox[0].subject.startswith("You have an account")
        assert mail.outbox[0].to == [rui.email]
        assert User.objects.filter(display_name="Nora").count() == 0

    @pytest.mark.parametrize("address", ["/accounts/login/code/", "/accounts/password/reset/"])
    def test_asking_for_a_code_does_too(self, address, rui, as_):
        pages = []
        for email in (rui.email, "nobody@example.org"):
            client = as_(None)
            answer = client.post(address, {"email": email})
            page = client.get(answer["Location"])
            main = page.content.decode().partition("<main")[2].partition("</main")[0]
            pages.append((answer.status_code, answer["Location"], page.status_code,
                          [line for line in main.replace(email, "…").splitlines() if "csrf" not in line]))  # fmt: skip
        assert pages[0] == pages[1]
        assert [m.subject.startswith("There is no account") for m in mail.outbox] == [False, True]

    def test_wrong_password_says_the_same_for_known_and_unknown(self, rui, as_):
        words = [
            as_(None).post(LOGIN, {"login": email, "password": "wrong"}).content.decode().count("don’t belong together")
            for email in (rui.email, "nobody@example.org")
        ]
        assert words == [2, 2] or words == [1, 1]

    def test_code_mails_hold_the_code_and_no_link(self, client, rui):
        client.post("/accounts/login/code/", {"email": rui.email})
        client.cookies.clear()
        client.post("/accounts/password/reset/", {"email": rui.email})
        client.cookies.clear()
        client.post(SIGNUP, NEWCOMER)
        assert len(mail.outbox) == 3
        for letter in mail.outbox:
            assert "http" not in letter.body
            assert newest_code()
            assert "Hello," in letter.body
