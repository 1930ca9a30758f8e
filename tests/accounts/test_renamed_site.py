"""A site that was renamed on its settings page says the new name everywhere."""

import pytest
from django.core import mail
from django.urls import reverse

from articles.models import SiteSettings
from healthsite.accounts.models import Invitation, User

NORA = {"email": "nora@example.org", "username": "Nora", "password1": "seven quiet herons", "consent": "on"}


@pytest.fixture
def renamed(db):
    SiteSettings.objects.update_or_create(pk=SiteSettings.ONLY, defaults={"name": "Wellspring"})


class RenamedSiteTests:
    def test_mail_about_the_account_says_it_and_comes_from_it(self, client, renamed):
        client.post(reverse("account_signup"), NORA)
        letter = mail.outbox[-1]
        assert "Wellspring" in letter.subject
        assert "healthsite" not in letter.subject + letter.body
        assert letter.from_email.startswith("Wellspring <")

    def test_sender_that_the_operator_named_stays(self, client, renamed, settings):
        settings.DEFAULT_FROM_EMAIL = "The care team <care@example.org>"
        client.post(reverse("account_signup"), NORA)
        assert mail.outbox[-1].from_email == "The care team <care@example.org>"

    def test_invitation_says_it(self, root, renamed):
        Invitation.objects.create(email="new@example.org", invited_by=root).send()
        letter = mail.outbox[-1]
        assert "Wellspring" in letter.subject
        assert "work on Wellspring" in letter.body
        assert letter.from_email.startswith("Wellspring <")

    def test_admin_says_it_from_the_next_page_on(self, as_, root):
        browser = as_(root)
        SiteSettings.objects.update_or_create(pk=SiteSettings.ONLY, defaults={"name": ""})
        assert '<a href="/admin/">healthsite</a>' in browser.get("/admin/").content.decode()
        SiteSettings.objects.update(name="Wellspring")
        page = browser.get("/admin/").content.decode()
        assert '<a href="/admin/">Wellspring</a>' in page
        assert "| Wellspring</title>" in page

    @pytest.mark.parametrize("name", ["Wellspring", "wellspring team", "WellspringHelp", "healthsite"])
    def test_nobody_takes_it_for_a_display_name(self, client, renamed, name):
        client.post(reverse("account_signup"), {**NORA, "username": name})
        assert not User.objects.exists()
