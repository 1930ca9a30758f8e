"""The library of sources: one row a work, where each is used, and two rows made one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .. import identifiers, rights, sources
from ..identifiers import IdentifierError, Scheme
from ..models import Citation, Source
from .editor import offered_source

# Rows that the editor's dialog offers at a time, and articles that are named on the page of a source.
OFFERED = 12
NAMED = 200
# Years after which evidence deserves another look.
OLD = 10
WORK = ["title", "authors", "container", "publisher", "year", "locator", "kind", "language"]
NAMES = [*(scheme.value for scheme in Scheme), "accessed_on"]
STANDING = ["state", "state_on", "state_note", "superseded_by"]


class SourceForm(forms.ModelForm):
    """A work. Its names may be pasted with all that comes along; they are kept in one form."""

    class Meta:
        model = Source
        fields = [*WORK, *NAMES, *STANDING]
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "authors": forms.Textarea(attrs={"rows": 4}),
            "url": forms.TextInput(attrs={"class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scheme in Scheme:
            # What is pasted may be longer than what is kept of it.
            if scheme.value in self.fields:
                self.fields[scheme.value].max_length = None
                self.fields[scheme.value].validators = [ProhibitNullCharactersValidator()]
                self.fields[scheme.value].widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for scheme in Scheme:
            if scheme.value in data and (typed := data[scheme.value]):
                try:
                    data[scheme.value] = self._name(scheme, typed)
                except (IdentifierError, ValidationError) as problem:
                    self.add_error(scheme.value, problem if isinstance(problem, ValidationError) else str(problem))
        if data.get("state") == Source.State.CURRENT:
            for field in ("state_on", "superseded_by"):
                if data.get(field):
                    self.add_error(field, _("A source that is current has none."))
        elif data.get("state") and data["state"] != Source.State.SUPERSEDED and data.get("superseded_by"):
            self.add_error("superseded_by", _("Only a superseded source has one."))
        later = data.get("superseded_by")
        if later is not None and self.instance.pk in {later.pk, later.merged_into_id}:
            self.add_error("superseded_by", _("A work can’t supersede itself."))
        return data

    def _name(self, scheme: Scheme, typed: str) -> str:
        """The name in its one form. Raises IdentifierError, and ValidationError where another row has it."""
        name = identifiers.normal(scheme, typed[: identifiers.MAX_PASTED])
        others = Source.objects.standing().known_as({scheme: name}).exclude(pk=self.instance.pk)
        if other := others.first():
            raise ValidationError(
                format_html(
                    '{} <a href="{}">{}</a>',
                    _now("This work is in the library already:"),
                    reverse("admin:articles_source_change", args=[other.pk]),
                    other,
                ),
                code="there",
            )
        return name


class QuickSourceForm(SourceForm):
    """What the editor's dialog asks of a new work; the rest can be added in the library."""

    class Meta(SourceForm.Meta):
        fields = ["title", "authors", "container", "publisher", "year", "kind", *(scheme.value for scheme in Scheme)]


