"""Who has which role in which branch of the categories."""

from django.contrib import admin

from ..models import CategoryRole


@admin.register(CategoryRole)
class CategoryRoleAdmin(admin.ModelAdmin):
    """A role here lets a member of staff work below one category without any group."""

    list_display = ["user", "role", "category"]
    list_filter = ["role"]
    list_select_related = ["user", "category"]
    search_fields = ["user__display_name", "user__email", "category__name"]
    autocomplete_fields = ["user", "category"]
