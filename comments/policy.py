"""Who may write in a discussion, and who may decide about what was written. Every door asks here.

`may_comment` is the one rule of all ways to write; a view that changes anything is marked with `deed`, which names the
rule it follows, so that a test can find a way in that follows none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles import rights
from articles.models import Article, Edition, Revision, SiteSettings

from . import duty
from .models import Appeal, CategoryPolicy, Comment, DiscussionSettings, Hat, Mode, Sanction, Thread

# How long a public comment can be changed: enough for a slip that its writer sees at once, too short to turn a comment
# that many have read into another.
EDIT_WINDOW = timedelta(minutes=30)
# Which level of the settings said how a discussion is led.
ARTICLE, CATEGORY, DUTY, SITE = "article", "category", "duty", "site"
# So many comments of a new reader are reviewed first where the site says nothing else.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_HELD = DiscussionSettings._meta.get_field("first_held").default


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    is_allowed = True


@dataclass(frozen=True)
class Refused:
    """No: the reason for machines (login, suspended, closed, read_only, …) and the sentence for people."""

    reason: str
    message: str
    is_allowed = False


@dataclass(frozen=True)
class Standing:
    """How the discussion of an article stands at this moment. `edition` is None while the article is not public."""

    edition: Edition | None
    thread: Thread | None
    mode: Mode
    level: str
    form_note: str = ""
    first_held: int = FIRST_HELD
    close_after_days: int = 0
    # Of the person for whom it was asked: whether a sanction binds them, and how many of their comments people have
    # approved since they last removed one. None where it was asked for nobody.
    is_bound: bool | None = None
    approvals: int | None = None
    has_hat: bool = False
    duty_hours: str = ""
    # Whether the article is being reviewed, and the site closes discussions meanwhile.
    is_under_review: bool = False

    @property
    def closes_at(self) -> datetime | None:
        """When nobody can add anything any more: the time that was set, or the article's age; None for never."""
        if self.mode == Mode.CLOSED and self.edition:
            return self.edition.live_from
        times = [self.thread.closed_at if self.thread else None]
        if self.close_after_days and self.edition:
            times.append(self.edition.published_at + timedelta(days=self.close_after_days))
        return min(filter(None, times), default=None)

    @property
    def is_closed(self) -> bool:
        """Whether nobody can add anything, by the mode or because the closing time has passed."""
        closes_at = self.closes_at
        return (
            self.is_under_review or self.mode == Mode.CLOSED or (closes_at is not None and closes_at <= timezone.now())
        )


def standing(article: Article, user: Any = None) -> Standing:
    """How the discussion of `article` stands now, and `user` in it. One query.

    The nearest level that says something decides about the mode: the article, then the nearest category, then the site.
    """
    branch_policies = (
        CategoryPolicy.objects.annotate(place=ExpressionWrapper(OuterRef("category__path"), output_field=CharField()))
        .filter(place__startswith=F("category__path"))
        .order_by("-category__depth")
    )
    site = DiscussionSettings.objects.filter(pk=SiteSettings.ONLY)
    editions = (
        Edition.objects.live()
        .filter(article=article)
        .select_related("article__thread")
        .defer("body_html")
        .annotate(
            category_mode=Coalesce(Subquery(branch_policies.values("mode")[:1]), Value("")),
            site_mode=Coalesce(Subquery(site.values("mode")[:1]), Value(Mode.HOLD.value)),
            form_note=Coalesce(Subquery(site.values("form_note")[:1]), Value("")),
            duty_hours=Coalesce(Subquery(site.values("duty_hours")[:1]), Value(""), output_field=TextField()),
            holds_off_duty=Coalesce(Subquery(branch_policies.values("hold_off_duty")[:1]), Value(False)),
            closes_under_review=Coalesce(Subquery(site.values("close_under_review")[:1]), Value(False)),
            latest_state=F("article__latest__state"),
            first_held=Coalesce(Subquery(site.values("first_held")[:1]), Value(FIRST_HELD)),
            # A category that says 0 keeps its discussions open whatever the site says.
            close_after_days=Coalesce(
                Subquery(branch_policies.exclude(close_after_days=None).values("close_after_days")[:1]),
                Subquery(site.values("close_after_days")[:1]),
                Value(0),
            ),
        )
    )
    if user is not None and user.is_authenticated and not skips_holding(user):
        editions = editions.annotate(
            is_bound=Exists(Sanction.objects.in_force().filter(person=user)),
            approvals=Coalesce(Subquery(_approvals(user)), Value(0)),
        )
    if user is not None and user.is_authenticated:
        editions = editions.annotate(has_hat=Exists(Hat.objects.valid().filter(person=user)))
    edition = editions.first()
    if edition is None:
        return Standing(None, None, Mode.CLOSED, ARTICLE)
    thread = getattr(edition.article, "thread", None)
    said = [(thread.mode if thread else "", ARTICLE), (edition.category_mode, CATEGORY), (edition.site_mode, SITE)]
    mode, level = next((mode, level) for mode, level in said if mode)
    if mode == Mode.PUBLISH and edition.holds_off_duty and not duty.is_on(edition.duty_hours):
        mode, level = Mode.HOLD, DUTY
    return Standing(
        edition,
        thread,
        Mode(mode),
        level,
        edition.form_note,
        edition.first_held,
        edition.close_after_days,
        getattr(edition, "is_bound", None),
        getattr(edition, "approvals", None),
        getattr(edition, "has_hat", False),
        edition.duty_hours,
        edition.closes_under_review and edition.latest_state == Revision.State.IN_REVIEW,
    )


