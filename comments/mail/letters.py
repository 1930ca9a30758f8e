"""What a letter says, written at the moment it leaves: only what may be said then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import CharField, ExpressionWrapper, F, Max, OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Edition, SiteSettings

from ..models import (
    Appeal,
    CategoryPolicy,
    Comment,
    Decision,
    Letter,
    MailPreference,
    Notice,
    Report,
    Subscription,
)
from ..threads import shown_name
from .notifications import zone_of
from .unsubscribing import DIGEST, headers_for, stop_url

Kind, Status = Notice.Kind, Comment.Status

# A mail tells that there is something to read; the rest is read on the page.
MOST_CHARACTERS = 700
MOST_NEWS = 50

WHY = {
    Kind.REPLIES: gettext_lazy("You get this mail because somebody replied to your comment."),
    Kind.MENTIONED: gettext_lazy("You get this mail because somebody mentioned you in a discussion."),
    Kind.WATCHED: gettext_lazy("You get this mail because you watch this discussion."),
    Kind.AUTHORED: gettext_lazy("You get this mail because you are an author of the article."),
    Kind.DECIDED: gettext_lazy("You get this mail because it is about your own comment."),
    Kind.REPORTED: gettext_lazy("You get this mail because you reported a comment."),
    Kind.APPEALED: gettext_lazy("You get this mail because you have appealed."),
    DIGEST: gettext_lazy("You get this mail once a day, as you chose."),
}


@dataclass(frozen=True)
class News:
    """One thing that a letter tells."""

    headline: str
    when: str
    url: str
    words: str = ""
    reason: str = ""
    decided_by: str = ""
    public_text: str = ""


def write(letter: Letter) -> EmailMessage | None:
    """The mail that `letter` is now; None when nothing of it may be said, or its person does not want it any more.

    What may not be said is forgotten. The same number of queries for one piece of news and for fifty.
    """
    person = letter.person
    notices = _sayable(letter, person)
    if not notices:
        return None
    with timezone.override(zone_of(person)):
        editions = _editions(notices)
        news = [_tell(notice, editions[notice.comment.article_id]) for notice in notices[:MOST_NEWS]]
        kind = DIGEST if letter.is_digest else notices[0].kind
        wish = DIGEST if letter.is_digest else MailPreference.column_of(kind)
        site = SiteSettings.current()
        body = render_to_string(
            "comments/email/letter.txt",
            {
                "name": person.display_name,
                "news": news,
                "more": len(notices) - len(news),
                "why": WHY[kind],
                "stop_url": stop_url(person, wish),
                "stop_everything_url": stop_url(person, wish, everything=True),
                "preferences_url": settings.SITE_URL + reverse("my:watched"),
                "site_name": site.name,
            },
        )
    subject = _("News from discussions on %(site)s") % {"site": site.name} if letter.is_digest else news[0].headline
    return EmailMessage(_one_line(subject), body, None, [person.email], headers=headers_for(person, wish))


def _one_line(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(200)


def _sayable(letter: Letter, person: Any) -> list[Notice]:
    """The notices of a letter that still hold; the others are deleted."""
    wants = MailPreference.of(person)
    newest = Decision.objects.filter(comment=OuterRef("comment")).order_by().values("comment")
    notices = list(
        letter.notices.select_related(
            "comment__published_version", "comment__article", "comment__parent", "decision", "appeal"
        )
        .annotate(newest=Subquery(newest.annotate(last=Max("pk")).values("last")))
        .order_by("pk")
    )
    public = set(
        Edition.objects.live()
        .filter(article__in={n.comment.article_id for n in notices})
        .values_list("article", flat=True)
    )
    watched = set(Subscription.objects.filter(person=person, muted=False).values_list("article", flat=True))
    reports = Report.objects.filter(reporter=person, comment__in={n.comment_id for n in notices})
    outcomes = {(row.comment_id, row.settled_at): row.get_state_display() for row in reports}
    decisions = [notice.decision_id for notice in notices if notice.decision_id]
    reversed_ = set(Decision.objects.filter(reverses__in=decisions).values_list("reverses", flat=True))
    holds, over = [], []
    for notice in notices:
        comment = notice.comment
        if notice.kind == Kind.REPORTED:
            notice.outcome = outcomes.get((comment.pk, notice.decision.created_at))
            may = notice.outcome is not None and notice.decision_id not in reversed_
        elif notice.kind == Kind.APPEALED:
            may = _is_answer(notice, person)
        elif notice.kind == Kind.DECIDED:
            may = notice.decision_id == notice.newest and comment.author_id == person.pk
        else:
            may = comment.is_public and comment.article_id in public and comment.author_id != person.pk
            if notice.kind == Kind.MENTIONED:
                may = may and person.pk in comment.published_version.mentioned
            if notice.kind == Kind.WATCHED:
                may = may and comment.article_id in watched
        ok = may and person.is_active and wants.wants(notice.kind)
        (holds if ok else over).append(notice)
    if over:
        Notice.objects.filter(pk__in=[notice.pk for notice in over]).delete()
    return holds


def _is_answer(notice: Notice, person: Any) -> bool:
    """Whether the answer to an appeal still is one: given, to this person, and not overtaken by another decision."""
    appeal = notice.appeal
    if appeal is None or appeal.appellant_id != person.pk:
        return False
    if appeal.state not in {Appeal.State.UPHELD, Appeal.State.NOT_UPHELD}:
        return False
    return appeal.outcome_id is None or appeal.outcome_id == notice.newest


def _editions(notices: list[Notice]) -> dict[int, Edition]:
    """The newest edition of each article, with whether its branch is sensitive."""
    marked = (
        CategoryPolicy.objects.annotate(place=ExpressionWrapper(OuterRef("category__path"), output_field=CharField()))
        .filter(place__startswith=F("category__path"), sensitive=True)
        .values("pk")[:1]
    )
    editions = (
        Edition.objects.filter(article__in={notice.comment.article_id for notice in notices})
        .filter(Q(live_from__lte=timezone.now()))
        .defer("body_html")
        .annotate(sensitive_by=Subquery(marked))
        .order_by("live_from", "pk")
    )
    return {edition.article_id: edition for edition in editions}


def _tell(notice: Notice, edition: Edition) -> News:
    comment = notice.comment
    is_sensitive = edition.sensitive_by is not None
    url = f"{settings.SITE_URL}{comment.get_absolute_url()}#comment-{comment.public_id}"
    if notice.kind == Kind.APPEALED:
        when = notice.appeal.decided_at
    else:
        when = notice.decision.created_at if notice.decision else comment.published_at
    if notice.kind in {Kind.DECIDED, Kind.APPEALED}:
        # There stand the letter, its reasons, and what can be done.
        url = settings.SITE_URL + reverse("my:decision", args=[comment.public_id])
    facts: dict[str, Any] = {"url": url, "when": date_format(timezone.localtime(when), "DATETIME_FORMAT")}
    about = {"title": edition.title, "name": shown_name(comment)}
    if notice.kind == Kind.DECIDED:
        return News(_decided(notice.decision, is_sensitive) % about, **facts, **_grounds(notice.decision))
    if notice.kind == Kind.APPEALED:
        appeal = notice.appeal
        full, plain = _("Your appeal about a comment on “%(title)s”"), _("Your appeal")
        headline = f"{plain if is_sensitive or appeal.sanction_id else full % about}: {appeal.get_state_display()}"
        if appeal.sanction_id:
            facts["url"] = f"{settings.SITE_URL}{reverse('my:comments')}#sanctions"
        return News(headline, public_text=appeal.answer, **facts)
    if notice.kind == Kind.REPORTED:
        full, plain = _("Your report of a comment on “%(title)s”"), _("Your report of a comment")
        return News(f"{plain if is_sensitive else full % about}: {notice.outcome}", **facts)
    if is_sensitive:
        return News(_discreetly(notice.kind), **facts)
    words = Truncator(comment.published_version.source).chars(MOST_CHARACTERS)
    return News(_openly(notice.kind) % about, words="\n".join(f"> {line}" for line in words.splitlines()), **facts)


def _openly(kind: str) -> str:
    return {
        Kind.REPLIES: _("%(name)s replied to your comment on “%(title)s”"),
        Kind.MENTIONED: _("%(name)s mentioned you in a comment on “%(title)s”"),
        Kind.WATCHED: _("%(name)s wrote a comment on “%(title)s”"),
        Kind.AUTHORED: _("%(name)s wrote a comment on your article “%(title)s”"),
    }[kind]


def _discreetly(kind: str) -> str:
    return {
        Kind.REPLIES: _("Somebody replied to your comment"),
        Kind.MENTIONED: _("Somebody mentioned you in a discussion"),
        Kind.WATCHED: _("There is a new comment in a discussion that you watch"),
        Kind.AUTHORED: _("There is a new comment on an article of yours"),
    }[kind]


def _decided(decision: Decision, is_sensitive: bool) -> str:
    """The headline of a decision: what happened, and below which article unless that says too much."""
    before, now = decision.from_status, decision.to_status
    if now == Status.HELD:
        plain, full = _("Your comment is being looked at"), _("Your comment on “%(title)s” is being looked at")
    elif now == Status.REJECTED and before == Status.HELD:
        plain, full = _("Your comment was not published"), _("Your comment on “%(title)s” was not published")
    elif now == Status.REJECTED:
        plain, full = _("Your comment was removed"), _("Your comment on “%(title)s” was removed")
    elif before == Status.PUBLISHED:
        plain, full = _("Your edited comment is public"), _("Your edited comment on “%(title)s” is public")
    elif before == Status.HELD:
        plain, full = _("Your comment is public"), _("Your comment on “%(title)s” is public")
    else:
        plain, full = _("Your comment is public again"), _("Your comment on “%(title)s” is public again")
    return plain if is_sensitive else full


def _grounds(decision: Decision) -> dict[str, str]:
    """Why, in the words of the rules, and who decided: a rule or a person."""
    return {
        "reason": str(decision.get_reason_display()) if decision.reason else "",
        "decided_by": str(decision.get_actor_role_display()),
        "public_text": decision.public_text,
    }
