from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CategoryRole(models.Model):
    """A role that somebody has in one branch of the categories, and nowhere else.

    A group gives its rights on the whole site; a category role gives the same rights below one category to a member
    of staff who needs no group. Taking the last role away leaves nothing behind.
    """

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author: writes and publishes articles of their own")
        EDITOR = "editor", _("Editor: edits and publishes every article")
        MODERATOR = "moderator", _("Moderator: reviews comments")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="category_roles"
    )
    category = models.ForeignKey(
        "articles.Category", verbose_name=_("category"), on_delete=models.CASCADE, related_name="roles"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("category role")
        verbose_name_plural = _("category roles")
        constraints = [models.UniqueConstraint(fields=["user", "category", "role"], name="category_role_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.category})"
