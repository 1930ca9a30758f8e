"""What an author typed and has not saved: kept while they write, shown and offered when they are back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import body, rights, working_copies
from ..differences import word_difference
from ..models import Article, WorkingCopy


class WorkingCopyMixin:
    """The addresses of working copies below those of articles. Each is its writer's alone."""

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            at("working-copy/", require_POST(self.keep_view), "keep_new"),
            at("<int:object_id>/working-copy/", require_POST(self.keep_view), "keep"),
            at("working-copy/<str:key>/", require_safe(self.working_copy_view), "working_copy"),
            at("working-copy/<str:key>/discard/", require_POST(self.discard_view), "discard_working_copy"),
            *super().get_urls(),
        ]

    def keep_view(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Keep what the form sends. The answer says when, and who else is writing there at this moment."""
        article = None
        if object_id is not None:
            article = self.get_object(request, str(object_id))
            if article is None:
                raise Http404
        elif not rights.may_write(request.user):
            raise PermissionDenied
        copy = working_copies.keep(request.user, article, request.POST.get("working_copy", ""), request.POST)
        if copy is None:
            return JsonResponse({"problem": _("This form can’t be kept. Save it, or copy your text.")}, status=409)
        others = working_copies.others_writing(request.user, article) if article else []
        return JsonResponse({"kept": copy.saved_at.isoformat(), "others": others})

    def working_copy_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """What a working copy says, beside what is saved."""
        copy = get_object_or_404(WorkingCopy, key=key, user=request.user)
        article = self._still_editable(request, copy)
        latest = article.latest if article else None
        saved = {"title": latest.title, "summary": latest.summary, "body": latest.body} if latest else {}
        try:
            text = body.plain_text(body.with_typed_citations(body.clean(copy.fields.get("body", ""))))
        except body.BodyError:
            text = copy.fields.get("body", "")
        context = {
            "title": _("What you typed and have not saved"),
            "subtitle": copy.fields.get("title", ""),
            "original": article,
            "copy": copy,
            "differences": [
                (_("Title"), word_difference(saved.get("title", ""), copy.fields.get("title", ""))),
                (_("Summary"), word_difference(saved.get("summary", ""), copy.fields.get("summary", ""))),
                (_("Text"), word_difference(body.plain_text(body.with_typed_citations(saved.get("body", ""))), text)),
            ],
            "take_up_url": take_up_url(copy),
        }
        return self._page(request, "working_copy", context)

    def discard_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Forget a working copy, as its writer wishes."""
        copy = WorkingCopy.objects.filter(key=key, user=request.user).first()
        working_copies.discard(request.user, key)
        self.message_user(request, _("What was not saved is discarded."))
        if copy and copy.article_id:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[copy.article_id]))
        return HttpResponseRedirect(reverse("admin:articles_article_add"))

    def _still_editable(self, request: HttpRequest, copy: WorkingCopy) -> Article | None:
        if copy.article_id is None:
            return None
        article = self.get_object(request, str(copy.article_id))
        if article is None:
            raise Http404
        return article

    def working_context(self, request: HttpRequest, article: Article | None) -> dict[str, Any]:
        """What the form needs: its own key, what else was typed there and not saved, and who else is writing."""
        taken_up = request.GET.get("working_copy", "") if request.method == "GET" else ""
        key = request.POST.get("working_copy", "") or (taken_up if self.typed_before(request, article) else "")
        copies = working_copies.unsaved(request.user, article) if request.method == "GET" else []
        return {
            "working_key": key or working_copies.new_key(),
            "working_copies": [(copy, take_up_url(copy)) for copy in copies if copy.key != key],
            "others_writing": working_copies.others_writing(request.user, article) if article else [],
            "keep_url": reverse("admin:articles_article_keep", args=[article.pk])
            if article
            else reverse("admin:articles_article_keep_new"),
        }

    def typed_before(self, request: HttpRequest, article: Article | None) -> dict[str, Any]:
        """The fields of the working copy that its writer takes up again; empty for all others."""
        key = request.GET.get("working_copy", "") if request.method == "GET" else ""
        copy = WorkingCopy.objects.of(request.user, article).filter(key=key).first() if key else None
        return {**copy.fields, "base_revision": copy.base_revision} if copy else {}


def take_up_url(copy: WorkingCopy) -> str:
    """Where its writer goes on with a working copy."""
    name, args = ("change", [copy.article_id]) if copy.article_id else ("add", [])
    return f"{reverse(f'admin:articles_article_{name}', args=args)}?working_copy={copy.key}"
