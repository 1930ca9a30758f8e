"""What a writer can do about a decision: read why, write the comment anew, or ask for a second look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import appeals, posting
from ..models import Appeal, Comment, Sanction
from ..policy import deed, may_appeal, may_appeal_sanction, may_comment, may_resubmit
from . import drafts
from .forms import AppealForm
from .my_views import sanctions_of, show_letters, with_decisions


@require_safe
@never_cache
@login_required
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letter about one of one's own comments, where a mail leads to."""
    comment = _own(request, public_id)
    return render(request, "comments/decision.html", {"comment": comment})


def _own(request: HttpRequest, public_id: str) -> Comment:
    """One's own comment with its letter. Raises Http404."""
    comment = get_object_or_404(with_decisions(Comment.objects.all()), public_id=public_id)
    if not may_appeal(request.user, comment):
        raise Http404
    show_letters([comment], request.user)
    return comment


@deed(may_appeal, has_page=True)
def appeal_removal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a second look at the removal of one's own comment: read for the form, post to ask."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    comment = _own(request, public_id)
    return _appeal(
        request,
        {"comment": comment, "asked": comment.letter and comment.letter.appeal},
        comment.letter is not None and comment.letter.may_appeal,
        lambda text: appeals.appeal_removal(comment, text, by=request.user),
        back=reverse("my:decision", args=[public_id]),
    )


@deed(may_appeal_sanction, has_page=True)
def appeal_sanction(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a second look at a sanction that binds one."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    sanction = get_object_or_404(Sanction.objects.select_related("decision"), pk=pk)
    if not may_appeal_sanction(request.user, sanction):
        raise Http404
    shown = next((each for each in sanctions_of(request.user) if each.pk == pk), None)
    asked = shown.appeal if shown else None
    return _appeal(
        request,
        {"sanction": sanction, "asked": asked},
        shown is not None and shown.binds and asked is None,
        lambda text: appeals.appeal_sanction(sanction, text, by=request.user),
        back=reverse("my:comments") + "#sanctions",
    )


def _appeal(
    request: HttpRequest, context: dict[str, Any], is_possible: bool, make: Callable[[str], Appeal], *, back: str
) -> HttpResponse:
    """The form, or what stands in its place; 422 for words that can't be taken and 409 for what is over, with them."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            make(form.cleaned_data["text"])
        except appeals.AppealRefused as problem:
            form.add_error("text", str(problem))
            status = 409
        else:
            messages.success(request, _("Your appeal is on its way to somebody else than who decided."))
            return HttpResponseRedirect(back, status=303)
    elif request.method == "POST":
        status = 422
    context |= {"form": form, "is_possible": is_possible or request.method == "POST", "back_url": back}
    return render(request, "comments/appeal.html", context, status=status)


@deed(may_resubmit)
def resubmit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the words of one's removed comment back in the box, where it stood. It stays removed; posting is asked anew.

    Where its place is gone it begins a thread; where nothing can be posted the page says why, and keeps the words.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("my:comments"))
    comment = get_object_or_404(
        Comment.objects.select_related("article", "current_version", "parent"), public_id=public_id
    )
    if not may_appeal(request.user, comment):
        raise Http404
    back = reverse("my:decision", args=[public_id])
    answer = may_comment(request.user, comment.article)
    if not may_resubmit(request.user, comment):
        messages.error(request, _("This comment can’t be written anew as it stands now."))
        return HttpResponseRedirect(back, status=303)
    if not answer.is_allowed:
        messages.error(request, answer.message)
        return HttpResponseRedirect(back, status=303)
    drafts.keep_again(request, comment, _place_of(comment))
    return HttpResponseRedirect(f"{comment.article.get_absolute_url()}?draft=1#comment-form", status=303)


def _place_of(comment: Comment) -> Comment | None:
    """What the comment answers, if that and all above it still stand."""
    if comment.parent is None:
        return None
    try:
        return posting.answerable(comment.article, comment.parent.public_id)[0]
    except posting.PostRefused:
        return None
