"""How a discussion reads: which comments stand on a page, in which order, and what a reader may do with each.

Whatever the size of the discussion a page costs the same few queries. Roots come twenty a page; below a root stand at
most twenty replies, and a link leads to its own pages for the rest. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, CategoryRole, Contributor, Edition

from .helpfulness import score_of
from .models import Comment, Decision, Hat, Helpful, IgnoredPerson, MutedThread
from .models.comment import found_in
from .policy import may_take_part, still_changeable
from .querysets import CommentQuerySet
from .remarks import Link, Sources, offers_help, told_beside, told_to_writer

ROOTS_ON_A_PAGE = 20
REPLIES_BELOW_A_ROOT = 20
# Busy threads fill a page sooner: four hundred comments on a telephone are too many to load and to scroll.
COMMENTS_ON_A_PAGE = 100
# A root's own page holds more: somebody who came there wants to read.
REPLIES_ON_A_PAGE = 50
# Levels that are set in from the left; deeper replies stand below the last and name whom they answer.
INDENTS = 3

OLDEST, NEWEST, HELPFUL = "oldest", "newest", "helpful"
SORTS = {
    OLDEST: gettext_lazy("Oldest first"),
    NEWEST: gettext_lazy("Newest first"),
    HELPFUL: gettext_lazy("Most helpful first"),
}
# Where a root stands in an order: its number, and before that for the most helpful how many it helped.
Place = int | tuple[int, int]

STATES = {
    Comment.Status.PUBLISHED: "published",
    Comment.Status.HELD: "waiting",
    Comment.Status.WITHDRAWN: "withdrawn",
    Comment.Status.ERASED: "erased",
    Comment.Status.REJECTED: "removed",
    Comment.Status.SPAM: "removed",
}
REASONS = dict(Decision.Reason.choices)


@dataclass
class Node:
    """One comment as a page shows it: its words for those who may read them, or the notice that keeps its place."""

    comment: Comment
    state: str
    indent: int
    html: str = ""
    author_name: str = ""
    replying_to: str = ""
    removal_reason: str = ""
    badge: str = ""
    # The checked profession that its writer wears here.
    hat: str = ""
    can_reply: bool = False
    reply_url: str = ""
    permalink: str = ""
    is_mine: bool = False
    is_target: bool = False
    # The small deeds. An address is empty where this reader can't do the deed.
    helpful_count: int = 0
    is_marked: bool = False
    helpful_url: str = ""
    report_url: str = ""
    edit_url: str = ""
    withdraw_url: str = ""
    # One's own changed words, which wait while the approved ones stand.
    waiting_html: str = ""
    # What readers are told beside the words, and the hosts that these link.
    remarks: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    # For its writer alone: why somebody looks at it, and whether the help lines stand beside it.
    looked_at_for: list[tuple[str, list[str]]] = field(default_factory=list)
    offers_help: bool = False
    is_ignored: bool = False
    is_muted: bool = False
    replies: list[Node] = field(default_factory=list)
    more_replies: int = 0
    more_url: str = ""


@dataclass(frozen=True)
class Page:
    """The nodes of one page and the addresses beside it."""

    roots: list[Node]
    previous_url: str | None = None
    next_url: str | None = None


def read_sort(value: str | None) -> str:
    """The order that an address asks for; the oldest first unless it names another."""
    return value if value in SORTS else OLDEST


def read_number(value: str | None) -> int | None:
    """The place in a discussion that an address names, or None."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 9 else None


def read_place(value: str | None, sort: str) -> Place | None:
    """The place among the roots in this order that an address names, or None."""
    if sort != HELPFUL:
        return read_number(value)
    helped, _dash, number = (value or "").partition("-")
    pair = read_number(helped), read_number(number)
    return None if None in pair else pair


def read_key(value: str | None) -> str:
    """The place in a thread that an address names, or ""."""
    return value if value and value.isascii() and value.isdigit() and len(value) <= 24 else ""


