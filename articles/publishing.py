"""The deeds of publishing: start, save, publish, schedule, withdraw, change the address.

Whoever calls has asked `rights` first; what is impossible for anybody is refused here with a PublishingError. Each deed
is one short transaction in which the article's row is locked: two deeds on one article come one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import body, checks, images, sources
from .models import Article, ArticleAddress, Byline, Category, Contributor, Edition, Revision, Source, Withdrawal

# Bumped when the canonical form changes; a stored hash stays comparable with its own version only.
# 1: title, summary, text, images, category, contributors. 2: also further reading.
HASH_VERSION = 2


class PublishingError(ValueError):
    """A deed that can't be done; `problems` says why, a sentence each, for the person who asked."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Draft:
    """What an author has written: the content of a revision before it is one. Only the title is needed to save it."""

    title: str
    summary: str = ""
    body: str = ""
    category: Category | None = None
    contributors: Sequence[Contributor] = field(default_factory=tuple)
    further_reading: Sequence[Source] = field(default_factory=tuple)

    @classmethod
    def of(cls, revision: Revision) -> Draft:
        """The content of `revision`, to be changed with `dataclasses.replace` and saved as another."""
        further = revision.citations.filter(in_text=False).select_related("source")
        return cls(
            revision.title,
            revision.summary,
            revision.body,
            revision.category,
            tuple(revision.byline()),
            tuple(citation.source for citation in further),
        )


def start(draft: Draft, *, by: Any, slug: str = "", language: str = "en", reason: str = "") -> Article:
    """Make an article and its first revision. `by` is the user (None only for commands); an empty `slug` is made from
    the title and made unique, a given one must be free. Raises PublishingError.
    """
    with transaction.atomic():
        if slug:
            check_slug_is_free(slug)
        article = Article.objects.create(slug=slug or _free_slug(draft.title), language=language, created_by=by)
        save_draft(article, draft, by=by, reason=reason)
    return article


def save_draft(article: Article, draft: Draft, *, by: Any, reason: str = "") -> Revision:
    """Save `draft` as the newest revision of `article`; readers see nothing of it. Saving what is saved already gives
    the revision that is there. Raises PublishingError for an empty title, a text that the gate refuses, and one that
    cites what is not in the library of sources.
    """
    title = " ".join(draft.title.split())
    if not title:
        raise PublishingError(_("A draft needs a title."))
    try:
        text = body.clean(draft.body, previous=article.latest.body if article.latest else "")
    except body.BodyError as problem:
        raise PublishingError(str(problem)) from problem
    cited = body.citations(text)
    further = tuple(source for source in dict.fromkeys(draft.further_reading) if source.pk not in cited)
    summary = " ".join(draft.summary.split())
    draft = replace(draft, title=title, summary=summary, body=text, further_reading=further)
    with transaction.atomic():
        locked = _locked(article)
        if locked.latest and locked.latest.content_hash == content_hash(draft, locked.latest.hash_version):
            article.latest = locked.latest
            return locked.latest
        revision = Revision.objects.create(
            article=locked,
            number=(locked.latest.number if locked.latest else 0) + 1,
            title=draft.title,
            summary=draft.summary,
            body=draft.body,
            category=draft.category,
            created_by=by,
            reason=reason,
            content_hash=content_hash(draft),
            hash_version=HASH_VERSION,
        )
        Byline.objects.bulk_create(
            Byline(revision=revision, contributor=contributor, position=position)
            for position, contributor in enumerate(draft.contributors)
        )
        revision.images.set(images.shown_in(draft.body))
        try:
            sources.cite(revision, cited, further)
        except sources.SourceError as problem:
            raise PublishingError(str(problem)) from problem
        locked.latest = article.latest = revision
        locked.save(update_fields=["latest"])
    return revision


