"""The decisions about comments: one, its undoing, and many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.differences import word_difference

from .. import second_keys
from ..models import Comment, CommentVersion, Decision, ReviewItem
from ..policy import deed, may_decide, may_review
from ..threads import read_number
from ..transitions import REMOVALS, Conflict, NeedsSecondKey, NotAllowed, transition, undo
from . import queue as queues
from .doors import back_to, comment_at, for_moderators
from .forms import BulkForm, DecisionForm
from .queue import Filters
from .queue_views import show_history, show_queue
from .replies import replies_in, reply_for

DONE, CHANGED, GONE, WAITS, REFUSED = "done", "changed", "gone", "waits", "refused"


@deed(may_decide)
@for_moderators
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide about a comment, then show the next. 409 with the other's decision when somebody else was quicker."""
    comment = comment_at(request, public_id)
    filters = back_to(request)
    form = DecisionForm(request.POST, comment=comment)
    item = ReviewItem.objects.open().filter(comment=comment).first()
    if item:
        item.claim(request.user)
    if not form.is_valid():
        return _ask_again(request, comment, item, filters, form)
    chosen = form.cleaned_data
    before = comment.lock_version
    try:
        decided = transition(
            comment,
            chosen["to"],
            actor=request.user,
            role=Decision.Role.MODERATOR,
            reason=chosen["reason"],
            seen_lock=chosen["seen_lock"],
            public_text=_words_to_writer(comment, chosen),
            private_note=chosen["note"],
        )
    except Conflict as conflict:
        return _show_conflict(request, conflict, chosen)
    except NeedsSecondKey as problem:
        second_keys.ask(
            comment,
            chosen["to"],
            by=request.user,
            why=problem.why,
            reason=chosen["reason"],
            public_text=_words_to_writer(comment, chosen),
            private_note=chosen["note"],
        )
        messages.warning(request, _("%(why)s It waits until then.") % {"why": problem})
        return HttpResponseRedirect(reverse("moderation:second_key"), status=303)
    except NotAllowed as problem:
        form.add_error(None, str(problem))
        if item:
            return _ask_again(request, comment, item, filters, form)
        fresh = Comment.objects.select_related("current_version").get(pk=comment.pk)
        return _show_conflict(request, Conflict(fresh, fresh.decisions.select_related("actor").last()), chosen)
    if decided.lock_version == before:
        messages.info(request, _("This was decided so already: %(status)s.") % {"status": decided.get_status_display()})
    return HttpResponseRedirect(_next_url(request, item, filters), status=303)


def _words_to_writer(comment: Comment, chosen: dict[str, Any]) -> str:
    """What the writer of a removed comment is told: what the moderator wrote, or the reply kept for the reason."""
    if chosen["to"] not in REMOVALS:
        return ""
    return chosen.get("public_text") or reply_for(chosen["reason"], comment.article.language)


def _ask_again(
    request: HttpRequest, comment: Comment, item: ReviewItem | None, filters: Filters, form: DecisionForm
) -> HttpResponse:
    if item is None:
        return show_history(request, comment, form, status=422)
    return show_queue(request, item.pk, filters, form, status=422)


def _show_conflict(request: HttpRequest, conflict: Conflict, chosen: dict[str, Any]) -> HttpResponse:
    """The other's decision beside one's own choice, which is still there to be made over the other's; and what the
    writer has changed since.
    """
    comment = Comment.objects.select_related("current_version").get(pk=conflict.comment.pk)
    seen = _seen_version(comment, chosen.get("version"))
    context = {
        "comment": comment,
        "decision": conflict.decision,
        "chosen": DecisionForm.LABELS[chosen["to"]],
        "difference": word_difference(seen.source, comment.current_version.source) if seen else [],
        "decision_form": DecisionForm.fresh(
            comment,
            to=chosen["to"],
            reason=chosen["reason"],
            public_text=chosen.get("public_text", ""),
            note=chosen["note"],
        ),
        "back": request.POST.get("back", ""),
    }
    return render(request, "moderation/conflict.html", context, status=409)


def _seen_version(comment: Comment, number: int | None) -> CommentVersion | None:
    """The version that the moderator had before them, if it is no longer the newest."""
    current = comment.current_version
    if not number or current is None or number == current.number or comment.status == Comment.Status.ERASED:
        return None
    return CommentVersion.objects.filter(comment=comment, number=number).first()


