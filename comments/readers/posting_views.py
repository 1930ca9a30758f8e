"""Writing a comment. Whatever stands in the way, the words come back."""

from __future__ import annotations

from urllib.parse import quote

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, ArticleAddress, Edition

from .. import posting, threads
from ..hats import worn_by
from ..limits import Limit, address_of
from ..models import Comment
from ..policy import Refused, deed, may_comment
from . import drafts
from .asking import ask, wants_to_leave_out
from .discussion import form_facts
from .forms import CommentForm
from .guests import says_elsewhere, too_often

# After these the words can be sent again from the page that gives them back; after all others only copied.
TRY_AGAIN = frozenset(
    {"empty", "too_long", "parent_gone", "other_account", "slow", "stale_form", "too_often", "hat_gone"}
)
STATUS_OF_REFUSAL = {
    **dict.fromkeys(["empty", "too_long", "hat_gone"], 422),
    **dict.fromkeys(["suspended", "stale_form"], 403),
    **dict.fromkeys(["slow", "too_often"], 429),
}
# Far above what a lively talk needs, far below what a script can do. Many people may share an address.
COMMENTS_OF_A_PERSON = Limit("comments of a person", most=20, seconds=600)
COMMENTS_FROM_AN_ADDRESS = Limit("comments from an address", most=100, seconds=600)
# Twice a minute is a quarrel, not a talk: a breath calms it for everybody.
COMMENTS_BELOW_AN_ARTICLE = Limit("comments of a person below an article", most=10, seconds=300)


@deed(may_comment)
def post_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a comment. Whatever stands in the way, the words come back.

    303 to the comment in its place; 303 to log-in with the words kept; else the page that gives them back: 422 for
    words that can't be taken, 409 when something changed meanwhile, 403 for an account that may not.
    """
    article = _article_at(slug)
    form = CommentForm(request.POST)
    if not request.user.is_authenticated:
        return _keep_for_later(request, article, form)
    if form.writer_id() not in {None, request.user.pk}:
        return _refuse(request, article, form, _somebody_else(request))
    if wait := _wait(request, article):
        return _ask_to_wait(request, article, form, wait)
    if wants_to_leave_out(request):
        return _ask(request, article, form, posting.question_about(form.typed("text"), request.user, article))
    try:
        comment = posting.post(
            author=request.user,
            article=article,
            text=form.typed("text"),
            parent=form.typed("parent"),
            key=form.typed("key"),
            answered=form.is_answered_by(request.user),
            resubmits=drafts.resubmitted(request, article, form.typed("key")),
            hat=form.typed("hat"),
        )
    except posting.AskFirst as question:
        return _ask(request, article, form, question)
    except posting.PostRefused as problem:
        return _refuse(request, article, form, problem.refused)
    if drafts.SESSION_KEY in request.session:
        drafts.forget(request)
    return HttpResponseRedirect(threads.landing_url(comment), status=303)


def _wait(request: HttpRequest, article: Article) -> int:
    """Seconds until this reader may write again: per person, per article, per address; 0 for nearly all."""
    person = str(request.user.pk)
    return (
        COMMENTS_OF_A_PERSON.take(person)
        or COMMENTS_BELOW_AN_ARTICLE.take(f"{person} {article.pk}")
        or COMMENTS_FROM_AN_ADDRESS.take(address_of(request))
    )


def _ask(request: HttpRequest, article: Article, form: CommentForm, question: posting.AskFirst) -> HttpResponse:
    edition = get_object_or_404(article.editions.live())
    action = reverse("comments:post", args=[article.slug])
    return ask(request, question, form, edition=edition, action=action, is_change=False)


def _article_at(slug: str) -> Article:
    """The article at this address or one that it had before: a redirect would drop the words. Raises Http404."""
    moved = ArticleAddress.objects.filter(slug=slug).values("article")
    article = Article.objects.filter(Q(slug=slug) | Q(pk__in=moved)).first()
    if article is None:
        raise Http404
    return article


def _keep_for_later(request: HttpRequest, article: Article, form: CommentForm) -> HttpResponse:
    answer = may_comment(request.user, article)
    text = form.typed("text")
    if isinstance(answer, Refused) and answer.reason == "login":
        answer = posting.check_text(posting.rendering.tidy(text)) or answer
    if answer.reason != "login":
        return _refuse(request, article, form, answer)
    if wait := COMMENTS_FROM_AN_ADDRESS.take(address_of(request)):
        return _ask_to_wait(request, article, form, wait)
    drafts.keep(
        request,
        article,
        text=text,
        parent=form.typed("parent"),
        key=form.typed("key"),
        writer=form.writer_id(),
    )
    back = quote(f"{article.get_absolute_url()}?draft=1#comment-form", safe="/")
    return HttpResponseRedirect(f"{reverse('account_login')}?next={back}", status=303)


def _ask_to_wait(request: HttpRequest, article: Article, form: CommentForm, seconds: int) -> HttpResponse:
    response = _refuse(request, article, form, Refused("too_often", too_often(seconds)))
    response["Retry-After"] = str(seconds)
    return response


def _somebody_else(request: HttpRequest) -> Refused:
    return Refused(
        "other_account",
        _("This was written while another account was logged in. Now you are %(name)s: send it again to post as that.")
        % {"name": request.user},
    )


def _refuse(request: HttpRequest, article: Article, form: CommentForm, refused: Refused) -> HttpResponse:
    """The page that says why and gives the words back; 404 for an article that was never public."""
    edition = article.editions.live().first()
    if edition is None:
        edition = Edition.objects.filter(article__in=Article.objects.gone(), article=article).last()
        if edition is None:
            raise Http404
    parent = "" if refused.reason == "parent_gone" else form.typed("parent")
    fresh = CommentForm.fresh(request.user, text=form.typed("text"), parent=parent, key=form.typed("key"))
    if request.user.is_authenticated and (worn := worn_by(request.user)):
        fresh.offer_hats(worn).initial["hat"] = form.typed("hat")
    context = {
        "article": article,
        "edition": edition,
        "form": fresh,
        "refusal": refused,
        "reply_to": Comment.objects.published().filter(article=article, public_id=parent).first() if parent else None,
        **form_facts(article),
    }
    if refused.reason not in TRY_AGAIN:
        context["action"] = None
    response = render(request, "comments/post_refused.html", context, status=STATUS_OF_REFUSAL.get(refused.reason, 409))
    response["Cache-Control"] = "private, no-store"
    return response


def give_words_back(request: HttpRequest, slug: str) -> HttpResponse | None:
    """The answer to a comment whose form has lost its token, with the words in a fresh form; None for a forged one.

    A token goes stale honestly: a log-in in another tab changes it. Another site's form is told by its origin, and
    gets no page that needs but one click.
    """
    if says_elsewhere(request):
        return None
    refused = Refused(
        "stale_form",
        _("Your log-in has changed since you opened this page, for example in another tab. Send it again."),
    )
    return _refuse(request, _article_at(slug), CommentForm(request.POST), refused)
