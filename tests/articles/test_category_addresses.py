import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import Category, CategoryAddress, CategoryRole
from tests.factories import make_article, make_category


def at(path: str) -> Category:
    return Category.objects.get(url_path=path)


def old() -> dict[str, str]:
    """Every old address and where it leads."""
    return {row.url_path: row.category.url_path for row in CategoryAddress.objects.select_related("category")}


@pytest.mark.django_db
class RenameTests:
    def test_new_slug_readdresses_the_branch_and_keeps_the_old_addresses(self):
        make_category("more/health/recovery")
        health = at("more/health")
        health.slug = "wellbeing"
        health.save()
        assert at("more/wellbeing/recovery")
        assert old() == {"more/health": "more/wellbeing", "more/health/recovery": "more/wellbeing/recovery"}

    def test_renaming_back_leaves_no_loop(self):
        health = make_category("more/health")
        for slug in ["wellbeing", "health"]:
            health.slug = slug
            health.save()
        assert old() == {"more/wellbeing": "more/health"}

    def test_new_name_alone_keeps_the_address(self):
        health = make_category("more/health")
        health.name = "Health and care"
        health.save()
        assert old() == {}


@pytest.mark.django_db
class MoveTests:
    @pytest.mark.parametrize("through", ["node", "manager"])
    def test_moved_branch_has_new_addresses_and_keeps_the_old(self, through):
        make_category("more/health/recovery"), make_category("news")
        if through == "node":
            at("more/health").move(at("news"), "first-child")
        else:
            Category.objects.move(at("more/health"), at("news"), pos="first-child")
        assert at("news/health/recovery")
        assert old() == {"more/health": "news/health", "more/health/recovery": "news/health/recovery"}
        assert Category.find_problems() == ([], [], [], [], [])

    def test_move_onto_a_taken_address_changes_nothing(self):
        make_category("more/health"), make_category("news/health")
        with pytest.raises(IntegrityError), transaction.atomic():
            at("more/health").move(at("news"), "first-child")
        assert at("more/health").get_parent().url_path == "more"
        assert old() == {}

    def test_reordering_siblings_changes_no_address(self):
        make_category("more/health"), make_category("more/money")
        at("more/money").move(at("more/health"), "left")
        assert [child.slug for child in at("more").get_children()] == ["money", "health"]
        assert old() == {}


def url(name: str, *args) -> str:
    return reverse(f"admin:articles_category_{name}", args=args)


def typed(category: Category | None = None, **changes) -> dict:
    fields = {"name": "", "slug": "", "introduction": "", "treebeard_position": "first-child", "treebeard_ref_node": ""}
    if category:
        parent, before = category.get_parent(), category.get_prev_sibling()
        fields |= {"name": category.name, "slug": category.slug}
        fields["treebeard_position"] = "right" if before else "first-child"
        fields["treebeard_ref_node"] = before.pk if before else parent.pk if parent else ""
    inline = {"roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0}
    return {**fields, **inline, **changes}


class CategoryAdminTests:
    @pytest.mark.parametrize(
        ("position", "beside", "path"),
        [("first-child", "more", "more/food"), ("left", "more/health", "more/food"), ("right", "more", "food")],
    )
    def test_new_category_stands_where_it_was_put_and_leaves_no_old_address(self, as_, ed, position, beside, path):
        make_category("more/health")
        data = typed(name="Food", slug="food", treebeard_position=position, treebeard_ref_node=at(beside).pk)
        response = as_(ed).post(url("add"), data)
        assert response.status_code == 302, response.context["errors"]
        assert at(path).name == "Food"
        assert old() == {}
        assert Category.find_problems() == ([], [], [], [], [])

    def test_new_main_category(self, as_, ed):
        assert as_(ed).post(url("add"), typed(name="Food", slug="food")).status_code == 302
        assert at("food").depth == 1

    def test_rename_and_move_in_the_form_keep_the_old_addresses(self, as_, ed):
        make_category("more/health/recovery"), make_category("news")
        health = at("more/health")
        data = typed(health, slug="wellbeing", treebeard_position="first-child", treebeard_ref_node=at("news").pk)
        assert as_(ed).post(url("change", health.pk), data).status_code == 302
        assert at("news/wellbeing/recovery")
        assert old()["more/health"] == "news/wellbeing"
        assert old()["more/health/recovery"] == "news/wellbeing/recovery"

    def test_saving_without_a_change_moves_nothing(self, as_, ed):
        make_category("more/health"), make_category("more/money")
        assert as_(ed).post(url("change", at("more/money").pk), typed(at("more/money"))).status_code == 302
        assert [child.slug for child in at("more").get_children()] == ["health", "money"]

    @pytest.mark.parametrize("deed", ["add", "move"])
    def test_taken_address_is_an_error_at_its_field(self, as_, ed, deed):
        make_category("more/health"), make_category("news/health")
        beside = {"treebeard_position": "first-child", "treebeard_ref_node": at("news").pk}
        if deed == "add":
            response = as_(ed).post(url("add"), typed(name="Health", slug="health", **beside))
        else:
            health = at("more/health")
            response = as_(ed).post(url("change", health.pk), typed(health, **beside))
        assert response.status_code == 200
        assert "slug" in response.context["adminform"].form.errors
        assert at("more/health").get_parent().slug == "more"

    def test_drag_moves_and_keeps_the_old_address(self, as_, ed):
        make_category("more/health"), make_category("news")
        data = {"node": at("more/health").pk, "target": at("news").pk, "relation": "child"}
        assert as_(ed).post(url("changelist") + "move/", data).status_code == 200
        assert old() == {"more/health": "news/health"}

    def test_drag_onto_a_taken_address_is_refused_with_the_reason(self, as_, ed):
        make_category("more/health"), make_category("news/health")
        data = {"node": at("more/health").pk, "target": at("news").pk, "relation": "child"}
        browser = as_(ed)
        assert browser.post(url("changelist") + "move/", data).status_code == 400
        assert "Not moved" in browser.get(url("changelist")).content.decode()
        assert at("more/health").get_parent().slug == "more"

    def test_author_looks_and_changes_nothing(self, as_, ana):
        health = make_category("more/health")
        assert as_(ana).get(url("changelist")).status_code == 200
        assert as_(ana).post(url("change", health.pk), typed(health, slug="x")).status_code == 403
        data = {"node": health.pk, "target": at("more").pk, "relation": "sibling"}
        assert as_(ana).post(url("changelist") + "move/", data).status_code == 403

    def test_reader_and_moderator_do_not_even_look(self, as_, rui, mo):
        assert as_(rui).get(url("changelist")).status_code == 302
        assert as_(mo).get(url("changelist")).status_code == 403

    def test_category_with_articles_is_not_deleted(self, as_, root):
        article = make_article(live=False)
        assert as_(root).post(url("delete", article.latest.category.pk), {"post": "yes"}).status_code == 403

    def test_superuser_gives_a_role_in_the_branch(self, as_, root, ana):
        health = make_category("more/health")
        inline = {
            "roles-TOTAL_FORMS": 1,
            "roles-0-user": ana.pk,
            "roles-0-role": "editor",
            "roles-0-category": health.pk,
        }
        assert as_(root).post(url("change", health.pk), typed(health, **inline)).status_code == 302
        assert CategoryRole.objects.get().user == ana
