"""What waits, and all that happened to one comment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.differences import word_difference
from articles.models import Category

from ..models import Comment, CommentVersion, ReviewItem
from ..policy import deed, may_decide, may_sanction
from ..threads import read_number
from . import queue as queues
from .card import Card
from .card import card as card_of
from .doors import back_to, comment_at, for_moderators
from .forms import BulkForm, CloseForm, DecisionForm, SanctionForm
from .queue import Filters


@require_safe
@never_cache
@for_moderators
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision of this moderator, the most pressing first, and one item in full."""
    return show_queue(request, read_number(request.GET.get("item")), Filters.read(request.GET))


def show_queue(
    request: HttpRequest,
    wanted: int | None,
    filters: Filters,
    form: DecisionForm | None = None,
    bulk_form: BulkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    items = queues.waiting_for(request.user)
    page = queues.page_of(filters.apply(items), filters, read_number(request.GET.get("after")))
    selected = next((item for item in page.items if item.pk == wanted), None)
    if selected is None and wanted is not None:
        selected = queues.with_comments(items).filter(pk=wanted).first()
    selected = selected or (page.items[0] if page.items else None)
    for item in page.items:
        item.due, item.other = queues.due_label(item), item.other_reader(request.user)
        item.labels = queues.labels(item)
        item.url = filters.url(after=request.GET.get("after", "") if not page.is_first else "", item=item.pk)
    card = card_of(selected.comment, request.user, selected) if selected else None
    context = {
        "items": page.items,
        "page": page,
        "filters": filters,
        "back": filters.query(),
        "kinds": queues.KINDS.items(),
        "reasons": queues.REASONS.items(),
        "categories": Category.objects.order_by("path").only("name", "url_path", "depth"),
        "selected": selected,
        "card": card,
        "decision_form": form or (DecisionForm.fresh(selected.comment) if selected else None),
        "bulk_form": bulk_form or BulkForm(prefix="bulk"),
        "most_at_once": queues.MOST_AT_ONCE,
        "counts": queues.counts(items),
        "undoable": queues.undoable(request.user),
        **queues.elsewhere(request.user),
        **_card_forms(request, card),
    }
    return render(request, "moderation/queue.html", context, status=status)


def _card_forms(request: HttpRequest, card: Card | None) -> dict[str, Any]:
    if card is None:
        return {}
    return {
        "other": card.item.other_reader(request.user) if card.item else None,
        "is_mine": bool(card.item and card.item.claimed_by_id == request.user.pk),
        "close_form": CloseForm(prefix="close"),
        "sanction_form": SanctionForm(prefix="sanction") if may_sanction(request.user, card.comment) else None,
    }


@require_safe
@never_cache
@for_moderators
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that was decided about a comment and all that it has said, with the way to decide otherwise."""
    return show_history(request, comment_at(request, public_id))


def show_history(
    request: HttpRequest, comment: Comment, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    item = ReviewItem.objects.open().filter(comment=comment).select_related("claimed_by").first()
    card = card_of(comment, request.user, item)
    versions = list(CommentVersion.objects.filter(comment=comment).select_related("created_by"))
    for before, version in zip([None, *versions], versions, strict=False):
        version.difference = word_difference(before.source, version.source) if before else []
    context = {
        "card": card,
        "comment": card.comment,
        "versions": versions[::-1],
        "decision_form": form or DecisionForm.fresh(card.comment),
        "undoable": queues.undoable(request.user),
        "back": "",
        **_card_forms(request, card),
    }
    return render(request, "moderation/history.html", context, status=status)


@deed(may_decide)
@for_moderators
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the other moderators who is looking at this. It ends by itself, and keeps nobody from deciding."""
    comment = comment_at(request, public_id)
    item = ReviewItem.objects.open().filter(comment=comment).select_related("claimed_by").first()
    if item is None:
        return redirect("moderation:history", comment.public_id)
    if request.POST.get("leave"):
        item.release(request.user)
    elif not item.claim(request.user):
        messages.info(request, _("%(name)s is looking at this.") % {"name": item.claimed_by})
    return HttpResponseRedirect(f"{back_to(request).url(item=item.pk)}#item-title", status=303)
