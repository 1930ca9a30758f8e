from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Image(models.Model):
    """A picture of the media library. The bytes stand in its versions; revisions pin a version, never the picture."""

    title = models.CharField(_("title"), max_length=120)
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["title"]
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title

    def current(self) -> "ImageVersion | None":
        """The newest version. No query when the versions were fetched beforehand."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)


class ImageVersion(models.Model):
    """The bytes of an image as they were at one time. Made by `images.add_version`; never changed."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.FileField(upload_to="images", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of an image")
        verbose_name_plural = _("versions of images")
        constraints = [models.UniqueConstraint(fields=["image", "number"], name="image_version_number_once")]

    def __str__(self) -> str:
        return f"{self.image} ({self.number})"
