"""The forms of the discussion."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .models import Comment, Decision, Draft
from .transitions import REMOVALS, TABLE

# No time in the signature: a form that was open for a day must still be taken.
_WRITERS = Signer(salt="comments.form.writer")


class CommentForm(forms.Form):
    """The box. What is wrong with the words is said by `posting`, which every way in passes; the form carries them."""

    text = forms.CharField(
        label=_("Your comment"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    parent = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

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

    def typed(self, name: str) -> str:
        """What came in under this name, whether or not it is valid; never more than the field and the database take."""
        value = str(self.data.get(name, "")).replace("\x00", "")
        limit = self.fields[name].max_length
        return value[:limit] if limit else value

    def writer_id(self) -> int | None:
        """The person for whom this form was made; None when it does not say or somebody changed it."""
        try:
            return int(_WRITERS.unsign(self.typed("writer")))
        except (BadSignature, ValueError):
            return None


class EditForm(CommentForm):
    """The box with one's own comment in it, and what its writer had before them when they began to change it."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    parent = key = None

    @classmethod
    def of(cls, comment: Comment, user: Any, *, text: str, seen: str) -> EditForm:
        """A form for `comment` with `text` in it."""
        form = cls.fresh(user, text=text)
        form.initial["seen"] = seen
        return form


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
        choices=[
            ("", _("Choose a reason to remove it")),
            *((code, capfirst(label)) for code, label in Decision.Reason.choices),
        ],
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
