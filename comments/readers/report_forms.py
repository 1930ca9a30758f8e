"""What somebody says who reports a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Report
from ..models.report import NOTE_LENGTH

NEEDS_WORDS = {
    Report.Reason.MISLEADING: _("Tell us which sentence is false or misleading."),
    Report.Reason.OTHER: _("Tell us what is wrong."),
}


class ReportForm(forms.Form):
    """A reader's report."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[choice for choice in Report.Reason.choices if choice[0] != Report.Reason.ILLEGAL],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What should the moderators know?"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_(
            "For a false or misleading claim: which sentence is it, and is there a source that says otherwise? "
            "Only moderators read this."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        problem = NEEDS_WORDS.get(values.get("reason"))
        if problem and not values.get("note") and "note" not in self.errors:
            self.add_error("note", problem)
        return values

    def words(self) -> str:
        """What was typed, to be given back."""
        return str(self.data.get("note", "")).replace("\x00", "")


class ConcernForm(ReportForm):
    """The report of somebody without an account: often the person whom a comment is about."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("If a moderator may write to you about it. Only moderators see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["reason", "note", "email", "seen"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [
            (Report.Reason.PERSONAL_INFORMATION, _("It tells something personal about me or somebody else")),
            (Report.Reason.ILLEGAL, _("It is against the law")),
            (Report.Reason.AT_RISK, Report.Reason.AT_RISK.label),
        ]
        self.fields["note"].required = True
        self.fields["note"].help_text = _(
            "Which words is it about, and what is wrong with them? Only moderators read this."
        )
