from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import CategoryRole, HelpLine, Policy, PolicyVersion, SiteSettings
from comments.models import DiscussionSettings
from tests.factories import make_category

SETTINGS = "/admin/articles/sitesettings/1/change/"


def settings_form(**changes) -> dict:
    fields = {"name": "Our health", "tagline": "", "contact_email": ""}
    for prefix in ["help_lines", "discussion"]:
        fields |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {**fields, **changes}


class SiteSettingsTests:
    def test_index_leads_straight_to_the_page(self, as_, root):
        assert as_(root).get(reverse("admin:articles_sitesettings_changelist")).url == SETTINGS

    def test_looking_writes_nothing(self, as_, root):
        assert as_(root).get(SETTINGS).status_code == 200
        assert not SiteSettings.objects.exists()

    def test_first_save_makes_the_row_and_its_help_lines(self, as_, root):
        line = {"kind": "emergency", "name": "Ambulance", "phone": "112", "position": 0, "site": 1}
        data = settings_form(**{"help_lines-TOTAL_FORMS": 1}, **{f"help_lines-0-{key}": v for key, v in line.items()})
        response = as_(root).post(SETTINGS, data)
        assert response.status_code == 302, response.context["errors"]
        assert SiteSettings.current().name == "Our health"
        assert HelpLine.objects.get().phone == "112"

    def test_second_save_changes_the_same_row(self, as_, root):
        as_(root).post(SETTINGS, settings_form())
        as_(root).post(SETTINGS, settings_form(name="Another"))
        assert [row.name for row in SiteSettings.objects.all()] == ["Another"]

    def test_discussions_are_set_on_the_same_page(self, as_, root):
        data = settings_form(**{"discussion-TOTAL_FORMS": 1, "discussion-0-mode": "first", "discussion-0-site": 1})
        data["discussion-0-false_hold_limit"] = "2.5"
        mode = next(value for value, _label in DiscussionSettings._meta.get_field("mode").choices if value != "hold")
        data["discussion-0-mode"] = mode
        response = as_(root).post(SETTINGS, data)
        assert response.status_code == 302, response.context["errors"]
        assert DiscussionSettings.current().mode == mode
        assert DiscussionSettings.current().false_hold_limit == Decimal("2.5")

    def test_page_leads_to_the_policies(self, as_, root):
        policy = Policy.objects.create(kind="terms", title="Terms of use")
        page = as_(root).get(SETTINGS).content.decode()
        assert reverse("admin:articles_policy_change", args=[policy.pk]) in page

    def test_there_is_one_and_it_stays(self, as_, root):
        as_(root).post(SETTINGS, settings_form())
        assert as_(root).get("/admin/articles/sitesettings/add/").status_code == 403
        assert as_(root).post("/admin/articles/sitesettings/1/delete/", {"post": "yes"}).status_code == 403
        assert as_(root).get("/admin/articles/sitesettings/2/change/").status_code == 302

    def test_nobody_else_gets_in(self, as_, ana, ed, mo, rui):
        for person in [ana, ed, mo]:
            assert as_(person).get(SETTINGS).status_code == 403
            assert as_(person).post(SETTINGS, settings_form()).status_code == 403
        assert as_(rui).post(SETTINGS, settings_form()).status_code == 302
        assert not SiteSettings.objects.exists()


class PolicyTests:
    @pytest.fixture
    def terms(self, db) -> Policy:
        policy = Policy.objects.create(kind="terms", title="Terms of use")
        PolicyVersion.objects.create(policy=policy, body="<p>Be kind.</p>")
        return policy

    def form(self, **changes) -> dict:
        inline = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
        return {"title": "Terms of use", "kind": "terms", "position": 0, "body": "<p>Be kind.</p>", **inline, **changes}

    def url(self, policy: Policy) -> str:
        return reverse("admin:articles_policy_change", args=[policy.pk])

    def test_new_policy_starts_with_version_one(self, as_, root):
        assert as_(root).post(reverse("admin:articles_policy_add"), self.form()).status_code == 302
        assert Policy.objects.current_version("terms").version == 1

    def test_changed_text_is_the_next_version_and_the_old_one_stays(self, as_, root, terms):
        as_(root).post(self.url(terms), self.form(body="<p>Be kind, please.</p>"))
        assert [version.version for version in terms.versions.all()] == [2, 1]
        assert "Be kind.<" in terms.versions.get(version=1).body

    def test_same_text_makes_no_version(self, as_, root, terms):
        as_(root).post(self.url(terms), self.form(title="The terms"))
        terms.refresh_from_db()
        assert (terms.title, terms.versions.count()) == ("The terms", 1)

    def test_text_goes_through_the_gate(self, as_, root, terms):
        as_(root).post(self.url(terms), self.form(body="<p onclick='x()'>Be kind.</p><script>x()</script><p>So.</p>"))
        assert "script" not in terms.versions.first().body

    def test_empty_text_is_refused(self, as_, root, terms):
        response = as_(root).post(self.url(terms), self.form(body="<p> </p>"))
        assert "body" in response.context["adminform"].form.errors

    def test_is_not_deleted(self, as_, root, terms):
        address = reverse("admin:articles_policy_delete", args=[terms.pk])
        assert as_(root).post(address, {"post": "yes"}).status_code == 403

    def test_editor_reads_and_changes_nothing(self, as_, ed, terms):
        assert as_(ed).get(self.url(terms)).status_code == 200
        assert as_(ed).post(self.url(terms), self.form(body="<p>Be rude.</p>")).status_code == 403

    def test_version_that_starts_later_is_not_in_force(self, terms):
        later = timezone.now() + timedelta(days=3)
        PolicyVersion.objects.create(policy=terms, body="<p>Later.</p>", published_at=later)
        assert Policy.objects.current_version("terms").version == 1


class CategoryRoleTests:
    def test_superuser_gives_a_role(self, as_, root, ana):
        data = {"user": ana.pk, "category": make_category("more").pk, "role": "moderator"}
        assert as_(root).post(reverse("admin:articles_categoryrole_add"), data).status_code == 302
        assert CategoryRole.objects.get().role == "moderator"

    def test_nobody_gives_one_to_themself(self, as_, ana, ed, mo):
        for person in [ana, ed, mo]:
            data = {"user": person.pk, "category": make_category("more").pk, "role": "editor"}
            assert as_(person).post(reverse("admin:articles_categoryrole_add"), data).status_code == 403
        assert not CategoryRole.objects.exists()

    def test_editor_gives_none_through_a_category_either(self, as_, ed):
        category = make_category("more")
        data = {
            "name": "More", "slug": "more", "treebeard_position": "first-child", "treebeard_ref_node": "",
            "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0, "roles-0-user": ed.pk, "roles-0-role": "editor",
            "roles-0-category": category.pk,
        }  # fmt: skip
        as_(ed).post(reverse("admin:articles_category_change", args=[category.pk]), data)
        assert not CategoryRole.objects.exists()
