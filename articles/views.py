"""The readers' pages: home, an article, the categories, a contributor, a policy."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import body, citations, images
from .caching import public_page
from .models import Article, ArticleAddress, Category, CategoryAddress, Contributor, Edition, Policy

LATEST_ON_HOME = 12
CARDS_ON_A_PAGE = 20
RELATED = 4
# Words a minute at which adults read prose for themselves: Brysbaert (2019), "How many words do we read per minute?".
WORDS_A_MINUTE = 238


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The front page: the main categories, and what is new."""
    return render(request, "home.html", {"latest": Edition.objects.live().as_cards().newest_first()[:LATEST_ON_HOME]})


@require_safe
@public_page
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An article as it is live; for those who may edit it also one that is not live, marked as a preview.

    410 with the reason when it was withdrawn, a permanent redirect from an address that it had before, else 404.
    """
    article = Article.objects.visible_to(request.user).select_related("latest").filter(slug=slug).first()
    if article is None:
        return _article_gone(request, slug)
    edition = article.editions.live().with_people().select_related("category").first()
    if edition is None:
        return _article_preview(request, article)
    edition.article = article
    return render(request, "articles/article_detail.html", _article_page(article, edition))


def _article_page(article: Article, edition: Edition, preview: str | None = None) -> dict[str, object]:
    category = edition.category if edition.category_id else None  # a draft may have none yet
    related = Edition.objects.none()
    if category:
        related = (
            Edition.objects.live().in_category(category).exclude(article=article).as_cards().newest_first()[:RELATED]
        )
    return {
        "article": article,
        "edition": edition,
        "people": edition.byline(),
        "cited": citations.cited_by(edition.revision, edition.body_html),
        "breadcrumb": category.breadcrumb() if category else [],
        "headings": body.outline(edition.body_html),
        "reading_minutes": max(1, round(edition.word_count / WORDS_A_MINUTE)),
        "related": related,
        "preview": preview,
    }


def _article_preview(request: HttpRequest, article: Article) -> HttpResponse:
    """The newest revision in the public page, for those who may edit it. Never kept by any cache."""
    revision = article.latest
    if revision is None:
        raise Http404
    now = timezone.now()
    edition = Edition(
        article=article,
        revision=revision,
        title=revision.title,
        summary=revision.summary,
        category=revision.category,
        language=article.language,
        body_html=body.render(revision.body, images.sizes_in(revision.body)),
        word_count=body.word_count(revision.body),
        published_at=now,
        modified_at=now,
    )
    preview = str(article.state().label)
    scheduled = article.editions.filter(live_from__gt=now).order_by("live_from").first()
    if scheduled:
        zone = timezone.get_default_timezone()
        moment = date_format(timezone.localtime(scheduled.live_from, zone), "DATETIME_FORMAT")
        preview = _("Scheduled for %(moment)s (%(zone)s)") % {"moment": moment, "zone": zone}
    response = render(request, "articles/article_detail.html", _article_page(article, edition, preview))
    add_never_cache_headers(response)
    return response


def _article_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """For an address where nothing is to be read: where it went, why it was taken down, or 404."""
    moved = ArticleAddress.objects.select_related("article").filter(slug=slug).first()
    if moved:
        return redirect(moved.article, permanent=True)
    article = get_object_or_404(Article.objects.gone(), slug=slug)
    withdrawal = article.withdrawals.filter(at__lte=timezone.now()).select_related("edition").first()
    alternatives = Edition.objects.none()
    if withdrawal:
        alternatives = Edition.objects.live().filter(article__in=withdrawal.alternatives.all()).as_cards()
    context = {
        "article": article,
        "title": withdrawal.edition.title if withdrawal else "",
        "withdrawal": withdrawal,
        "alternatives": alternatives,
    }
    return render(request, "articles/article_withdrawn.html", context, status=410)


@require_safe
@public_page
def category_list(request: HttpRequest) -> HttpResponse:
    """The whole tree of categories, with how many articles each branch holds."""
    tree: list[Category] = []
    open_branches: dict[str, Category] = {}
    for category in Category.objects.with_article_count().order_by("path"):
        category.branches = []
        open_branches[category.path] = category
        parent = open_branches.get(category.path[: -category.steplen])
        (parent.branches if parent else tree).append(category)
    return render(request, "articles/category_list.html", {"tree": tree})


@require_safe
@public_page
def category_detail(request: HttpRequest, url_path: str) -> HttpResponse:
    """A category: what it is about, its branches, and the articles in it and below. Old addresses redirect."""
    if "\x00" in url_path:
        raise Http404  # PostgreSQL can't be asked about it
    category = Category.objects.filter(url_path=url_path).first()
    if category is None:
        return redirect(get_object_or_404(CategoryAddress, url_path=url_path).category, permanent=True)
    context = {
        "category": category,
        "breadcrumb": category.breadcrumb()[:-1],
        "children": Category.objects.get_children(category).with_article_count(),
        "page_obj": _page(request, Edition.objects.live().in_category(category)),
    }
    return render(request, "articles/category_detail.html", context)


@require_safe
@public_page
def contributor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A contributor: who they are and what they wrote."""
    contributor = get_object_or_404(Contributor.objects.select_related("photo"), slug=slug)
    editions = Edition.objects.live().by_contributor(contributor)
    context = {"contributor": contributor, "page_obj": _page(request, editions)}
    return render(request, "articles/contributor_detail.html", context)


@require_safe
@public_page
def policy_detail(request: HttpRequest, kind: str) -> HttpResponse:
    """A policy as it is in force; with `?version=N` as it was."""
    policy = get_object_or_404(Policy, kind=kind)
    versions = list(policy.versions.filter(published_at__lte=timezone.now()))
    asked = request.GET.get("version", "")
    version = next((each for each in versions if not asked or str(each.version) == asked), None)
    if version is None:
        raise Http404
    context = {"policy": policy, "version": version, "earlier": [each for each in versions if each != version]}
    return render(request, "articles/policy_detail.html", context)


def _page(request: HttpRequest, editions: QuerySet) -> Page:
    return Paginator(editions.as_cards().newest_first(), CARDS_ON_A_PAGE).get_page(request.GET.get("page"))
