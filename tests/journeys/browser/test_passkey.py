import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD


@pytest.fixture
def authenticator(page: Page) -> None:
    """A device that holds passkeys and whose owner always agrees."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.django_db(transaction=True)
class PasskeyTests:
    def test_reader_adds_a_passkey_and_logs_in_with_it_and_comes_back(self, page, live_server, authenticator, rui):
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_label("E-mail address").fill(rui.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.goto(live_server.url + reverse("mfa_add_webauthn"))
        page.get_by_label("Name").fill("My phone")
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

        page.goto(live_server.url + reverse("account_logout"))
        page.get_by_role("main").get_by_role("button", name="Log out").click()
        page.goto(live_server.url + reverse("account_login") + "?next=/accounts/profile/")
        page.get_by_role("button", name="Log in with a passkey").click()
        expect(page).to_have_url(live_server.url + "/accounts/profile/")
