"""What the list of articles shows and how it is narrowed. Every column comes with the list's own query."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Article, Category, Contributor, Revision


def once(request: HttpRequest, key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once a request: stock admin asks its filters again for every count that it shows."""
    made = request.__dict__.setdefault("_desk", {})
    if key not in made:
        made[key] = make()
    return made[key]


def state_of(article: Article) -> Article.State:
    """The state of an article that came with `with_state()`; no query."""
    if article.is_live:
        return Article.State.LIVE
    if article.next_live_from:
        return Article.State.SCHEDULED
    return Article.State.WITHDRAWN if article.has_editions else Article.State.DRAFT


def was_seen(article: Article) -> bool:
    """Whether readers have ever seen it. No query for an article that came with `with_state()`."""
    if hasattr(article, "first_published_at"):
        return article.first_published_at is not None and article.first_published_at <= timezone.now()
    return article.editions.filter(live_from__lte=timezone.now()).exists()


def has_unpublished_changes(article: Article) -> bool:
    """Whether a text waits that is newer than all that was published or scheduled."""
    return article.has_editions and article.newest_edition_revision != article.latest_id


def _newest(**conditions: Any) -> Exists:
    """A condition on the newest revision, as a subquery: the counts beside the filters can't follow joins."""
    return Exists(Revision.objects.filter(pk=OuterRef("latest"), **conditions))


class StateFilter(admin.SimpleListFilter):
    """By what readers meet at the address."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [*Article.State.choices, ("changed", _("With unpublished changes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        narrowed = {
            "draft": queryset.never_published,
            "scheduled": queryset.scheduled,
            "live": queryset.published,
            "withdrawn": queryset.withdrawn,
            "changed": queryset.changed_since_publication,
        }.get(self.value() or "")
        return narrowed() if narrowed else queryset


class TopicFilter(admin.SimpleListFilter):
    """By main category, with all that stands below it."""

    title = _("main category")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return once(request, "topics", lambda: list(Category.objects.filter(depth=1).values_list("path", "name")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(_newest(category__path__startswith=self.value())) if self.value() else queryset


class AuthorFilter(admin.SimpleListFilter):
    """By one of the people in the byline; only those who have one on the list."""

    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        def people() -> list[tuple[str, str]]:
            latest = model_admin.get_queryset(request).order_by().values("latest")
            found = Contributor.objects.filter(bylines__revision__in=latest).distinct()
            return [(str(pk), name) for pk, name in found.values_list("pk", "display_name")]

        return once(request, "authors", people)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        value = self.value() or ""
        return queryset.filter(_newest(bylines__contributor=value)) if value.isdecimal() else queryset


class ListColumns:
    """The columns of the list."""

    @admin.display(description=_("title"), ordering="latest__title")
    def title(self, article: Article) -> str:
        return str(article)

    @admin.display(description=_("state"))
    def state(self, article: Article) -> str:
        state = state_of(article)
        badge = format_html('<span class="desk-state desk-state-{}">{}</span>', state.value, state.label)
        if state == Article.State.SCHEDULED:
            return format_html('{} <span class="quiet">{}</span>', badge, self.day(article.next_live_from))
        if has_unpublished_changes(article):
            return format_html('{} <span class="desk-changed">{}</span>', badge, _("unpublished changes"))
        return badge

    @admin.display(description=_("category"), ordering="latest__category__path")
    def category(self, article: Article) -> str:
        return article.latest.category.name if article.latest.category else "–"

    @admin.display(description=_("authors"))
    def authors(self, article: Article) -> str:
        return ", ".join(person.display_name for person in article.latest.byline()) or "–"

    @admin.display(description=_("published"), ordering="first_published_at")
    def published(self, article: Article) -> str:
        return self.day(article.first_published_at) if article.is_live else "–"

    @admin.display(description=_("last saved"), ordering="latest__created_at")
    def last_saved(self, article: Article) -> str:
        return self.day(article.latest.created_at)

    def day(self, moment: Any) -> str:
        """A date as the list prints it, in the site's zone."""
        return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")