def content_hash(draft: Draft, version: int = HASH_VERSION) -> str:
    """SHA-256 of all that `draft` says, in hexadecimal. Block ids and anchors are no part of it.

    `version` is the canonical form to take: that of a revision with which the draft is compared. Sources count by their
    numbers in the library, in the text and after it.
    """
    content: dict[str, Any] = {
        "version": version,
        "title": draft.title,
        "summary": draft.summary,
        "body": body.canonical(draft.body),
        "images": [version.sha256 for version in images.shown_in(draft.body)],
        "category": draft.category.pk if draft.category else None,
        "contributors": [contributor.pk for contributor in draft.contributors],
    }
    if version > 1 or draft.further_reading:
        content["further_reading"] = [source.pk for source in draft.further_reading]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def missing_for_publication(revision: Revision) -> list[str]:
    """What `revision` lacks before readers may see it, a sentence each; empty when it can go live."""
    return checks.errors_in(checks.page_of(revision, language=revision.article.language))


def publish(revision: Revision, *, by: Any, level: str = "", note: str = "", at: datetime | None = None) -> Edition:
    """Put `revision` before readers now, or from `at` on; what is live until then stays until that moment.

    `level` is one of `Edition.Level` (left empty: the first publication, or a clarification), `note` the line that
    readers get. A moment in the past is possible for the first publication only, which is how an archive comes in.
    Nothing is published ahead of another change that is scheduled already: that one would put older words in the place
    of newer ones. A revision that is scheduled itself is moved to the new moment. Raises PublishingError.
    """
    now = timezone.now()
    problems = missing_for_publication(revision)
    if problems:
        raise PublishingError(*problems)
    page = body.render(revision.body, images.sizes_in(revision.body))
    with transaction.atomic():
        article = _locked(revision.article)
        editions = list(article.editions.order_by("live_from"))
        start_at = at or now
        if editions and editions[-1].live_from > now and editions[-1].revision_id == revision.pk:
            # The same words at another time: the plan is moved, not doubled.
            cancel_schedule(editions[-1], by=by)
            editions = list(article.editions.order_by("live_from"))
        if start_at < now and editions:
            raise PublishingError(_("Only a first publication can be dated back."))
        if editions and editions[-1].live_from >= start_at:
            moment = date_format(timezone.localtime(editions[-1].live_from), "DATETIME_FORMAT")
            raise PublishingError(
                _("A change is scheduled for %(moment)s and would replace this one. Cancel that schedule first.")
                % {"moment": moment}
            )
        if not level:
            level = Edition.Level.CLARIFICATION if editions else Edition.Level.FIRST
        until = _end_at(editions[-1], start_at) if editions else None
        edition = Edition.objects.create(
            article=article,
            number=max((edition.number for edition in editions), default=0) + 1,
            revision=revision,
            level=level,
            note=note,
            live_from=start_at,
            live_until=until,
            created_by=by,
            title=revision.title,
            summary=revision.summary,
            category=revision.category,
            language=article.language,
            body_html=page,
            word_count=body.word_count(revision.body),
            published_at=editions[0].published_at if editions else start_at,
            modified_at=editions[-1].modified_at if editions and level not in Edition.SUBSTANTIVE else start_at,
        )
        article.withdrawals.filter(at__gt=start_at).update(edition=edition)
        _touch(article)
    return edition


def cancel_schedule(edition: Edition, *, by: Any) -> None:
    """Take back an edition that has not gone live; what was to end for it goes on. Raises PublishingError if it has."""
    with transaction.atomic():
        article = _locked(edition.article)
        edition.refresh_from_db()
        if edition.live_from <= timezone.now():
            raise PublishingError(_("This edition is live already: withdraw it instead."))
        before = article.editions.filter(live_until=edition.live_from).first()
        if before:
            edition.withdrawals.update(edition=before)
        else:
            edition.withdrawals.all().delete()
        edition.delete()
        if before:
            before.live_until = edition.live_until
            before.save(update_fields=["live_until"])
        _touch(article)


