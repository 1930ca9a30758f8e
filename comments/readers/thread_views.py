"""Following a link to a comment or to a thread."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.caching import public_page
from articles.models import Article, Edition

from .. import threads
from ..models import Comment
from ..policy import may_comment, may_decide, standing
from .discussion import joining


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
    state = standing(article, request.user)
    answer = may_comment(request.user, article, state)
    page = threads.thread_page(root, article, request.user, edition, target=target, may_reply=answer.is_allowed, **at)
    answers = target or root
    reply_to = answers if answer.is_allowed and answers.is_public else None
    context = joining(request, article, edition, answer, reply_to, state)
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
