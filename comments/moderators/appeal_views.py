"""The appeals that wait, and the answer to one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import appeals as deeds
from ..models import Appeal
from ..policy import deed, may_answer_appeal
from ..transitions import Conflict, NotAllowed
from .card import record_of
from .doors import for_moderators
from .forms import AppealAnswerForm

ON_A_PAGE = 25


@require_safe
@never_cache
@for_moderators
def appeals(request: HttpRequest) -> HttpResponse:
    """Those that wait in this moderator's branches, the one with the nearest deadline first."""
    waiting = Appeal.objects.open().for_reviewer(request.user).order_by("due_at", "pk")
    shown = waiting.select_related("appellant", "sanction", "decision__comment__article__latest")
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    just = Appeal.objects.filter(decided_by=request.user, decided_at__gt=timezone.now() - deeds.UNDO_WINDOW)
    return render(request, "moderation/appeals.html", {"page_obj": page, "just_answered": just.first()})


def _appeal_at(request: HttpRequest, pk: int) -> Appeal:
    """The appeal in a branch of this moderator. Raises Http404."""
    found = Appeal.objects.select_related(
        "appellant", "decided_by", "sanction__given_by", "decision__actor", "decision__version",
        "decision__comment__article__latest__category", "decision__comment__author",
    )  # fmt: skip
    appeal = get_object_or_404(found, pk=pk)
    if not may_answer_appeal(request.user, appeal):
        raise Http404
    return appeal


@deed(may_answer_appeal, has_page=True)
@for_moderators
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal with the words, the decision, the letter and what the person says; post to answer."""
    found = _appeal_at(request, pk)
    if request.method != "POST":
        return _show(request, found, AppealAnswerForm())
    form = AppealAnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    words = form.cleaned_data["answer"].replace("\x00", "")
    answer = deeds.uphold if form.cleaned_data["to"] == AppealAnswerForm.UPHOLD else deeds.turn_down
    try:
        answer(found, by=request.user, answer=words)
    except (deeds.AppealRefused, NotAllowed, Conflict) as problem:
        form.add_error(None, str(problem))
        return _show(request, _appeal_at(request, pk), form, status=409)
    messages.success(request, _("The appeal is answered. The person hears of it in a moment."))
    return HttpResponseRedirect(reverse("moderation:appeals"), status=303)


def _show(request: HttpRequest, appeal: Appeal, form: AppealAnswerForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "appeal": appeal,
        "comment": appeal.comment,
        "why_not": deeds.why_not(appeal, request.user),
        "form": form,
        "record": record_of(appeal.appellant, request.user) if appeal.appellant else None,
    }
    return render(request, "moderation/appeal.html", context, status=status)


@deed(may_answer_appeal)
@for_moderators
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the answer that this moderator has just given."""
    found = _appeal_at(request, pk)
    try:
        deeds.take_back(found, by=request.user)
    except (deeds.AppealRefused, NotAllowed, Conflict) as problem:
        messages.warning(request, str(problem))
        return redirect("moderation:appeals")
    messages.success(request, _("Undone: all is as it was."))
    return redirect("moderation:appeal", pk)
