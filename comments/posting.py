"""The deed of writing a comment: text in, a comment in its place with its first decision out. One transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article

from . import mentions, rendering, screened
from .mentions import People
from .models import Comment, CommentVersion, Hat, Mode, ReviewItem, Thread
from .policy import Refused, Standing, may_comment, person_level, skips_holding, standing
from .screening import Findings
from .transitions import LINE, enter

# A level of an order key: ten million comments below one article before two could tie.
PLACE = 8
LEVELS = 3
# The rule by which a comment waits because of what was found in it.
HOLD_BY_FINDINGS = "hold_by_findings"


class PostRefused(Exception):
    """The comment was not taken; `refused` says why. Whoever catches this gives the words back."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.refused = refused


class AskFirst(PostRefused):
    """The comment was not taken yet: its writer is asked first about what was found in it."""

    def __init__(self, text: str, findings: Findings) -> None:
        super().__init__(Refused("asks", _("Is this yours to share? Have another look before it is posted.")))
        self.text = text
        self.findings = findings


def check_text(text: str) -> Refused | None:
    """What is wrong with a tidy `text`, or None."""
    if not rendering.says_something(text):
        return Refused("empty", _("Write your comment first."))
    if len(text) > rendering.MAX_TEXT_LENGTH:
        over = len(text) - rendering.MAX_TEXT_LENGTH
        return Refused(
            "too_long",
            ngettext(
                "Your comment is %(over)d character too long; %(most)d is the most.",
                "Your comment is %(over)d characters too long; %(most)d is the most.",
                over,
            )
            % {"over": over, "most": rendering.MAX_TEXT_LENGTH},
        )
    return None


def post(
    *,
    author: Any,
    article: Article,
    text: str,
    parent: str = "",
    key: str = "",
    answered: bool = False,
    resubmits: Comment | None = None,
    hat: str = "",
    at: datetime | None = None,
) -> Comment:
    """Write a comment by `author` below `article`; `parent` is the public id of the comment that it answers.

    `key` names the form that was sent: sent twice with the same words it makes one comment, and both get it.
    `answered` says that the writer was asked about these very words and wants them posted; `resubmits` is a comment of
    theirs that was removed and that this one says better, which moderators see beside it; `hat` is the number of the
    profession that they wear. `at` is for commands that bring comments in. Everything that may have changed while
    somebody typed is read again inside the transaction.
    Raises PostRefused; AskFirst, which is one, when the writer is to be asked about something first.
    """
    text = rendering.tidy(text)
    problem = check_text(text)
    if problem:
        raise PostRefused(problem)
    key = _key(key, parent, text)
    try:
        with transaction.atomic():
            sent = _Sent(text, parent, key, answered, resubmits, hat)
            return _write(author, article, sent, at or timezone.now())
    except (PostRefused, IntegrityError):
        # Sent before? Then the first one counts, also when the discussion was closed since.
        first = Comment.objects.filter(author=author, idempotency_key=key).first() if key else None
        if first is None:
            raise
        return first


def question_about(text: str, author: Any, article: Article) -> AskFirst:
    """What `author` would be asked about `text`, with all that was found in it. Nothing is written."""
    text = rendering.tidy(text)
    return AskFirst(text, screened.findings_in(text, author=author, state=standing(article, author)))


def _key(key: str, parent: str, text: str) -> str:
    """One for the form and its words: who goes back, changes the words and sends again means another comment."""
    return hashlib.sha256(f"{key}\n{parent}\n{text}".encode()).hexdigest()[:40] if key else ""


@dataclass(frozen=True)
class _Sent:
    """What came with a comment; `post` says what each is."""

    text: str
    parent: str
    key: str
    answered: bool
    resubmits: Comment | None
    hat: str


