"""One style sheet to load, made of one for every component."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from healthsite import stylesheets


class BundleTests:
    def test_every_sheet_of_the_list_exists_and_every_component_is_on_it(self):
        folder = finders.find("healthsite/css")
        found = {f"healthsite/css/{path.name}" for path in Path(folder).glob("*.css")}
        assert found - {"healthsite/css/moderation.css"} == set(stylesheets.SHEETS)

    def test_collecting_joins_them_and_pages_link_the_one(self, settings, tmp_path, client, db):
        settings.STATIC_ROOT = tmp_path
        storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "healthsite.stylesheets.BundlingStorage"}}
        with override_settings(STORAGES=storages):
            others = ["admin", "django_prose_editor", "js_asset", "treebeard", "account", "mfa", "articles"]
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=others)
            html = client.get("/").content.decode()
        assert html.count('rel="stylesheet"') == 1
        bundle = next(tmp_path.glob("healthsite/css/site.*.css")).read_text()
        assert all(word in bundle for word in ("@layer", ".callout", ".comment", "@media print"))
        assert "../fonts/atkinson-hyperlegible-next." in bundle
        assert list(tmp_path.glob("healthsite/css/site.*.css.br"))

    @pytest.mark.django_db
    def test_without_collecting_a_page_links_each(self, client):
        assert client.get("/").content.decode().count('rel="stylesheet"') == len(stylesheets.SHEETS)


@pytest.mark.parametrize("folder", ["healthsite/css", "articles/desk"])
def test_every_bracket_of_a_sheet_is_closed(folder):
    """A rule that a merge left open swallows all that follow."""
    for path in Path(finders.find(folder)).glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert text.count("{") == text.count("}"), path.name
