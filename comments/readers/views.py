"""What readers do in a discussion: write, and follow a link to a comment or a thread."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.caching import public_page
from articles.models import Article, ArticleAddress, Edition, Policy

from .. import posting, threads
from ..limits import Limit, address_of
from ..models import Comment
from ..policy import Refused, deed, may_comment, may_decide, standing
from ..rendering import MAX_TEXT_LENGTH
from . import drafts
from .forms import CommentForm
from .guests import says_elsewhere, too_often
from .waiting import form_note

# After these the words can be sent again from the page that gives them back; after all others only copied.
TRY_AGAIN = frozenset({"empty", "too_long", "parent_gone", "other_account", "slow", "stale_form", "too_often"})
STATUS_OF_REFUSAL = {"empty": 422, "too_long": 422, "suspended": 403, "slow": 429, "stale_form": 403, "too_often": 429}
# Far above what a lively talk needs, far below what a script can do. Many people may share an address.
COMMENTS_OF_A_PERSON = Limit("comments of a person", most=20, seconds=600)
COMMENTS_FROM_AN_ADDRESS = Limit("comments from an address", most=100, seconds=600)


def discussion(request: HttpRequest, article: Article, edition: Edition | None) -> dict[str, Any]:
    """What `comments/_thread.html` needs for the page of `article`: its discussion, and how this reader may join in."""
    state = standing(article, request.user)
    answer = may_comment(request.user, article, state)
    sort = threads.read_sort(request.GET.get("sort"))
    page = threads.roots_page(
        article,
        request.user,
        edition,
        sort=sort,
        after=threads.read_place(request.GET.get("after"), sort),
        before=threads.read_place(request.GET.get("before"), sort),
        may_reply=answer.is_allowed,
    )
    waiting = 0
    if request.user.is_authenticated:
        waiting = Comment.objects.waiting().filter(article=article, author=request.user).count()
    return {
        "roots": page.roots,
        "previous_url": page.previous_url,
        "next_url": page.next_url,
        "comment_count": article.comment_count,
        "waiting_count": waiting,
        "sort": sort,
        "sort_links": threads.sort_links(article, sort) if article.comment_count > 1 else [],
        "form_note": form_note(state) if answer.is_allowed else "",
        **_joining(request, article, edition, answer, _answered(request, article) if answer.is_allowed else None),
    }


def _answered(request: HttpRequest, article: Article) -> Comment | None:
    """The comment that the reader chose to answer, if it can be answered."""
    public_id = request.GET.get("reply", "")
    if not public_id.isalnum():
        return None
    return Comment.objects.published().filter(article=article, public_id=public_id).first()


def _joining(
    request: HttpRequest, article: Article, edition: Edition | None, answer: Any, reply_to: Comment | None
) -> dict[str, Any]:
    """The form for those who may write, and for all others why not. Nothing of it is about a visitor in particular."""
    form = None
    if answer.is_allowed:
        draft = drafts.find(request, article)
        if draft:
            reply_to = draft.parent if draft.parent and draft.parent.is_public else None
            form = CommentForm.of_draft(draft, request.user)
        else:
            form = CommentForm.fresh(request.user, parent=reply_to.public_id if reply_to else "")
    back = quote(f"{article.get_absolute_url()}#comment-form", safe="/")
    return {
        "article": article,
        "edition": edition,
        "form": form,
        "refusal": None if answer.is_allowed else answer,
        "reply_to": reply_to if answer.is_allowed else None,
        "login_url": f"{reverse('account_login')}?next={back}",
        "signup_url": f"{reverse('account_signup')}?next={back}",
        **_form_facts(article),
    }


def _form_facts(article: Article) -> dict[str, Any]:
    return {
        "action": reverse("comments:post", args=[article.slug]),
        "rules_url": reverse("articles:policy", args=[Policy.Kind.COMMUNITY_RULES]),
        "max_length": MAX_TEXT_LENGTH,
    }


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
    if wait := COMMENTS_OF_A_PERSON.take(str(request.user.pk)) or COMMENTS_FROM_AN_ADDRESS.take(address_of(request)):
        return _ask_to_wait(request, article, form, wait)
    try:
        comment = posting.post(
            author=request.user,
            article=article,
            text=form.typed("text"),
            parent=form.typed("parent"),
            key=form.typed("key"),
        )
    except posting.PostRefused as problem:
        return _refuse(request, article, form, problem.refused)
    if drafts.SESSION_KEY in request.session:
        drafts.forget(request)
    return HttpResponseRedirect(threads.landing_url(comment), status=303)


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
    context = {
        "article": article,
        "edition": edition,
        "form": CommentForm.fresh(request.user, text=form.typed("text"), parent=parent, key=form.typed("key")),
        "refusal": refused,
        "reply_to": Comment.objects.published().filter(article=article, public_id=parent).first() if parent else None,
        **_form_facts(article),
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


@require_safe
@public_page
def permalink(request: HttpRequest, public_id: str) -> HttpResponse:
    """A comment in its thread, marked. Always 200 while the comment exists: one that is gone says so there.

    A held one is for its author and for moderators; for everybody else it does not exist.
    """
    comment = get_object_or_404(
        Comment.objects.select_related("article__latest__category", "root", "current_version"), public_id=public_id
    )
    viewer, article = request.user, comment.article
    is_author = viewer.is_authenticated and comment.author_id == viewer.pk
    decides = may_decide(viewer, comment)
    if comment.status == Comment.Status.HELD and not (is_author or decides):
        raise Http404
    edition = article.editions.live().first()
    if edition is None:
        return _without_article(request, article)
    root = comment.root or comment
    context = _thread_of(request, root, article, edition, target=comment)
    context |= {"gone": _gone(comment), "comment": comment, "words": ""}
    own = is_author and comment.status in {Comment.Status.HELD, Comment.Status.REJECTED}
    if not comment.is_public and (own or decides):
        shown = {node.comment.pk for top in context["roots"] for node in [top, *top.replies] if node.html}
        context["words"] = "" if comment.pk in shown else comment.current_version.html
    return render(request, "comments/comment_detail.html", context)


@require_safe
@public_page
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """One root and all its replies, page by page."""
    root = get_object_or_404(Comment.objects.select_related("article", "root"), public_id=public_id)
    if root.root is not None:
        return redirect(threads.thread_url(root.root))
    article = root.article
    edition = article.editions.live().first()
    if edition is None:
        return _without_article(request, article)
    context = _thread_of(
        request,
        root,
        article,
        edition,
        after=threads.read_key(request.GET.get("after")),
        before=threads.read_key(request.GET.get("before")),
    )
    if not context["roots"]:
        raise Http404
    return render(request, "comments/comment_detail.html", context)


def _thread_of(
    request: HttpRequest, root: Comment, article: Article, edition: Edition, *, target: Comment | None = None, **at: str
) -> dict[str, Any]:
    answer = may_comment(request.user, article)
    page = threads.thread_page(root, article, request.user, edition, target=target, may_reply=answer.is_allowed, **at)
    answers = target or root
    reply_to = answers if answer.is_allowed and answers.is_public else None
    context = _joining(request, article, edition, answer, reply_to)
    if answer.is_allowed and reply_to is None and context["reply_to"] is None:
        context["form"] = None
    top = page.roots[0] if page.roots else None
    nodes = [top, *top.replies] if top else []
    return context | {
        "roots": page.roots,
        "root": top,
        "node": next((node for node in nodes if node.is_target), top),
        "previous_url": page.previous_url,
        "next_url": page.next_url,
        "comment_count": article.comment_count,
        "gone": None,
    }


def _gone(comment: Comment) -> str | None:
    """What stands in the place of a comment that is no longer public; None for one that is, or that waits."""
    if comment.status == Comment.Status.WITHDRAWN:
        return _("This comment was removed by its author.")
    if comment.status == Comment.Status.ERASED:
        return _("This comment was removed.")
    if comment.status in {Comment.Status.REJECTED, Comment.Status.SPAM}:
        reason = threads.REASONS.get(comment.status_reason)
        if reason:
            return _("This comment was removed by moderators: %(reason)s.") % {"reason": reason}
        return _("This comment was removed by moderators.")
    return None


def _without_article(request: HttpRequest, article: Article) -> HttpResponse:
    """A discussion is read below its article: where that was withdrawn its page says why, else there is nothing."""
    if Article.objects.gone().filter(pk=article.pk).exists():
        return redirect(resolve_url(article))
    raise Http404