def _approvals(user: Any) -> QuerySet:
    """How many comments of `user` people have approved since one was last removed: one number, or no row for none."""
    decided = Comment.objects.filter(author=user, reviewed_at__isnull=False).order_by("-reviewed_at")
    removed = decided.filter(status__in=[Comment.Status.REJECTED, Comment.Status.SPAM]).values("reviewed_at")[:1]
    since = Coalesce(Subquery(removed), Value(LONG_AGO), output_field=DateTimeField())
    approved = decided.filter(status=Comment.Status.PUBLISHED, reviewed_at__gt=since)
    return approved.order_by().values("author").annotate(number=Count("pk")).values("number")


def hold_mode(article: Article) -> tuple[Mode, str]:
    """The mode of an article's discussion and the level that decided it: "article", "category" or "site"."""
    state = standing(article)
    return state.mode, state.level


def may_comment(user: Any, article: Article, state: Standing | None = None) -> Allowed | Refused:
    """Whether `user` may write below `article` now. `state` is its `standing` where the caller has it already."""
    state = state or standing(article)
    if state.edition is None:
        return Refused("read_only", _("This article is not public, so nobody can comment on it."))
    if state.is_under_review:
        return Refused("closed", _("This article is being reviewed, so nobody can add to its discussion just now."))
    if state.is_closed:
        reason = state.thread.close_reason if state.thread else ""
        return Refused("closed", reason or _("This discussion is closed: you can read it, but not add to it."))
    if not user.is_authenticated:
        return Refused("login", _("Login is required before commenting."))
    if not user.is_active:
        return Refused("suspended", _("Your account can’t comment at present."))
    return (restraint(user) if state.is_bound is not False else None) or Allowed()


