"""The moderators' desk: what waits, and the decision. Whoever has no business here finds no page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.body import plain_text

from .forms import DecisionForm
from .models import Comment, Decision, ReviewItem
from .policy import deed, may_decide, may_review
from .querysets import ReviewItemQuerySet
from .threads import read_number, shown_name
from .transitions import Conflict, NotAllowed, transition

ITEMS_ON_A_PAGE = 25


@dataclass(frozen=True)
class Context:
    """Around a comment: its article, and what it answers."""

    article: Any
    parent_text: str
    parent_author: str


@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision of this moderator, the most pressing first, and one item in full."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not may_review(request.user):
        raise Http404
    return _show_queue(request, read_number(request.GET.get("item")))


def _show_queue(
    request: HttpRequest, wanted: int | None, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    items = _items_for(request.user)
    page = Paginator(_with_context(items.in_order()), ITEMS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    selected = next((item for item in shown if item.pk == wanted), None)
    if selected is None and wanted is not None:
        selected = _with_context(items).filter(pk=wanted).first()
    selected = selected or (shown[0] if shown else None)
    for item in {selected, *shown} - {None}:
        parent = item.comment.parent
        text = plain_text(parent.html) if parent and parent.is_public else ""
        item.context = Context(item.comment.article, text, shown_name(parent) if text else "")
    held = Q(comment__status=Comment.Status.HELD)
    context = {
        "items": shown,
        "page_obj": page,
        "selected": selected,
        "decision_form": form or (DecisionForm.fresh(selected.comment) if selected else None),
        "counts": items.aggregate(open=Count("pk"), held=Count("pk", filter=held), reported=Count("pk", filter=~held)),
    }
    return render(request, "moderation/queue.html", context, status=status)


def _items_for(user: Any) -> ReviewItemQuerySet:
    """Nobody finds a comment of their own here: somebody else decides about it."""
    return ReviewItem.objects.open().for_reviewer(user).exclude(comment__author=user)


def _with_context(items: ReviewItemQuerySet) -> ReviewItemQuerySet:
    return items.select_related("comment__article__latest", "comment__current_version", "comment__parent")


@deed(may_decide)
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide about a comment, then show the next. 409 with the other's decision when somebody else was quicker."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("moderation:queue"))
    comment = get_object_or_404(
        Comment.objects.select_related("article__latest__category", "current_version"), public_id=public_id
    )
    if not may_decide(request.user, comment):
        raise Http404
    form = DecisionForm(request.POST, comment=comment)
    item = ReviewItem.objects.open().filter(comment=comment).first()
    if not form.is_valid():
        return _show_queue(request, item.pk if item else None, form if item else None, status=422)
    chosen = form.cleaned_data
    try:
        transition(
            comment,
            chosen["to"],
            actor=request.user,
            role=Decision.Role.MODERATOR,
            reason=chosen["reason"],
            seen_lock=chosen["seen_lock"],
            private_note=chosen["note"],
        )
    except Conflict as conflict:
        return _show_conflict(request, conflict, chosen)
    except NotAllowed as problem:
        form.add_error(None, str(problem))
        if item:
            return _show_queue(request, item.pk, form, status=422)
        fresh = Comment.objects.select_related("current_version").get(pk=comment.pk)
        return _show_conflict(request, Conflict(fresh, fresh.decisions.select_related("actor").last()), chosen)
    messages.success(request, _("Decided: %(status)s.") % {"status": Comment.Status(chosen["to"]).label})
    return HttpResponseRedirect(_next_url(request, item), status=303)


def _show_conflict(request: HttpRequest, conflict: Conflict, chosen: dict[str, Any]) -> HttpResponse:
    """The other's decision beside one's own choice, which is still there to be made over the other's."""
    context = {
        "comment": conflict.comment,
        "decision": conflict.decision,
        "chosen": DecisionForm.LABELS[chosen["to"]],
        "decision_form": DecisionForm.fresh(
            conflict.comment, to=chosen["to"], reason=chosen["reason"], note=chosen["note"]
        ),
    }
    return render(request, "moderation/conflict.html", context, status=409)


def _next_url(request: HttpRequest, item: ReviewItem | None) -> str:
    """The queue at the item that follows the one just decided; at its beginning after the last."""
    url = reverse("moderation:queue")
    if item is None:
        return url
    later = Q(priority__lt=item.priority) | Q(priority=item.priority, opened_at__gt=item.opened_at)
    later |= Q(priority=item.priority, opened_at=item.opened_at, pk__gt=item.pk)
    following = _items_for(request.user).filter(later).in_order().values_list("pk", flat=True).first()
    return f"{url}?item={following}#item-title" if following else url
