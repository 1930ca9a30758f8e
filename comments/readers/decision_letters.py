"""What the writer of a comment is told of a decision about it: about which words, by which rule, and what can be done.

Who decided is told as machine or human and never by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..appeals import removal_in_question
from ..models import Appeal, Comment, CommentVersion, Decision, ReasonTemplate
from ..policy import may_resubmit

Status, Role, Reason = Comment.Status, Decision.Role, Decision.Reason

# Decisions that somebody else made about a comment.
OTHERS = (Role.MODERATOR, Role.ARTICLE_AUTHOR, Role.RULE, Role.PRIVACY)

# The rule behind each reason, where the moderators quote no line of their own rules (`ReasonTemplate.rule`).
RULES = {
    Reason.AT_RISK: gettext_lazy("Nothing may stand here that could put somebody in danger."),
    Reason.DANGEROUS_ADVICE: gettext_lazy(
        "Never tell others what dose to take, or to start, stop or change a medicine."
    ),
    Reason.SELLING: gettext_lazy("No selling of medicines, and no telling where to get them."),
    Reason.MISLEADING: gettext_lazy(
        "No promises of cures. If something helped you, say so. Do not say that it will help everyone."
    ),
    Reason.PERSONAL_INFORMATION: gettext_lazy(
        "No personal information about others, and no details by which someone could be recognised."
    ),
    Reason.IMPERSONATION: gettext_lazy("Be honest about who you are."),
    Reason.SPAM: gettext_lazy("No advertising, no links to shops, no collecting of money."),
    Reason.ABUSE: gettext_lazy("Be kind. Disagree with what was said, not with the person."),
    Reason.OTHER: gettext_lazy("Comments keep to the community rules."),
}
# What would let the comment stand.
CHANGES = {
    Reason.AT_RISK: gettext_lazy(
        "Leave out what could lead somebody to harm. How you feel may stand: say that, and people will answer kindly."
    ),
    Reason.DANGEROUS_ADVICE: gettext_lazy(
        "Tell what happened to you and what you decided with those who treat you. Leave out amounts, and what others"
        " should take or stop."
    ),
    Reason.SELLING: gettext_lazy("Leave out where a medicine can be had, and every way to reach a seller."),
    Reason.MISLEADING: gettext_lazy(
        "Say it as your own experience, or say where it comes from, so that others can check it."
    ),
    Reason.PERSONAL_INFORMATION: gettext_lazy(
        "Leave out names, addresses, numbers and whatever else tells who somebody is."
    ),
    Reason.IMPERSONATION: gettext_lazy(
        "Leave out the title or the profession. If it is yours, the site can check it and show it beside your name."
    ),
    Reason.SPAM: gettext_lazy("Leave out the offer and its links."),
    Reason.ABUSE: gettext_lazy("Say what you disagree with, and leave out what is aimed at a person."),
    Reason.OTHER: gettext_lazy("Read the community rules once more, and write it in the way that they ask for."),
}
HEADINGS = {
    Status.HELD: gettext_lazy("This comment is being looked at"),
    Status.PUBLISHED: gettext_lazy("This comment may stand"),
    Status.REJECTED: gettext_lazy("This comment was removed"),
    Status.SPAM: gettext_lazy("This comment was removed as advertising"),
    Status.ERASED: gettext_lazy("This comment was erased"),
}


@dataclass(frozen=True)
class DecisionLetter:
    """A decision in the words that the writer of the comment gets. Where nothing is to be said, a part is empty."""

    decision: Decision
    heading: str
    decided_by: str
    # The words that were decided about, where the comment says something else by now.
    version: CommentVersion
    is_about_other_words: bool
    reason: str = ""
    rule: str = ""
    change: str = ""
    words: str = ""
    appeal: Appeal | None = None
    may_appeal: bool = False
    may_resubmit: bool = False


def write_letters(comments: Iterable[Comment], writer: Any) -> None:
    """Give each of the writer's `comments` its `letter`: what was decided last, or None. Two queries.

    They come with `decided`: the decisions that others made about them, the newest first.
    """
    comments = list(comments)
    newest = {comment.pk: comment.decided[0] for comment in comments if comment.decided}
    appeals = {
        appeal.decision_id: appeal
        for appeal in Appeal.objects.filter(appellant=writer, decision__comment__in=comments, sanction=None)
    }
    quoted = ReasonTemplate.objects.exclude(rule="").values_list("reason", "language", "rule")
    lines = {(reason, language): rule for reason, language, rule in quoted}
    for comment in comments:
        decision = newest.get(comment.pk)
        comment.letter = _letter(comment, decision, appeals, lines) if decision else None


def _letter(
    comment: Comment, decision: Decision, appeals: dict[int, Appeal], lines: dict[tuple[str, str], str]
) -> DecisionLetter | None:
    if not (decision.from_status or decision.reason or decision.public_text):
        return None  # how it came in is said by its state
    facts: dict[str, Any] = {
        "decision": decision,
        "heading": str(HEADINGS.get(decision.to_status, decision.get_to_status_display())),
        "decided_by": _("A rule of this site decided, without a person.")
        if decision.actor_role == Role.RULE
        else _("A person read it and decided."),
        "version": decision.version,
        "is_about_other_words": decision.version_id != comment.current_version_id,
        # The answer to an appeal stands beside the removal, and beside the decision that took it back.
        "appeal": appeals.get(decision.pk) or appeals.get(decision.reverses_id),
        "may_appeal": decision.pk not in appeals and removal_in_question(comment, newest=decision) is not None,
    }
    if decision.to_status == Status.SPAM:
        # A plain notice: whoever sends advertising learns nothing from it.
        return DecisionLetter(**facts)
    language = comment.article.language
    line = lines.get((decision.reason, language)) or lines.get((decision.reason, language.split("-")[0]), "")
    return DecisionLetter(
        **facts,
        reason=str(decision.get_reason_display()) if decision.reason else "",
        rule=line or str(RULES.get(decision.reason, "")),
        change=str(CHANGES.get(decision.reason, "")),
        words=decision.public_text,
        may_resubmit=may_resubmit(comment.author, comment),
    )
