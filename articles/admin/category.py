"""The tree of categories: drag them in the list, or move them by the form. Old addresses go on working."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from treebeard.admin import TreeAdmin
from treebeard.forms import MoveNodeForm

from .. import rights
from ..models import Category, CategoryRole, Edition, Revision


class CategoryForm(MoveNodeForm):
    """Name, address and place of a category. Two with the same address can't stand in one place."""

    class Meta:
        model = Category
        fields = ["name", "slug", "introduction"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        slug = data.get("slug")
        if not slug or "treebeard_position" not in data:
            return data
        parent = self._parent()
        address = f"{parent.url_path}/{slug}" if parent else slug
        if len(address) > Category._meta.get_field("url_path").max_length:
            self.add_error("slug", _("With the categories above it the address becomes too long."))
        elif Category.objects.filter(url_path=address).exclude(pk=self.instance.pk).exists():
            words = _("There is a category at /categories/%(address)s/ already. Choose another address or place.")
            self.add_error("slug", words % {"address": address})
        return data

    def save(self, commit: bool = True) -> Category:
        if self.instance._state.adding:
            # Made below its parent at once, so that no address on the way there is kept as an old one.
            parent, beside = self._parent(), self.cleaned_data["treebeard_ref_node"]
            position = self.cleaned_data["treebeard_position"]
            made = (
                Category.objects.add_child(parent, instance=self.instance)
                if parent
                else Category.objects.add_root(instance=self.instance)
            )
            if beside is not None:
                Category.objects.move(made, beside, pos=position)
            made.refresh_from_db()
            self.instance = made
            self.save_m2m = self._save_m2m  # asked for by the admin, as after any save without a commit
            return made
        return super().save(commit=commit)

    def _parent(self) -> Category | None:
        """The category below which this one is to stand; None for a main category."""
        beside = self.cleaned_data.get("treebeard_ref_node")
        if beside is None or self.cleaned_data["treebeard_position"] == "first-child":
            return beside
        return beside.get_parent()


class CategoryRoleInline(admin.TabularInline):
    """Who has a role in this branch."""

    model = CategoryRole
    extra = 0
    autocomplete_fields = ["user"]
    verbose_name_plural = gettext_lazy("people with a role here and below")


@admin.register(Category)
class CategoryAdmin(TreeAdmin):
    """Whoever may change categories keeps the tree; whoever writes may look at it, to choose a place."""

    form = CategoryForm
    list_display = ["name", "url_path"]
    search_fields = ["name", "url_path"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "introduction", "treebeard_position", "treebeard_ref_node"]
    inlines = [CategoryRoleInline]

    def has_view_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return super().has_view_permission(request, obj) or rights.may_enter_desk(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or rights.may_enter_desk(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not _is_used(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting a category takes its branch with it: one at a time, and only when nothing stands in it.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_view_on_site_url(self, obj: Category | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.pk else None

    def get_form(self, request: HttpRequest, obj: Category | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        words = {
            "treebeard_position": _("Where it stands, measured from the category below."),
            "treebeard_ref_node": _("Moving it changes its address; the old address leads to the new one."),
        }
        for name, help_text in words.items():
            if name in form.base_fields:
                form.base_fields[name].help_text = help_text
        return form

    def move_node(self, request: HttpRequest) -> HttpResponse:
        """A drag in the list. One onto a place where its address is taken is refused, with the reason."""
        if request.method != "POST":
            return HttpResponseBadRequest()
        try:
            with transaction.atomic():
                return super().move_node(request)
        except IntegrityError:
            words = _("Not moved: a category with the same address stands there already.")
            messages.error(request, words)
            return HttpResponseBadRequest(words)


def _is_used(category: Category) -> bool:
    """Whether an article stands or stood in this branch."""
    branch = {"category__path__startswith": category.path}
    return Revision.objects.filter(**branch).exists() or Edition.objects.filter(**branch).exists()
