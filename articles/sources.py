"""The deeds of the library of sources: add, change, merge, separate, remove; and what a text cites.

Whoever calls has asked `rights` first. Whatever changes a row changes the pages of the articles that cite it, so every
deed raises their page version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from .identifiers import Scheme
from .models import Article, Citation, Edition, Revision, Source

# What a row takes over from one that is merged into it, where it has nothing of its own.
TAKEN = (*Scheme, "authors", "container", "publisher", "year", "locator", "accessed_on")
STANDING = ("state", "state_on", "state_note", "superseded_by_id", "notice")


class SourceError(ValueError):
    """A deed that can't be done; the message says why to the person who asked."""


def in_library(numbers: Iterable[int]) -> list[Source]:
    """The sources with these numbers, in that order, held until the transaction ends so that none goes meanwhile.

    Raises SourceError with the numbers that the library does not know.
    """
    numbers = list(numbers)
    if not numbers:
        return []
    locked = Source.objects.filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    known = {source.pk: source for source in locked}
    if unknown := [str(number) for number in numbers if number not in known]:
        raise SourceError(
            _("The text cites sources that are not in the library: %(numbers)s. Look their numbers up there.")
            % {"numbers": ", ".join(unknown)}
        )
    return [known[number] for number in numbers]


def cite(revision: Revision, numbers: Iterable[int], further: Iterable[Source]) -> None:
    """Note that the text of `revision` cites the sources with these numbers, and what it names as further reading.

    Raises SourceError with the numbers that the library does not know.
    """
    cited = in_library(numbers)
    Citation.objects.bulk_create(
        Citation(revision=revision, source=source, position=position, in_text=position < len(cited))
        for position, source in enumerate([*cited, *further])
    )


def save(source: Source, *, by: Any) -> None:
    """Add `source` to the library, or change it there; the pages that cite it show it at once.

    Raises SourceError for a work that would supersede itself, IdentifierError for a name that is none, and
    IntegrityError when another row has that name.
    """
    if source.superseded_by_id and source.superseded_by.shown == source:
        raise SourceError(_("A work can’t supersede itself."))
    with transaction.atomic():
        if source.pk is None:
            source.created_by = by
        source.save()
        touch_pages([source])


def merge(row: Source, into: Source, *, by: Any) -> None:
    """Let `row` stand behind `into`, since both are the same work: what cites the one shows the other.

    `into` takes over what it lacks, and the state of `row` when that is graver. No text changes, no hash, no edition;
    `separate` undoes it. Raises SourceError.
    """
    with transaction.atomic():
        locked = Source.objects.select_for_update(of=("self",)).in_bulk([row.pk, into.pk])
        if len(locked) < 2:
            raise SourceError(_("Choose another row: these are one and the same."))
        row, into = locked[row.pk], locked[into.pk]
        if row.merged_into_id or into.merged_into_id:
            raise SourceError(_("One of the two was merged already."))
        if row.superseded_by_id == into.pk or into.superseded_by_id == row.pk:
            raise SourceError(_("One of the two supersedes the other, so they are two works."))
        row.lent = {}
        for field in taken_over(row, into):
            row.lent[field] = _plain(getattr(into, field))
            setattr(into, field, getattr(row, field))
        row.merged_into = into
        row.save()
        into.save()
        Source.objects.filter(merged_into=row).update(merged_into=into)
        touch_pages([into])


def taken_over(row: Source, into: Source) -> list[str]:
    """The fields that `into` would take over from `row`."""
    fields = [str(field) for field in TAKEN if getattr(row, field) and not getattr(into, field)]
    if Source.GRAVITY.index(row.state) > Source.GRAVITY.index(into.state):
        fields += STANDING
    return fields


def separate(row: Source, *, by: Any) -> None:
    """Undo a merge: `row` stands for itself again, and takes back what it lent, unless that was changed since.

    Raises SourceError when it was not merged.
    """
    with transaction.atomic():
        row = Source.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.merged_into_id is None:
            raise SourceError(_("This row stands for itself already."))
        kept = Source.objects.select_for_update(of=("self",)).get(pk=row.merged_into_id)
        for field, before in row.lent.items():
            if getattr(kept, field) == getattr(row, field):
                setattr(kept, field, kept._meta.get_field(field.removesuffix("_id")).to_python(before))
        kept.save()
        row.merged_into, row.lent = None, {}
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as problem:
            raise SourceError(_("Another row has been given a name of this one since.")) from problem
        touch_pages([kept, row])


def remove(source: Source) -> None:
    """Delete a row that no text ever cited. Raises SourceError for any other."""
    try:
        with transaction.atomic():
            source.delete()
    except ProtectedError as problem:
        raise SourceError(_("Texts cite this source, or another row leads to it, so it stays.")) from problem


def touch_pages(rows: Iterable[Source]) -> None:
    """Raise the page version of every article that cites one of these rows, or a row that was merged into one."""
    rows = list(rows)
    cited = Q(source__in=rows) | Q(source__merged_into__in=rows) | Q(source__superseded_by__in=rows)
    articles = Citation.objects.filter(cited).values("revision__article")
    Article.objects.filter(pk__in=articles).update(page_version=F("page_version") + 1)


def citing(source: Source) -> QuerySet[Article]:
    """The articles with a text that cites `source`, or a row merged into it, with `cites_live`, `cites_later` (in what
    is scheduled), `cites_newest` (in the newest save) and `cites_before` (in what readers once saw). One query.
    """
    uses = Citation.objects.filter(Q(source=source) | Q(source__merged_into=source))
    editions = Edition.objects.filter(article=OuterRef("pk"), revision__in=uses.values("revision"))
    return (
        Article.objects.filter(pk__in=uses.values("revision__article"))
        .with_state()
        .with_public_title()
        .annotate(
            cites_live=Exists(editions.live()),
            cites_later=Exists(editions.scheduled()),
            cites_newest=Exists(uses.filter(revision=OuterRef("latest"))),
            cites_before=Exists(editions.ended()),
        )
    )


def places_of(article: Article) -> list[str]:
    """Where an article that came with `citing()` cites the source, in words: live pages first."""
    said = (
        (article.cites_live, _("live")),
        (article.cites_later, _("scheduled")),
        (article.cites_newest and not article.cites_live, _("newest draft")),
        (article.cites_before and not article.cites_live, _("earlier edition")),
    )
    return [words for is_so, words in said if is_so] or [_("earlier draft")]


def _plain(value: Any) -> Any:
    """A value of a field as JSON holds it."""
    return DjangoJSONEncoder().default(value) if hasattr(value, "isoformat") else value
