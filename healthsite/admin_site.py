"""The admin's list of what there is: by subject, the daily work first, whichever app a model belongs to."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# Subjects in their order, each with its apps and with single models of other apps.
SUBJECTS = [
    (_("Publishing"), ["articles"]),
    (_("Discussion"), ["comments"]),
    (_("People"), ["accounts", "auth", "account", "mfa", "usersessions", "articles.CategoryRole"]),
    (_("The site"), ["articles.SiteSettings", "articles.Policy"]),
    (_("Background work"), ["django_q", "accounts.OutgoingMail"]),
]
SINGLE = {member for _name, members in SUBJECTS for member in members if "." in member}


class Desk(AdminSite):
    """The stock admin with the index in order. An app that no subject names stands at the end, as itself."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = [(app, model) for app in apps for model in app["models"]]
        subjects = []
        for name, members in SUBJECTS:
            found = [entry for entry in models if _rank(*entry, members) is not None]
            models = [entry for entry in models if entry not in found]
            if found:
                found.sort(key=lambda entry: (_rank(*entry, members), entry[1]["name"]))
                subjects.append(_heading(name, found))
        return subjects + [_heading(app["name"], rest) for app in apps if (rest := [e for e in models if e[0] is app])]


class DeskConfig(AdminConfig):
    """Puts Desk in the place of the stock site."""

    default_site = "healthsite.admin_site.Desk"
    default = False


def _rank(app: dict[str, Any], model: dict[str, Any], members: list[str]) -> int | None:
    """Where a model stands among the members of a subject; None when it is of another."""
    own = f"{app['app_label']}.{model['object_name']}"
    if own in members:
        return members.index(own)
    if own in SINGLE or app["app_label"] not in members:
        return None
    return members.index(app["app_label"])


def _heading(name: Any, entries: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """A heading with its models; it leads to the page of the app that it begins with, or to a single model."""
    app, first = entries[0]
    single = f"{app['app_label']}.{first['object_name']}" in SINGLE
    app_url = (first["admin_url"] if single else None) or app["app_url"]
    return {**app, "name": name, "app_url": app_url, "models": [model for _app, model in entries]}
