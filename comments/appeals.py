"""The deeds of asking for a second look, and of answering: somebody else answers than who decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import sanctions
from .models import Appeal, Comment, Decision, RemovalRequest, Report, Sanction
from .models.appeal import ANSWER_WITHIN, APPEAL_LENGTH
from .other_moderators import WAIT, is_there_another
from .transitions import REMOVALS, UNANSWERED, UNDO_WINDOW, transition, undo

Status, Role, State = Comment.Status, Decision.Role, Appeal.State

# The name under which taking a removal back after an appeal stands in the history.
APPEAL = "appeal"
# Half a year, as the Digital Services Act gives at least (article 20).
MAY_APPEAL_FOR = timedelta(days=180)
# What the writer is told where the moderator finds no words of their own.
SORRY = gettext_lazy(
    "We looked at this again, and it was wrong to remove your comment. It is public again. We are sorry."
)
SORRY_FOR_SANCTION = gettext_lazy("We looked at this again, and it was wrong. It is lifted. We are sorry.")


class AppealRefused(Exception):
    """It can't be made or answered so; the message says why."""


def removal_in_question(
    comment: Comment, newest: Decision | None = None, at: datetime | None = None
) -> Decision | None:
    """The decision about `comment` that its writer may appeal against: the newest one, when it removed it. One query
    where the caller does not have the `newest`.
    """
    if comment.status not in REMOVALS:
        return None
    newest = newest or comment.decisions.last()
    if newest is None or newest.actor_role != Role.MODERATOR:
        return None
    return newest if (at or timezone.now()) - newest.created_at <= MAY_APPEAL_FOR else None


def appeal_removal(comment: Comment, text: str, *, by: Any, at: datetime | None = None) -> Appeal:
    """Ask for a second look at the removal of `comment`, in one's own words. Twice is once. Raises AppealRefused."""
    removal = removal_in_question(Comment.objects.get(pk=comment.pk), at=at)
    if by.pk != comment.author_id or removal is None:
        raise AppealRefused(_("There is no removal of this comment that you can appeal against."))
    return _file(text, by, at, decision=removal, sanction=None)


def appeal_sanction(sanction: Sanction, text: str, *, by: Any, at: datetime | None = None) -> Appeal:
    """Ask for a second look at a sanction that binds. Twice is once. Raises AppealRefused."""
    if by.pk != sanction.person_id or sanction.state(at) != "in_force":
        raise AppealRefused(_("This is over, so there is nothing to appeal against."))
    return _file(text, by, at, decision=sanction.decision, sanction=sanction)


def _file(text: str, by: Any, at: datetime | None, **against: Any) -> Appeal:
    now, text = at or timezone.now(), text.replace("\x00", "").strip()
    if not text:
        raise AppealRefused(_("Say in your own words why you see it differently."))
    if len(text) > APPEAL_LENGTH:
        raise AppealRefused(_("%(most)d characters are the most.") % {"most": APPEAL_LENGTH})
    try:
        with transaction.atomic():
            return Appeal.objects.create(appellant=by, text=text, created_at=now, due_at=now + ANSWER_WITHIN, **against)
    except IntegrityError:
        return Appeal.objects.get(appellant=by, **against)


def _involved(appeal: Appeal) -> set[int | None]:
    """Those who made the decision in question, or asked for it: they don't answer. Two or three queries."""
    decision = appeal.decision
    people = {appeal.appellant_id}
    if appeal.sanction:
        people |= {appeal.sanction.given_by_id, appeal.sanction.confirmed_by_id}
    else:
        people.add(decision.actor_id)
        keys = RemovalRequest.objects.filter(decision=decision).values_list("asked_by", "settled_by")
        people.update(pk for row in keys for pk in row)
    people.update(Report.objects.filter(comment=decision.comment_id).values_list("reporter", flat=True))
    return people


def why_not(appeal: Appeal, user: Any, at: datetime | None = None) -> str:
    """Why `user`, who moderates there, does not answer `appeal`; "" when they do.

    Where nobody is left who took no part, the others but the appellant may answer after a day.
    """
    if not appeal.is_open:
        return _("This was answered already.")
    if user.pk == appeal.appellant_id:
        return _("Somebody else has to answer an appeal of your own.")
    involved = _involved(appeal)
    if user.pk not in involved:
        return ""
    if is_there_another(appeal.comment.article, besides=involved):
        return _("You took part in what this is about. Another moderator has to answer it.")
    free_at = appeal.created_at + WAIT
    if free_at <= (at or timezone.now()):
        return ""
    when = date_format(timezone.localtime(free_at), "DATETIME_FORMAT")
    return _(
        "You took part in what this is about, and nobody else moderates here. In place of a second person a day has to"
        " pass: you can answer from %(when)s."
    ) % {"when": when}


def uphold(appeal: Appeal, *, by: Any, answer: str = "", at: datetime | None = None) -> Appeal:
    """Take back what `appeal` is against: that decision or that sanction alone. Without an `answer` it says sorry.

    The caller has asked `policy.may_decide`. Raises AppealRefused; NotAllowed and Conflict as `transition` does.
    """
    now = at or timezone.now()
    _check_may_answer(appeal, by, now)
    if appeal.sanction:
        sanctions.lift(appeal.sanction, by=by, reason=_("After an appeal"), at=now)
        words = answer.strip() or str(SORRY_FOR_SANCTION)
        Appeal.objects.filter(pk=appeal.pk, decided_by=by, decided_at=now).update(answer=words)
    else:
        transition(
            appeal.comment,
            Status.PUBLISHED,
            actor=by,
            role=Role.MODERATOR,
            rule=APPEAL,
            public_text=answer.strip() or str(SORRY),
            second_asked=True,
            at=now,
        )
    return Appeal.objects.get(pk=appeal.pk)


def turn_down(appeal: Appeal, *, by: Any, answer: str, at: datetime | None = None) -> Appeal:
    """Let the decision stand, and say why. The caller has asked `policy.may_decide`. Raises AppealRefused."""
    now, answer = at or timezone.now(), answer.strip()
    _check_may_answer(appeal, by, now)
    if not answer:
        raise AppealRefused(_("Say why the decision stands: the person has asked for a reason."))
    Appeal.objects.filter(pk=appeal.pk).answer(State.NOT_UPHELD, by=by, words=answer, at=now, tell_at=now + UNDO_WINDOW)
    return Appeal.objects.get(pk=appeal.pk)


def _check_may_answer(appeal: Appeal, by: Any, now: datetime) -> None:
    if problem := why_not(Appeal.objects.get(pk=appeal.pk), by, now):
        raise AppealRefused(problem)


def take_back(appeal: Appeal, *, by: Any, at: datetime | None = None) -> Appeal:
    """Undo the answer that `by` has just given, before anybody hears of it. Raises AppealRefused; NotAllowed and
    Conflict as `undo` does.
    """
    now = at or timezone.now()
    if appeal.is_open or appeal.decided_by_id != by.pk or now - appeal.decided_at > UNDO_WINDOW:
        raise AppealRefused(_("It is too late to take this answer back."))
    if appeal.outcome:
        undo(appeal.outcome, actor=by, at=now)
    else:
        with transaction.atomic():
            if appeal.sanction and appeal.state == State.UPHELD:
                sanctions.put_back(appeal.sanction, lifted_at=appeal.decided_at)
            Appeal.objects.filter(pk=appeal.pk, told_at=None, decided_at=appeal.decided_at).update(**UNANSWERED)
    return Appeal.objects.get(pk=appeal.pk)