def _write(author: Any, article: Article, sent: _Sent, now: datetime) -> Comment:
    take_numbers(article)
    state = standing(article, author)
    answer = may_comment(author, article, state)
    if not answer.is_allowed:
        raise PostRefused(answer)
    number = state.thread.last_sequence
    parent, people = answerable(article, sent.parent, sent.text) if sent.parent else (None, {})
    worn = _hat(author, sent.hat) if sent.hat else None
    findings = screened.findings_in(sent.text, author=author, state=state)
    if findings.asks and not sent.answered:
        raise AskFirst(sent.text, findings)
    comment = Comment.objects.create(
        article=article,
        edition=state.edition,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        sequence=number,
        order_key=order_key(parent, number),
        depth=parent.depth + 1 if parent else 0,
        author=author,
        author_name=str(author),
        hat=worn,
        idempotency_key=sent.key,
        resubmits=sent.resubmits,
        created_at=now,
    )
    html, mentioned = mentions.render(sent.text, people, by=author)
    version = CommentVersion.objects.create(
        comment=comment,
        number=1,
        source=sent.text,
        html=html,
        renderer_version=rendering.RENDERER_VERSION,
        signals=screened.signals_of(sent.text, findings) | {"mentioned": mentioned},
        created_by=author,
        created_at=now,
    )
    status, rule, reasons = first_status(author, state, findings)
    if sent.resubmits and not skips_holding(author):
        # Whoever removed the first one, or a colleague, sees what became of it, also where it appears at once.
        reasons = [*reasons, ReviewItem.Reason.RESUBMITTED]
    enter(comment, version, status, rule=rule, reasons=reasons, at=now)
    return comment


def take_numbers(article: Article, many: int = 1) -> None:
    """Count the thread's last number on. Holds its row until the end: two writers come one after the other."""
    threads = Thread.objects.filter(article=article)
    if not threads.update(last_sequence=F("last_sequence") + many):
        try:
            with transaction.atomic():
                Thread.objects.create(article=article, last_sequence=many)
        except IntegrityError:
            threads.update(last_sequence=F("last_sequence") + many)


def answerable(article: Article, public_id: str, text: str = "") -> tuple[Comment, People]:
    """The comment that is answered, if it and everything above it still stand, and whom the answer `text` may mention.
    One query. Raises PostRefused.
    """
    people, values = mentions.people_sql(public_id, text)
    found = list(
        Comment.objects.raw(
            f"{LINE.format(start='public_id')}"  # noqa: S608 - constants
            "SELECT comment.*, (SELECT COUNT(*) FROM line WHERE status <> 'published') AS hidden,"
            " people.author_name AS person_name, people.author_id AS person_id"
            f" FROM comments_comment comment LEFT JOIN ({people}) people ON 1 = 1"
            " WHERE comment.public_id = %s AND comment.article_id = %s ORDER BY people.last",
            [public_id, *values, public_id, article.pk],
        )
    )
    if not found or found[0].hidden:
        raise PostRefused(
            Refused(
                "parent_gone",
                _("The comment that you answer was removed while you were writing. Your words are kept below."),
            )
        )
    return found[0], {row.person_name: row.person_id for row in found if row.person_id}


def _hat(author: Any, number: str) -> Hat:
    """The hat of `author` with this number, if it may be worn today. One query."""
    found = Hat.objects.valid().filter(person=author, pk=number).first() if number.isdecimal() else None
    if found is None:
        raise PostRefused(
            Refused("hat_gone", _("This profession is not valid any more. You can post without it: see below."))
        )
    return found


def order_key(parent: Comment | None, number: int) -> str:
    """Where the comment stands when the whole discussion is sorted: below the displayed levels, then by number."""
    above = parent.order_key[: PLACE * (LEVELS - 1)] if parent else ""
    return f"{above}{number:0{PLACE}d}"


def first_status(author: Any, state: Standing, findings: Findings) -> tuple[str, str, list[str]]:
    """The status that the rules give to new words, the name of the rule, and why a human has to look: the level that
    reviews first, and the kinds of what was found. What was found never rejects.
    """
    kinds = list(dict.fromkeys(finding.kind for finding in (*findings.holds, *findings.flags)))
    if skips_holding(author):
        return Comment.Status.PUBLISHED, "staff", kinds
    level = person_level(author, state)
    if level:
        code = ReviewItem.Reason.HELD_BY_PERSON if level == "person" else ReviewItem.Reason.NEW_READER
        return Comment.Status.HELD, f"hold_by_{level}", [code, *kinds]
    if state.mode != Mode.PUBLISH:
        return Comment.Status.HELD, f"hold_by_{state.level}", [ReviewItem.Reason(f"held_by_{state.level}"), *kinds]
    if findings.holds:
        return Comment.Status.HELD, HOLD_BY_FINDINGS, kinds
    return Comment.Status.PUBLISHED, f"publish_by_{state.level}", kinds
