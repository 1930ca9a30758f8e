"""The forms in which the rules are changed. Each gives a `Change`; none writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models.rule_change import FIRST_HELD
from .rules import MOST_FIRST_HELD, Change, Rules, Typed, read_lines

# More messages than these nobody reads before mending the first.
MOST_PROBLEMS = 20


class Lines(forms.CharField):
    """Text that is judged line by line, so that one bad character is the matter of its line."""

    def run_validators(self, value: str) -> None:
        """Nothing: see `rules.read_lines`."""


class EntriesForm(forms.Form):
    """What comes into a list, a line each, and what goes."""

    entries = Lines(
        label=gettext_lazy("Add, one a line"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off", "dir": "auto"}),
    )
    note = forms.CharField(label=gettext_lazy("Why, for other moderators"), required=False, max_length=200)

    def __init__(self, *args: Any, kind: str, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.rules, self.typed = kind, rules, Typed()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The entries that are to go, as far as they are there."""
        chosen = dict.fromkeys(self.data.getlist("remove")) if self.is_bound else ()
        return tuple(value for value in chosen if value in self.rules.values(self.kind))

    @property
    def skips(self) -> bool:
        """Whether the lines that could not be taken are meant to be left out."""
        return "skip" in self.data

    def clean_entries(self) -> str:
        """The text as it was typed. What its lines say is in `typed`."""
        text = self.cleaned_data["entries"]
        self.typed = read_lines(self.kind, text, self.rules)
        if self.typed.problems and not self.skips:
            raise ValidationError(self._told())
        return text

    def _told(self) -> list[str]:
        problems = self.typed.problems
        told = [
            _("Line %(line)d: %(message)s") % {"line": problem.line, "message": problem.message}
            for problem in problems[:MOST_PROBLEMS]
        ]
        left = len(problems) - len(told)
        if left:
            told.append(ngettext("And %(n)d line more.", "And %(n)d lines more.", left) % {"n": left})
        return told

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.typed.values and not self.ticked:
            if self.typed.known:
                raise ValidationError(_("All that stands in the list already."))
            raise ValidationError(_("Write what comes into the list, or tick what goes."))
        return values

    @property
    def can_skip(self) -> bool:
        """Whether something would be left to try without the lines that could not be taken."""
        return bool(self.typed.problems and (self.typed.values or self.ticked))

    @property
    def change(self) -> Change:
        """What a valid form asks for."""
        note = self.cleaned_data["note"]
        return Change(self.kind, dict.fromkeys(self.typed.values, note), self.ticked)


class FirstHeldForm(forms.Form):
    """How many comments of a new reader are reviewed first."""

    number = forms.IntegerField(label=gettext_lazy("First comments to review"), min_value=0, max_value=MOST_FIRST_HELD)

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, initial={"number": rules.first_held}, **kwargs)
        self.rules = rules

    def clean_number(self) -> int:
        """Another number than now."""
        number = self.cleaned_data["number"]
        if number == self.rules.first_held:
            raise ValidationError(_("It is that number already."))
        return number

    @property
    def change(self) -> Change:
        """What a valid form asks for."""
        return Change(FIRST_HELD, number=self.cleaned_data["number"])


def form_for(kind: str, rules: Rules, data: Any = None) -> EntriesForm | FirstHeldForm:
    """The form that changes this kind of rule."""
    return FirstHeldForm(data, rules=rules) if kind == FIRST_HELD else EntriesForm(data, kind=kind, rules=rules)
