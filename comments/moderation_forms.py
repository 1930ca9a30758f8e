"""The forms of the moderators' desk, beside the one for a single decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .models import Comment, Decision, Sanction
from .sanctions import MOST_MINUTES
from .transitions import REMOVALS

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
