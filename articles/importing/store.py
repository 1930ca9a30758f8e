"""Saves what a reader has read: as a new article, as a new revision of one that came in before, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from .. import publishing
from ..models import Article, Category, Contributor, Edition, ImportRecord
from .imported import ImportedArticle, ImportingError


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Stored:
    """What became of an article."""

    article: Article
    outcome: Outcome
    # The edition that was made, if any.
    edition: Edition | None
    # What the person should know, a phrase each.
    notes: tuple[str, ...] = ()


def store_file(
    imported: Sequence[ImportedArticle],
    file_name: str,
    *,
    publish: bool = False,
    category: Sequence[str] = (),
    author: str = "",
) -> list[Stored]:
    """Save the articles of one file, all or none. `category` and `author` are for those that name none themselves.

    With `publish` new articles go live, dated as the file says, and changed ones as a clarification of what is live.
    Raises ImportingError.
    """
    with transaction.atomic():
        seen: dict[str, int] = {}
        stored = []
        for article in imported:
            # By what the file itself says: the options may differ from one import to the next.
            key, byline = _key(article, file_name), _byline(article)
            article = replace(
                article,
                category=article.category or tuple(category),
                authors=article.authors or ((author,) if author else ()),
            )
            if key in seen:
                raise ImportingError(article.line, f"the same article begins at line {seen[key]}")
            seen[key] = article.line
            try:
                stored.append(_store(article, key, byline, file_name, publish))
            except publishing.PublishingError as problem:
                raise ImportingError(article.line, str(problem)) from problem
    return stored


def _store(imported: ImportedArticle, key: str, byline: str, file_name: str, publish: bool) -> Stored:
    record = _record(imported, key, byline, file_name)
    content_hash = _hash(imported)
    notes = imported.notes
    if record is None:
        article = publishing.start(
            _draft(imported),
            by=None,
            slug=imported.slug,
            language=imported.language or _language_of(imported),
            reason=f"Imported from {file_name}"[:200],
        )
        record = ImportRecord(article=article)
        outcome = Outcome.NEW
    elif record.content_hash == content_hash:
        outcome = Outcome.UNCHANGED
    else:
        before = record.article.latest
        revision = publishing.save_draft(
            record.article, _draft(imported), by=None, reason=f"Imported again from {file_name}"[:200]
        )
        outcome = Outcome.UNCHANGED if revision == before else Outcome.CHANGED
        if outcome is Outcome.CHANGED and before.created_by_id is not None:
            notes += (f"revision {before.number}, written here, is kept in the history",)
    record.key = key
    record.file_name = file_name[-255:]
    record.byline = byline
    record.content_hash = content_hash
    record.published_at = _aware(imported.published)
    record.imported_at = timezone.now()
    record.save()
    article = Article.objects.select_related("latest").get(pk=record.article_id)
    edition = None
    if publish:
        edition, note = _publish(article, outcome, record.published_at)
        notes += (note,) if note else ()
    return Stored(article, outcome, edition, notes)


def _publish(article: Article, outcome: Outcome, published_at: datetime | None) -> tuple[Edition | None, str]:
    """Publish the newest revision where that is plainly meant; otherwise why not."""
    state = article.state()
    if state == Article.State.DRAFT:
        return publishing.publish(article.latest, by=None, at=published_at), ""
    if outcome is Outcome.UNCHANGED:
        return None, ""
    if state == Article.State.LIVE:
        return publishing.publish(article.latest, by=None, level=Edition.Level.CLARIFICATION), ""
    return None, f"it is {state.label.lower()} here, so the change was saved and not published"


def _record(imported: ImportedArticle, key: str, byline: str, file_name: str) -> ImportRecord | None:
    """The record of the article when it came in before, also under another title."""
    records = ImportRecord.objects.select_related("article__latest")
    record = records.filter(key=key).first()
    if record or imported.slug or not imported.published:
        return record
    same = records.filter(file_name=file_name[-255:], byline=byline)[:2]
    return same[0] if len(same) == 1 else None


def _key(imported: ImportedArticle, file_name: str) -> str:
    titled = ["title", *(imported.category or (file_name,)), imported.title]
    said = ["slug", imported.slug] if imported.slug else titled
    return hashlib.sha256("\x00".join(part.casefold() for part in said).encode()).hexdigest()


def _byline(imported: ImportedArticle) -> str:
    return f"{', '.join(imported.authors)[:360]} {imported.published or ''}"


def _hash(imported: ImportedArticle) -> str:
    """Of all that is stored; where in the file it stood and what was left out does not matter."""
    said = astuple(replace(imported, line=1, notes=(), meta={}))
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def _draft(imported: ImportedArticle) -> publishing.Draft:
    contributors = dict.fromkeys(_contributor(name, imported.line) for name in imported.authors)
    return publishing.Draft(
        title=imported.title,
        summary=imported.summary,
        body=imported.body,
        category=_category(imported.category),
        contributors=tuple(contributors),
    )


def _category(names: Sequence[str]) -> Category | None:
    """The category that names (or slugs) from the root lead to; what is missing on the way is made."""
    category = None
    for name in names:
        beside = Category.objects.get_children(category) if category else Category.objects.filter(depth=1)
        slug = slugify(name)[:60] or f"topic-{_digest(name)}"
        found = next((node for node in beside if node.name.casefold() == name.casefold() or node.slug == slug), None)
        if found is None:
            fields = {"name": name, "slug": slug}
            found = Category.objects.add_child(category, fields) if category else Category.objects.add_root(fields)
        category = found
    return category


def _contributor(name: str, line: int) -> Contributor:
    """The contributor of this name (or slug), made when there is none."""
    found = list(Contributor.objects.filter(display_name=name)[:2]) or list(Contributor.objects.filter(slug=name)[:2])
    if len(found) > 1:
        raise ImportingError(line, f"several contributors are called {name}: name one by the slug")
    if found:
        return found[0]
    base = slugify(name)[:60] or f"author-{_digest(name)}"
    taken = set(Contributor.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return Contributor.objects.create(display_name=name, slug=slug)


def _digest(name: str) -> str:
    return hashlib.sha256(name.casefold().encode()).hexdigest()[:8]


def _language_of(imported: ImportedArticle) -> str:
    """The language of a file that does not say it, told by its script; the site's when the script says nothing."""
    known = [code for code, _name in settings.LANGUAGES]
    text = f"{imported.title}{imported.body}"
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    kana = sum("\u3040" <= character <= "\u30ff" for character in text)
    arabic = sum("\u0600" <= character <= "\u06ff" for character in text)
    if han > len(text) * 0.3 and not kana and "zh-hans" in known:
        return "zh-hans"
    if arabic > len(text) * 0.3 and "ar" in known:
        return "ar"
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in known else known[0]


def _aware(local: datetime | None) -> datetime | None:
    return timezone.make_aware(local, timezone.get_default_timezone()) if local else None
