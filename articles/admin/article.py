"""The author's desk for articles: stock admin, its URLs and permission names, over the deeds of `publishing`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import body, checks, citations, publishing, rights, working_copies
from ..models import Article, Byline, Contributor, Revision
from .article_form import AddressForm, ArticleForm, WithdrawForm, WithdrawOneForm
from .article_list import AuthorFilter, ListColumns, StateFilter, TopicFilter, once, was_seen
from .editor import EditorMixin
from .revisions import RevisionsMixin
from .widgets import ArticleChoices, CategoryChoices
from .working_copy import WorkingCopyMixin

WRITE = ["title", "summary", "body", "base_revision"]
PLACE = ["category", "authors"]
READING = ["further_reading"]
ADDRESS = ["slug", "language", "translation_of"]


@admin.register(Article)
class ArticleAdmin(WorkingCopyMixin, RevisionsMixin, EditorMixin, ListColumns, admin.ModelAdmin):
    """Articles to write and publish. Each deed has an address of its own below the article's.

    The list, every page and every deed start from `editable_articles`: what somebody may not edit is not there.
    """

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = ["title", "state", "category", "authors", "published", "last_saved"]
    list_display_links = ["title"]
    list_filter = [StateFilter, TopicFilter, AuthorFilter, "language"]
    list_select_related = ["latest__category"]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["latest__title", "latest__summary", "slug"]
    search_help_text = gettext_lazy("Looks in titles, summaries and addresses.")
    date_hierarchy = "latest__created_at"
    ordering = ["-latest__created_at", "-pk"]
    actions = ["withdraw_selected"]

    # --- Who may ---------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        mine = once(request, "editable", lambda: rights.editable_articles(request.user))
        return super().get_queryset(request).filter(mine).with_state()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        queryset = self.get_queryset(request).select_related("latest__category", "latest__created_by")
        return queryset.filter(pk=object_id).first() if str(object_id).isdecimal() else None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _asked(request, rights.may_enter_desk)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return _asked(request, rights.may_enter_desk) if obj is None else _asked(request, rights.may_edit, obj)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _asked(request, rights.may_write)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        # What readers have seen is withdrawn, never deleted, and nothing is deleted in bulk.
        return obj is not None and not obj.editions.exists() and _asked(request, rights.may_publish, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the bulk action stands in the menu; each article is asked about again."""
        return rights.may_enter_desk(request.user)

    # --- Addresses -------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            at("categories/", CategoryChoices.as_view(admin_site=self.admin_site), "categories"),
            at("choices/", ArticleChoices.as_view(admin_site=self.admin_site), "choices"),
            at("<int:object_id>/publish/", self.publish_view, "publish"),
            at("<int:object_id>/schedule/", self.schedule_view, "schedule"),
            at("<int:object_id>/withdraw/", self.withdraw_view, "withdraw"),
            at("<int:object_id>/address/", self.address_view, "address"),
            at("<int:object_id>/editions/<int:number>/cancel/", self.cancel_view, "cancel"),
            at("<int:object_id>/revisions/<int:number>/", self.revision_view, "revision"),
            *super().get_urls(),
        ]

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        return obj.get_absolute_url() if obj is not None and getattr(obj, "is_live", False) else None

    # --- The list --------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"is_nav_sidebar_enabled": False, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        bylines = Byline.objects.select_related("contributor").order_by("position")
        changelist.result_list = changelist.result_list.prefetch_related(Prefetch("latest__bylines", queryset=bylines))
        return changelist

    @admin.action(description=gettext_lazy("Withdraw selected articles …"), permissions=["publish"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Ask for the reason, then withdraw each one that is live and that the user may publish; say what became of
        each.
        """
        form = WithdrawForm(request.POST if "reason" in request.POST else None)
        found = list(queryset.select_related("latest__category"))
        allowed = [article for article in found if article.is_live and rights.may_publish(request.user, article)]
        if not form.is_bound or not form.is_valid():
            refused = [article for article in found if article not in allowed]
            context = {"title": _("Withdraw articles"), "form": form, "allowed": allowed, "refused": refused}
            return self._page(request, "withdraw_selected", {**context, "selected": found})
        for article in found:
            self._withdraw_one(request, article, article in allowed, form.cleaned_data["reason"])
        return None

    def _withdraw_one(self, request: HttpRequest, article: Article, allowed: bool, reason: str) -> None:
        try:
            if not allowed:
                raise publishing.PublishingError(_("it is not live, or you may not withdraw it."))
            publishing.withdraw(article, by=request.user, reason=reason)
        except publishing.PublishingError as problem:
            self.message_user(request, f"{article}: {problem}", messages.WARNING)
        else:
            self.log_change(request, article, _("Withdrawn: %(reason)s") % {"reason": reason})
            self.message_user(request, _("“%(article)s” is withdrawn.") % {"article": article}, messages.SUCCESS)

    # --- The form --------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        fieldsets = [
            (None, {"fields": WRITE, "classes": ["desk-write"]}),
            (_("Category and authors"), {"fields": PLACE}),
            (_("Sources"), {"fields": READING, "description": self._about_sources(obj)}),
            (_("Address and language"), {"fields": ADDRESS, "description": self._about_address(obj)}),
        ]
        if obj is not None:
            fields = ["reason"]
            if _asked(request, rights.may_publish, obj):
                fields += [*(["level", "note"] if was_seen(obj) else []), "go_live_at"]
            fieldsets.insert(2, (_("This save"), {"fields": fields}))
        return fieldsets

    def _about_sources(self, article: Article | None) -> str:
        """What the saved text cites, with the numbers by which it can be typed; and the way to the library."""
        library = format_html(
            '<a href="{}" target="_blank">{}</a>',
            reverse("admin:articles_source_changelist"),
            _("The library of sources"),
        )
        if article is None:
            return library
        cited = article.latest.citations.filter(in_text=True).with_sources()
        rows = [
            (
                citation.source_id,
                citation.source.shown,
                "" if citation.source.shown.is_sound() else citation.source.shown.get_state_display(),
            )
            for citation in cited
        ]
        listed = format_html_join("", "<li><b>{}</b> <bdi>{}</bdi> <strong>{}</strong></li>", rows)
        return format_html('<ul class="desk-cited">{}</ul>{}', listed, library) if rows else library

    def _about_address(self, article: Article | None) -> str:
        if article is None:
            return _("Made from the title. Once the article is published it stays, so that links go on working.")
        if was_seen(article):
            return _("Readers and search engines know this address, so it stays when the title changes.")
        return _("You can still change it: nothing is published yet.")

    def get_form(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        form.deed = getattr(request, "deed", "save")
        form.refusal = getattr(request, "refusal", None)
        form.typed_before = self.typed_before(request, obj)
        return form

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "slug":
            kwargs["help_text"] = _("The last part of the article’s address.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new article begins with its writer as the first author, if they have a public name."""
        initial = super().get_changeform_initial_data(request)
        return {"authors": list(Contributor.objects.filter(user=request.user)), **initial}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Article | None = None) -> dict[str, Any]:
        return {} if obj is not None and was_seen(obj) else {"slug": ("title",)}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The stock page; what `publishing` refuses comes back on the form, nothing lost and nothing half-saved."""
        if object_id is not None:
            form_url = form_url or reverse("admin:articles_article_change", args=[unquote(object_id)])
        # The desk needs its width for the text; the list of models is one step away.
        extra_context = {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except publishing.PublishingError as refusal:
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        if request.method == "POST" and object_id is not None and unquote(object_id).isdecimal():
            # Held until the save is done, so that of two saves from the same base the second is refused.
            Article.objects.select_for_update(of=("self",)).filter(pk=unquote(object_id)).first()
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Article | None = None, **kwargs: Any
    ) -> HttpResponse:
        context |= self.working_context(request, obj)
        if obj is not None:
            context["standing"] = standing(obj)
            context["findings"] = checks.check(checks.page_of(obj.latest, language=obj.language))
            context["may_publish"] = _asked(request, rights.may_publish, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_form(self, request: HttpRequest, form: ArticleForm, change: bool) -> Article:
        return form.instance

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """Save what was typed as a revision, then do the deed that the button named. Raises PublishingError."""
        data, user = form.cleaned_data, request.user
        before = Article.objects.get(pk=obj.pk) if change else None
        if before is None:
            made = publishing.start(
                form.draft(), by=user, slug=data["slug"], language=data["language"], reason=data.get("reason", "")
            )
            obj.pk = made.pk
        else:
            if data["slug"] and data["slug"] != before.slug:
                publishing.change_slug(before, data["slug"], by=user)
            publishing.save_draft(before, form.draft(), by=user, reason=data.get("reason", ""))
        Article.objects.filter(pk=obj.pk).update(language=data["language"], translation_of=data["translation_of"])
        obj.refresh_from_db()
        obj._state.adding = False
        request.saved_new = before is None or before.latest_id != obj.latest_id
        working_copies.discard(user, request.POST.get("working_copy", ""))
        if form.deed != "save":
            # Asked again: this very save may have moved the article where the user may not publish.
            if not rights.may_publish(user, obj):
                raise PermissionDenied
            publishing.publish(
                obj.latest,
                by=user,
                level=data.get("level") or "",
                note=data.get("note") or "",
                at=data["go_live_at"] if form.deed == "schedule" else None,
            )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is related that `publishing` has not saved."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        number = form.instance.latest.number
        words = {
            "save": _("Saved revision %(number)d."),
            "publish": _("Published revision %(number)d."),
            "schedule": _("Scheduled revision %(number)d."),
        }
        return words[form.deed] % {"number": number}

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return self._back_to(request, obj, _("“%(article)s” is saved as a draft. Readers don’t see it yet."))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        live = obj.editions.live().first()
        words = {
            "publish": _("“%(article)s” is live."),
            "schedule": _("“%(article)s” is scheduled."),
            "save": _("“%(article)s” is saved. Readers still see the published text.")
            if live
            else _("“%(article)s” is saved as a draft. Readers don’t see it yet."),
        }
        deed = getattr(request, "deed", "save")
        if deed == "save" and live and live.revision_id == obj.latest_id:
            return self._back_to(request, obj, _("Nothing to save: “%(article)s” says the same as the live text."))
        return self._back_to(request, obj, words[deed])

    def _back_to(
        self, request: HttpRequest, article: Article, words: str, level: int = messages.SUCCESS
    ) -> HttpResponse:
        """The article's page with a message, or the list for someone who has just given the article away."""
        self.message_user(request, words % {"article": article}, level)
        there = rights.may_edit(request.user, Article.objects.get(pk=article.pk))
        if there:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    # --- Deeds -----------------------------------------------------------------------------------------------

    def publish_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Save what was typed and put it before readers now."""
        return self._save_and(request, object_id, "publish")

    def schedule_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Save what was typed and let it go live at the moment given."""
        return self._save_and(request, object_id, "schedule")

    def _save_and(self, request: HttpRequest, object_id: int, deed: str) -> HttpResponse:
        article = self._publishable(request, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        request.deed = deed
        return self.changeform_view(request, str(object_id))

    def withdraw_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Say what withdrawing does, ask for the reason, withdraw."""
        article = self._publishable(request, object_id)
        form = WithdrawOneForm(request.POST or None, article=article)
        if form.is_valid():
            try:
                publishing.withdraw(article, by=request.user, **form.cleaned_data)
            except publishing.PublishingError as problem:
                form.add_error(None, list(problem.problems))
            else:
                self.log_change(request, article, _("Withdrawn: %(reason)s") % form.cleaned_data)
                return self._back_to(request, article, _("“%(article)s” is withdrawn. Its address gives your reason."))
        context = {"title": _("Withdraw this article"), "subtitle": str(article), "form": form, "original": article}
        return self._page(
            request, "withdraw", {**context, "standing": standing(article), "media": self.media + form.media}
        )

    def address_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Give an article another address; links to the old one go on working."""
        article = self._publishable(request, object_id)
        form = AddressForm(request.POST or None, initial={"slug": article.slug})
        if form.is_valid():
            was = article.slug
            try:
                publishing.change_slug(article, form.cleaned_data["slug"], by=request.user)
            except publishing.PublishingError as problem:
                form.add_error("slug", list(problem.problems))
            else:
                self.log_change(request, article, _("Address changed from %(was)s.") % {"was": was})
                return self._back_to(request, article, _("“%(article)s” has a new address. The old one leads there."))
        context = {"title": _("Change the address"), "subtitle": str(article), "form": form, "original": article}
        return self._page(request, "address", context)

    def cancel_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """Call off an edition that is not live yet."""
        article = self._publishable(request, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        edition = article.editions.filter(number=number).first()
        if edition is None:
            return self._back_to(request, article, _("It was called off already."), messages.WARNING)
        try:
            publishing.cancel_schedule(edition, by=request.user)
        except publishing.PublishingError as problem:
            return self._back_to(request, article, str(problem).replace("%", "%%"), messages.ERROR)
        self.log_change(request, article, _("Schedule called off."))
        return self._back_to(request, article, _("The schedule of “%(article)s” is called off. Its text is kept."))

    # --- History ---------------------------------------------------------------------------------------------

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Every save and every publication of the article, the newest first."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        revisions = article.revisions.select_related("created_by").defer("body").prefetch_related("editions")
        page = self.get_paginator(request, revisions, 50).get_page(request.GET.get("p"))
        now = timezone.now()
        for revision in page:
            revision.shown = [(edition, edition.is_live(now)) for edition in revision.editions.all()]
        context = {"title": _("History"), "subtitle": str(article), "original": article, "page_obj": page, "now": now}
        withdrawals = article.withdrawals.select_related("by")
        return self._page(request, "history", {**context, "withdrawals": withdrawals, **(extra_context or {})})

    def revision_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """What a revision said, as its page would read."""
        article = self._editable(request, object_id)
        revision = article.revisions.select_related("category", "created_by").filter(number=number).first()
        if revision is None:
            raise Http404
        title = _("Revision %(number)d") % {"number": revision.number}
        context = {"title": title, "subtitle": str(article), "original": article, "revision": revision}
        cited = citations.cited_by(revision, body.render(revision.body))
        return self._page(request, "revision", {**context, "cited": cited})

    # --- Deleting --------------------------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A draft goes with its revisions, which is all there is of it."""
        kept = [article for article in objs if not self.has_delete_permission(request, article)]
        saves = Revision.objects.filter(article__in=objs).count()
        listed = [str(article) for article in objs]
        return listed, {_("articles"): len(listed), _("revisions"): saves}, set(), [str(article) for article in kept]

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        publishing.discard(obj, by=request.user)

    # --- Inside ----------------------------------------------------------------------------------------------

    def _editable(self, request: HttpRequest, object_id: int) -> Article:
        """The article, for someone who may edit it; for anyone else there is none."""
        article = self.get_queryset(request).select_related("latest__category").filter(pk=object_id).first()
        if article is None:
            raise Http404
        return article

    def _publishable(self, request: HttpRequest, object_id: int) -> Article:
        article = self._editable(request, object_id)
        if not rights.may_publish(request.user, article):
            raise PermissionDenied
        return article

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts, "is_nav_sidebar_enabled": False}
        return TemplateResponse(request, f"admin/articles/article/{name}.html", {**common, **context})


def _asked(request: HttpRequest, rule: Any, *article: Article) -> bool:
    """What `rule` answers for this user. A page that only shows asks once; a deed asks anew each time."""
    if request.method != "GET":
        return rule(request.user, *article)
    return once(request, (rule, *[one.pk for one in article]), lambda: rule(request.user, *article))


def standing(article: Article) -> dict[str, Any]:
    """What the form says about an article beside its buttons: its state, and a sentence for what readers see, what is
    scheduled, what waits. Two queries.
    """
    now = timezone.now()
    editions = list(article.editions.select_related("created_by").defer("body_html").order_by("live_from"))
    live = next((edition for edition in editions if edition.is_live(now)), None)
    scheduled = [edition for edition in editions if edition.live_from > now]
    newest = editions[-1] if editions else None
    state = Article.State.DRAFT
    if editions:
        state = Article.State.LIVE if live else Article.State.SCHEDULED if scheduled else Article.State.WITHDRAWN
    return {
        "state": state,
        "live": live,
        "scheduled": [
            (edition, _("Goes live %(when)s") % {"when": in_words(edition.live_from)}) for edition in scheduled
        ],
        "changed": newest is not None and newest.revision_id != article.latest_id,
        "was_seen": any(edition.live_from <= now for edition in editions),
        "withdrawal": article.withdrawals.select_related("by").first() if state == Article.State.WITHDRAWN else None,
    }


def in_words(moment: Any) -> str:
    """“Tuesday 4 March 2027, 09:00”, in the site's zone."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{date_format(local, 'l')} {date_format(local, 'DATETIME_FORMAT')}"
