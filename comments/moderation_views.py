"""The moderators' desk: what waits, and the decisions. Whoever has no business here finds no page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Category

from . import desk, sanctions
from .differences import word_difference
from .forms import DecisionForm
from .models import Comment, CommentVersion, Decision, ReviewItem, Sanction, Thread
from .moderation_forms import BulkForm, CloseForm, LiftForm, SanctionForm
from .policy import deed, may_decide, may_review, may_sanction, may_see_person
from .threads import read_number
from .transitions import REMOVALS, Conflict, NotAllowed, transition, undo

DONE, CHANGED, GONE, REFUSED = "done", "changed", "gone", "refused"


def for_moderators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to log in and come back; for everybody who reviews nothing there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            queue_or_page = reverse("moderation:queue") if request.method == "POST" else request.get_full_path()
            return redirect_to_login(queue_or_page)
        if not may_review(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _comment_at(request: HttpRequest, public_id: str) -> Comment:
    """The comment about which this moderator may decide. Raises Http404 for all others."""
    comment = get_object_or_404(
        Comment.objects.select_related("article__latest__category", "current_version", "author"), public_id=public_id
    )
    if not may_decide(request.user, comment):
        raise Http404
    return comment


@require_safe
@never_cache
@for_moderators
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision of this moderator, the most pressing first, and one item in full."""
    return _show_queue(request, read_number(request.GET.get("item")), desk.Filters.read(request.GET))