def roots_page(
    article: Article,
    viewer: Any,
    edition: Edition | None,
    *,
    sort: str = OLDEST,
    after: Place | None = None,
    before: Place | None = None,
    may_reply: bool = False,
) -> Page:
    """The page of the discussion of `article` that stands after (or before) a root at that place. Three queries."""
    standing = _for_reading(Comment.objects.filter(article=article), viewer)
    last_shown = standing_replies(viewer, OuterRef("pk")).values("order_key")
    roots = standing.filter(parent__isnull=True).annotate(
        cut=Subquery(last_shown[REPLIES_BELOW_A_ROOT - 1 : REPLIES_BELOW_A_ROOT])
    )
    backwards = before is not None and after is None
    place = before if backwards else after
    if place is not None:
        roots = roots.filter(_beyond(place, sort, backwards))
    found = list(roots.order_by(*_order(sort, backwards))[: ROOTS_ON_A_PAGE + 1])
    shown = _that_fit(found[:ROOTS_ON_A_PAGE])
    is_more = len(found) > len(shown)
    if backwards:
        shown.reverse()
    replies: dict[int, list[Comment]] = {root.pk: [] for root in shown}
    if shown:
        below = Q(pk__in=[])
        for root in shown:
            below |= Q(root=root, order_key__lte=root.cut) if root.cut else Q(root=root)
        for reply in standing.filter(below).order_by("order_key"):
            replies[reply.root_id].append(reply)
    nodes = _Nodes(article, edition, viewer, may_reply)
    nodes.find_badges([*shown, *(reply for branch in replies.values() for reply in branch)])
    page = []
    for root in shown:
        node = nodes.make(root)
        node.replies = [nodes.make(reply) for reply in replies[root.pk]]
        node.more_replies = max(0, root.reply_count - sum(reply.is_public for reply in replies[root.pk]))
        if node.more_replies:
            last = replies[root.pk][-1].order_key if replies[root.pk] else ""
            node.more_url = thread_url(root, after=last)
        page.append(node)
    has_next, has_previous = (True, is_more) if backwards else (is_more, place is not None)
    return Page(
        page,
        _roots_url(article, sort, before=_place_of(shown[0], sort)) if shown and has_previous else None,
        _roots_url(article, sort, after=_place_of(shown[-1], sort)) if shown and has_next else None,
    )


def _order(sort: str, backwards: bool) -> tuple[str, ...]:
    """By which columns the roots are read, in this order or against it. A number is given once, so none ever tie."""
    if sort == HELPFUL:
        return ("helpful_score", "-sequence") if backwards else ("-helpful_score", "sequence")
    return ("sequence",) if (sort == OLDEST) != backwards else ("-sequence",)


def _beyond(place: Place, sort: str, backwards: bool) -> Q:
    """What stands after `place` in this order; before it when read backwards."""
    if sort != HELPFUL:
        return Q(sequence__gt=place) if (sort == OLDEST) != backwards else Q(sequence__lt=place)
    helped, number = place
    score = score_of(helped)
    if backwards:
        return Q(helpful_score__gt=score) | Q(helpful_score=score, sequence__lt=number)
    return Q(helpful_score__lt=score) | Q(helpful_score=score, sequence__gt=number)


def _place_of(root: Comment, sort: str) -> str:
    return f"{root.helpful_count}-{root.sequence}" if sort == HELPFUL else str(root.sequence)


def thread_page(
    root: Comment,
    article: Article,
    viewer: Any,
    edition: Edition | None,
    *,
    after: str = "",
    before: str = "",
    target: Comment | None = None,
    may_reply: bool = False,
) -> Page:
    """A page of one root and the replies after (or before) a place, or the page on which `target` stands."""
    branch = _for_reading(Comment.objects.filter(article=article), viewer).filter(root=root)
    if target and target.parent_id and not after and not before:
        ahead = standing_replies(viewer, root).filter(order_key__lt=target.order_key).order_by()
        start = ahead.count() // REPLIES_ON_A_PAGE * REPLIES_ON_A_PAGE
        found = list(branch.order_by("order_key")[start : start + REPLIES_ON_A_PAGE + 1])
        has_previous, backwards = start > 0, False
    else:
        backwards = bool(before) and not after
        place = before if backwards else after
        if place:
            branch = branch.filter(order_key__lt=place) if backwards else branch.filter(order_key__gt=place)
        found = list(branch.order_by("-order_key" if backwards else "order_key")[: REPLIES_ON_A_PAGE + 1])
        has_previous = bool(place)
    is_more = len(found) > REPLIES_ON_A_PAGE
    shown = found[:REPLIES_ON_A_PAGE]
    has_next = is_more
    if backwards:
        shown.reverse()
        has_previous, has_next = is_more, True
    top = _for_reading(Comment.objects.filter(pk=root.pk), viewer).first()
    if top is None:
        return Page([])
    nodes = _Nodes(article, edition, viewer, may_reply, target)
    nodes.find_badges([top, *shown])
    node = nodes.make(top)
    node.replies = [nodes.make(reply) for reply in shown]
    return Page(
        [node],
        thread_url(root, before=shown[0].order_key) if shown and has_previous else None,
        thread_url(root, after=shown[-1].order_key) if shown and has_next else None,
    )


def standing_replies(viewer: Any, root: Any) -> CommentQuerySet:
    """The replies below `root` that have a place in the thread that `viewer` reads, in reading order."""
    return Comment.objects.standing_for(viewer).filter(root=root).order_by("order_key")


