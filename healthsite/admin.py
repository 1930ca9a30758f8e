"""The admin as a whole: its name, and the one page of settings to which each app gives its part."""

from typing import Any

from allauth.account import admin as _address_admin  # noqa: F401 (registers what is taken away below)
from allauth.account.models import EmailAddress
from allauth.usersessions import admin as _session_admin  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success

from articles.admin import SiteSettingsAdmin
from articles.models import SiteSettings
from comments.models import DiscussionSettings
from healthsite.accounts.admin import SuperuserOnlyAdmin
from healthsite.names import site_name


class DiscussionSettingsInline(admin.StackedInline):
    """How discussions are led on the whole site; whoever may change the site may change this."""

    model = DiscussionSettings
    template = "admin/articles/sitesettings/_only_one.html"
    can_delete = False
    extra = 1
    max_num = 1
    # Changed where it can be tried first: in the rules at the moderators' desk.
    readonly_fields = ["first_held"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_sitesettings") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_sitesettings")

    has_add_permission = has_change_permission


admin.site.unregister(SiteSettings)


@admin.register(SiteSettings)
class WholeSiteSettingsAdmin(SiteSettingsAdmin):
    """The one page: what articles keep of it, and how discussions are led."""

    inlines = [DiscussionSettingsInline, *SiteSettingsAdmin.inlines]


# --- What libraries bring along ----------------------------------------------------------------------------------
# Their pages trust whoever is a superuser. Ours do not trust a stolen session: a task names any function to be run, an
# address or a session changed here goes round the rules of accounts.

for model in (Schedule, Success, Failure, OrmQ, EmailAddress, UserSession):
    admin.site.unregister(model)


class LookOnlyAdmin(SuperuserOnlyAdmin):
    """Something that superusers look at; nobody adds, changes or deletes it here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Schedule)
class ScheduleListAdmin(LookOnlyAdmin, ScheduleAdmin):
    """What the worker does by the clock."""


@admin.register(OrmQ)
class QueueListAdmin(LookOnlyAdmin, QueueAdmin):
    """What the worker has still to do."""

    list_filter = ()


@admin.register(Success)
class DoneListAdmin(LookOnlyAdmin, TaskAdmin):
    """What the worker did."""

    actions = ()


@admin.register(Failure)
class FailedListAdmin(LookOnlyAdmin, FailAdmin):
    """What the worker could not do. It can be tried again, exactly as it was."""


_each_context = admin.site.each_context


def _with_name(request: HttpRequest) -> dict[str, Any]:
    name = site_name()
    return {**_each_context(request), "site_header": name, "site_title": name}


admin.site.each_context = _with_name  # the header says the site's present name, not the one it started with


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The site's own page for it, which asks who one is, holds against guessing and tells by mail."""
    return redirect("account_change_password")


admin.site.password_change = change_password
