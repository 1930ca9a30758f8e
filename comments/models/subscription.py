from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """That somebody wants to hear of an article's discussion, of a thread, or of the answers to one comment.

    A muted one says the opposite: nothing from there, whatever else would bring it.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("All comments on an article")
        THREAD = "thread", _("A thread")
        REPLIES = "replies", _("Replies to a comment")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    # The root of the thread, or the comment whose answers are meant; none for an article.
    comment = models.ForeignKey("comments.Comment", null=True, on_delete=models.CASCADE, related_name="+")
    muted = models.BooleanField(_("muted"), default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "article"], condition=Q(comment__isnull=True), name="subscription_article_once"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "comment"],
                condition=Q(comment__isnull=False),
                name="subscription_comment_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="article", comment__isnull=True)
                | Q(kind__in=["thread", "replies"], comment__isnull=False),
                name="subscription_has_its_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article_id}"


class MailPreference(models.Model):
    """What mail somebody wants from the discussion, and when. Who has no row wants what the defaults say."""

    class Frequency(models.TextChoices):
        INSTANT = "instant", _("At once")
        DAILY = "daily", _("Once a day, all in one mail")
        NEVER = "never", _("No mail at all")

    # The columns that stand for kinds of mail; see `column_of`.
    KINDS: ClassVar = ("replies", "mentioned", "watched", "authored", "decided")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    frequency = models.CharField(
        _("When"), max_length=10, choices=Frequency.choices, default=Frequency.INSTANT, blank=False
    )
    replies = models.BooleanField(_("Somebody replies to my comment"), default=True)
    mentioned = models.BooleanField(_("Somebody mentions me, with an @ before my name"), default=True)
    watched = models.BooleanField(_("New comments in what I watch"), default=True)
    authored = models.BooleanField(_("New comments on articles that I wrote"), default=True)
    decided = models.BooleanField(_("A moderator decides about my comment or my report"), default=True)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_frequency_display())

    @classmethod
    def of(cls, person: Any) -> "MailPreference":
        """What `person` wants; the defaults when they never said. One query."""
        return cls.objects.filter(person=person).first() or cls(person=person)

    def wants(self, kind: str) -> bool:
        """Whether mail of this kind may go to the person at all."""
        return self.frequency != self.Frequency.NEVER and getattr(self, self.column_of(kind))

    @classmethod
    def column_of(cls, kind: str) -> str:
        """The wish that a kind of mail goes by: what became of a report is a decision too."""
        return kind if kind in cls.KINDS else "decided"
