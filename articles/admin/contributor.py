"""The people behind the bylines."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import rights
from ..models import Byline, Contributor


@admin.register(Contributor)
class ContributorAdmin(admin.ModelAdmin):
    """Whoever writes may look people up; whoever may change contributors keeps them."""

    list_display = ["display_name", "credentials", "user", "articles"]
    list_select_related = ["user"]
    search_fields = ["display_name", "slug", "credentials"]
    prepopulated_fields = {"slug": ["display_name"]}
    autocomplete_fields = ["user", "photo"]
    fieldsets = [
        (None, {"fields": ["display_name", "slug", "credentials", "biography", "photo"]}),
        (_("Log-in"), {"fields": ["user"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        return super().get_queryset(request).annotate(written=Count("bylines__revision__article", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Contributor | None = None) -> list[str]:
        # Whoever stands behind a byline may write and publish under it: a right, so superusers hand it out.
        return [] if request.user.is_superuser else ["user"]

    def has_view_permission(self, request: HttpRequest, obj: Contributor | None = None) -> bool:
        return super().has_view_permission(request, obj) or rights.may_enter_desk(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or rights.may_enter_desk(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Contributor | None = None) -> bool:
        # Who stands in a byline stays: the history of an article names its people.
        named = obj is not None and Byline.objects.filter(contributor=obj).exists()
        return super().has_delete_permission(request, obj) and not named

    def get_actions(self, request: HttpRequest) -> dict:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_view_on_site_url(self, obj: Contributor | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.pk else None

    @admin.display(description=_("articles"), ordering="written")
    def articles(self, person: Contributor) -> int:
        return person.written
