from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from healthsite.outbox.delivery import Delivery


class Announcement(models.Model):
    """That the worker has made letters of a decision: it does so once."""

    decision = models.OneToOneField(
        "comments.Decision", on_delete=models.CASCADE, primary_key=True, related_name="announcement"
    )
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.decision_id}, {self.told_at:%Y-%m-%d %H:%M}"


class Letter(Delivery):
    """A mail about the discussion to one person: one piece of news, or those of a day.

    It holds no words. `letters` writes it at the moment it leaves, from what may be said then; when nothing may be said
    any more, the letter goes unwritten.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80, unique=True, editable=False)
    is_digest = models.BooleanField(_("digest"), default=False, editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(sent_at=None, given_up_at=None), name="letter_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.key

    def compose(self) -> EmailMessage | None:
        from ..mail.letters import write  # the words know the models, not the other way round

        return write(self)


class GuestAnswer(Delivery):
    """The one mail to somebody without an account who reported a comment and left an address: what became of it.

    The report keeps the address until the mail has left, and forgets it then.
    """

    report = models.OneToOneField("comments.Report", on_delete=models.CASCADE, related_name="guest_answer")

    class Meta:
        verbose_name = _("answer to somebody without an account")
        verbose_name_plural = _("answers to people without an account")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(sent_at=None, given_up_at=None), name="guest_answer_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}"

    def compose(self) -> EmailMessage | None:
        from ..mail.guest_answers import write  # as above

        return write(self)

    def _finish(self, **moment: object) -> None:
        super()._finish(**moment)
        if self.sent_at:
            type(self.report).objects.filter(pk=self.report_id).update(email="")


class Notice(models.Model):
    """One piece of news for one person. The key makes sure that nobody hears of it twice."""

    class Kind(models.TextChoices):
        REPLIES = "replies", _("a reply to your comment")
        MENTIONED = "mentioned", _("a mention of you")
        WATCHED = "watched", _("a comment in what you watch")
        AUTHORED = "authored", _("a comment on your article")
        DECIDED = "decided", _("a decision about your comment")
        REPORTED = "reported", _("what became of your report")
        APPEALED = "appealed", _("the answer to your appeal")

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey("comments.Decision", null=True, on_delete=models.CASCADE, related_name="+")
    appeal = models.ForeignKey("comments.Appeal", null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