def thread_url(root: Comment, **place: str) -> str:
    """The address of a root's own page, at a place of it if one is given."""
    query = urlencode({name: value for name, value in place.items() if value})
    return reverse("comments:thread", args=[root.public_id]) + (f"?{query}" if query else "")


def landing_url(comment: Comment) -> str:
    """Where the writer of a new comment is taken: to its place below the article, as long as that is there for sure.

    A young discussion stands on one page, and a page may begin with any root. Another reply may stand beyond those that
    its root shows, so it is met on its own page, as is one that was removed since it was first sent. No query.
    """
    if comment.status not in {Comment.Status.PUBLISHED, Comment.Status.HELD}:
        return comment.get_absolute_url()
    anchor = f"comment-{comment.public_id}"
    if comment.sequence <= min(ROOTS_ON_A_PAGE, REPLIES_BELOW_A_ROOT):
        return f"{comment.article.get_absolute_url()}#{anchor}"
    if comment.parent_id is None:
        return f"{comment.article.get_absolute_url()}?after={comment.sequence - 1}#{anchor}"
    return f"{comment.get_absolute_url()}#{anchor}"


def sort_links(article: Article, current: str) -> list[dict[str, Any]]:
    """The orders that a reader can choose, with their addresses."""
    return [
        {"label": label, "url": _roots_url(article, sort), "current": sort == current} for sort, label in SORTS.items()
    ]


def _that_fit(roots: list[Comment]) -> list[Comment]:
    """As many of these roots, with the replies that stand below them, as a page holds; at least one."""
    fitting, room = [], COMMENTS_ON_A_PAGE
    for root in roots:
        room -= 1 + min(root.reply_count, REPLIES_BELOW_A_ROOT)
        if room < 0 and fitting:
            break
        fitting.append(root)
    return fitting


def shown_name(comment: Comment) -> str:
    """The name under which readers see a comment. Nothing here or in the page leads from "A reader" to an account."""
    if comment.anonymous:
        return _("A reader")
    return comment.author_name or _("Deleted reader")


def _roots_url(article: Article, sort: str, **place: str) -> str:
    query = urlencode(({} if sort == OLDEST else {"sort": sort}) | place)
    return f"{article.get_absolute_url()}{f'?{query}' if query else ''}#comments"


def _for_reading(comments: CommentQuerySet, viewer: Any) -> QuerySet[Comment]:
    """Those that have a place here, with the name of whom they answer and, for the writer alone, words that wait."""
    answered = When(parent__status=Comment.Status.PUBLISHED, parent__anonymous=False, then=F("parent__author_name"))
    comments = comments.standing_for(viewer).annotate(
        answered_name=Case(
            When(parent__anonymous=True, then=Value(None)), answered, default=Value(""), output_field=CharField()
        ),
        answered_status=F("parent__status"),
    )
    if not viewer.is_authenticated:
        return comments
    waits = Q(status=Comment.Status.HELD) | Q(status=Comment.Status.PUBLISHED) & ~Q(
        published_version=F("current_version")
    )
    own = When(waits, author=viewer, then=F("current_version__html"))
    own_found = When(author=viewer, then=F("current_version__signals"))
    return comments.annotate(
        waiting_html=Case(own, default=Value(""), output_field=TextField()),
        own_signals=Case(own_found, default=Value(None), output_field=JSONField()),
        is_marked=Exists(Helpful.objects.filter(comment=OuterRef("pk"), person=viewer)),
        # Folding what somebody wrote without their name would tell who they are.
        is_ignored=Case(
            When(anonymous=True, then=Value(False)),
            default=Exists(IgnoredPerson.objects.filter(ignored=OuterRef("author"), person=viewer)),
        ),
        is_muted=Exists(MutedThread.objects.filter(root=OuterRef("pk"), person=viewer)),
    )


