from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import WrittenOnceQuerySet
from .comment import Comment, CommentVersion


class Decision(models.Model):
    """That the status of a comment was set: from what, to what, by whom, why. Only ever added, by `transitions`.

    Holds ids and reasons, never a comment's words: it outlives them. Playing the decisions of a comment in their order
    gives its present status.
    """

    class Role(models.TextChoices):
        """In what part somebody decides. The site's rules decide without a person."""

        RULE = "rule", _("A rule of this site")
        AUTHOR = "author", _("The comment’s author")
        ARTICLE_AUTHOR = "article_author", _("An author of the article")
        MODERATOR = "moderator", _("A moderator")
        PRIVACY = "privacy", _("A request for erasure")

    class Reason(models.TextChoices):
        """What a removal is for, in the words that readers get."""

        AT_RISK = "at_risk", _("someone may be at risk")
        DANGEROUS_ADVICE = "dangerous_advice", _("advice about treatment or doses that may harm")
        SELLING = "selling", _("selling or sourcing medicines")
        MISLEADING = "misleading", _("a false or misleading health claim")
        PERSONAL_INFORMATION = "personal_information", _("personal information")
        IMPERSONATION = "impersonation", _("pretending to be a professional")
        SPAM = "spam", _("advertising")
        ABUSE = "abuse", _("hurtful to others")
        OTHER = "other", _("against the community rules")

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(CommentVersion, on_delete=models.PROTECT, related_name="+")
    # What readers had before it, so that a slip can be taken back to exactly that.
    previous_version = models.ForeignKey(CommentVersion, null=True, on_delete=models.PROTECT, related_name="+")
    from_status = models.CharField(_("from"), max_length=10, choices=Comment.Status.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Comment.Status.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_role = models.CharField(_("as"), max_length=20, choices=Role.choices)
    rule = models.CharField(_("rule"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=30, choices=Reason.choices, blank=True)
    public_text = models.TextField(_("what the writer is told"), blank=True)
    private_note = models.TextField(_("note for moderators"), blank=True)
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    # From when on people may hear of it; null when it is nobody's news. See `notifications`.
    announce_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar = WrittenOnceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["actor", "-created_at"], name="decision_by_actor"),
            models.Index(fields=["created_at"], name="decision_by_time"),
            models.Index(
                fields=["announce_at"], condition=models.Q(announce_at__isnull=False), name="decision_announced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} ({self.get_actor_role_display()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a decision is never changed; decide again")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("a decision is never deleted")