def _next_url(request: HttpRequest, item: ReviewItem | None, filters: Filters) -> str:
    """The queue at the item that follows the one just decided; at its beginning after the last."""
    if item is None:
        return filters.url()
    items = filters.apply(queues.waiting_for(request.user))
    following = items.filter(queues.behind(item)).in_order().values_list("pk", flat=True).first()
    return f"{filters.url(item=following)}#item-title" if following else filters.url()


@deed(may_decide)
@for_moderators
def undo_decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what this moderator has just decided about a comment, and show it again."""
    comment = comment_at(request, public_id)
    decision = get_object_or_404(Decision, comment=comment, pk=read_number(request.POST.get("decision")) or 0)
    try:
        undo(decision, actor=request.user)
    except (Conflict, NotAllowed) as problem:
        messages.warning(request, str(problem))
        return redirect("moderation:history", comment.public_id)
    messages.success(request, _("Undone: all is as it was."))
    item = ReviewItem.objects.open().filter(comment=comment).first()
    if item is None:
        return redirect("moderation:history", comment.public_id)
    return HttpResponseRedirect(f"{back_to(request).url(item=item.pk)}#item-title", status=303)


@deed(may_review)
@for_moderators
def bulk(request: HttpRequest) -> HttpResponse:
    """One decision about up to a hundred comments, each with the state of it that was seen; what came of each."""
    form = BulkForm(request.POST, prefix="bulk")
    chosen = [value.partition(".")[::2] for value in dict.fromkeys(request.POST.getlist("chosen"))]
    if not chosen:
        form.add_error(None, _("Tick the comments that you mean."))
    elif len(chosen) > queues.MOST_AT_ONCE:
        form.add_error(None, _("At most %(n)d comments can be decided at once.") % {"n": queues.MOST_AT_ONCE})
    if not form.is_valid():
        return show_queue(request, None, back_to(request), bulk_form=form, status=422)
    results = _decide_all(request.user, chosen, form.cleaned_data["to"], form.cleaned_data["reason"])
    totals = {
        outcome: sum(kind == outcome for _comment, kind, _why in results) for outcome in (DONE, CHANGED, GONE, WAITS)
    }
    context = {
        "results": results,
        "totals": totals | {REFUSED: len(results) - sum(totals.values())},
        "decision": BulkForm.LABELS[form.cleaned_data["to"]],
        "back_url": back_to(request).url(),
    }
    return render(request, "moderation/bulk.html", context)


def _decide_all(user: Any, chosen: list[tuple[str, str]], to: str, reason: str) -> list[tuple[Any, str, str]]:
    """Decide one by one. Each result: the comment (None where there is none), what came of it, and why not."""
    ids = [public_id for public_id, _lock in chosen if public_id.isalnum()]  # PostgreSQL can't be asked about a NUL
    found = {
        comment.public_id: comment
        for comment in Comment.objects.filter(public_id__in=ids).select_related(
            "article__latest__category", "current_version"
        )
    }
    words = {reply.reason: reply.text for reply in replies_in("en")} if to in REMOVALS else {}
    results = []
    for public_id, lock in chosen:
        comment = found.get(public_id)
        if comment is None or not may_decide(user, comment):
            results.append((None, GONE, ""))
            continue
        if comment.status in {Comment.Status.WITHDRAWN, Comment.Status.ERASED}:
            results.append((comment, GONE, ""))
            continue
        try:
            transition(
                comment,
                to,
                actor=user,
                role=Decision.Role.MODERATOR,
                reason=reason if to in REMOVALS else "",
                # Without the state that was seen nothing is known to be meant.
                seen_lock=read_number(lock) if read_number(lock) is not None else -1,
                public_text=words.get(reason, ""),
            )
        except Conflict:
            results.append((comment, CHANGED, ""))
        except NeedsSecondKey as problem:
            second_keys.ask(comment, to, by=user, why=problem.why, reason=reason, public_text=words.get(reason, ""))
            results.append((comment, WAITS, str(problem)))
        except NotAllowed as problem:
            results.append((comment, REFUSED, str(problem)))
        else:
            results.append((comment, DONE, ""))
    return results
