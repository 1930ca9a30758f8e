"""Who hears of what happens in a discussion. A decision says when it may be told; the worker makes letters of it.

Between the two lies the time in which a decision can be taken back. Nothing is decided here about words: whether
something may still be said is asked again when a letter is written (`letters`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Contributor

from ..models import (
    Announcement,
    Appeal,
    Comment,
    Decision,
    GuestAnswer,
    IgnoredPerson,
    Letter,
    MailPreference,
    MutedThread,
    Notice,
    Report,
    Subscription,
)

Kind, Role, Status = Notice.Kind, Decision.Role, Comment.Status

# What happened longer ago than this is no news: comments that are brought in keep their dates, and send nothing.
NEWS = timedelta(days=1)
# A worker that was away for longer begins anew. Shorter than announcements are kept (`delivery`).
TOO_LATE = timedelta(days=30)
# A comment that comes back after so long is told to nobody a second time. Shorter than letters are kept (`delivery`).
COMES_BACK = timedelta(days=30)
# Comments from elsewhere, whatever their dates.
IMPORTED = "import"
# The hour at which a digest leaves, in the time zone of the person who gets it.
DIGEST_HOUR = 8
# Of which decisions the writer of the comment is told, by the part in which they were made.
LETTERS = {
    Role.MODERATOR: frozenset({Status.PUBLISHED, Status.HELD, Status.REJECTED}),
    Role.ARTICLE_AUTHOR: frozenset({Status.PUBLISHED}),
    Role.RULE: frozenset({Status.HELD, Status.REJECTED}),
}


def when_to_tell(
    before: str, to: str, role: str, rule: str, *, at: datetime, after: timedelta = timedelta()
) -> datetime | None:
    """When people may hear of a decision made `at` this time; None when it is nothing that anybody is told.

    The decision keeps the moment, so that the deed writes one row and no more.
    """
    if rule.startswith(IMPORTED) or timezone.now() - at > NEWS:
        return None
    # Whatever ends a public comment or a review may be the answer to a report.
    is_answer = role == Role.MODERATOR or before == Status.PUBLISHED
    return at + after if to == Status.PUBLISHED or is_answer or _is_letter(before, to, role) else None


def _is_letter(before: str, to: str, role: str) -> bool:
    """Whether the writer of the comment is told of this decision. Spam gets no answer, and a new comment that waits
    has told its writer so on the page.
    """
    return bool(before) and to in LETTERS.get(role, ())


def untold() -> QuerySet[Decision]:
    """The decisions of which people are to hear now, the oldest first."""
    now = timezone.now()
    return Decision.objects.filter(
        announce_at__lte=now, announce_at__gt=now - TOO_LATE, announcement__isnull=True
    ).order_by("announce_at", "pk")


def fan_out(decision: Decision) -> None:
    """Turn a decision into letters: at most one for each person, and none about what is over already."""
    with transaction.atomic():
        _row, is_mine = Announcement.objects.get_or_create(decision=decision)
        if not is_mine:
            return  # another worker has it
        comment = Comment.objects.select_related("article", "parent", "published_version", "import_record").get(
            pk=decision.comment_id
        )
        if (
            comment.is_public
            and not hasattr(comment, "import_record")
            and decision.created_at - comment.published_at < COMES_BACK
        ):
            _tell(_who_hears(comment), comment, f"comment:{comment.pk}")
        reported = Report.objects.filter(comment=comment, settled_at=decision.created_at, reporter__isnull=False)
        reporters = dict.fromkeys(reported.values_list("reporter", flat=True), [Kind.REPORTED])
        _tell(reporters, comment, f"report:{decision.pk}", decision)
        _answer_guests(decision)
        is_letter = _is_letter(decision.from_status, decision.to_status, decision.actor_role)
        # Whoever has appealed gets the answer to that instead.
        is_letter = is_letter and not Appeal.objects.filter(outcome=decision).exists()
        if is_letter and is_in_force(decision) and comment.author_id and _says_something_new(decision):
            _tell({comment.author_id: [Kind.DECIDED]}, comment, f"decision:{decision.pk}", decision)


def _answer_guests(decision: Decision) -> None:
    """Put a mail on its way to each person without an account whose report this decision has settled. One each."""
    waiting = Report.objects.filter(comment=decision.comment_id, settled_at=decision.created_at).exclude(email="")
    answers = [GuestAnswer(report=report) for report in waiting]
    GuestAnswer.objects.bulk_create(answers, ignore_conflicts=True)


def untold_appeals() -> QuerySet[Appeal]:
    """The appeals whose answer people are to hear now."""
    now = timezone.now()
    return Appeal.objects.filter(announce_at__lte=now, announce_at__gt=now - TOO_LATE, told_at=None).order_by(
        "announce_at", "pk"
    )


def tell_appeal(appeal: Appeal) -> None:
    """Make a letter of the answer to an appeal."""
    with transaction.atomic():
        if not Appeal.objects.filter(pk=appeal.pk, told_at=None).update(told_at=timezone.now()):
            return  # another worker has it
        if appeal.appellant_id:
            comment = Comment.objects.select_related("article").get(pk=appeal.decision.comment_id)
            _tell({appeal.appellant_id: [Kind.APPEALED]}, comment, f"appeal:{appeal.pk}", appeal=appeal)


def is_in_force(decision: Decision) -> bool:
    """Whether nothing was decided about the comment since."""
    return not Decision.objects.filter(comment=decision.comment_id, pk__gt=decision.pk).exists()


def _says_something_new(decision: Decision) -> bool:
    """A comment that was looked at again and stays as it is needs no letter; an edit that waited does."""
    if (decision.from_status, decision.to_status) != (Status.PUBLISHED, Status.PUBLISHED):
        return True
    earlier = Decision.objects.filter(comment=decision.comment_id, pk__lt=decision.pk, to_status=Status.PUBLISHED)
    return not earlier.filter(version=decision.version_id).exists()


def _who_hears(comment: Comment) -> dict[int, list[str]]:
    """The people who may want to hear of a public comment, each with the kinds of mail it could be, best first."""
    edition = comment.article.editions.live().first()
    if edition is None:
        return {}
    found: dict[int, list[str]] = {}
    if comment.parent and comment.parent.author_id:
        found.setdefault(comment.parent.author_id, []).append(Kind.REPLIES)
    for person in comment.published_version.mentioned:
        found.setdefault(person, []).append(Kind.MENTIONED)
    places = Q(article=comment.article_id, kind=Subscription.Kind.ARTICLE)
    if comment.root_id:
        places |= Q(comment=comment.root_id, kind=Subscription.Kind.THREAD)
    if comment.parent_id:
        places |= Q(comment=comment.parent_id, kind=Subscription.Kind.REPLIES)
    silent, no_article = set(), set()
    for subscription in Subscription.objects.filter(places):
        if not subscription.muted:
            found.setdefault(subscription.person_id, []).append(Kind.WATCHED)
        elif subscription.kind == Subscription.Kind.ARTICLE:
            no_article.add(subscription.person_id)
        else:
            silent.add(subscription.person_id)
    wrote = Contributor.objects.filter(bylines__revision=edition.revision_id, user__isnull=False)
    for writer in wrote.values_list("user", flat=True):
        if writer not in no_article:
            found.setdefault(writer, []).append(Kind.AUTHORED)
    silent.add(comment.author_id)
    silent.update(MutedThread.objects.filter(root=comment.root_id or comment.pk).values_list("person", flat=True))
    if comment.author_id:
        silent.update(IgnoredPerson.objects.filter(ignored=comment.author_id).values_list("person", flat=True))
    return {person: kinds for person, kinds in found.items() if person not in silent}


def _tell(
    wishes: dict[int, list[str]],
    comment: Comment,
    subject: str,
    decision: Decision | None = None,
    appeal: Appeal | None = None,
) -> None:
    """Write a letter to each of these people who wants one of these kinds. The same few queries however many."""
    if not wishes:
        return
    now = timezone.now()
    people = get_user_model().objects.filter(pk__in=wishes, is_active=True)
    preferences = {row.person_id: row for row in MailPreference.objects.filter(person__in=wishes)}
    letters: dict[str, Letter] = {}
    notices: list[tuple[str, Notice]] = []
    for person in people:
        wants = preferences.get(person.pk) or MailPreference(person=person)
        kind = next((kind for kind in wishes[person.pk] if wants.wants(kind)), None)
        if kind is None:
            continue
        key = f"{subject}:{person.pk}"
        is_digest = wants.frequency == MailPreference.Frequency.DAILY
        leaves = next_digest(person, now) if is_digest else now
        name = f"digest:{person.pk}:{leaves.astimezone(UTC):%Y-%m-%dT%H:%M}" if is_digest else key
        letters[name] = Letter(person=person, key=name, is_digest=is_digest, next_try_at=leaves)
        notices.append((name, Notice(key=key, kind=kind, comment=comment, decision=decision, appeal=appeal)))
    known = set(Notice.objects.filter(key__in=[notice.key for _name, notice in notices]).values_list("key", flat=True))
    notices = [(name, notice) for name, notice in notices if notice.key not in known]
    wanted = {name for name, _notice in notices}
    Letter.objects.bulk_create([letters[name] for name in sorted(wanted)], ignore_conflicts=True)
    written = {letter.key: letter for letter in Letter.objects.filter(key__in=wanted)}
    for name, notice in notices:
        notice.letter = written[name]
    Notice.objects.bulk_create([notice for _name, notice in notices], ignore_conflicts=True)


def zone_of(person: Any) -> Any:
    """The time zone that somebody lives in, the site's when they never said."""
    return getattr(person, "zone", None) or timezone.get_default_timezone()


def next_digest(person: Any, now: datetime) -> datetime:
    """When the next digest leaves for `person`: the first time after `now` that their clock shows the hour."""
    zone = zone_of(person)
    day = now.astimezone(zone).date()
    for later in range(3):
        leaves = datetime.combine(day + timedelta(days=later), time(DIGEST_HOUR), tzinfo=zone)
        if leaves > now:
            return leaves
    raise AssertionError("an hour comes every day")


def forget(comments: Iterable[int]) -> None:
    """Take back whatever was still to be said about these comments."""
    waiting = Notice.objects.filter(comment__in=comments, letter__sent_at=None)
    alone = set(waiting.values_list("letter", flat=True))
    waiting.delete()
    Letter.objects.filter(pk__in=alone, notices__isnull=True).delete()
