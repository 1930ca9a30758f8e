from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..body import clean


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Policies by what they are for."""

    def current_version(self, kind: str) -> "PolicyVersion | None":
        """The text in force of the policy of this kind, or None while nobody has written one."""
        return PolicyVersion.objects.filter(policy__kind=kind, published_at__lte=timezone.now()).first()


class Policy(models.Model):
    """A page in which the site says how it works. People consent to a numbered version of it."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms of use")
        COMMUNITY_RULES = "community-rules", _("Community rules")
        PRIVACY = "privacy", _("Privacy")
        ABOUT = "about", _("About us")
        EDITORIAL = "editorial", _("Editorial policy")

    kind = models.SlugField(_("kind"), max_length=30, unique=True, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("articles:policy", args=[self.kind])


class PolicyVersion(models.Model):
    """A text of a policy as it was in force from a day on. Written once, so that a consent stays provable."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(editable=False)
    body = models.TextField(_("text"))
    published_at = models.DateTimeField(_("in force from"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-version"]
        get_latest_by = "version"
        verbose_name = _("version of a policy")
        verbose_name_plural = _("versions of policies")
        constraints = [models.UniqueConstraint(fields=["policy", "version"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.policy} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a version of a policy is written once; add another")
        self.body = clean(self.body)
        newest = self.policy.versions.first()
        self.version = newest.version + 1 if newest else 1
        super().save(*args, **kwargs)
