"""Policies, whose texts are numbered versions: written once, replaced by another, never changed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .. import body
from ..models import Policy, PolicyVersion
from .editor import BodyWidget, EditorMixin


class PolicyForm(forms.ModelForm):
    """A policy and the text that is to be its next version; leaving the text as it is makes no version."""

    body = forms.CharField(label=_("Text"), widget=BodyWidget)

    class Meta:
        model = Policy
        fields = ["kind", "title", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        policy = kwargs.get("instance")
        current = policy.versions.first() if policy else None
        kwargs["initial"] = {"body": current.body if current else "", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.current = current

    def clean_body(self) -> str:
        try:
            text = body.clean(self.cleaned_data["body"], previous=self.current.body if self.current else "")
        except body.BodyError as problem:
            raise ValidationError(str(problem)) from problem
        if not body.plain_text(text):
            raise ValidationError(_("Write the text."))
        if body.citations(text):
            raise ValidationError(_("A policy has no list of sources. Link what it leans on instead."))
        return text

    def is_another_text(self) -> bool:
        """Whether what was typed says something else than the version in force."""
        return self.current is None or body.canonical(self.cleaned_data["body"]) != body.canonical(self.current.body)


class VersionInline(admin.TabularInline):
    """The versions that there were, to read."""

    model = PolicyVersion
    fields = readonly_fields = ["version", "published_at", "created_by", "text"]
    extra = 0
    can_delete = False
    verbose_name_plural = _("versions, the newest in force")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("text"))
    def text(self, version: PolicyVersion) -> str:
        words = body.plain_text(version.body)
        return words if len(words) < 300 else f"{words[:300]}…"


@admin.register(Policy)
class PolicyAdmin(EditorMixin, admin.ModelAdmin):
    """A changed text becomes the next version. People consented to a version, so none is ever changed or deleted."""

    form = PolicyForm
    list_display = ["title", "kind", "version"]
    inlines = [VersionInline]
    fieldsets = [
        (None, {"fields": ["title", "kind", "position"]}),
        (_("Text"), {"fields": ["body"], "classes": ["desk-wide"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> list[str]:
        return ["kind"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Policy | None = None) -> bool:
        return False

    def get_view_on_site_url(self, obj: Policy | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and obj.pk else None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description=_("version"))
    def version(self, policy: Policy) -> str:
        versions = list(policy.versions.all())
        return str(versions[0].version) if versions else "–"

    def save_model(self, request: HttpRequest, obj: Policy, form: PolicyForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.is_another_text():
            text = form.cleaned_data["body"]
            version = PolicyVersion.objects.create(policy=obj, body=text, created_by=request.user)
            self.message_user(request, _("Version %(n)d is in force.") % {"n": version.version})