def _show_queue(
    request: HttpRequest,
    wanted: int | None,
    filters: desk.Filters,
    form: DecisionForm | None = None,
    bulk_form: BulkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    items = desk.waiting_for(request.user)
    page = desk.page_of(filters.apply(items), filters, read_number(request.GET.get("after")))
    selected = next((item for item in page.items if item.pk == wanted), None)
    if selected is None and wanted is not None:
        selected = desk.with_comments(items).filter(pk=wanted).first()
    selected = selected or (page.items[0] if page.items else None)
    for item in page.items:
        item.due, item.other = desk.due_label(item), item.other_reader(request.user)
        item.labels = desk.labels(item)
        item.url = filters.url(after=request.GET.get("after", "") if not page.is_first else "", item=item.pk)
    card = desk.card(selected.comment, request.user, selected) if selected else None
    context = {
        "items": page.items,
        "page": page,
        "filters": filters,
        "back": filters.query(),
        "kinds": desk.KINDS.items(),
        "reasons": desk.REASONS.items(),
        "categories": Category.objects.order_by("path").only("name", "url_path", "depth"),
        "selected": selected,
        "card": card,
        "decision_form": form or (DecisionForm.fresh(selected.comment) if selected else None),
        "bulk_form": bulk_form or BulkForm(prefix="bulk"),
        "most_at_once": desk.MOST_AT_ONCE,
        "counts": desk.counts(items),
        "undoable": desk.undoable(request.user),
        **_card_forms(request, card),
    }
    return render(request, "moderation/queue.html", context, status=status)


def _card_forms(request: HttpRequest, card: desk.Card | None) -> dict[str, Any]:
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
    return _show_history(request, _comment_at(request, public_id))


def _show_history(
    request: HttpRequest, comment: Comment, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    item = ReviewItem.objects.open().filter(comment=comment).select_related("claimed_by").first()
    card = desk.card(comment, request.user, item)
    versions = list(CommentVersion.objects.filter(comment=comment).select_related("created_by"))
    for before, version in zip([None, *versions], versions, strict=False):
        version.difference = word_difference(before.source, version.source) if before else []
    context = {
        "card": card,
        "comment": card.comment,
        "versions": versions[::-1],
        "decision_form": form or DecisionForm.fresh(card.comment),
        "undoable": desk.undoable(request.user),
        "back": "",
        **_card_forms(request, card),
    }
    return render(request, "moderation/history.html", context, status=status)


@deed(may_decide)
@for_moderators
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide about a comment, then show the next. 409 with the other's decision when somebody else was quicker."""
    comment = _comment_at(request, public_id)
    filters = _back_to(request)
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
    except NotAllowed as problem:
        form.add_error(None, str(problem))
        if item:
            return _ask_again(request, comment, item, filters, form)
        fresh = Comment.objects.select_related("current_version").get(pk=comment.pk)
        return _show_conflict(request, Conflict(fresh, fresh.decisions.select_related("actor").last()), chosen)
    if decided.lock_version == before:
        messages.info(request, _("This was decided so already: %(status)s.") % {"status": decided.get_status_display()})
    return HttpResponseRedirect(_next_url(request, item, filters), status=303)


def _back_to(request: HttpRequest) -> desk.Filters:
    """The filters with which the moderator came; an address made of them leads nowhere else."""
    return desk.Filters.read(QueryDict(request.POST.get("back", "")[:1000]))


def _words_to_writer(comment: Comment, chosen: dict[str, Any]) -> str:
    """What the writer of a removed comment is told: what the moderator wrote, or the reply kept for the reason."""
    if chosen["to"] not in REMOVALS:
        return ""
    return chosen.get("public_text") or desk.reply_for(chosen["reason"], comment.article.language)


def _ask_again(
    request: HttpRequest, comment: Comment, item: ReviewItem | None, filters: desk.Filters, form: DecisionForm
) -> HttpResponse:
    if item is None:
        return _show_history(request, comment, form, status=422)
    return _show_queue(request, item.pk, filters, form, status=422)


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


def _next_url(request: HttpRequest, item: ReviewItem | None, filters: desk.Filters) -> str:
    """The queue at the item that follows the one just decided; at its beginning after the last."""
    if item is None:
        return filters.url()
    items = filters.apply(desk.waiting_for(request.user))
    following = items.filter(desk.behind(item)).in_order().values_list("pk", flat=True).first()
    return f"{filters.url(item=following)}#item-title" if following else filters.url()


@deed(may_decide)
@for_moderators
def undo_decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what this moderator has just decided about a comment, and show it again."""
    comment = _comment_at(request, public_id)
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
    return HttpResponseRedirect(f"{_back_to(request).url(item=item.pk)}#item-title", status=303)


@deed(may_decide)
@for_moderators
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the other moderators who is looking at this. It ends by itself, and keeps nobody from deciding."""
    comment = _comment_at(request, public_id)
    item = ReviewItem.objects.open().filter(comment=comment).select_related("claimed_by").first()
    if item is None:
        return redirect("moderation:history", comment.public_id)
    if request.POST.get("leave"):
        item.release(request.user)
    elif not item.claim(request.user):
        messages.info(request, _("%(name)s is looking at this.") % {"name": item.claimed_by})
    return HttpResponseRedirect(f"{_back_to(request).url(item=item.pk)}#item-title", status=303)


@deed(may_review)
@for_moderators
def bulk(request: HttpRequest) -> HttpResponse:
    """One decision about up to a hundred comments, each with the state of it that was seen; what came of each."""
    form = BulkForm(request.POST, prefix="bulk")
    chosen = [value.partition(".")[::2] for value in dict.fromkeys(request.POST.getlist("chosen"))]
    if not chosen:
        form.add_error(None, _("Tick the comments that you mean."))
    elif len(chosen) > desk.MOST_AT_ONCE:
        form.add_error(None, _("At most %(n)d comments can be decided at once.") % {"n": desk.MOST_AT_ONCE})
    if not form.is_valid():
        return _show_queue(request, None, _back_to(request), bulk_form=form, status=422)
    results = _decide_all(request.user, chosen, form.cleaned_data["to"], form.cleaned_data["reason"])
    totals = {outcome: sum(kind == outcome for _comment, kind, _why in results) for outcome in (DONE, CHANGED, GONE)}
    context = {
        "results": results,
        "totals": totals | {REFUSED: len(results) - sum(totals.values())},
        "decision": BulkForm.LABELS[form.cleaned_data["to"]],
        "back_url": _back_to(request).url(),
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
    words = {reply.reason: reply.text for reply in desk.replies_in("en")} if to in REMOVALS else {}
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
        except NotAllowed as problem:
            results.append((comment, REFUSED, str(problem)))
        else:
            results.append((comment, DONE, ""))
    return results


@deed(may_decide)
@for_moderators
def close_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close the discussion in which a comment stands, with a reason for readers; or open it again."""
    comment = _comment_at(request, public_id)
    thread, _made = Thread.objects.get_or_create(article=comment.article)
    if request.POST.get("open"):
        thread.reopen()
        messages.success(request, _("The discussion is open again."))
        return _back_to_item(request, comment)
    form = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        messages.error(request, _("Say why the discussion is closed: readers will see it."))
        return _back_to_item(request, comment)
    thread.close(by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The discussion is closed."))
    return _back_to_item(request, comment)


def _back_to_item(request: HttpRequest, comment: Comment) -> HttpResponse:
    item = ReviewItem.objects.open().filter(comment=comment).first()
    if item is None:
        return redirect("moderation:history", comment.public_id)
    return HttpResponseRedirect(f"{_back_to(request).url(item=item.pk)}#item-title", status=303)


@deed(may_sanction)
@for_moderators
def give_sanction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the author of a comment a sanction over it; then their page."""
    comment = _comment_at(request, public_id)
    if not may_sanction(request.user, comment):
        raise Http404
    form = SanctionForm(request.POST, prefix="sanction")
    if form.is_valid():
        values = form.cleaned_data
        try:
            sanctions.give(
                comment,
                values["kind"],
                by=request.user,
                reason=values["reason"],
                length=form.chosen_length,
                minutes=values["minutes"] or 0,
                public_text=values["public_text"],
            )
        except sanctions.SanctionRefused as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("moderation:person", comment.author_id)
    return _show_person(request, comment.author, form, comment, status=422)


def _sanction_at(request: HttpRequest, pk: int) -> Sanction:
    """The sanction about which this moderator may decide: given over a comment of theirs. Raises Http404."""
    sanction = get_object_or_404(
        Sanction.objects.select_related("decision__comment__article__latest__category", "person"), pk=pk
    )
    if sanction.person is None or not may_decide(request.user, sanction.comment):
        raise Http404
    return sanction


@deed(may_decide)
@for_moderators
def confirm_sanction(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the second key."""
    sanction = _sanction_at(request, pk)
    try:
        sanctions.confirm(sanction, by=request.user)
    except sanctions.SanctionRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("You agreed: it is in force now."))
    return redirect("moderation:person", sanction.person_id)


@deed(may_decide)
@for_moderators
def lift_sanction(request: HttpRequest, pk: int) -> HttpResponse:
    """End a sanction before its time, with a reason."""
    sanction = _sanction_at(request, pk)
    try:
        sanctions.lift(sanction, by=request.user, reason=request.POST.get("reason", "").replace("\x00", ""))
    except sanctions.SanctionRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is lifted."))
    return redirect("moderation:person", sanction.person_id)


@require_safe
@never_cache
@for_moderators
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A writer's record and sanctions, for those in whose branches they have written."""
    found = get_object_or_404(get_user_model(), pk=pk)
    if not may_see_person(request.user, found):
        raise Http404
    return _show_person(request, found)


def _show_person(
    request: HttpRequest,
    found: Any,
    form: SanctionForm | None = None,
    comment: Comment | None = None,
    status: int = 200,
) -> HttpResponse:
    given = Sanction.objects.filter(person=found).select_related(
        "given_by", "confirmed_by", "lifted_by", "decision__comment__article__latest__category"
    )
    rows = []
    for sanction in given:
        state = sanction.state()
        decides = state in {"in_force", "waiting"} and may_decide(request.user, sanction.comment)
        rows.append(
            {
                "sanction": sanction,
                "state": state,
                "may_lift": decides,
                "may_confirm": decides and state == "waiting" and sanction.given_by_id != request.user.pk,
            }
        )
    context = {
        "person": found,
        "record": desk.record_of(found, request.user),
        "rows": rows,
        "comments": Comment.objects.reviewable_by(request.user)
        .filter(author=found, anonymous=False)
        .select_related("article__latest", "current_version")
        .order_by("-created_at", "-pk")[:20],
        "lift_form": LiftForm(),
        "sanction_form": form,
        "comment": comment,
    }
    return render(request, "moderation/person.html", context, status=status)
