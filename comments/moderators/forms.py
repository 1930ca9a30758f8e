"""The forms of the moderators' desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Decision, Sanction
from ..sanctions import MOST_MINUTES
from ..transitions import REMOVALS, TABLE

REASONS = [(code, capfirst(label)) for code, label in Decision.Reason.choices]
FOREVER = "forever"
LENGTHS = {
    "1": (_("one day"), timedelta(days=1)),
    "7": (_("a week"), timedelta(days=7)),
    "30": (_("30 days"), timedelta(days=30)),
    "90": (_("90 days"), timedelta(days=90)),
    "365": (_("a year"), timedelta(days=365)),
    FOREVER: (_("without an end (to silence somebody, a second moderator has to agree)"), None),
}


class DecisionForm(forms.Form):
    """What a moderator decides about a comment, and about which state of it."""

    LABELS = {
        Comment.Status.PUBLISHED: _("Approve"),
        Comment.Status.HELD: _("Hold for review"),
        Comment.Status.REJECTED: _("Reject"),
        Comment.Status.SPAM: _("Spam"),
    }

    # To "publish" means something else for what is public already, and for what was removed.
    LABELS_OF_PUBLISHING = {
        Comment.Status.PUBLISHED: _("Keep"),
        Comment.Status.REJECTED: _("Publish again"),
        Comment.Status.SPAM: _("Publish again"),
    }

    to = forms.ChoiceField(label=_("Decision"))
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("Choose a reason to remove it")), *REASONS],
    )
    public_text = forms.CharField(
        label=_("Words to the writer"),
        required=False,
        max_length=2000,
        help_text=_("Left empty, a removal sends the reply for its reason."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=_("Note for other moderators"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen_lock = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = {to for (now, to), roles in TABLE.items() if now == comment.status and "moderator" in roles}
        labels = dict(self.LABELS)
        labels[Comment.Status.PUBLISHED] = self.LABELS_OF_PUBLISHING.get(comment.status, self.LABELS["published"])
        # A decision that somebody else has made meanwhile is still a decision: the deed itself finds that out.
        self.fields["to"].choices = [(to, label) for to, label in labels.items() if to in possible or self.is_bound]

    @classmethod
    def fresh(cls, comment: Comment, **chosen: str) -> DecisionForm:
        """A form about `comment` as it is now, with what was chosen before still chosen."""
        version = comment.current_version.number if comment.current_version else ""
        return cls(initial={"seen_lock": comment.lock_version, "version": version, **chosen}, comment=comment)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("to") in REMOVALS and not values.get("reason"):
            self.add_error("reason", _("Choose a reason: the writer will be told."))
        return values


class BulkForm(forms.Form):
    """One decision about many comments. Each is named with the state of it that the moderator saw."""

    LABELS = {
        Comment.Status.PUBLISHED: _("Approve"),
        Comment.Status.REJECTED: _("Reject"),
        Comment.Status.SPAM: _("Spam"),
    }

    to = forms.ChoiceField(label=_("Decision"), choices=list(LABELS.items()))
    reason = forms.ChoiceField(
        label=_("Reason, to remove them"), required=False, choices=[("", _("Choose a reason")), *REASONS]
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("to") in REMOVALS and not values.get("reason"):
            self.add_error("reason", _("Choose a reason: the writers will be told."))
        return values


class AppealAnswerForm(forms.Form):
    """The answer to an appeal."""

    UPHOLD, TURN_DOWN = "uphold", "turn_down"
    LABELS = {UPHOLD: _("They are right: take it back"), TURN_DOWN: _("It stands")}

    to = forms.ChoiceField(choices=list(LABELS.items()))
    answer = forms.CharField(
        label=_("Words to the person"),
        required=False,
        max_length=2000,
        help_text=_("If it stands, say why. If it is taken back and you say nothing, we say sorry."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("to") == self.TURN_DOWN and not values.get("answer", "").strip():
            self.add_error("answer", _("Say why it stands: the person has asked for a reason."))
        return values


class CloseForm(forms.Form):
    """To close a discussion, with the sentence that readers get."""

    reason = forms.CharField(label=_("Why, in a sentence for readers"), max_length=200)


class SanctionForm(forms.Form):
    """What somebody may not do for a time."""

    kind = forms.ChoiceField(label=_("What"), choices=Sanction.Kind.choices)
    length = forms.ChoiceField(
        label=_("For how long"), initial="7", choices=[(key, label) for key, (label, _length) in LENGTHS.items()]
    )
    minutes = forms.IntegerField(
        label=_("Minutes between two comments"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        initial=30,
        help_text=_("Only for slowing down."),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *REASONS])
    public_text = forms.CharField(
        label=_("Words to the person"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == Sanction.Kind.SLOW and not values.get("minutes"):
            self.add_error("minutes", _("Say how many minutes lie between two comments."))
        return values

    @property
    def chosen_length(self) -> timedelta | None:
        return LENGTHS[self.cleaned_data["length"]][1]


class LiftForm(forms.Form):
    """Why a sanction ends before its time."""

    reason = forms.CharField(label=_("Why it is lifted"), max_length=300)
