"""What a reader does not want to see: another person's comments, or a whole thread. It folds for them alone."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Edition

from ..models import Comment, IgnoredPerson, MutedThread
from ..policy import deed, may_take_part
from ..threads import landing_url
from .reaction_views import public_comment, to_log_in

ON_A_PAGE = 50


@deed(may_take_part)
def ignore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ignore whoever wrote this comment. 404 for oneself, and for one who wrote without a name: folding would tell."""
    if not may_take_part(request.user).is_allowed:
        return to_log_in(public_id)
    comment = public_comment(public_id)
    if comment.author_id in {None, request.user.pk} or comment.anonymous:
        raise Http404
    IgnoredPerson.objects.get_or_create(person=request.user, ignored_id=comment.author_id)
    return HttpResponseRedirect(landing_url(comment), status=303)


@deed(may_take_part)
def stop_ignoring(request: HttpRequest, pk: int) -> HttpResponse:
    """Read this person again. The number is that of one's own row, so that it leads to nobody else."""
    if not may_take_part(request.user).is_allowed:
        return redirect_to_login(reverse("my:ignored"))
    IgnoredPerson.objects.filter(pk=pk, person=request.user).delete()
    return HttpResponseRedirect(reverse("my:ignored"), status=303)


@deed(may_take_part)
def mute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Fold the thread in which this comment stands."""
    if not may_take_part(request.user).is_allowed:
        return to_log_in(public_id)
    comment = public_comment(public_id)
    MutedThread.objects.get_or_create(person=request.user, root_id=comment.root_id or comment.pk)
    return HttpResponseRedirect(landing_url(comment), status=303)


@deed(may_take_part)
def stop_muting(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read this thread again, also when its first comment is gone by now."""
    if not may_take_part(request.user).is_allowed:
        return redirect_to_login(reverse("my:ignored"))
    root = get_object_or_404(Comment, public_id=public_id, pk__in=request.user.muted_threads.values("root"))
    MutedThread.objects.filter(person=request.user, root=root).delete()
    return HttpResponseRedirect(reverse("my:ignored"), status=303)


@require_safe
@never_cache
def ignored(request: HttpRequest) -> HttpResponse:
    """Whom and what one has folded, each with a button to unfold it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    people = IgnoredPerson.objects.filter(person=request.user).select_related("ignored").order_by("-pk")
    threads = MutedThread.objects.filter(person=request.user).select_related("root").order_by("-pk")
    title = Edition.objects.live().filter(article=OuterRef("root__article")).values("title")[:1]
    context = {
        "page_obj": Paginator(people, ON_A_PAGE).get_page(request.GET.get("page")),
        "threads": threads.annotate(title=Subquery(title))[:ON_A_PAGE],
    }
    return render(request, "comments/ignored.html", context)
