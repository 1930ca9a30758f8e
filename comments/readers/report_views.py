"""Saying that a comment should not stand: for readers, and for people without an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Edition

from .. import reporting, threads
from ..limits import Limit
from ..models import Comment, IgnoredPerson, MutedThread, Report
from ..policy import Allowed, Refused, deed, may_take_part
from .guests import guest_deed, says_elsewhere, too_often
from .report_forms import ConcernForm, ReportForm

READERS_LIMIT = Limit("report", most=30, seconds=3600)
GUESTS_LIMIT = Limit("concern", most=5, seconds=3600)
STATUS_OF_REFUSAL = {"login": 403, "suspended": 403, "elsewhere": 403, "stale_form": 403, "too_often": 429}


def may_raise_concern(_user: Any) -> Allowed:
    """Whether somebody may report what is illegal or personal: everybody may. `guest_deed` guards the way in."""
    return Allowed()


@deed(may_take_part, has_page=True)
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a comment: read to get the form and to see what became of one's reports, post to send."""
    form = ReportForm(request.POST) if request.method == "POST" else None
    answer = may_take_part(request.user)
    if not answer.is_allowed:
        if form is None:
            return redirect_to_login(request.path)
        return _give_back(request, public_id, form, Refused("login", _("Your log-in has ended. Log in to send it.")))
    comment, edition = _find(public_id, form)
    if comment.author_id == request.user.pk:
        refused = Refused("own", _("This is your own comment. You can withdraw it."))
        return _give_back(request, public_id, form or ReportForm({}), refused)
    if not _is_read(comment, edition):
        return _give_back(request, public_id, form, _gone())
    if form is None:
        return _show(request, comment, edition, _fresh(ReportForm, comment))
    if not form.is_valid():
        return _show(request, comment, edition, form, status=422)
    wait = READERS_LIMIT.take(str(request.user.pk))
    if wait:
        response = _give_back(request, public_id, form, Refused("too_often", too_often(wait)))
        response["Retry-After"] = str(wait)
        return response
    try:
        reporting.report(comment, by=request.user, **form.cleaned_data)
    except reporting.NotReportable:
        return _give_back(request, public_id, form, _gone())
    return HttpResponseRedirect(request.path, status=303)


@guest_deed(may_raise_concern, limit=GUESTS_LIMIT)
def concern(request: HttpRequest, public_id: str, refused: Refused | None) -> HttpResponse:
    """Report illegal or personal content without an account. The page is the same for everybody and may be kept."""
    form = ConcernForm(request.POST) if request.method == "POST" else None
    if form is None and request.user.is_authenticated:
        return redirect("comments:report", public_id=public_id)
    comment, edition = _find(public_id, form)
    if not _is_read(comment, edition):
        return _give_back(request, public_id, form, _gone())
    if form is None:
        return _show_concern(request, comment, edition, _fresh(ConcernForm, comment))
    if refused:
        return _show_concern(request, comment, edition, form, refused, STATUS_OF_REFUSAL[refused.reason])
    if not form.is_valid():
        return _show_concern(request, comment, edition, form, status=422)
    by = request.user if request.user.is_authenticated else None
    try:
        reporting.report(comment, by=by, **form.cleaned_data)
    except reporting.NotReportable:
        return _give_back(request, public_id, form, _gone())
    return HttpResponseRedirect(f"{request.path}?sent=1", status=303)


def give_report_back(request: HttpRequest, public_id: str) -> HttpResponse | None:
    """The answer to a report whose form has lost its token, with the words to copy; None for a forged one."""
    if says_elsewhere(request):
        return None
    refused = Refused(
        "stale_form", _("Your log-in has changed since you opened this page, for example in another tab.")
    )
    return _give_back(request, public_id, ReportForm(request.POST), refused)


def _find(public_id: str, form: ReportForm | None) -> tuple[Comment, Edition | None]:
    """The comment and the edition that it stands below now. Raises Http404 for what this reader can't have read; with a
    `form` what was public once is still found, so that its words can be given back.
    """
    comment = get_object_or_404(
        Comment.objects.select_related("article", "author", "published_version"), public_id=public_id
    )
    edition = comment.article.editions.live().first()
    if not _is_read(comment, edition) and (form is None or comment.published_at is None):
        raise Http404
    return comment, edition


def _is_read(comment: Comment, edition: Edition | None) -> bool:
    return comment.is_public and edition is not None


def _gone() -> Refused:
    return Refused("gone", _("This comment is no longer shown, so there is nothing left to report."))


def _fresh(kind: type[ReportForm], comment: Comment) -> ReportForm:
    return kind(initial={"seen": comment.published_version.number})


def _show(
    request: HttpRequest, comment: Comment, edition: Edition | None, form: ReportForm, status: int = 200
) -> HttpResponse:
    root = comment.root_id or comment.pk
    context = {
        "comment": comment,
        "edition": edition,
        "form": form,
        "name": threads.shown_name(comment),
        "reports": Report.objects.filter(comment=comment, reporter=request.user),
        # Nobody without a name can be ignored: that would tell which of the others they are.
        "can_ignore": comment.author_id is not None and not comment.anonymous,
        "ignores": IgnoredPerson.objects.filter(person=request.user, ignored=comment.author_id).exists(),
        "mutes": MutedThread.objects.filter(person=request.user, root=root).exists(),
    }
    return render(request, "comments/report.html", context, status=status)


def _show_concern(
    request: HttpRequest,
    comment: Comment,
    edition: Edition | None,
    form: ReportForm,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "comment": comment,
        "edition": edition,
        "form": form,
        "refusal": refused,
        "name": threads.shown_name(comment),
        "sent": request.method != "POST" and request.GET.get("sent") == "1",
    }
    return render(request, "comments/concern.html", context, status=status)


def _give_back(request: HttpRequest, public_id: str, form: ReportForm, refused: Refused) -> HttpResponse:
    context = {
        "heading": _("Your report was not sent"),
        "words": form.words(),
        "refusal": refused,
        "login_url": f"{reverse('account_login')}?next={reverse('comments:report', args=[public_id])}",
        "back_url": reverse("comments:permalink", args=[public_id]),
    }
    return render(request, "comments/words_back.html", context, status=STATUS_OF_REFUSAL.get(refused.reason, 409))
