"""Articles, categories and contributors for tests, made by the site's own deeds."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from articles import publishing, sources
from articles.models import Article, Category, Contributor, Source

BODY = """<h2>What it is</h2><p>Hay fever is an allergy to pollen.</p>
<h2>What helps</h2><p>Rinsing the nose with salt water helps some people.</p>"""


def make_category(path: str = "conditions/allergies") -> Category:
    """The category at `path` ("more/health/recovery"); whatever of the path is missing is made."""
    category = None
    for depth, slug in enumerate(path.split("/"), start=1):
        url_path = "/".join(path.split("/")[:depth])
        found = Category.objects.filter(url_path=url_path).first()
        if found is None:
            names = {"name": slug.replace("-", " ").capitalize(), "slug": slug}
            found = Category.objects.add_child(category, names) if category else Category.objects.add_root(names)
        category = Category.objects.get(pk=found.pk)
    return category


def make_contributor(name: str = "LittleBear", user: Any = None) -> Contributor:
    """A contributor of this name."""
    return Contributor.objects.get_or_create(display_name=name, defaults={"slug": slugify(name), "user": user})[0]


def make_source(title: str = "A careful study", **known: Any) -> Source:
    """A source of this title; what else is known of it, by field."""
    source = Source(title=title, **{"kind": Source.Kind.OTHER, **known})
    sources.save(source, by=known.get("created_by"))
    return source


def make_draft(title: str = "Living with hay fever", **content: Any) -> publishing.Draft:
    """What an author wrote: complete enough to be published, but for what `content` says otherwise."""
    content.setdefault("summary", "Pollen makes the nose run; there is much that helps.")
    content.setdefault("body", BODY)
    if "category" not in content:
        content["category"] = make_category()
    return publishing.Draft(title=title, **content)


def make_article(
    title: str = "Living with hay fever",
    *,
    by: Any = None,
    live: bool = True,
    at: datetime | None = None,
    **content: Any,
) -> Article:
    """An article, live unless `live` is False; `at` dates or schedules its publication."""
    names = {"slug": content.pop("slug", ""), "language": content.pop("language", "en")}
    article = publishing.start(make_draft(title, **content), by=by, **names)
    if live:
        publishing.publish(article.latest, by=by, at=at)
    article.refresh_from_db()
    return article


def revise(article: Article, *, by: Any = None, **content: Any) -> Any:
    """Save another revision of `article` that differs in `content`."""
    article.refresh_from_db()
    return publishing.save_draft(article, replace(publishing.Draft.of(article.latest), **content), by=by)
