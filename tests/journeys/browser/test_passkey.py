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
    def test_reader_adds_a_passkey_and_logs_in_with_it_and_comes_back(
        self, page, live_server, authenticator, rui, assert_accessible
    ):
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_label("E-mail address").fill(rui.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.get_by_text("You are logged in as Rui.")).to_be_visible()
        page.goto(live_server.url + reverse("mfa_add_webauthn"))
        expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Name").fill("My phone")
        expect(page.get_by_label("Log in with it instead of a password")).to_be_checked()
        assert_accessible(page)
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        assert_accessible(page)

        page.goto(live_server.url + reverse("account_logout"))
        page.get_by_role("main").get_by_role("button", name="Log out").click()
        page.goto(live_server.url + reverse("account_login") + "?next=/accounts/profile/")
        page.get_by_role("button", name="Log in with a passkey").click()
        expect(page).to_have_url(live_server.url + "/accounts/profile/")
        expect(page.get_by_role("heading", name="My account")).to_be_visible()

    def test_reader_without_a_passkey_is_told_that_it_did_not_work(self, page, live_server):
        page.goto(live_server.url + reverse("account_login"))
        page.evaluate(
            "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
        )
        page.get_by_role("button", name="Log in with a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
