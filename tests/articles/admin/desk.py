"""What a browser would send from the article form."""

from typing import Any

from django.urls import reverse


def url(name: str, *args: Any) -> str:
    """An address of the article desk: `url("change", article.pk)`."""
    return reverse(f"admin:articles_article_{name}", args=args)


def typed(article: Any = None, **changes: Any) -> dict[str, Any]:
    """The form's fields as they stand for `article` (empty for a new one), with `changes` typed over them. Advice has
    been read, unless `anyway` is taken out.
    """
    latest = article.latest if article else None
    fields = {
        "title": latest.title if latest else "",
        "summary": latest.summary if latest else "",
        "body": latest.body if latest else "",
        "category": latest.category_id or "" if latest else "",
        "authors": [person.pk for person in latest.byline()] if latest else [],
        "further_reading": list(latest.citations.filter(in_text=False).values_list("source", flat=True))
        if latest
        else [],
        "slug": article.slug if article else "",
        "language": article.language if article else "en",
        "translation_of": "",
        "base_revision": latest.number if latest else "",
        "anyway": "1",
    }
    return {**fields, **changes}
