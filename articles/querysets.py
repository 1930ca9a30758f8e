"""The phrases in which the site asks for articles; `published` and `visible_to` alone say who sees what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from . import rights

if TYPE_CHECKING:
    from .models import Category


def live_at(at: datetime | None, prefix: str = "") -> Q:
    """The condition that an edition is what readers see at `at` (now when None): the one place that spells it."""
    at = at or timezone.now()
    return Q(**{f"{prefix}live_from__lte": at}) & (
        Q(**{f"{prefix}live_until__isnull": True}) | Q(**{f"{prefix}live_until__gt": at})
    )


class EditionQuerySet(models.QuerySet):
    """Editions that are ..."""

    def live(self, at: datetime | None = None) -> EditionQuerySet:
        """… what readers see now (or at `at`); at most one an article."""
        return self.filter(live_at(at))

    def in_category(self, category: Category) -> EditionQuerySet:
        """… filed under `category` or anywhere below it."""
        return self.filter(category__path__startswith=category.path)

    def by_contributor(self, contributor: Any) -> EditionQuerySet:
        """… written by `contributor`, alone or with others."""
        return self.filter(revision__bylines__contributor=contributor)

    def newest_first(self) -> EditionQuerySet:
        """… in the order of the articles' first publication, the newest first."""
        return self.order_by("-published_at", "-id")

    def as_cards(self) -> EditionQuerySet:
        """… with all that a list shows, without the text: three queries, however many."""
        return self.select_related("article", "category").defer("body_html").with_people()

    def with_people(self) -> EditionQuerySet:
        """… with their contributors, in order."""
        byline = apps.get_model("articles", "Byline")
        bylines = byline.objects.select_related("contributor").order_by("position")
        return (
            self.select_related("revision")
            .defer("revision__body")
            .prefetch_related(Prefetch("revision__bylines", queryset=bylines))
        )


class ArticleQuerySet(models.QuerySet):
    """Articles that are ..."""

    def published(self, at: datetime | None = None) -> ArticleQuerySet:
        """… live now (or at `at`)."""
        return self.filter(self._an_edition(live_at(at)))

    def scheduled(self, at: datetime | None = None) -> ArticleQuerySet:
        """… not live, but to be so later."""
        at = at or timezone.now()
        return self.exclude(self._an_edition(live_at(at))).filter(self._an_edition(Q(live_from__gt=at)))

    def gone(self, at: datetime | None = None) -> ArticleQuerySet:
        """… no longer live, though they once were: their address says why. They may be planned to come back."""
        at = at or timezone.now()
        return self.exclude(self._an_edition(live_at(at))).filter(self._an_edition(Q(live_until__lte=at)))

    def withdrawn(self, at: datetime | None = None) -> ArticleQuerySet:
        """… gone, and not planned to come back."""
        at = at or timezone.now()
        return self.gone(at).exclude(self._an_edition(Q(live_from__gt=at)))

    def never_published(self) -> ArticleQuerySet:
        """… drafts: nothing of them was live or is to be."""
        return self.filter(~self._an_edition(Q()))

    def editable_by(self, user: Any) -> ArticleQuerySet:
        """… for `user` to edit; the same rule as `rights.may_edit`."""
        return self.filter(rights.editable_articles(user))

    def visible_to(self, user: Any) -> ArticleQuerySet:
        """… for `user` to read: what is published, and for staff what they may edit."""
        published = Q(self._an_edition(live_at(None)))
        return self.filter(published | rights.editable_articles(user) if user.is_staff else published)

    def with_state(self, at: datetime | None = None) -> ArticleQuerySet:
        """… with what a list of the desk shows of each, in the same query: `is_live`, `has_editions`, `next_live_from`,
        `first_published_at`, and `live_revision` (the revision that readers see).
        """
        at = at or timezone.now()
        editions = apps.get_model("articles", "Edition").objects.filter(article=OuterRef("pk")).order_by("live_from")
        return self.annotate(
            is_live=self._an_edition(live_at(at)),
            has_editions=self._an_edition(Q()),
            next_live_from=models.Subquery(editions.filter(live_from__gt=at).values("live_from")[:1]),
            first_published_at=models.Subquery(editions.values("published_at")[:1]),
            live_revision=models.Subquery(editions.live(at).values("revision")[:1]),
            newest_edition_revision=models.Subquery(editions.order_by("-live_from").values("revision")[:1]),
        )

    def changed_since_publication(self) -> ArticleQuerySet:
        """… live or scheduled, while a newer text waits to be published."""
        return self.with_state().filter(has_editions=True).exclude(newest_edition_revision=models.F("latest"))

    def with_public_title(self, term: str = "") -> ArticleQuerySet:
        """… with `public_title`: the title that readers see, or the newest one of what they don't see. A `term` keeps
        those that have it in that title or in their address.
        """
        live = apps.get_model("articles", "Edition").objects.live().filter(article=OuterRef("pk"))
        named = self.annotate(
            public_title=models.functions.Coalesce(
                models.Subquery(live.values("title")[:1]), "latest__title", output_field=models.CharField()
            )
        ).order_by("public_title", "pk")
        return named.filter(Q(public_title__icontains=term) | Q(slug__icontains=term)) if term else named

    def _an_edition(self, condition: Q) -> Exists:
        edition = apps.get_model("articles", "Edition")
        return Exists(edition.objects.filter(condition, article=OuterRef("pk")))


class CategoryQuerySet(MP_NodeQuerySet):
    """Categories that are ..."""

    def with_article_count(self) -> CategoryQuerySet:
        """… with `article_count`, the live articles in each branch."""
        edition = apps.get_model("articles", "Edition")
        branch = (
            edition.objects.live()
            .filter(category__path__startswith=OuterRef("path"))
            .order_by()
            .values(one=models.Value(1))
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        return self.annotate(
            article_count=models.functions.Coalesce(models.Subquery(branch), 0, output_field=models.IntegerField())
        )


class CategoryManager(MP_NodeManager.from_queryset(CategoryQuerySet)):  # type: ignore[misc]
    """Keeps the order of the tree, as treebeard asks, and the addresses true when a branch moves."""

    def get_queryset(self) -> CategoryQuerySet:
        return CategoryQuerySet(self.model, using=self._db).order_by("path")

    def move(self, node: Category, target: Category, pos: str | None = None) -> None:
        """Move a branch beside or below `target` (treebeard's positions); old addresses go on working.

        Raises IntegrityError when a category with the same slug stands there already.
        """
        with transaction.atomic():
            super().move(node, target, pos)
            self.get(pk=node.pk).save()
        node.refresh_from_db()
