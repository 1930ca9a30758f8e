"""The phrases in which the site asks for articles; `published` and `visible_to` alone say who sees what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from . import identifiers, rights

# Words of a search that are looked for.
MOST_WORDS = 8

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

    def scheduled(self, at: datetime | None = None) -> EditionQuerySet:
        """… to go live later."""
        return self.filter(live_from__gt=at or timezone.now())

    def ended(self, at: datetime | None = None) -> EditionQuerySet:
        """… what readers once saw and don't see any more."""
        return self.filter(live_until__lte=at or timezone.now())

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


class SourceQuerySet(models.QuerySet):
    """Sources that are ..."""

    def standing(self) -> SourceQuerySet:
        """… rows of their own: those that were merged into another are left out."""
        return self.filter(merged_into__isnull=True)

    def known_as(self, names: Mapping[str, str]) -> SourceQuerySet:
        """… known by one of these names (kind of name: name in its one form)."""
        condition = Q(pk__in=[])
        for scheme, name in names.items():
            condition |= Q(**{str(scheme): name})
        return self.filter(condition)

    def matching(self, term: str) -> SourceQuerySet:
        """… what somebody looks for by words, or by a name that a work or a row merged into it is known by."""
        try:
            names = identifiers.recognise(term)
        except identifiers.IdentifierError:
            return self.none()
        if names:
            known = self.model.objects.known_as(names)
            return self.filter(Q(pk__in=known.values("pk")) | Q(pk__in=known.values("merged_into")))
        found = self
        for word in identifiers.tidy(term).split()[:MOST_WORDS]:
            condition = Q()
            for name in ("title", "authors", "container", "publisher"):
                condition |= Q(**{f"{name}__icontains": word})
            if re.fullmatch("[0-9]{1,4}", word):
                condition |= Q(year=int(word))
            if re.fullmatch("[0-9]{1,9}", word):
                condition |= Q(pk=int(word))
            found = found.filter(condition)
        return found

    def for_readers(self) -> SourceQuerySet:
        """… with the rows that `shown` and the sentences about their state need, in the same query."""
        return self.select_related("superseded_by", "merged_into__superseded_by")

    def with_use(self, at: datetime | None = None) -> SourceQuerySet:
        """… with `articles_live` and `articles_all`: how many articles cite them in the text that readers see, and in
        any text that was ever saved; uses of rows merged into them count too.
        """
        citation, edition = apps.get_model("articles", "Citation"), apps.get_model("articles", "Edition")
        live = edition.objects.live(at).filter(revision=OuterRef("revision"))
        uses = citation.objects.filter(Q(source=OuterRef("pk")) | Q(source__merged_into=OuterRef("pk"))).order_by()

        def number(found: models.QuerySet) -> models.functions.Coalesce:
            counted = found.annotate(one=models.Value(1)).values("one")
            counted = counted.annotate(n=models.Count("revision__article", distinct=True)).values("n")
            return models.functions.Coalesce(models.Subquery(counted), 0, output_field=models.IntegerField())

        return self.annotate(articles_all=number(uses), articles_live=number(uses.filter(Exists(live))))

    def unused(self) -> SourceQuerySet:
        """… cited by no text that was ever saved, and standing behind no other row."""
        citation = apps.get_model("articles", "Citation")
        uses = citation.objects.filter(Q(source=OuterRef("pk")) | Q(source__merged_into=OuterRef("pk")))
        return self.exclude(Exists(uses))


class CitationQuerySet(models.QuerySet):
    """Citations that are ..."""

    def with_sources(self) -> CitationQuerySet:
        """… with their sources, and with the rows that these need to be shown to readers; in order."""
        return self.order_by("position").select_related("source__superseded_by", "source__merged_into__superseded_by")

    def of_editions(self, editions: Collection[int]) -> CitationQuerySet:
        """… of the texts of these editions, with their sources; `edition` says of which."""
        return self.annotate(edition=models.F("revision__editions")).filter(edition__in=editions).with_sources()


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