def withdraw(
    article: Article, *, by: Any, reason: str, at: datetime | None = None, alternatives: Iterable[Article] = ()
) -> Withdrawal:
    """Take `article` down now, or at `at`; its address then answers 410 with `reason` and the alternatives.

    What was to go live after that moment is called off. No text is lost. Raises PublishingError without a reason, and
    when nothing is live at that moment.
    """
    moment = at or timezone.now()
    if not reason.strip():
        raise PublishingError(_("Say why, in words that readers will see."))
    if moment < timezone.now() and at is not None:
        raise PublishingError(_("That moment has passed."))
    with transaction.atomic():
        article = _locked(article)
        edition = article.editions.live(moment).first()
        if edition is None:
            raise PublishingError(_("Nothing of this article is live at that moment."))
        if edition.live_from == moment:
            raise PublishingError(_("The edition starts at that very moment. Cancel its schedule instead."))
        article.withdrawals.filter(at__gt=timezone.now()).delete()
        article.editions.filter(live_from__gt=moment).delete()
        edition.live_until = moment
        edition.save(update_fields=["live_until"])
        withdrawal = Withdrawal.objects.create(
            article=article, edition=edition, at=moment, by=by, reason=reason.strip()
        )
        withdrawal.alternatives.set(alternatives)
        _touch(article)
    return withdrawal


def cancel_withdrawal(withdrawal: Withdrawal, *, by: Any) -> None:
    """Call off a withdrawal that has not happened. Raises PublishingError when it has: publish again instead."""
    with transaction.atomic():
        article = _locked(withdrawal.article)
        if withdrawal.at <= timezone.now():
            raise PublishingError(_("The article is withdrawn already: publish it again instead."))
        after = article.editions.filter(live_from__gt=withdrawal.at).order_by("live_from").first()
        ended = article.editions.filter(live_until=withdrawal.at)
        ended.update(live_until=after.live_from if after else None)
        withdrawal.delete()
        _touch(article)


def change_slug(article: Article, slug: str, *, by: Any) -> None:
    """Give `article` another address. The old one, if readers ever saw it, redirects for good.

    Raises PublishingError when the address is taken or can't be one.
    """
    with transaction.atomic():
        locked = _locked(article)
        if slug == locked.slug:
            return
        check_slug_is_free(slug, article)
        ArticleAddress.objects.filter(slug=slug, article=article).delete()
        if locked.editions.filter(live_from__lte=timezone.now()).exists():
            ArticleAddress.objects.create(slug=locked.slug, article=locked)
        locked.slug = article.slug = slug
        locked.save(update_fields=["slug"])
        _touch(locked)


def discard(article: Article, *, by: Any) -> None:
    """Delete a draft for good, with all its revisions. Raises PublishingError when readers saw it or are to see it."""
    with transaction.atomic():
        locked = _locked(article)
        if locked.editions.exists():
            raise PublishingError(_("Readers know this article: withdraw it instead."))
        Article.objects.filter(pk=locked.pk).update(latest=None)
        Article.objects.get(pk=locked.pk).delete()


def check_slug_is_free(slug: str, article: Article | None = None) -> None:
    """Raise PublishingError unless `article` (a new one when None) may have this address."""
    if not slug or slugify(slug) != slug:
        raise PublishingError(_("An address is made of small letters, digits and hyphens."))
    others = Article.objects.filter(slug=slug)
    addresses = ArticleAddress.objects.filter(slug=slug)
    if article is not None:
        others, addresses = others.exclude(pk=article.pk), addresses.exclude(article=article)
    if others.exists():
        raise PublishingError(_("Another article has the address “%(slug)s”.") % {"slug": slug})
    if addresses.exists():
        raise PublishingError(
            _("“%(slug)s” was the address of another article, and links to it still work.") % {"slug": slug}
        )


def _locked(article: Article) -> Article:
    """The article's row, held until the transaction ends (SQLite holds the whole database from its beginning)."""
    return Article.objects.select_for_update(of=("self",)).select_related("latest").get(pk=article.pk)


def _touch(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(page_version=F("page_version") + 1)


def _free_slug(title: str) -> str:
    base = slugify(title)[:100].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(ArticleAddress.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _end_at(edition: Edition, moment: datetime) -> datetime | None:
    """End `edition` at `moment` if it is live then; the time at which a planned withdrawal takes down what follows."""
    if not edition.is_live(moment):
        return None
    until, edition.live_until = edition.live_until, moment
    edition.save(update_fields=["live_until"])
    return until
