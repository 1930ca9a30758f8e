"""The forms of the discussion."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Draft, Hat
from ..models.appeal import APPEAL_LENGTH
from ..rendering import tidy

# No time in the signatures: a form that was open for a day must still be taken.
_WRITERS = Signer(salt="comments.form.writer")
_ANSWERS = Signer(salt="comments.form.answered")


class CommentForm(forms.Form):
    """The box. What is wrong with the words is said by `posting`, which every way in passes; the form carries them."""

    text = forms.CharField(
        label=_("Your comment"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    parent = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    # That its writer was asked about these very words and wants them posted: see `asking`.
    answered = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    # A checked profession of the writer, by its number. Offered by `offer_hats` to those who have one.
    hat = forms.CharField(label=_("Beside your name"), required=False, max_length=20, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, user: Any, *, parent: str = "", text: str = "", key: str = "") -> CommentForm:
        """A form for `user`, with a name of its own so that sending it twice is noticed."""
        writer = _WRITERS.sign(user.pk) if user.is_authenticated else ""
        return cls(initial={"text": text, "parent": parent, "writer": writer, "key": key or secrets.token_urlsafe(16)})

    @classmethod
    def of_draft(cls, draft: Draft, user: Any) -> CommentForm:
        """The form as it was when the log-in ended."""
        parent = draft.parent.public_id if draft.parent else ""
        return cls.fresh(user, parent=parent, text=draft.text, key=draft.idempotency_key)

    def offer_hats(self, hats: Iterable[Hat]) -> CommentForm:
        """Let the writer choose one of these professions, or none. None is chosen until they do."""
        choices = [("", _("Only my name")), *((str(hat.pk), hat.badge()) for hat in hats)]
        self.fields["hat"].widget = forms.Select(choices=choices)
        return self

    def typed(self, name: str) -> str:
        """What came in under this name, whether or not it is valid; never more than the field and the database take."""
        value = str(self.data.get(name, "")).replace("\x00", "")
        limit = self.fields[name].max_length
        return value[:limit] if limit else value

    def again(self, user: Any, *, text: str, is_answered: bool = False) -> CommentForm:
        """A form like the one that came in, with `text` in it; with `is_answered`, as the answer to what was asked."""
        form = type(self)(initial={name: self.typed(name) for name in self.fields})
        form.initial |= {"text": text, "answered": _ANSWERS.sign(_digest(user, text)) if is_answered else ""}
        if is_answered:
            form.fields["text"].widget = forms.HiddenInput()
        return form

    def is_answered_by(self, user: Any) -> bool:
        """Whether `user` was asked about the words that came in, and these words only."""
        try:
            return _ANSWERS.unsign(self.typed("answered")) == _digest(user, self.typed("text"))
        except BadSignature:
            return False

    def writer_id(self) -> int | None:
        """The person for whom this form was made; None when it does not say or somebody changed it."""
        try:
            return int(_WRITERS.unsign(self.typed("writer")))
        except (BadSignature, ValueError):
            return None


class EditForm(CommentForm):
    """The box with one's own comment in it, and what its writer had before them when they began to change it."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    parent = key = hat = None

    @classmethod
    def of(cls, comment: Comment, user: Any, *, text: str, seen: str) -> EditForm:
        """A form for `comment` with `text` in it."""
        form = cls.fresh(user, text=text)
        form.initial["seen"] = seen
        return form


def _digest(user: Any, text: str) -> str:
    return hashlib.sha256(f"{user.pk}\n{tidy(text)}".encode()).hexdigest()


class AppealForm(forms.Form):
    """Why one sees a decision differently."""

    text = forms.CharField(
        label=_("Why do you see it differently?"),
        max_length=APPEAL_LENGTH,
        help_text=_("In your own words. Somebody who took no part in the decision reads it."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say in your own words why you see it differently.")},
    )
