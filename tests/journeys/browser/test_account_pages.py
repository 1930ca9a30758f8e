import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.accounts.mailbox import newest_code

ENTRANCE = ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
OWN = ["accounts:profile", "account_email", "account_change_password", "mfa_index", "usersessions_list",
       "account_logout", "account_reauthenticate", "accounts:second_factor"]  # fmt: skip


def become(page: Page, live_server, client, user) -> None:
    """Log in without the form."""
    client.force_login(user)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )


@pytest.mark.django_db(transaction=True)
class AccountPagesTests:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [320, 1280])
    def test_entrance_pages_are_accessible_and_fit(self, page, live_server, assert_accessible, scheme, width):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        for name in ENTRANCE:
            page.goto(live_server.url + reverse(name))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert_accessible(page)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [320, 1280])
    def test_own_pages_are_too(self, page, live_server, client, rui, assert_accessible, scheme, width):
        become(page, live_server, client, rui)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        for name in OWN:
            page.goto(live_server.url + reverse(name))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert_accessible(page)

    def test_refused_form_is_accessible_and_leads_to_its_fields(self, page, live_server, assert_accessible):
        page.goto(live_server.url + reverse("account_signup"))
        page.get_by_label("Display name").fill("Dr Who")
        page.get_by_role("main").get_by_role("button", name="Sign up").click()
        page.get_by_role("link", name="could be taken for someone who works here").click()
        expect(page.get_by_label("Display name")).to_be_focused()
        expect(page.get_by_label("Display name")).to_have_accessible_description(
            "The only thing about you that others see. It need not be your real name, and you can change it later. "
            "This display name could be taken for someone who works here or for a medical title, which we can't "
            "check. Please choose another one."
        )
        assert_accessible(page)

    def test_reader_signs_up_with_a_code(self, page, live_server, assert_accessible):
        page.goto(live_server.url + reverse("account_signup") + "?next=/accounts/profile/")
        page.get_by_label("Display name").fill("Nora")
        page.get_by_label("E-mail address").fill("nora@example.org")
        page.get_by_label("Password").fill("seven quiet herons")
        page.get_by_label("I agree").check()
        page.get_by_role("main").get_by_role("button", name="Sign up").click()
        expect(page.get_by_role("heading", name="Confirm your e-mail address")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Code", exact=True).fill(newest_code().lower())
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="My account")).to_be_visible()