def restraint(user: Any) -> Refused | None:
    """What a sanction says against a comment by `user` now, with its end and the way to appeal; None for nearly all.

    One query; none for members of staff, who are given no sanctions.
    """
    if skips_holding(user):
        return None
    given = list(Sanction.objects.in_force().filter(person=user))
    silencing = [sanction for sanction in given if sanction.kind in Sanction.SILENCING]
    if silencing:
        # Of several the one that lasts longest is what the person needs to know.
        longest = max(silencing, key=lambda sanction: (sanction.until is None, sanction.until or sanction.starts_at))
        return Refused("suspended", _silenced(longest))
    slow = [sanction.minutes for sanction in given if sanction.kind == Sanction.Kind.SLOW]
    if not slow:
        return None
    last = Comment.objects.filter(author=user).order_by("-created_at").values_list("created_at", flat=True).first()
    free_at = last + timedelta(minutes=max(slow)) if last else timezone.now()
    if free_at <= timezone.now():
        return None
    left = int((free_at - timezone.now()).total_seconds() // 60) + 1
    text = ngettext(
        "A moderator has asked you to slow down: you can write again in %(n)d minute. Your words are kept until then.",
        "A moderator has asked you to slow down: you can write again in %(n)d minutes. Your words are kept until then.",
        left,
    )
    return Refused("slow", text % {"n": left})


def _silenced(sanction: Sanction) -> str:
    if sanction.until:
        until = date_format(timezone.localtime(sanction.until), "DATETIME_FORMAT")
        text = _("You can’t comment until %(until)s.") % {"until": until}
    else:
        text = _("You can’t comment any more.")
    text += " " + _("The reason: %(reason)s.") % {"reason": sanction.get_reason_display()}
    if sanction.public_text:
        text += " " + sanction.public_text
    return f"{text} {_('If you think that this is wrong, you can appeal: the way is under “My comments”.')}"


def person_level(user: Any, state: Standing) -> str:
    """What is known about `user` that decides before the article, the category and the site do: "person" for somebody
    whose comments a moderator wants to see first, "new_reader" where others' appear at once, or "".

    A reader is new until as many of their comments as the site says were approved by people, one after the other: a
    removal begins the count anew. No query where `state` was asked for `user`, unless a sanction binds them.
    """
    premoderated = Sanction.objects.in_force().filter(person=user, kind=Sanction.Kind.PREMOD)
    if state.is_bound is not False and premoderated.exists():
        return "person"
    if state.mode != Mode.PUBLISH or not state.first_held:
        return ""
    approvals = state.approvals
    if approvals is None:
        approvals = _approvals(user).values_list("number", flat=True).first() or 0
    return "" if approvals >= state.first_held else "new_reader"


def skips_holding(user: Any) -> bool:
    """Whether what `user` writes is published at once whatever the mode. Staff can still be reported."""
    return rights.is_member_of_staff(user)


def may_review(user: Any) -> bool:
    """Whether `user` decides about comments anywhere."""
    return user.is_authenticated and rights.may_review_comments(user)


def may_lead(user: Any) -> bool:
    """Whether `user` leads the discussions of the whole site: changes the lists, the replies and the policies that
    hold everywhere. A moderator of a branch sees them, and asks somebody who does.
    """
    return user.is_authenticated and rights.is_member_of_staff(user) and user.has_perm("comments.moderate_comments")


def may_decide(user: Any, comment: Comment) -> bool:
    """Whether `user` decides about `comment`: a moderator of its branch, and never its author."""
    if not user.is_authenticated or comment.author_id == user.pk:
        return False
    if not rights.is_member_of_staff(user):
        return False
    category = comment.article.filed_under()
    if category is None:
        return user.has_perm("comments.moderate_comments")
    return rights.may_review_comments(user, category)


def may_check_hats(user: Any) -> bool:
    """Whether `user` checks professions: a moderator of the whole site. Never their own, which `hats` sees to."""
    return may_lead(user)


def may_sanction(user: Any, comment: Comment) -> bool:
    """Whether `user` may give the author of `comment` a sanction over it; never a colleague."""
    author = comment.author
    return author is not None and not rights.is_member_of_staff(author) and may_decide(user, comment)


def may_see_person(user: Any, person: Any) -> bool:
    """Whether `user` may see the record of `person`: a moderator of where they wrote, never their own."""
    if not may_review(user) or person.pk == user.pk:
        return False
    return Comment.objects.reviewable_by(user).filter(author=person).exists()


def may_take_part(user: Any) -> Allowed | Refused:
    """Whether `user` may do the small deeds of a reader: call a comment helpful, report it, look away from it."""
    if not user.is_authenticated:
        return Refused("login", _("You need to log in first."))
    if not user.is_active:
        return Refused("suspended", _("Your account can’t do this at present."))
    # A banned person takes no part at all; a person who may only read can still say what is wrong.
    if Sanction.objects.in_force().filter(person=user, kind=Sanction.Kind.BAN).exists():
        return Refused("suspended", _("You take no part in discussions at present."))
    return Allowed()


def may_edit(user: Any, comment: Comment, state: Standing | None = None) -> Allowed | Refused:
    """Whether `user`, its author, may change what `comment` says now."""
    answer = may_comment(user, comment.article, state)
    return still_changeable(comment) if answer.is_allowed else answer


def still_changeable(comment: Comment) -> Allowed | Refused:
    """Whether what `comment` says may still change.

    What waits may be changed as long as it waits: nobody has read it. What is public only for a while, and only until
    somebody has answered, whose answer would then stand below other words.
    """
    if comment.status == Comment.Status.HELD:
        return Allowed()
    if not comment.is_public:
        return Refused("gone", _("This comment was removed in the meantime, so it can’t be changed."))
    if comment.published_at + EDIT_WINDOW <= timezone.now():
        return Refused(
            "too_late",
            _("A comment can be changed for %(minutes)d minutes after it has appeared. You can still withdraw it.")
            % {"minutes": EDIT_WINDOW.total_seconds() // 60},
        )
    if comment.reply_count:
        return Refused("answered", _("Somebody has answered this comment, so it can’t be changed any more."))
    return Allowed()


def may_withdraw(user: Any, comment: Comment) -> bool:
    """Whether `comment` is the user’s own to take away. Nothing else is asked: no sanction stands against it."""
    return user.is_authenticated and comment.author_id == user.pk


def may_appeal(user: Any, comment: Comment) -> bool:
    """Whether `comment` is the user’s own, so that they may ask for a second look. No sanction stands against it."""
    return user.is_authenticated and comment.author_id == user.pk


def may_appeal_sanction(user: Any, sanction: Sanction) -> bool:
    """Whether `sanction` is the user’s own."""
    return user.is_authenticated and sanction.person_id == user.pk


def may_answer_appeal(user: Any, appeal: Appeal) -> bool:
    """Whether `appeal` is in a branch of this moderator and not their own. Who took no part answers: `appeals` asks."""
    return appeal.appellant_id != user.pk and may_decide(user, appeal.comment)


def may_resubmit(user: Any, comment: Comment) -> bool:
    """Whether `user` may have the words of `comment` back to write it anew. Whether they may post is asked then."""
    return may_appeal(user, comment) and comment.status == Comment.Status.REJECTED


def deed(rule: Callable[..., Any], *, has_page: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view that changes something: POST only, never kept by a cache, and `rule` is what it asks first.

    With `has_page` reading the same address shows the form for it.
    """

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        methods = require_http_methods(["GET", "HEAD", "POST"]) if has_page else require_POST
        marked = methods(never_cache(view))
        marked.policy, marked.has_page = rule, has_page
        return marked

    return mark
