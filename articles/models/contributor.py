from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Contributor(models.Model):
    """The public person behind a byline, with or without a log-in of their own."""

    display_name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    credentials = models.CharField(
        _("credentials"),
        max_length=160,
        blank=True,
        help_text=_("As it should read after the name, e.g. “Registered nurse”."),
    )
    biography = models.TextField(_("biography"), blank=True, help_text=_("A few sentences for readers."))
    photo = models.ForeignKey(
        "articles.Image", verbose_name=_("photo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("log-in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributor",
        help_text=_("Who may write and publish under this byline."),
    )

    class Meta:
        ordering = ["display_name"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("articles:contributor", args=[self.slug])
