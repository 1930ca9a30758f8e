"""The deed of writing a comment: text in, a comment in its place with its first decision out. One transaction."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article

from . import rendering
from .models import Comment, CommentVersion, Mode, ReviewItem, Thread
from .policy import Refused, Standing, may_comment, person_level, skips_holding, standing
from .transitions import LINE, enter

# A level of an order key: ten million comments below one article before two could tie.
PLACE = 8
LEVELS = 3


class PostRefused(Exception):
    """The comment was not taken; `refused` says why. Whoever catches this gives the words back."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.refused = refused


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
    *, author: Any, article: Article, text: str, parent: str = "", key: str = "", at: datetime | None = None
) -> Comment:
    """Write a comment by `author` below `article`; `parent` is the public id of the comment that it answers.

    `key` names the form that was sent: sent twice with the same words it makes one comment, and both get it. `at` is
    for commands that bring comments in. Everything that may have changed while somebody typed is read again inside the
    transaction. Raises PostRefused.
    """
    text = rendering.tidy(text)
    problem = check_text(text)
    if problem:
        raise PostRefused(problem)
    key = _key(key, parent, text)
    try:
        with transaction.atomic():
            return _write(author, article, text, parent, key, at or timezone.now())
    except (PostRefused, IntegrityError):
        # Sent before? Then the first one counts, also when the discussion was closed since.
        first = Comment.objects.filter(author=author, idempotency_key=key).first() if key else None
        if first is None:
            raise
        return first


def _key(key: str, parent: str, text: str) -> str:
    """One for the form and its words: who goes back, changes the words and sends again means another comment."""
    return hashlib.sha256(f"{key}\n{parent}\n{text}".encode()).hexdigest()[:40] if key else ""


def _write(author: Any, article: Article, text: str, parent_id: str, key: str, now: datetime) -> Comment:
    take_numbers(article)
    state = standing(article, author)
    answer = may_comment(author, article, state)
    if not answer.is_allowed:
        raise PostRefused(answer)
    number = state.thread.last_sequence
    parent = _parent(article, parent_id) if parent_id else None
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
        idempotency_key=key,
        created_at=now,
    )
    version = CommentVersion.objects.create(
        comment=comment,
        number=1,
        source=text,
        html=rendering.render(text),
        renderer_version=rendering.RENDERER_VERSION,
        created_by=author,
        created_at=now,
    )
    status, rule, reasons = first_status(author, state)
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


def _parent(article: Article, public_id: str) -> Comment:
    """The comment that is answered, if it and everything above it still stand. One query."""
    found = list(
        Comment.objects.raw(
            f"{LINE.format(start='public_id')}"  # noqa: S608 - a constant
            "SELECT comment.*, (SELECT COUNT(*) FROM line WHERE status <> 'published') AS hidden"
            " FROM comments_comment comment WHERE comment.public_id = %s AND comment.article_id = %s",
            [public_id, public_id, article.pk],
        )
    )
    if not found or found[0].hidden:
        raise PostRefused(
            Refused(
                "parent_gone",
                _("The comment that you answer was removed while you were writing. Your words are kept below."),
            )
        )
    return found[0]


def order_key(parent: Comment | None, number: int) -> str:
    """Where the comment stands when the whole discussion is sorted: below the displayed levels, then by number."""
    above = parent.order_key[: PLACE * (LEVELS - 1)] if parent else ""
    return f"{above}{number:0{PLACE}d}"


def first_status(author: Any, state: Standing) -> tuple[str, str, list[str]]:
    """The status that the rules give to a new comment, the name of the rule, and why a human has to look."""
    if skips_holding(author):
        return Comment.Status.PUBLISHED, "staff", []
    level = person_level(author, state)
    if level:
        code = ReviewItem.Reason.HELD_BY_PERSON if level == "person" else ReviewItem.Reason.NEW_READER
        return Comment.Status.HELD, f"hold_by_{level}", [code]
    if state.mode == Mode.PUBLISH:
        return Comment.Status.PUBLISHED, f"publish_by_{state.level}", []
    return Comment.Status.HELD, f"hold_by_{state.level}", [ReviewItem.Reason(f"held_by_{state.level}")]
