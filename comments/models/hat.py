from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Hat(models.Model):
    """A profession that this site has checked, which its bearer may wear on a comment. Lapses by itself."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hats")
    role = models.CharField(_("profession"), max_length=80)
    register = models.CharField(_("register"), max_length=120)
    number = models.CharField(_("number in the register"), max_length=60)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_on = models.DateField(_("checked on"))
    expires_on = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("checked profession")
        verbose_name_plural = _("checked professions")

    def __str__(self) -> str:
        return self.role
