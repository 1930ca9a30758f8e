from typing import Any, ClassVar

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from ..querysets import CategoryManager


class Category(MP_Node):
    """A place in the tree of topics; its address is the path of slugs that leads to it.

    Made with `objects.add_root` and `objects.add_child` (treebeard keeps the tree). A rename or a move rewrites the
    addresses of the whole branch and keeps the old ones in `CategoryAddress`, so that every link that was ever printed
    goes on working.
    """

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=60, help_text=_("The last part of the address."))
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences for readers at the top of the page.")
    )
    url_path = models.CharField(_("address"), max_length=400, unique=True, editable=False)

    objects: ClassVar[CategoryManager] = CategoryManager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            was = self.url_path
            parent = Category.objects.get_parent(self)
            self.url_path = f"{parent.url_path}/{self.slug}" if parent else self.slug
            super().save(*args, **kwargs)
            if was and was != self.url_path:
                CategoryAddress.keep({self: was})
                self._readdress_branch()
            else:
                CategoryAddress.objects.filter(url_path=self.url_path).delete()

    def get_absolute_url(self) -> str:
        return reverse("articles:category", args=[self.url_path])

    def _readdress_branch(self) -> None:
        """Give every category below this one the address that follows from its place."""
        paths = {self.path: self.url_path}
        moved: dict[Category, str] = {}
        for node in Category.objects.filter(path__startswith=self.path, depth__gt=self.depth).order_by("path"):
            was, node.url_path = node.url_path, f"{paths[node.path[: -self.steplen]]}/{node.slug}"
            paths[node.path] = node.url_path
            moved[node] = was
        Category.objects.bulk_update(moved, ["url_path"])
        CategoryAddress.keep(moved)

    def breadcrumb(self) -> list["Category"]:
        """The way here from the root, this category last. One query below a root, none at one."""
        return [*Category.objects.get_ancestors(self), self] if self.depth > 1 else [self]


class CategoryAddress(models.Model):
    """An address that a category had before; it leads to the category wherever that stands now."""

    url_path = models.CharField(max_length=400, unique=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address of a category")
        verbose_name_plural = _("old addresses of categories")

    def __str__(self) -> str:
        return self.url_path

    @classmethod
    def keep(cls, addresses: dict[Category, str]) -> None:
        """Remember the address that each of these categories had; what is an address today is no old one."""
        now = {category.url_path for category in addresses}
        cls.objects.filter(url_path__in=now | set(addresses.values())).delete()
        cls.objects.bulk_create(
            cls(url_path=was, category=category) for category, was in addresses.items() if was not in now
        )
