import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from articles import rights
from healthsite.accounts.models import Invitation, InvitationError, User
from tests.accounts.mailbox import newest_code
from tests.factories import make_category


@pytest.fixture
def invitation(root, ana):  # ana: the groups exist
    invitation = Invitation.objects.create(email="Rui@example.org", invited_by=root)
    invitation.groups.add(Group.objects.get(name="Moderators"))
    invitation.token = invitation.send()
    return invitation


def address(invitation) -> str:
    return reverse("accounts:invitation", args=[invitation.token])


class InvitationTests:
    def test_mail_names_the_groups_and_holds_the_link(self, invitation):
        letter = mail.outbox[-1]
        assert letter.to == ["Rui@example.org"]
        assert address(invitation) in letter.body
        assert "- Moderators" in letter.body

    def test_link_is_not_to_be_found_in_the_database(self, invitation):
        assert invitation.token not in str(Invitation.objects.values().get())

    def test_looking_changes_nothing(self, invitation, as_, rui):
        answer = as_(rui).get(address(invitation))
        assert "Moderators" in answer.content.decode()
        rui.refresh_from_db()
        assert not rui.is_staff

    def test_accepting_makes_the_person_staff_with_the_groups_at_once(self, invitation, as_, rui):
        browser = as_(rui)
        browser.post(address(invitation))
        rui.refresh_from_db()
        assert rui.is_staff
        assert [group.name for group in rui.groups.all()] == ["Moderators"]
        assert browser.get(reverse("admin:index")).status_code == 200

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_stranger_learns_nothing_and_gets_nothing(self, invitation, as_, eve, method):
        answer = getattr(as_(eve), method)(address(invitation))
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "rui@example.org" not in page.lower()
        assert "Moderators" not in page
        eve.refresh_from_db()
        assert not eve.is_staff

    def test_unproved_address_is_not_enough(self, invitation, as_, rui):
        rui.emailaddress_set.update(verified=False)
        assert as_(rui).post(address(invitation)).status_code == 404

    def test_visitor_is_shown_the_way_in_and_back_and_no_names(self, invitation, client):
        page = client.get(address(invitation)).content.decode()
        assert f"{reverse('account_login')}?next=" in page
        assert f"{reverse('account_signup')}?next=" in page
        assert "Moderators" not in page
        assert "rui@" not in page.lower()

    def test_newcomer_signs_up_comes_back_and_accepts(self, invitation, client):
        words = {"email": "rui@example.org", "username": "Rui", "password1": "seven quiet herons", "consent": "on"}
        answer = client.post(reverse("account_signup"), {**words, "next": address(invitation)})
        answer = client.post(answer["Location"].partition("?")[0], {"code": newest_code()})
        assert answer["Location"] == address(invitation)
        client.post(address(invitation))
        assert User.objects.get(email="rui@example.org").is_staff

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_link_works_once(self, invitation, as_, rui, method):
        as_(rui).post(address(invitation))
        assert getattr(as_(rui), method)(address(invitation)).status_code == 404

    def test_expired_link_is_void(self, invitation, as_, rui):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert as_(rui).post(address(invitation)).status_code == 404

    def test_revoked_link_is_void(self, invitation, as_, rui, root):
        invitation.revoke(by=root)
        assert as_(rui).post(address(invitation)).status_code == 404

    def test_new_link_makes_the_old_one_void(self, invitation, as_, rui):
        old = address(invitation)
        invitation.send()
        assert as_(rui).get(old).status_code == 404

    @pytest.mark.parametrize("token", ["x", "0" * 43, "%00"])
    def test_made_up_link_is_void(self, client, db, token):
        assert client.get(f"/accounts/invitations/{token}/").status_code == 404

    def test_over_is_over(self, invitation, rui, root):
        invitation.accept(by=rui)
        for deed in (lambda: invitation.accept(by=rui), lambda: invitation.revoke(by=root), invitation.send):
            with pytest.raises(InvitationError):
                deed()
        assert invitation.state == "accepted"


class InviteFromTheAdminTests:
    def test_superuser_invites(self, root, ana, as_):
        group = Group.objects.get(name="Authors")
        as_(root).post(
            reverse("admin:accounts_invitation_add"), {"email": "new@example.org", "groups": [group.pk]}, follow=True
        )
        assert Invitation.objects.get().invited_by == root
        assert mail.outbox[-1].to == ["new@example.org"]
        assert "- Authors" in mail.outbox[-1].body

    def test_one_message_says_so(self, root, ana, as_):
        group = Group.objects.get(name="Authors")
        words = {"email": "new@example.org", "groups": [group.pk]}
        page = as_(root).post(reverse("admin:accounts_invitation_add"), words, follow=True)
        (message,) = [str(message) for message in page.context["messages"]]
        assert message == "The invitation is on its way to new@example.org."

    def test_without_a_group_it_leads_to_a_category_role_and_to_nothing_else(self, root, as_, rui):
        category = make_category("conditions/allergies")
        elsewhere = make_category("more/health")
        page = as_(root).post(reverse("admin:accounts_invitation_add"), {"email": rui.email}, follow=True)
        assert "Give them a category role" in page.content.decode()
        assert "Your groups" not in mail.outbox[-1].body
        link = re.search(r"/accounts/invitations/\S+", mail.outbox[-1].body)[0]
        browser = as_(rui)
        assert "Accept the invitation" in browser.get(link).content.decode()
        browser.post(link)
        assert browser.get(reverse("admin:index")).status_code == 200
        assert browser.get(reverse("admin:articles_article_add")).status_code == 403
        role = {"user": rui.pk, "category": category.pk, "role": "editor"}
        as_(root).post(reverse("admin:articles_categoryrole_add"), role)
        rui = User.objects.get(pk=rui.pk)
        assert rights.may_write_in(rui, category)
        assert not rights.may_write_in(rui, elsewhere)
        assert browser.get(reverse("admin:articles_article_add")).status_code == 200

    def test_superuser_revokes(self, root, invitation, as_):
        as_(root).post(
            reverse("admin:accounts_invitation_changelist"), {"action": "revoke", "_selected_action": [invitation.pk]}
        )
        invitation.refresh_from_db()
        assert invitation.state == "revoked"

    @pytest.mark.parametrize("who", ["ana", "ed", "mo", "rui"])
    def test_nobody_else_may(self, who, request, as_):
        person = request.getfixturevalue(who)
        answer = as_(person).get(reverse("admin:accounts_invitation_add"))
        assert answer.status_code in (302, 403)
        answer = as_(person).post(reverse("admin:accounts_invitation_add"), {"email": "x@example.org"})
        assert answer.status_code in (302, 403)
        assert not Invitation.objects.exists()
