"""The step before words are posted: what was found in them, and whether their writer wants them posted as they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.differences import marked
from articles.models import Edition

from ..posting import AskFirst
from ..rendering import MAX_TEXT_LENGTH
from ..screening import PERSONAL, Findings
from .forms import CommentForm


def ask(
    request: HttpRequest, question: AskFirst, form: CommentForm, *, edition: Edition, action: str, is_change: bool
) -> HttpResponse:
    """The page that shows what was found, with the words to change or to post as they are. Nothing was written.

    Asked to take the marked words out, it fills the box without them. `action` takes the answer, `is_change` says that
    a comment is to be changed.
    """
    asks = question.findings.asks
    is_left_out = wants_to_leave_out(request)
    text = without(question.text, question.findings) if is_left_out else question.text
    context = {
        "edition": edition,
        "action": action,
        "is_change": is_change,
        "is_personal": any(finding.kind in PERSONAL for finding in asks),
        "is_left_out": is_left_out,
        "will_wait": bool(question.findings.holds),
        "pieces": marked(question.text, [{"start": one.start, "end": one.end, "kind": one.kind} for one in asks]),
        "questions": _questions(question),
        "form": form.again(request.user, text=text),
        "as_it_is": form.again(request.user, text=question.text, is_answered=True),
        "max_length": MAX_TEXT_LENGTH,
    }
    response = render(request, "comments/asks.html", context, status=422)
    response["Cache-Control"] = "private, no-store"
    return response


def wants_to_leave_out(request: HttpRequest) -> bool:
    """Whether the writer wants to see their words without what was marked, before anything is posted."""
    return "leave_out" in request.POST


def _questions(question: AskFirst) -> list[dict[str, Any]]:
    """Each question once, with all the words that it is about."""
    found: dict[str, list[str]] = {}
    for finding in question.findings.asks:
        found.setdefault(finding.message, []).append(finding.words)
    return [{"message": message, "words": list(dict.fromkeys(words))} for message, words in found.items()]


def without(text: str, findings: Findings) -> str:
    """`text` with an ellipsis in the place of all personal information that was found."""
    for finding in sorted(findings.of_kind(*PERSONAL), reverse=True):
        text = f"{text[: finding.start]}{_('[left out]')}{text[finding.end :]}"
    return text
