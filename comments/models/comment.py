import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import CommentQuerySet, WrittenOnceQuerySet
from ..screening.rules import NOTED

# Sixty-two bits: nobody finds a held comment by trying addresses.
PUBLIC_ID_LENGTH = 12
PUBLIC_ID_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Room for the longest display name that accounts allow, and for names that other systems bring in.
AUTHOR_NAME_LENGTH = 150
# Three places of eight digits: the root, the reply below it, and the comment's own number.
ORDER_KEY_LENGTH = 24


def new_public_id() -> str:
    """An address for a comment that can't be guessed, without letters that look alike."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _letter in range(PUBLIC_ID_LENGTH))


class Comment(models.Model):
    """A place in the discussion below an article. What it says stands in its versions.

    `status` says what is public, and only `transitions` (and `posting`, for the first one) may write it, together with
    whatever follows from it: `html`, the counts, the review item, the decision. Whether a human has looked is another
    question, answered by `reviewed_at`.
    """

    class Status(models.TextChoices):
        HELD = "held", _("Waiting for review")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")
        SPAM = "spam", _("Spam")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")
        ERASED = "erased", _("Erased")

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=new_public_id, editable=False)
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.PROTECT, related_name="comments"
    )
    # The edition that the writer had before them.
    edition = models.ForeignKey("articles.Edition", null=True, on_delete=models.SET_NULL, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="branch")
    # The writer's own comment that was removed, and that this one says better.
    resubmits = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="resubmitted_as")
    sequence = models.PositiveIntegerField()
    order_key = models.CharField(max_length=ORDER_KEY_LENGTH)
    depth = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="comments",
    )
    author_name = models.CharField(_("author"), max_length=AUTHOR_NAME_LENGTH, blank=True)
    anonymous = models.BooleanField(_("shown without a name"), default=False)
    hat = models.ForeignKey("comments.Hat", null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.HELD)
    # Why it has the status that it has: the reason of the last decision, for the notice in its place.
    status_reason = models.CharField(max_length=30, blank=True)
    current_version = models.ForeignKey(
        "comments.CommentVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_version = models.ForeignKey(
        "comments.CommentVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The published version, ready to be printed. Empty whenever the comment is not public.
    html = models.TextField(blank=True)
    # What readers are told beside it: see `CommentVersion.remarks`. Empty whenever the comment is not public.
    remarks = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True)
    edited_at = models.DateTimeField(_("edited"), null=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("reviewed by")
    )
    lock_version = models.PositiveIntegerField(default=0)
    idempotency_key = models.CharField(max_length=40, blank=True)
    # The published comments below this one, at any depth.
    reply_count = models.PositiveIntegerField(default=0)
    helpful_count = models.PositiveIntegerField(default=0)
    helpful_score = models.FloatField(default=0)

    objects: ClassVar = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comments", _("Can review comments"))]
        constraints = [
            models.UniqueConstraint(fields=["article", "sequence"], name="comment_number_once_below_article"),
            models.UniqueConstraint(
                fields=["author", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="comment_form_is_posted_once",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comment_reply_has_root_and_depth",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_version__isnull=False, published_at__isnull=False),
                name="comment_published_has_version",
            ),
            models.CheckConstraint(
                condition=Q(status="published") | Q(html="", published_version__isnull=True),
                name="comment_not_public_prints_nothing",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["held", "published", "rejected", "spam", "withdrawn", "erased"]),
                name="comment_status_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "order_key"], name="comment_in_reading_order"),
            models.Index(fields=["root", "order_key"], name="comment_below_root"),
            models.Index(fields=["article", "status"], name="comment_by_status"),
            models.Index(fields=["status", "-created_at"], name="comment_newest_by_status"),
            models.Index(
                fields=["article", "order_key"], condition=Q(status="published"), name="comment_published_in_order"
            ),
            models.Index(fields=["article", "sequence"], condition=Q(parent__isnull=True), name="comment_roots"),
            models.Index(
                fields=["article", "-helpful_score", "sequence"],
                condition=Q(parent__isnull=True),
                name="comment_roots_most_helpful",
            ),
            models.Index(fields=["author", "article"], condition=Q(status="held"), name="comment_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.get_status_display()})"

    def get_absolute_url(self) -> str:
        return reverse("comments:permalink", args=[self.public_id])

    @property
    def is_public(self) -> bool:
        return self.status == self.Status.PUBLISHED


class CommentVersion(models.Model):
    """What a comment said at one time: the words as they were typed, and as they are printed. Never changed.

    `transitions` blanks the versions of a comment that is erased; nothing else writes here twice.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer_version = models.PositiveSmallIntegerField()
    signals = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = WrittenOnceQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("version of a comment")
        verbose_name_plural = _("versions of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="comment_version_number_once")]

    def __str__(self) -> str:
        return f"{self.comment_id} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a version is written once; add another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a version is never deleted; its comment can be erased")

    @property
    def found(self) -> list[dict[str, Any]]:
        """What the checks found in it, each with its kind, its words and its place. Empty for an erased one."""
        return found_in(self.signals)

    @property
    def mentioned(self) -> list[int]:
        """The accounts that it mentions, by their numbers: found when it was stored, whatever they are called since."""
        return self.signals.get("mentioned", []) if isinstance(self.signals, dict) else []

    @property
    def remarks(self) -> dict[str, list[str]]:
        """What readers are told beside it: the kinds of findings that they should know of, and the hosts it links."""
        kinds = dict.fromkeys(one["kind"] for one in self.found if one.get("kind") in NOTED)
        hosts = self.signals.get("hosts", []) if isinstance(self.signals, dict) else []
        told = {"kinds": list(kinds), "hosts": hosts}
        return {name: values for name, values in told.items() if values}


def found_in(signals: Any) -> list[dict[str, Any]]:
    """The findings among what is kept with a version; none where it was kept in another form."""
    kept = signals.get("findings", []) if isinstance(signals, dict) else []
    return [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
