"""The state machine of comments: the only place where a status changes, and everything that follows from it.

Nobody locks a row to look at it. A deed reads, checks, and writes with `WHERE id = … AND lock_version = …`; whoever
comes second finds nothing to write and gets a Conflict that carries the first one's decision. The article's row is
written before any comment's, so that two deeds on one article queue up in one order and can't lock each other out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article

from .mail.notifications import when_to_tell
from .models import Appeal, Comment, CommentVersion, Decision, RemovalRequest, Report, ReviewItem
from .other_moderators import may_decide_alone

Status, Role = Comment.Status, Decision.Role

# Within this time a moderator may take back their own removal; later another one has to look.
UNDO_WINDOW = timedelta(seconds=10)
# The name under which taking a decision back stands in the history.
UNDO = "undo"

# As many public comments of one person, or of one article, a moderator removes alone within the hour.
MOST_REMOVED = 30
MOST_REMOVED_WITHIN = timedelta(hours=1)

# Which part may bring a comment from where to where. What is not here is impossible.
TABLE: dict[tuple[str, str], frozenset[str]] = {
    (Status.HELD, Status.PUBLISHED): frozenset({Role.MODERATOR, Role.ARTICLE_AUTHOR}),
    (Status.HELD, Status.REJECTED): frozenset({Role.MODERATOR}),
    (Status.HELD, Status.SPAM): frozenset({Role.MODERATOR}),
    (Status.HELD, Status.WITHDRAWN): frozenset({Role.AUTHOR}),
    (Status.HELD, Status.ERASED): frozenset({Role.PRIVACY}),
    # Looked at again and kept: after a report, or after an edit that had to wait.
    (Status.PUBLISHED, Status.PUBLISHED): frozenset({Role.MODERATOR}),
    (Status.PUBLISHED, Status.HELD): frozenset({Role.MODERATOR, Role.RULE}),
    (Status.PUBLISHED, Status.REJECTED): frozenset({Role.MODERATOR}),
    (Status.PUBLISHED, Status.SPAM): frozenset({Role.MODERATOR}),
    (Status.PUBLISHED, Status.WITHDRAWN): frozenset({Role.AUTHOR}),
    (Status.PUBLISHED, Status.ERASED): frozenset({Role.PRIVACY}),
    (Status.REJECTED, Status.PUBLISHED): frozenset({Role.MODERATOR}),
    (Status.REJECTED, Status.HELD): frozenset({Role.MODERATOR}),
    (Status.REJECTED, Status.ERASED): frozenset({Role.PRIVACY}),
    (Status.SPAM, Status.PUBLISHED): frozenset({Role.MODERATOR}),
    (Status.SPAM, Status.HELD): frozenset({Role.MODERATOR}),
    (Status.SPAM, Status.ERASED): frozenset({Role.PRIVACY}),
    (Status.WITHDRAWN, Status.ERASED): frozenset({Role.PRIVACY}),
}
PEOPLE = frozenset({Role.AUTHOR, Role.ARTICLE_AUTHOR, Role.MODERATOR})
REMOVALS = frozenset({Status.REJECTED, Status.SPAM})

# Rows in one statement, where many are written.
BATCH = 500

# A comment and everything it answers, up to the root. Plain SQL: both databases know it, the ORM does not.
LINE = """
WITH RECURSIVE line(id, parent_id, status) AS (
    SELECT id, parent_id, status FROM comments_comment WHERE {start} = %s
    UNION ALL
    SELECT above.id, above.parent_id, above.status FROM comments_comment above JOIN line ON above.id = line.parent_id
)
"""


class NotAllowed(Exception):
    """This part may not bring the comment there; the message says why, to the person who tried."""


class NeedsSecondKey(NotAllowed):
    """Another moderator has to agree; `why` is one of `RemovalRequest.Why`."""

    def __init__(self, why: str) -> None:
        super().__init__(_("Another moderator has to agree to this: %(why)s.") % {"why": RemovalRequest.Why(why).label})
        self.why = why


class Conflict(Exception):
    """Somebody else decided first. `comment` is as it is now, `decision` the newest one about it."""

    def __init__(self, comment: Comment, decision: Decision | None) -> None:
        super().__init__(_("Somebody else has decided about this comment in the meantime."))
        self.comment = comment
        self.decision = decision


def transition(
    comment: Comment,
    to: str,
    *,
    actor: Any,
    role: str,
    reason: str = "",
    seen_lock: int | None = None,
    public_text: str = "",
    private_note: str = "",
    rule: str = "",
    second_asked: bool = False,
    at: datetime | None = None,
) -> Comment:
    """Bring `comment` to the status `to` and do all that follows; the comment as it is then.

    `actor` is the person (None for a rule or a job), `role` the part they act in (`Decision.Role`): the caller has
    asked `policy` about it. `seen_lock` is the `lock_version` that the person had before them; with None, whatever is
    there now is meant. What is decided already is left as it is: the same decision twice is one. `second_asked` says
    that `appeals` or `second_keys` has seen to the second person that this needs.
    Raises NotAllowed (NeedsSecondKey where another moderator has to agree), and Conflict when the comment is no longer
    what was seen.
    """
    now = at or timezone.now()
    seen = Comment.objects.select_related("current_version").get(pk=comment.pk)
    if _is_decided(seen, to, role):
        return seen
    if seen_lock is not None and seen_lock != seen.lock_version:
        raise Conflict(seen, _newest_decision(seen))
    with transaction.atomic():
        reverses = _check(seen, to, actor, role, reason)
        if role == Role.MODERATOR and not second_asked:
            _check_one_is_enough(seen, to, actor, reverses, now)
        delta = int(to == Status.PUBLISHED) - int(seen.is_public)
        Article.objects.filter(pk=seen.article_id).update(
            comment_count=F("comment_count") + delta, page_version=F("page_version") + 1
        )
        changed = _facts(seen, seen.current_version, to, now) | {"status_reason": reason}
        if role in {Role.MODERATOR, Role.ARTICLE_AUTHOR}:
            changed |= {"reviewed_at": now, "reviewed_by": actor}
        written = Comment.objects.filter(pk=seen.pk, lock_version=seen.lock_version).update(
            lock_version=F("lock_version") + 1, **changed
        )
        if written:
            _count_above(seen, delta)
            _settle_review(seen, to, role, now)
            made = Decision.objects.create(
                comment=seen,
                version=seen.current_version,
                previous_version=seen.published_version,
                from_status=seen.status,
                to_status=to,
                actor=actor,
                actor_role=role,
                rule=rule,
                reason=reason,
                public_text=public_text,
                private_note=private_note,
                reverses=reverses,
                created_at=now,
                announce_at=when_to_tell(seen.status, to, role, rule, at=now, after=UNDO_WINDOW),
            )
            RemovalRequest.objects.open().filter(comment=seen).update(settled_at=now)
            if reverses:
                _settle_reversed(reverses, made)
            if to == Status.ERASED:
                _blank(seen)
        else:
            # Nothing of this deed may stay: somebody was quicker between our look and our writing.
            transaction.set_rollback(True)
    fresh = Comment.objects.get(pk=comment.pk)
    if not written and not _is_decided(fresh, to, role):
        raise Conflict(fresh, _newest_decision(fresh))
    return fresh


def enter(
    comment: Comment, version: CommentVersion, to: str, *, rule: str, reasons: Iterable[str] = (), at: datetime
) -> None:
    """Give a new comment, whose row and first version were just written, its first status: held or published.

    The site's own rule decides, so the decision names no person. For `posting` alone, inside its transaction.
    """
    delta = int(to == Status.PUBLISHED)
    if delta:
        Article.objects.filter(pk=comment.article_id).update(
            comment_count=F("comment_count") + 1, page_version=F("page_version") + 1
        )
    facts = _facts(comment, version, to, at)
    Comment.objects.filter(pk=comment.pk).update(current_version=version, **facts)
    for name, value in facts.items():
        setattr(comment, name, value)
    comment.current_version = version
    _count_above(comment, delta)
    if reasons:
        item = ReviewItem(comment=comment, opened_at=at)
        item.press(reasons, at)
        item.save()
    Decision.objects.create(
        comment=comment,
        version=version,
        to_status=to,
        actor_role=Role.RULE,
        rule=rule,
        created_at=at,
        announce_at=when_to_tell("", to, Role.RULE, rule, at=at, after=UNDO_WINDOW),
    )


def enter_many(
    article: Article,
    entries: Iterable[tuple[Comment, CommentVersion, str]],
    *,
    rule: str,
    reasons: Iterable[str],
    at: datetime,
) -> None:
    """Do what `enter` does for many comments below `article`, each dated as it was written, and announce none.

    What answers another one stands behind it. `reasons` are for those that are held. For importing alone, inside its
    transaction: its queries grow with the hundreds of comments, not with the comments.
    """
    entries = list(entries)
    public = {comment.pk for comment, _version, to in entries if to == Status.PUBLISHED}
    Article.objects.filter(pk=article.pk).update(
        comment_count=F("comment_count") + len(public), page_version=F("page_version") + 1
    )
    version = CommentVersion.objects.filter(comment=OuterRef("pk"))
    by_status: dict[str, list[int]] = {}
    for comment, _version, to in entries:
        by_status.setdefault(to, []).append(comment.pk)
    for to, found in by_status.items():
        facts = {"status": to, "current_version": Subquery(version.values("pk")[:1])}
        if to == Status.PUBLISHED:
            html, published = Subquery(version.values("html")[:1]), Subquery(version.values("pk")[:1])
            facts |= {"html": html, "published_version": published, "published_at": F("created_at")}
        for start in range(0, len(found), BATCH):
            Comment.objects.filter(pk__in=found[start : start + BATCH]).update(**facts)
    below = {comment.pk: 0 for comment, _version, _to in entries}
    for comment, _version, _to in reversed(entries):
        comment.reply_count = below[comment.pk]
        delta = below[comment.pk] + (comment.pk in public)
        if comment.parent_id in below:
            below[comment.parent_id] += delta
        else:
            _count_above(comment, delta)
    answered = [comment for comment, _version, _to in entries if comment.reply_count]
    Comment.objects.bulk_update(answered, ["reply_count"], batch_size=BATCH)
    items = [ReviewItem(comment=comment, opened_at=at) for comment, _version, to in entries if to == Status.HELD]
    for item in items:
        item.press(reasons, at)
    ReviewItem.objects.bulk_create(items, batch_size=BATCH)
    Decision.objects.bulk_create(
        [
            Decision(comment=comment, version=version, to_status=to, actor_role=Role.RULE, rule=rule, created_at=at)
            for comment, version, to in entries
        ],
        batch_size=BATCH,
    )


def undo(decision: Decision, *, actor: Any, at: datetime | None = None) -> Comment:
    """Take back the decision that a moderator has just made: the comment, what readers see of it and its review item
    are as they were before. It is a decision like any other, and names the one that it reverses.

    Raises NotAllowed after `UNDO_WINDOW` and for a decision of somebody else; Conflict when there is a newer one.
    """
    now = at or timezone.now()
    seen = Comment.objects.get(pk=decision.comment_id)
    newest = _newest_decision(seen)
    if newest is None or newest.pk != decision.pk:
        raise Conflict(seen, newest)
    if decision.actor_id != actor.pk or decision.actor_role != Role.MODERATOR or decision.rule == UNDO:
        raise NotAllowed(_("Only a decision of your own can be undone."))
    if now - decision.created_at > UNDO_WINDOW:
        raise NotAllowed(_("It is too late to undo this. The comment’s history shows what can still be done."))
    to, public = decision.from_status, decision.previous_version
    before = Decision.objects.filter(comment=seen, pk__lt=decision.pk)
    reviewed = before.filter(actor_role__in=[Role.MODERATOR, Role.ARTICLE_AUTHOR]).last()
    earlier = before.last()
    delta = int(to == Status.PUBLISHED) - int(seen.is_public)
    with transaction.atomic():
        Article.objects.filter(pk=seen.article_id).update(
            comment_count=F("comment_count") + delta, page_version=F("page_version") + 1
        )
        written = Comment.objects.filter(pk=seen.pk, lock_version=seen.lock_version).update(
            lock_version=F("lock_version") + 1,
            status=to,
            status_reason=earlier.reason if earlier else "",
            html=public.html if public else "",
            remarks=public.remarks if public else {},
            published_version=public,
            published_at=None if seen.published_at == decision.created_at else seen.published_at,
            reviewed_at=reviewed.created_at if reviewed else None,
            reviewed_by=reviewed.actor if reviewed else None,
        )
        if written:
            _count_above(seen, delta)
            _reopen_review(seen, decision)
            made = Decision.objects.create(
                comment=seen,
                version=seen.current_version,
                previous_version=seen.published_version,
                from_status=seen.status,
                to_status=to,
                actor=actor,
                actor_role=Role.MODERATOR,
                rule=UNDO,
                reverses=decision,
                created_at=now,
            )
            _settle_reversed(decision, made)
            Appeal.objects.filter(outcome=decision).update(**UNANSWERED)
            if decision.reverses:
                Report.objects.filter(comment=seen, settled_at=decision.reverses.created_at).update(
                    state=Report.State.UPHELD
                )
        else:
            transaction.set_rollback(True)
    fresh = Comment.objects.get(pk=seen.pk)
    if not written:
        raise Conflict(fresh, _newest_decision(fresh))
    return fresh


def amend(
    comment: Comment,
    version: CommentVersion,
    *,
    publish: bool,
    by: Any,
    rule: str,
    reasons: Iterable[str],
    at: datetime,
) -> bool:
    """Let a new version, whose row was just written, be what `comment` says. For `editing` alone, in its transaction.

    With `publish` a public comment says so at once; else its approved words stay until somebody has looked, for
    `reasons`. What was held stays held. False when somebody was quicker: the caller takes its writes back.
    """
    Article.objects.filter(pk=comment.article_id).update(page_version=F("page_version") + 1)
    facts = _facts(comment, version, Status.PUBLISHED, at) if publish and comment.is_public else {}
    written = Comment.objects.filter(pk=comment.pk, lock_version=comment.lock_version).update(
        lock_version=F("lock_version") + 1, current_version=version, **facts
    )
    if not written:
        return False
    if reasons:
        ReviewItem.ask(comment, reasons, at)
    Decision.objects.create(
        comment=comment,
        version=version,
        from_status=comment.status,
        to_status=comment.status,
        actor=by,
        actor_role=Role.AUTHOR,
        rule=rule,
        created_at=at,
    )
    return True


def _is_decided(comment: Comment, to: str, role: str) -> bool:
    """Whether nothing is left to decide: the comment is there, and this part could have brought it there."""
    if comment.status != to or not any(role in roles for (_from, end), roles in TABLE.items() if end == to):
        return False
    if to != Status.PUBLISHED or role != Role.MODERATOR:
        return True
    waits = comment.published_version_id != comment.current_version_id
    return not waits and not ReviewItem.objects.open().filter(comment=comment).exists()


def _check(comment: Comment, to: str, actor: Any, role: str, reason: str) -> Decision | None:
    """Raise NotAllowed unless the table and the guards agree; the decision that this one takes back, if any."""
    if role not in TABLE.get((comment.status, to), ()):
        raise NotAllowed(
            _("A comment that is “%(now)s” can’t be made “%(then)s” by you.")
            % {"now": comment.get_status_display(), "then": dict(Status.choices).get(to, to)}
        )
    if (role in PEOPLE) != (actor is not None) and role != Role.PRIVACY:
        raise NotAllowed(_("A decision of a person needs that person."))
    if role == Role.AUTHOR and comment.author_id != actor.pk:
        raise NotAllowed(_("Only its author can withdraw a comment."))
    if role in {Role.MODERATOR, Role.ARTICLE_AUTHOR} and comment.author_id == actor.pk:
        raise NotAllowed(_("Somebody else has to decide about a comment of your own."))
    if reason and reason not in Decision.Reason:
        raise NotAllowed(_("Choose one of the reasons."))
    if to in REMOVALS and not reason:
        raise NotAllowed(_("Choose a reason: the writer will be told."))
    if comment.status in REMOVALS and to in {Status.PUBLISHED, Status.HELD}:
        return _newest_decision(comment)
    return None


def _check_one_is_enough(comment: Comment, to: str, actor: Any, reverses: Decision | None, now: datetime) -> None:
    """Raise NotAllowed where a moderator would judge their own removal again, be accuser and judge, or take away much
    that readers see.
    """
    if reverses and reverses.actor_id == actor.pk and now - reverses.created_at > UNDO_WINDOW:
        people = {actor.pk, comment.author_id}
        if not may_decide_alone(comment.article, besides=people, since=reverses.created_at, at=now):
            raise NotAllowed(_("You removed this comment yourself. Another moderator has to look at it now."))
    if to not in REMOVALS:
        return
    reporters = set(Report.objects.open().filter(comment=comment).values_list("reporter", flat=True))
    if reporters == {actor.pk}:
        raise NeedsSecondKey(RemovalRequest.Why.OWN_REPORT)
    if not comment.is_public:
        return
    same_article, same_person = Q(comment__article=comment.article_id), Q(comment__author=comment.author_id)
    lately = Decision.objects.filter(
        actor=actor,
        actor_role=Role.MODERATOR,
        from_status=Status.PUBLISHED,
        to_status__in=REMOVALS,
        reversed_by__isnull=True,
        created_at__gt=now - MOST_REMOVED_WITHIN,
    )
    removed = lately.aggregate(
        below_article=Count("pk", filter=same_article),
        # Those of accounts that are gone have nobody in common.
        of_person=Count("pk", filter=same_person & Q(comment__author__isnull=False)),
    )
    if max(removed.values()) >= MOST_REMOVED:
        raise NeedsSecondKey(RemovalRequest.Why.MASS)


def _newest_decision(comment: Comment) -> Decision | None:
    return Decision.objects.filter(comment=comment).select_related("actor").last()


def _facts(comment: Comment, version: CommentVersion, to: str, at: datetime) -> dict[str, Any]:
    """The columns that follow from a status. What is not public keeps nothing that a page could print."""
    if to == Status.PUBLISHED:
        changed = comment.published_at is not None and version.created_at > comment.published_at
        return {
            "status": to,
            "html": version.html,
            "remarks": version.remarks,
            "published_version": version,
            "published_at": comment.published_at or at,
            # What readers never saw was not edited for them.
            "edited_at": version.created_at if changed else comment.edited_at,
        }
    facts = {"status": to, "html": "", "remarks": {}, "published_version": None}
    return facts | {"author_name": ""} if to == Status.ERASED else facts


def _count_above(comment: Comment, delta: int) -> None:
    """Add `delta` to the published comments below everything that `comment` answers. At most one query."""
    if delta and comment.parent_id:
        line = RawSQL(LINE.format(start="id") + "SELECT id FROM line", [comment.parent_id])  # noqa: S608, S611 - constants
        Comment.objects.filter(pk__in=line).update(reply_count=F("reply_count") + delta)


def _settle_review(comment: Comment, to: str, role: str, now: datetime) -> None:
    """An item is open exactly while a human has to look: opened by holding, closed by every other decision."""
    items = ReviewItem.objects.open().filter(comment=comment)
    if to != Status.HELD:
        items.update(closed_at=now, claimed_by=None, claimed_until=None)
        Report.objects.settle(
            comment, removed=to in REMOVALS, judged=role != Role.AUTHOR and to != Status.ERASED, at=now
        )
        return
    code = ReviewItem.Reason.HELD_BY_RULE if role == Role.RULE else ReviewItem.Reason.HELD_BY_MODERATOR
    ReviewItem.ask(comment, [code], now)
    items.update(claimed_by=None, claimed_until=None)


def _reopen_review(comment: Comment, decision: Decision) -> None:
    """Let the item be as it was before `decision`: what that closed is open again, what that opened is closed."""
    Report.objects.filter(comment=comment, settled_at=decision.created_at).update(
        state=Report.State.OPEN, settled_at=None
    )
    items = ReviewItem.objects.filter(comment=comment)
    waiting = items.open().first()
    if decision.to_status == Status.HELD:
        if waiting and waiting.opened_at == decision.created_at:
            items.filter(pk=waiting.pk).update(closed_at=timezone.now())
        elif waiting:
            codes = [code for code in waiting.reason_codes if code != ReviewItem.Reason.HELD_BY_MODERATOR]
            items.filter(pk=waiting.pk).update(reason_codes=codes)
        if decision.from_status in REMOVALS:
            return
    closed = items.filter(closed_at=decision.created_at).last()
    if closed and waiting:
        ReviewItem.ask(comment, closed.reason_codes, closed.opened_at)
    elif closed:
        items.filter(pk=closed.pk).update(closed_at=None)


UNANSWERED: dict[str, Any] = {
    "state": Appeal.State.OPEN,
    "decided_by": None,
    "decided_at": None,
    "answer": "",
    "outcome": None,
    "announce_at": None,
}


def _settle_reversed(reversed_one: Decision, made: Decision) -> None:
    """Let what hung on a decision that was taken back follow: an appeal against it was right, and reports were not."""
    Appeal.objects.filter(decision=reversed_one, sanction=None).answer(
        Appeal.State.UPHELD,
        by=made.actor,
        words=made.public_text,
        at=made.created_at,
        tell_at=made.created_at + UNDO_WINDOW,
        outcome=made,
    )
    upheld = Report.objects.filter(comment=made.comment_id, settled_at=reversed_one.created_at)
    upheld.filter(state=Report.State.UPHELD).update(state=Report.State.NOT_UPHELD)


def _blank(comment: Comment) -> None:
    """Take the words away for good. The base manager knows no rule against it, which is why only this uses it."""
    CommentVersion._base_manager.filter(comment=comment).update(source="", html="", signals={})
    # A note may quote the words, and the hash of a few words gives them away.
    Report.objects.filter(comment=comment).update(note="", snapshot_hash="")
    appeals = Appeal.objects.filter(decision__comment=comment, sanction=None)
    appeals.open().update(state=Appeal.State.MOOT)
    appeals.update(text="", answer="")
