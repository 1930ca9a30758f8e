"""A reader's own side: what they wrote and what became of it, what they watch, and what mail they get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Article, Edition

from .. import threads
from ..mail import subscriptions, unsubscribing
from ..mail.unsubscribing import by_signed_link
from ..models import Appeal, Comment, Decision, MailPreference, Sanction, Subscription
from ..policy import Allowed, Refused, deed
from ..querysets import HELD
from ..remarks import told_to_writer
from .decision_letters import OTHERS, write_letters
from .forms_of_mail import MailPreferenceForm

ON_A_PAGE = 20


@login_required
@never_cache
@require_safe
def my_comments(request: HttpRequest) -> HttpResponse:
    """All that one wrote, the newest first, each with what was decided about it and why."""
    mine = with_decisions(Comment.objects.filter(author=request.user)).order_by("-created_at", "-pk")
    page = Paginator(mine, ON_A_PAGE).get_page(request.GET.get("page"))
    show_letters(page.object_list, request.user)
    return render(request, "comments/my_comments.html", {"page_obj": page, "sanctions": sanctions_of(request.user)})


def with_decisions(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """`comments` with what their letters are written from."""
    decided = Decision.objects.filter(actor_role__in=OTHERS).select_related("version").order_by("-pk")
    return comments.select_related("article", "author", "current_version").prefetch_related(
        Prefetch("decisions", decided, to_attr="decided")
    )


def show_letters(comments: Iterable[Comment], writer: Any) -> None:
    """Give each of the writer's comments its title and its letter. Three queries."""
    comments = list(comments)
    titles = titles_of(comment.article_id for comment in comments)
    for comment in comments:
        comment.title = titles.get(comment.article_id, "")
        is_changed = comment.is_public and comment.published_version_id != comment.current_version_id
        waits = comment.status == HELD or is_changed
        comment.looked_at_for = told_to_writer(comment.current_version.found) if waits else []
    write_letters(comments, writer)


def sanctions_of(person: Any) -> list[Sanction]:
    """What binds `person` now, and what they have appealed against; each with its appeal. Two queries."""
    given = Sanction.objects.filter(person=person).select_related("decision__comment")
    appeals = Appeal.objects.filter(appellant=person, sanction__isnull=False)
    found = []
    for sanction in given.prefetch_related(Prefetch("appeals", appeals, to_attr="asked")):
        sanction.appeal = sanction.asked[0] if sanction.asked else None
        sanction.binds = sanction.state() == "in_force"
        if sanction.binds or sanction.appeal:
            found.append(sanction)
    return found


@login_required
@never_cache
@require_safe
def watched(request: HttpRequest) -> HttpResponse:
    """What one watches, and what mail one gets."""
    return _show_watched(request, MailPreferenceForm(instance=MailPreference.of(request.user)))


def may_choose_mail(user: Any) -> Allowed | Refused:
    """Whether `user` has mail to choose: whoever is logged in, and for themself alone."""
    return Allowed() if user.is_authenticated else Refused("login", _("Log in first."))


@deed(may_choose_mail)
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Say what mail one wants, and when."""
    if not may_choose_mail(request.user).is_allowed:
        return _to_login(reverse("my:watched"))
    form = MailPreferenceForm(request.POST, instance=MailPreference.of(request.user))
    if not form.is_valid():
        return _show_watched(request, form, status=422)
    form.save()
    messages.success(request, _("Your changes are saved."))
    return HttpResponseRedirect(reverse("my:watched"), status=303)


def _show_watched(request: HttpRequest, form: MailPreferenceForm, status: int = 200) -> HttpResponse:
    watches = Subscription.objects.filter(person=request.user, muted=False).select_related("article", "comment")
    page = Paginator(watches, ON_A_PAGE).get_page(request.GET.get("page"))
    titles = titles_of(watch.article_id for watch in page)
    for watch in page:
        watch.title = titles.get(watch.article_id, "")
        watch.started_by = threads.shown_name(watch.comment) if watch.comment and watch.comment.is_public else ""
    context = {"form": form, "page_obj": page, "address": request.user.email}
    return render(request, "comments/watched.html", context, status=status)


def titles_of(articles: Iterable[int]) -> dict[int, str]:
    """The titles under which these articles were last public. One query."""
    editions = Edition.objects.filter(article__in=set(articles), live_from__lte=timezone.now()).order_by("live_from")
    return dict(editions.values_list("article", "title"))


@deed(subscriptions.may_watch)
def watch_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear of every new comment below an article."""
    return _change(request, _live_article(slug), None, subscriptions.watch)


@deed(subscriptions.may_watch)
def unwatch_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear of them no more."""
    return _change(request, get_object_or_404(Article, slug=slug), None, subscriptions.unwatch)


@deed(subscriptions.may_watch)
def watch_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear of every new comment in a thread."""
    root = get_object_or_404(Comment.objects.published().select_related("article"), public_id=public_id, parent=None)
    return _change(request, _live_article(root.article.slug), root, subscriptions.watch)


@deed(subscriptions.may_watch)
def unwatch_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear of them no more."""
    root = get_object_or_404(Comment.objects.select_related("article"), public_id=public_id, parent=None)
    return _change(request, root.article, root, subscriptions.unwatch)


def _live_article(slug: str) -> Article:
    return get_object_or_404(Article.objects.published(), slug=slug)


def _change(request: HttpRequest, article: Article, root: Comment | None, deed_of: Any) -> HttpResponse:
    back = threads.thread_url(root) if root else f"{article.get_absolute_url()}#comments"
    if not request.user.is_authenticated:
        return _to_login(back)
    deed_of(request.user, article, root)
    is_watching = deed_of is subscriptions.watch
    messages.success(
        request,
        _("You get mail about new comments here.") if is_watching else _("You get no more mail about new comments."),
    )
    if request.POST.get("back") == "watched":
        back = reverse("my:watched")
    return HttpResponseRedirect(back, status=303)


def _to_login(back: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('account_login')}?next={back.partition('#')[0]}", status=303)


@by_signed_link
def stop(request: HttpRequest, token: str, person: Any, kind: str) -> HttpResponse:
    """The page behind the link in a mail. Only its button, or the mail program's own, ends this kind of mail."""
    return _leave(request, token, person, kind, unsubscribing.stop, everything=False)


@by_signed_link
def stop_everything(request: HttpRequest, token: str, person: Any, kind: str) -> HttpResponse:
    """The same for all mail about discussions."""
    return _leave(request, token, person, kind, lambda who, _kind: unsubscribing.stop_everything(who), everything=True)


def _leave(request: HttpRequest, token: str, person: Any, kind: str, deed_of: Any, *, everything: bool) -> HttpResponse:
    is_done = unsubscribing.is_one_click(request)
    if is_done:
        deed_of(person, kind)
    context = {
        "is_done": is_done,
        "everything": everything or kind == unsubscribing.DIGEST,
        "kind": "" if kind == unsubscribing.DIGEST else MailPreference._meta.get_field(kind).verbose_name,
        "is_digest": kind == unsubscribing.DIGEST,
        "other_url": reverse("my:stop_everything", args=[token]),
    }
    status = 200 if is_done or request.method != "POST" else 400
    return render(request, "comments/stop_mail.html", context, status=status)
