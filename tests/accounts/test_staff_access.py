import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from articles.models import Category, CategoryRole
from healthsite.accounts.models import Invitation, User

ADMIN = "/admin/"
MODERATION = "/moderation/"


def change_page(person: User) -> str:
    return reverse("admin:accounts_user_change", args=[person.pk])


class AdminLogInTests:
    def test_visitor_is_sent_to_the_sites_own_log_in_and_back(self, client, db):
        answer = client.get(ADMIN, follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
        assert "next=%2Fadmin%2F" in answer.redirect_chain[-1][0]

    def test_password_posted_to_the_admins_own_form_opens_nothing(self, client, root):
        answer = client.post("/admin/login/", {"username": root.email, "password": "a long and calm sentence"})
        assert answer.status_code == 302
        assert "_auth_user_id" not in client.session

    def test_reader_gets_no_second_log_in_but_a_refusal(self, as_, rui):
        assert as_(rui).get(ADMIN, follow=True).status_code == 403


class LeavingTakesEffectAtOnceTests:
    def test_losing_staff_access_closes_the_admin_on_the_next_request(self, as_, ana):
        browser = as_(ana)
        assert browser.get(ADMIN).status_code == 200
        User.objects.filter(pk=ana.pk).update(is_staff=False)
        assert browser.get(ADMIN, follow=True).status_code == 403

    def test_losing_a_group_takes_its_rights_on_the_next_request(self, as_, ed):
        browser = as_(ed)
        page = reverse("admin:articles_category_changelist")
        assert browser.get(page).status_code == 200
        ed.groups.clear()
        assert browser.get(page).status_code == 403

    def test_closing_the_account_ends_its_sessions(self, as_, rui):
        browser = as_(rui)
        User.objects.filter(pk=rui.pk).update(is_active=False)
        assert browser.get("/accounts/profile/").status_code == 302

    def test_signing_out_everywhere_ends_every_session_but_nobody_elses(self, as_, rui, eve):
        phone, laptop, other = as_(rui), as_(rui), as_(eve)
        rui.sign_out_everywhere()
        assert phone.get("/accounts/profile/").status_code == 302
        assert laptop.get("/accounts/profile/").status_code == 302
        assert other.get("/accounts/profile/").status_code == 200


class TakeAwayStaffAccessTests:
    @pytest.fixture
    def category(self, db):
        return Category.objects.add_root({"name": "Health", "slug": "health"})

    def test_superuser_takes_it_and_nothing_is_left(self, as_, root, ed, category):
        CategoryRole.objects.create(user=ed, category=category, role="editor")
        Invitation.objects.create(email=ed.email, invited_by=root)
        ed.user_permissions.add(Permission.objects.get(codename="change_user"))
        session = as_(ed)
        as_(root).post(reverse("take_staff_access", args=[ed.pk]))
        ed = User.objects.get(pk=ed.pk)
        assert not ed.is_staff
        assert not ed.groups.exists()
        assert not ed.category_roles.exists()
        assert not ed.get_all_permissions()
        assert not Invitation.objects.open().exists()
        assert session.get("/accounts/profile/").status_code == 302  # signed out

    @pytest.mark.parametrize("who", ["ana", "mo", "rui"])
    def test_nobody_else_may(self, as_, ed, who, request):
        answer = as_(request.getfixturevalue(who)).post(reverse("take_staff_access", args=[ed.pk]))
        assert answer.status_code in (302, 403)
        ed.refresh_from_db()
        assert ed.is_staff

    def test_get_does_nothing(self, as_, root, ed):
        assert as_(root).get(reverse("take_staff_access", args=[ed.pk])).status_code == 405

    def test_superuser_cannot_lock_themself_out(self, as_, root):
        as_(root).post(reverse("take_staff_access", args=[root.pk]))
        root.refresh_from_db()
        assert root.is_superuser

    def test_page_has_the_buttons(self, as_, root, ed):
        page = as_(root).get(change_page(ed)).content.decode()
        assert "Take away staff access" in page
        assert "Sign out everywhere" in page

    def test_sign_out_button_ends_the_sessions(self, as_, root, rui):
        session = as_(rui)
        as_(root).post(reverse("sign_out_person", args=[rui.pk]))
        assert session.get("/accounts/profile/").status_code == 302


class NobodyLiftsThemselfTests:
    @pytest.fixture
    def keeper(self, ed):
        """An editor to whom somebody gave the right to change accounts."""
        ed.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
        return ed

    def test_editor_does_not_even_see_people(self, as_, ed, rui):
        assert as_(ed).get(change_page(rui)).status_code == 403

    @pytest.mark.parametrize("target", ["ed", "ana", "root", "rui"])
    def test_whoever_may_change_accounts_cannot_hand_out_rights(self, as_, keeper, target, request):
        person = request.getfixturevalue(target)
        before = (person.is_staff, person.is_superuser, set(person.groups.all()))
        group = Group.objects.get(name="Moderators")
        as_(keeper).post(
            change_page(person),
            {"display_name": person.display_name, "is_staff": "on", "is_superuser": "on", "groups": [group.pk],
             "is_active": "on", "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"},
        )  # fmt: skip
        person = User.objects.get(pk=person.pk)
        assert (person.is_staff, person.is_superuser, set(person.groups.all())) == before

    @pytest.mark.parametrize("target", ["ana", "root"])
    def test_nor_set_a_staff_members_password(self, as_, keeper, target, request):
        person = request.getfixturevalue(target)
        answer = as_(keeper).get(reverse("admin:auth_user_password_change", args=[person.pk]))
        assert answer.status_code == 403

    @pytest.mark.parametrize("target", ["ana", "root"])
    def test_nor_sign_staff_out(self, as_, keeper, target, request):
        person = request.getfixturevalue(target)
        as_(keeper).post(reverse("sign_out_person", args=[person.pk]))
        person.refresh_from_db()
        assert person.session_series == 0

    def test_superuser_may_give_a_title_but_not_someone_elses_name(self, as_, root, rui, ana):
        words = {"email": rui.email, "is_active": "on", "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
        as_(root).post(change_page(rui), {**words, "display_name": "Dr Rui"})
        rui.refresh_from_db()
        assert rui.display_name == "Dr Rui"
        answer = as_(root).post(change_page(rui), {**words, "display_name": "Аna"})
        assert answer.status_code == 200
        rui.refresh_from_db()
        assert rui.display_name == "Dr Rui"

    def test_accounts_are_neither_added_nor_deleted_in_the_admin(self, as_, root, rui):
        assert as_(root).get(reverse("admin:accounts_user_add")).status_code == 403
        assert as_(root).get(reverse("admin:accounts_user_delete", args=[rui.pk])).status_code == 403

    def test_superuser_removes_a_lost_second_factor_and_sees_no_secret(self, as_, root, rui, ed):
        factor = Authenticator.objects.create(user=rui, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        page = as_(root).get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
        assert page.status_code == 200
        assert "JBSWY3DP" not in page.content.decode()
        remove = reverse("admin:mfa_authenticator_delete", args=[factor.pk])
        assert as_(ed).post(remove, {"post": "yes"}).status_code == 403
        as_(root).post(remove, {"post": "yes"})
        assert not Authenticator.objects.exists()

    def test_list_of_people_asks_the_same_few_questions_for_any_number(
        self, as_, root, rui, django_assert_max_num_queries
    ):
        for number in range(30):
            User.objects.create_user(f"n{number}@example.org", f"Reader {number}x")
        browser = as_(root)
        browser.get(reverse("admin:accounts_user_changelist"))
        with django_assert_max_num_queries(14):
            browser.get(reverse("admin:accounts_user_changelist"))


class SecondFactorTests:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.REQUIRE_STAFF_MFA = True

    @pytest.mark.parametrize("page", [ADMIN, MODERATION, "/admin/articles/article/?q=1"])
    def test_staff_without_one_are_led_to_set_it_up_and_back(self, as_, ed, page):
        answer = as_(ed).get(page)
        assert answer.status_code == 302
        setup = as_(ed).get(answer["Location"])
        assert reverse("mfa_add_webauthn") in setup.content.decode()
        assert f'href="{page}"' in setup.content.decode()

    def test_staff_with_one_pass(self, as_, ed):
        Authenticator.objects.create(user=ed, type=Authenticator.Type.TOTP, data={"secret": "x"})
        assert as_(ed).get(ADMIN).status_code == 200

    def test_recovery_codes_alone_are_no_second_factor(self, as_, ed):
        Authenticator.objects.create(user=ed, type=Authenticator.Type.RECOVERY_CODES, data={})
        assert as_(ed).get(ADMIN).status_code == 302

    def test_post_does_not_slip_past(self, as_, root, ed):
        as_(root).post(reverse("take_staff_access", args=[ed.pk]))
        ed.refresh_from_db()
        assert ed.is_staff

    def test_way_on_stays_on_this_site(self, as_, ed):
        page = as_(ed).get("/accounts/second-factor/?next=https://evil.example/").content.decode()
        assert "evil" not in page.partition("<main")[2].partition("</main")[0]

    def test_readers_and_the_public_pages_are_not_asked(self, as_, rui):
        assert as_(rui).get("/accounts/profile/").status_code == 200
        for page in (ADMIN, MODERATION):
            assert "second-factor" not in as_(rui).get(page).headers.get("Location", "")

    def test_switched_off_for_the_demo(self, as_, ed, settings):
        settings.REQUIRE_STAFF_MFA = False
        assert as_(ed).get(ADMIN).status_code == 200


class GroupTests:
    def test_groups_come_with_their_rights(self, ana, ed, mo):
        assert ana.has_perm("articles.publish_own_article")
        assert ana.has_perm("articles.add_article")
        assert not ana.has_perm("articles.edit_every_article")
        assert ed.has_perm("articles.publish_every_article")
        assert not ed.has_perm("comments.moderate_comments")
        assert mo.has_perm("comments.moderate_comments")
        assert not mo.has_perm("articles.change_article")

    def test_nobody_in_a_group_may_touch_accounts(self, ana, ed, mo):
        for person in (ana, ed, mo):
            assert not any(
                p.startswith(("accounts.", "auth.", "account.", "mfa.")) for p in person.get_all_permissions()
            )

    def test_making_them_again_changes_nothing_and_keeps_what_was_added(self, ana):
        from importlib import import_module

        from django.apps import apps

        group = Group.objects.get(name="Authors")
        group.permissions.add(Permission.objects.get(codename="change_contributor"))
        before = set(group.permissions.all())
        import_module("healthsite.migrations.0001_groups").make_groups(apps, None)
        assert set(group.permissions.all()) == before
        assert Group.objects.count() == 3
