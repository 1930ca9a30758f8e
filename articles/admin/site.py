"""One page for what the operator says about the site."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import HelpLine, Policy, SiteSettings


class HelpLineInline(admin.TabularInline):
    """The numbers to call, a row each, in the order in which pages show them."""

    model = HelpLine
    extra = 0
    formfield_overrides: ClassVar = {
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput},
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    }
    fields = ["kind", "region", "name", "phone", "url", "hours", "note", "last_checked", "position"]


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """The one row. Looking never writes: it is made by the first save."""

    change_form_template = "admin/articles/sitesettings/change_form.html"
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "tagline", "contact_email"],
                "description": _("What is left empty comes from the environment of the server."),
            },
        )
    ]
    inlines = [HelpLineInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is no list: straight to the page."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:articles_sitesettings_change", args=[SiteSettings.ONLY]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteSettings | None:
        if object_id != str(SiteSettings.ONLY):
            return None
        return super().get_object(request, object_id, from_field) or SiteSettings(pk=SiteSettings.ONLY)

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj._state.adding = False

    def response_change(self, request: HttpRequest, obj: SiteSettings) -> HttpResponse:
        self.message_user(request, _("The settings are saved."))
        return HttpResponseRedirect(reverse("admin:articles_sitesettings_change", args=[SiteSettings.ONLY]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["policies"] = Policy.objects.all()
        context["is_nav_sidebar_enabled"] = False  # the rows of help lines need the width
        context.update(show_save_and_continue=False, show_save_and_add_another=False)
        return super().render_change_form(request, context, *args, **kwargs)