class MergeForm(forms.Form):
    """Which row is the same work."""

    into = forms.ModelChoiceField(label=_("The row that stays"), queryset=Source.objects.standing())

    def __init__(self, *args: Any, row: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Source.objects.standing().exclude(pk=row.pk)
        self.fields["into"].widget = AutocompleteSelect(Citation._meta.get_field("source"), admin.site)
        self.fields["into"].widget.choices = self.fields["into"].choices
        self.fields["into"].widget.is_required = False


class StateFilter(admin.SimpleListFilter):
    """By what is known against a work. Rows that were merged into others are shown when they are asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [*Source.State.choices, ("merged", _("Merged into another"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        if self.value() == "merged":
            return queryset.filter(merged_into__isnull=False)
        found = queryset.standing()
        return found.filter(state=self.value()) if self.value() in Source.State else found


class UseFilter(admin.SimpleListFilter):
    """By who meets it."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("live", _("On live pages")), ("kept", _("Not on live pages")), ("unused", _("Cited nowhere"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        match self.value():
            case "live":
                return queryset.with_use().filter(articles_live__gt=0)
            case "kept":
                return queryset.with_use().filter(articles_live=0, articles_all__gt=0)
            case "unused":
                return queryset.unused()
        return queryset


class AgeFilter(admin.SimpleListFilter):
    """By how old the work is."""

    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("old", _("Older than %(years)d years") % {"years": OLD}), ("unknown", _("Without a year"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        match self.value():
            case "old":
                return queryset.filter(year__lt=timezone.localdate().year - OLD)
            case "unknown":
                return queryset.filter(year__isnull=True)
        return queryset


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    """Whoever writes may look and add; whoever may change sources changes, merges and removes them, and everyone their
    own until readers see them. What a text cites is never removed.
    """

    form = SourceForm
    change_form_template = "admin/articles/source/change_form.html"
    list_display = ["reference", "kind", "year", "standing", "live", "in_all"]
    list_display_links = ["reference"]
    list_filter = [StateFilter, UseFilter, AgeFilter, "kind"]
    list_per_page = 50
    search_fields = ["title", "authors", "container", "publisher"]
    search_help_text = _("Words of the title, authors, journal or publisher; or a DOI, PMID, ISBN, number or address.")
    autocomplete_fields = ["superseded_by"]
    ordering = ["-created_at", "-pk"]
    fieldsets = [
        (None, {"fields": WORK}),
        (
            _("Its names"),
            {"fields": NAMES, "description": _("Paste them as they are; they are brought into one form.")},
        ),
        (
            _("State"),
            {
                "fields": STANDING,
                "description": _("Readers see a note beside the source, on every page that cites it, at once."),
            },
        ),
    ]

    # --- Who may ---------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or rights.may_enter_desk(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return super().has_view_permission(request, obj) or rights.may_enter_desk(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.may_add_source(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        if obj is not None and obj.merged_into_id:
            return False  # what readers see is changed at the row that stays
        return rights.may_change_source(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        if obj is None or not rights.may_change_source(request.user, obj):
            return False
        return Source.objects.unused().filter(pk=obj.pk, merged_into__isnull=True).exists()

    # --- Addresses -------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"articles_source_{name}")

        return [
            at("choose/", self.choose_view, "choose"),
            at("quick/", require_POST(self.quick_view), "quick"),
            at("<int:object_id>/merge/", self.merge_view, "merge"),
            at("<int:object_id>/separate/", require_POST(self.separate_view), "separate"),
            *super().get_urls(),
        ]

    # --- The list --------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).with_use()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        return queryset.standing().matching(search_term) if search_term else queryset, False

    def get_actions(self, request: HttpRequest) -> dict:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.display(description=_("source"), ordering="title")
    def reference(self, source: Source) -> str:
        return format_html('<span class="desk-reference"><bdi>{}</bdi></span>', source.reference())

    @admin.display(description=_("state"), ordering="state")
    def standing(self, source: Source) -> str:
        if source.merged_into_id:
            return format_html('<span class="desk-state desk-state-ended">{}</span>', _("Merged"))
        if source.is_sound():
            return source.get_state_display()
        return format_html(
            '<span class="desk-state desk-source-{}">{}</span>', source.state, source.get_state_display()
        )

    @admin.display(description=_("live articles"), ordering="articles_live")
    def live(self, source: Source) -> int:
        return source.articles_live

    @admin.display(description=_("in all"), ordering="articles_all")
    def in_all(self, source: Source) -> int:
        return source.articles_all

    # --- The form --------------------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody added the same work a moment ago: now the form says so.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is known beforehand: `pasted` stands for whatever somebody pasted elsewhere."""
        initial = super().get_changeform_initial_data(request)
        try:
            known = identifiers.recognise(initial.pop("pasted", ""))
        except IdentifierError:
            known = {}
        return {**initial, **{scheme.value: name for scheme, name in known.items()}}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Source | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context["uses"] = uses_of(obj, request.user)
            context["may_merge"] = rights.may_change_source(request.user) and not obj.merged_into_id
            context["may_separate"] = rights.may_change_source(request.user) and obj.merged_into_id
            context["merged"] = obj.merged.all()
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Source, form: SourceForm, change: bool) -> None:
        sources.save(obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        sources.remove(obj)

    # --- The editor's dialog ---------------------------------------------------------------------------------

    def choose_view(self, request: HttpRequest) -> JsonResponse:
        """What the dialog offers for what was typed or pasted in `q`: rows, the names that stand in it, and why what
        was plainly meant to be a name is none.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "")
        found = Source.objects.standing().matching(term).order_by("-created_at", "-pk")[:OFFERED]
        known, reason = {}, ""
        try:
            known = identifiers.recognise(term)
        except IdentifierError as problem:
            reason = str(problem)
        return JsonResponse(
            {
                "sources": [offered_source(source) for source in found],
                "known": known,
                "reason": reason,
                "may_add": self.has_add_permission(request),
            }
        )

    def quick_view(self, request: HttpRequest) -> JsonResponse:
        """Add a work from the dialog: the row, or what is wrong by field (400)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = QuickSourceForm(request.POST, instance=Source())
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        try:
            with transaction.atomic():
                sources.save(form.instance, by=request.user)
        except IntegrityError:
            there = Source.objects.standing().known_as(
                {scheme: form.cleaned_data[scheme] for scheme in Scheme if form.cleaned_data[scheme]}
            )
            return JsonResponse({"source": offered_source(there.get())})
        self.log_addition(request, form.instance, [{"added": {}}])
        return JsonResponse({"source": offered_source(form.instance)})

    # --- Two rows for one work -------------------------------------------------------------------------------

    def merge_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Choose the row that stays, see what merging changes, merge."""
        row = self._changeable(request, object_id)
        chosen = (request.POST if request.method == "POST" else request.GET).get("into")
        if chosen is not None and not re.fullmatch("[0-9]{1,9}", chosen):
            chosen = ""  # stock choosers can't draw what is no number
        form = MergeForm(None if chosen is None else {"into": chosen}, row=row)
        into = form.cleaned_data["into"] if form.is_valid() else None
        if into and request.method == "POST":
            try:
                sources.merge(row, into, by=request.user)
            except sources.SourceError as problem:
                form.add_error("into", str(problem))
                into = None
            else:
                words = _now("Merged into “%(into)s” (%(number)d).") % {"into": into, "number": into.pk}
                self.log_change(request, row, words)
                self.log_change(request, into, _now("Took in “%(row)s” (%(number)d).") % {"row": row, "number": row.pk})
                self.message_user(request, words, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_source_change", args=[into.pk]))
        context = {
            "title": _now("Merge with another row"),
            "subtitle": str(row.reference()),
            "original": row,
            "form": form,
            "into": into,
            "media": self.media + form.media,
        }
        if into:
            context["taken"] = [
                Source._meta.get_field(field.removesuffix("_id")).verbose_name
                for field in sources.taken_over(row, into)
            ]
            context["uses"] = uses_of(row, request.user)
        return self._page(request, "merge", context)

    def separate_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Undo a merge."""
        row = self._changeable(request, object_id)
        try:
            sources.separate(row, by=request.user)
        except sources.SourceError as problem:
            self.message_user(request, str(problem), messages.ERROR)
        else:
            self.log_change(request, row, _now("Separated again."))
            self.message_user(request, _now("“%(row)s” stands for itself again.") % {"row": row}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_source_change", args=[row.pk]))

    # --- Inside ----------------------------------------------------------------------------------------------

    def _changeable(self, request: HttpRequest, object_id: int) -> Source:
        """The row, for someone who may change and merge any; for anyone else there is none."""
        row = Source.objects.for_readers().filter(pk=object_id).first()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        if not rights.may_change_source(request.user):
            raise PermissionDenied
        return row

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/articles/source/{name}.html", {**common, **context})


def uses_of(source: Source, user: Any) -> dict[str, Any]:
    """The articles that cite a source by where they do, as far as `user` may know of them, and how many others do.

    What is live everybody may know; drafts and what was said before, whoever may edit the article. Two queries.
    """
    citing = sources.citing(source)
    mine = set(citing.filter(rights.editable_articles(user)).values_list("pk", flat=True))
    rows, hidden = [], 0
    for article in citing[:NAMED]:
        if article.pk in mine:
            where = reverse("admin:articles_article_change", args=[article.pk])
            rows.append((article.public_title, where, sources.places_of(article)))
        elif article.cites_live:
            rows.append((article.public_title, article.get_absolute_url(), [_now("live")]))
        else:
            hidden += 1
    return {"rows": rows, "hidden": hidden}
