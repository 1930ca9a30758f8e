"""The seam through which an article’s page shows its discussion, and how this reader may join in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse

from articles.models import Article, Edition, Policy

from .. import threads
from ..hats import worn_by
from ..models import Comment
from ..policy import Standing, may_comment, standing
from ..rendering import MAX_TEXT_LENGTH
from . import drafts
from .forms import CommentForm
from .waiting import form_note


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
        **joining(request, article, edition, answer, _answered(request, article) if answer.is_allowed else None, state),
    }


def _answered(request: HttpRequest, article: Article) -> Comment | None:
    """The comment that the reader chose to answer, if it can be answered."""
    public_id = request.GET.get("reply", "")
    if not public_id.isalnum():
        return None
    return Comment.objects.published().filter(article=article, public_id=public_id).first()


def joining(
    request: HttpRequest,
    article: Article,
    edition: Edition | None,
    answer: Any,
    reply_to: Comment | None,
    state: Standing,
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
        if state.has_hat:
            form.offer_hats(worn_by(request.user))
    back = quote(f"{article.get_absolute_url()}#comment-form", safe="/")
    return {
        "article": article,
        "edition": edition,
        "form": form,
        "refusal": None if answer.is_allowed else answer,
        "reply_to": reply_to if answer.is_allowed else None,
        "login_url": f"{reverse('account_login')}?next={back}",
        "signup_url": f"{reverse('account_signup')}?next={back}",
        **form_facts(article),
    }


def form_facts(article: Article) -> dict[str, Any]:
    return {
        "action": reverse("comments:post", args=[article.slug]),
        "rules_url": reverse("articles:policy", args=[Policy.Kind.COMMUNITY_RULES]),
        "max_length": MAX_TEXT_LENGTH,
    }