class _Nodes:
    """Makes the nodes of one page."""

    def __init__(
        self, article: Article, edition: Edition | None, viewer: Any, may_reply: bool, target: Comment | None = None
    ) -> None:
        self.article, self.edition, self.viewer, self.may_reply = article, edition, viewer, may_reply
        self.target = target.pk if target else None
        # Addresses are alike but for the comment's id: made once a page, not once a comment.
        self.article_url = article.get_absolute_url()
        self.permalinks = reverse("comments:permalink", args=["0"]).rpartition("0")
        self.badges: dict[int, str] = {}
        self.hats: dict[int, str] = {}
        # The comments met so far that stand somewhere below one that is gone.
        self.below_gone: set[int] = set()
        self.takes_part = may_take_part(viewer).is_allowed
        self.sources = Sources(edition)

    def find_badges(self, comments: Iterable[Comment]) -> None:
        """Learn in one query which of the writers on this page the reader should know to be of the house; and in one
        more, where anybody wears a hat, which of these are valid today.
        """
        comments = list(comments)
        worn = {comment.hat_id for comment in comments if comment.is_public and not comment.anonymous} - {None}
        if worn:
            self.hats = {hat.pk: hat.badge() for hat in Hat.objects.valid().filter(pk__in=worn)}
        writers = {comment.author_id for comment in comments if comment.is_public and not comment.anonymous} - {None}
        if not writers:
            return
        wrote = Contributor.objects.filter(
            user=OuterRef("pk"), bylines__revision=self.edition.revision_id if self.edition else None
        )
        moderates = Permission.objects.filter(
            group__user=OuterRef("pk"), codename="moderate_comments", content_type__app_label="comments"
        )
        branch_roles = CategoryRole.objects.filter(user=OuterRef("pk"), role=CategoryRole.Role.MODERATOR)
        known = (
            get_user_model()
            .objects.filter(pk__in=writers, is_active=True)
            .annotate(wrote=Exists(wrote), moderates=Exists(moderates), has_branch=Exists(branch_roles))
            .filter(Q(is_staff=True) | Q(wrote=True))
        )
        for pk, author, moderator in known.values_list("pk", "wrote", Q(moderates=True) | Q(has_branch=True)):
            self.badges[pk] = str(
                _("Author of this article") if author else _("Moderator") if moderator else _("Staff")
            )

    def make(self, comment: Comment) -> Node:
        """The node for one comment."""
        node = Node(
            comment=comment,
            state=STATES[comment.status],
            indent=min(comment.depth, INDENTS - 1),
            permalink=comment.public_id.join(self.permalinks[::2]),
            is_target=comment.pk == self.target,
            is_mine=self.viewer.is_authenticated and comment.author_id == self.viewer.pk,
        )
        if comment.is_public:
            node.html = comment.html
        elif comment.status == Comment.Status.HELD:
            node.html = getattr(comment, "waiting_html", "")
            # Somebody else's that went back to review while replies stand below it.
            node.state = "waiting" if node.is_mine else "removed"
        else:
            node.removal_reason = str(REASONS.get(comment.status_reason, ""))
        if node.state in {"published", "waiting"}:
            node.author_name = shown_name(comment)
            if comment.depth >= INDENTS:
                node.replying_to = _("A reader") if comment.answered_name is None else comment.answered_name
        if comment.is_public:
            if not comment.anonymous:
                node.badge = self.badges.get(comment.author_id, "")
                node.hat = self.hats.get(comment.hat_id, "")
            node.can_reply = self._is_open(comment) and self.may_reply
            node.reply_url = f"{self.article_url}?reply={comment.public_id}#comment-form"
            node.remarks = told_beside(comment, has_hat=bool(node.hat))
            node.links = self.sources.links_in(comment)
        if node.is_mine and node.state in {"published", "waiting"}:
            found = found_in(comment.own_signals)
            # Of a public one whose new words wait, these are what was found in the new ones.
            waits = node.state == "waiting" or bool(comment.waiting_html)
            node.looked_at_for = told_to_writer(found) if waits else []
            node.offers_help = offers_help(found, comment.edited_at or comment.created_at)
        self._add_deeds(node, comment)
        return node

    def _is_open(self, comment: Comment) -> bool:
        """Whether a reply would be taken, as far as this page shows the line above: `posting` looks at all of it."""
        answers_public = comment.parent_id is None or comment.answered_status == Comment.Status.PUBLISHED
        if not answers_public or comment.parent_id in self.below_gone:
            self.below_gone.add(comment.pk)
            return False
        return True

    def _add_deeds(self, node: Node, comment: Comment) -> None:
        """What this reader may do with the comment besides answering it."""
        if node.is_mine and node.state in {"published", "waiting"}:
            if self.may_reply and still_changeable(comment).is_allowed:
                node.edit_url = f"{node.permalink}edit/"
            node.withdraw_url = f"{node.permalink}withdraw/"
            if comment.is_public:
                node.waiting_html = comment.waiting_html
        if not comment.is_public:
            return
        node.helpful_count = comment.helpful_count
        if not node.is_mine:
            # Somebody without an account has a form of their own for what can't wait.
            node.report_url = f"{node.permalink}{'report' if self.takes_part else 'concern'}/"
        if self.takes_part and not node.is_mine:
            node.is_marked, node.is_ignored = comment.is_marked, comment.is_ignored
            node.helpful_url = f"{node.permalink}helpful/{'take-back/' if comment.is_marked else ''}"
        if self.takes_part:
            node.is_muted = comment.is_muted
