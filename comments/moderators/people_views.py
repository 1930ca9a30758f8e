"""The deeds about people and about a whole discussion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import sanctions
from ..models import Comment, Sanction, Thread
from ..policy import deed, may_decide, may_sanction, may_see_person
from .card import record_of
from .doors import back_to_item, comment_at, for_moderators
from .forms import CloseForm, LiftForm, SanctionForm


@deed(may_sanction)
@for_moderators
def give_sanction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the author of a comment a sanction over it; then their page."""
    comment = comment_at(request, public_id)
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
        "record": record_of(found, request.user),
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


@deed(may_decide)
@for_moderators
def close_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close the discussion in which a comment stands, with a reason for readers; or open it again."""
    comment = comment_at(request, public_id)
    thread, _made = Thread.objects.get_or_create(article=comment.article)
    if request.POST.get("open"):
        thread.reopen()
        messages.success(request, _("The discussion is open again."))
        return back_to_item(request, comment)
    form = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        messages.error(request, _("Say why the discussion is closed: readers will see it."))
        return back_to_item(request, comment)
    thread.close(by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The discussion is closed."))
    return back_to_item(request, comment)
