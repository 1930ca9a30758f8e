import pytest

pytestmark = pytest.mark.django_db


def headings(client) -> dict[str, list[str]]:
    apps = client.get("/admin/").context["app_list"]
    return {str(app["name"]): [model["object_name"] for model in app["models"]] for app in apps}


class AdminIndexTests:
    def test_a_superuser_finds_every_subject_once_with_the_daily_work_first(self, as_, root):
        assert list(headings(as_(root))) == ["Publishing", "Discussion", "People", "The site", "Background work"]

    def test_what_belongs_together_stands_together_whatever_its_app(self, as_, root):
        found = headings(as_(root))
        assert "CategoryRole" in found["People"]
        assert "CategoryRole" not in found["Publishing"]
        assert found["The site"] == ["SiteSettings", "Policy"]
        assert {"User", "Invitation", "Group"} <= set(found["People"])

    def test_an_author_finds_only_what_is_theirs(self, as_, ana):
        assert list(headings(as_(ana))) == ["Publishing"]

    def test_the_page_of_an_app_is_stock(self, as_, root):
        assert as_(root).get("/admin/articles/").status_code == 200
