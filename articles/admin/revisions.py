"""The revisions of an article at the desk: compared, named, restored. Nothing here moves what readers see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import publishing
from ..block_differences import SAME, block_differences
from ..differences import word_difference
from ..models import Article, Revision


class RevisionsMixin:
    """The addresses below an article that are about its revisions."""

    def get_urls(self) -> list[Any]:
        def at(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            at("<int:object_id>/compare/", require_safe(self.compare_view), "compare"),
            at(
                "<int:object_id>/revisions/<int:number>/restore/",
                require_http_methods(["GET", "HEAD", "POST"])(self.restore_view),
                "restore",
            ),
            at("<int:object_id>/revisions/<int:number>/label/", require_POST(self.label_view), "label"),
            *super().get_urls(),
        ]

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Two revisions beside each other: `before` and `after` by their numbers, or "live" for what readers see."""
        article = self._editable(request, object_id)
        before = self._revision(article, request.GET.get("before", "live"))
        after = self._revision(article, request.GET.get("after", str(article.latest.number)))
        if before.number > after.number:
            before, after = after, before
        context = {
            "title": _("Revisions %(before)d and %(after)d") % {"before": before.number, "after": after.number},
            "subtitle": str(article),
            "original": article,
            "before": before,
            "after": after,
            **_differences(before, after),
        }
        return self._page(request, "compare", context)

    def restore_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """Show what restoring a revision would take away; post to save its words as the newest revision."""
        article = self._editable(request, object_id)
        revision = self._revision(article, str(number))
        if request.method == "POST":
            reason = _("Revision %(number)d restored") % {"number": revision.number}
            try:
                publishing.save_draft(article, publishing.Draft.of(revision), by=request.user, reason=reason)
            except publishing.PublishingError as problem:
                self.message_user(request, str(problem), "ERROR")
                return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))
            self.log_change(request, article, f"{reason}.")
            return self._back_to(request, article, _("Those words are the newest draft of “%(article)s” now."))
        context = {
            "title": _("Restore revision %(number)d") % {"number": revision.number},
            "subtitle": str(article),
            "original": article,
            "before": article.latest,
            "after": revision,
            "is_newest": revision.pk == article.latest_id,
            **_differences(article.latest, revision),
        }
        return self._page(request, "restore", context)

    def label_view(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """Give a revision a name by which it is found again; an empty one takes it away."""
        article = self._editable(request, object_id)
        revision = self._revision(article, str(number))
        form = LabelForm(request.POST, instance=revision)
        if form.is_valid():
            revision.save(update_fields=["label"])
            self.message_user(request, _("Revision %(number)d is named.") % {"number": revision.number})
        else:
            self.message_user(request, " ".join(form.errors.get("label", [])), "ERROR")
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))

    def _revision(self, article: Article, number: str) -> Revision:
        """The revision of this number; "live" is the one that readers see, or the newest that they saw."""
        revisions = article.revisions.select_related("category", "created_by").prefetch_related("bylines__contributor")
        if number == "live":
            edition = article.editions.live().first() or article.editions.order_by("live_from").last()
            seen = revisions.filter(pk=edition.revision_id) if edition else revisions.order_by("number")
            found = seen.first()
        else:
            found = revisions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
        if found is None:
            raise Http404
        return found


class LabelForm(forms.ModelForm):
    """A revision's name."""

    class Meta:
        model = Revision
        fields = ["label"]


def _further_reading(revision: Revision) -> str:
    return "; ".join(f"{one.source} ({one.source_id})" for one in revision.citations.with_sources() if not one.in_text)


def _differences(before: Revision, after: Revision) -> dict[str, Any]:
    facts = [
        (_("Title"), before.title, after.title),
        (_("Summary"), before.summary, after.summary),
        (_("Category"), str(before.category or ""), str(after.category or "")),
        (_("Authors"), ", ".join(map(str, before.byline())), ", ".join(map(str, after.byline()))),
        (_("Further reading"), _further_reading(before), _further_reading(after)),
    ]
    blocks = block_differences(before.body, after.body)
    return {
        "facts": [(name, word_difference(was, now)) for name, was, now in facts if was != now],
        "blocks": blocks,
        "is_same_text": all(block.kind == SAME for block in blocks),
    }
