"""What people do with comments of their own: change them for a while, and take them away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Edition

from .. import editing, threads
from ..limits import Limit
from ..models import Comment, Decision
from ..policy import Refused, deed, may_edit, may_withdraw
from ..posting import AskFirst, PostRefused, question_about
from ..rendering import MAX_TEXT_LENGTH
from ..transitions import NotAllowed, transition
from .asking import ask, wants_to_leave_out
from .forms import EditForm
from .guests import says_elsewhere, too_often

# Somebody who mends their words again and again within minutes fills the history of it, and the queue.
CHANGES_OF_A_PERSON = Limit("changes of a person", most=20, seconds=600)
STATUS_OF_REFUSAL = {"too_often": 429, "empty": 422, "too_long": 422, "login": 403, "suspended": 403, "stale_form": 403}
# After these the words can be sent again from the page that gives them back.
TRY_AGAIN = frozenset({"too_often", "empty", "too_long", "changed", "stale_form"})


@deed(may_edit, has_page=True)
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change one's own comment: read to get the form, post to save. Whatever stands in the way, the words come back."""
    form = EditForm(request.POST) if request.method == "POST" else None
    if not request.user.is_authenticated:
        return _give_back(request, public_id, form, _login()) if form else redirect_to_login(request.path)
    comment = _find(public_id)
    if comment.author_id != request.user.pk:
        # Somebody logged in with another account in another tab: the words are theirs, the comment is not.
        if form and form.writer_id() == comment.author_id:
            return _give_back(request, public_id, form, _other_account(request))
        raise Http404
    if form is None:
        answer = may_edit(request.user, comment)
        fresh = EditForm.of(
            comment, request.user, text=comment.current_version.source, seen=editing.seen_state(comment)
        )
        return _show_form(request, comment, fresh if answer.is_allowed else None, answer)
    if wait := CHANGES_OF_A_PERSON.take(str(request.user.pk)):
        return _refuse(request, public_id, form, Refused("too_often", too_often(wait)))
    if wants_to_leave_out(request):
        return _ask(request, comment, form, question_about(form.typed("text"), request.user, comment.article))
    try:
        comment = editing.edit(
            comment,
            form.typed("text"),
            by=request.user,
            seen=form.typed("seen"),
            answered=form.is_answered_by(request.user),
        )
    except AskFirst as question:
        return _ask(request, comment, form, question)
    except PostRefused as problem:
        return _refuse(request, public_id, form, problem.refused)
    return HttpResponseRedirect(threads.landing_url(comment), status=303)


def _ask(request: HttpRequest, comment: Comment, form: EditForm, question: AskFirst) -> HttpResponse:
    return ask(request, question, form, edition=_edition_of(comment), action=request.path, is_change=True)


def give_edit_back(request: HttpRequest, public_id: str) -> HttpResponse | None:
    """The answer to a change whose form has lost its token, with the words in it; None for a forged one."""
    if says_elsewhere(request):
        return None
    form = EditForm(request.POST)
    refused = Refused(
        "stale_form",
        _("Your log-in has changed since you opened this page, for example in another tab. Send it again."),
    )
    is_author = request.user.is_authenticated and Comment.objects.filter(public_id=public_id, author=request.user)
    return _refuse(request, public_id, form, refused) if is_author else _give_back(request, public_id, form, refused)


def _find(public_id: str) -> Comment:
    return get_object_or_404(Comment.objects.select_related("article", "current_version"), public_id=public_id)


def _login() -> Refused:
    return Refused("login", _("Your log-in has ended. Log in, then put your words back into the box."))


def _other_account(request: HttpRequest) -> Refused:
    return Refused(
        "other_account",
        _("This was written while another account was logged in. Now you are %(name)s.") % {"name": request.user},
    )


def _refuse(request: HttpRequest, public_id: str, form: EditForm, refused: Refused) -> HttpResponse:
    """The form again for what can be sent again, about the comment as it is now; else the words to copy."""
    comment = _find(public_id)
    if refused.reason not in TRY_AGAIN or not may_edit(request.user, comment).is_allowed:
        return _give_back(request, public_id, form, refused)
    fresh = EditForm.of(comment, request.user, text=form.typed("text"), seen=editing.seen_state(comment))
    return _show_form(request, comment, fresh, refused, status=STATUS_OF_REFUSAL.get(refused.reason, 409))


def _show_form(
    request: HttpRequest, comment: Comment, form: EditForm | None, answer: Any, status: int = 200
) -> HttpResponse:
    edition = _edition_of(comment)
    context = {
        "comment": comment,
        "edition": edition,
        "form": form,
        "refusal": None if answer.is_allowed else answer,
        "max_length": MAX_TEXT_LENGTH,
        # In another tab or by a moderator: the writer sees what stands there now beside what they wrote.
        "now": comment.current_version.html if form and not answer.is_allowed and answer.reason == "changed" else "",
    }
    return render(request, "comments/edit.html", context, status=status)


def _give_back(request: HttpRequest, public_id: str, form: EditForm, refused: Refused) -> HttpResponse:
    """The words to copy, on a page that tells nothing about the comment: who asks may not be its author."""
    context = {
        "heading": _("Your comment was not changed"),
        "words": form.typed("text"),
        "refusal": refused,
        "login_url": f"{reverse('account_login')}?next={reverse('comments:edit', args=[public_id])}",
        "back_url": reverse("comments:permalink", args=[public_id]),
    }
    return render(request, "comments/words_back.html", context, status=STATUS_OF_REFUSAL.get(refused.reason, 409))


def _edition_of(comment: Comment) -> Edition:
    """What the comment stands below, now or when it was written. Raises Http404 where nothing ever was public."""
    edition = comment.article.editions.live().first() or Edition.objects.filter(pk=comment.edition_id).first()
    if edition is None:
        raise Http404
    return edition


@deed(may_withdraw, has_page=True)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take one's own comment away: read to be asked once more, post to do it. Done twice is done once."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    comment = _find(public_id)
    if not may_withdraw(request.user, comment):
        raise Http404
    if request.method == "POST":
        try:
            transition(comment, Comment.Status.WITHDRAWN, actor=request.user, role=Decision.Role.AUTHOR)
        except NotAllowed:
            pass
        else:
            return HttpResponseRedirect(reverse("comments:permalink", args=[public_id]), status=303)
        status = 409
    else:
        status = 200
    can_go = comment.status in {Comment.Status.HELD, Comment.Status.PUBLISHED}
    context = {"comment": comment, "edition": _edition_of(comment), "can_go": can_go}
    return render(request, "comments/withdraw.html", context, status=status)
