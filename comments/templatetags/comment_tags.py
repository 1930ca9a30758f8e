"""The seam through which an article's page shows its discussion. Articles know nothing of comments."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, HelpLine

from ..mail import subscriptions
from ..models import Comment
from ..readers.discussion import discussion

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context: dict[str, Any]) -> dict[str, Any]:
    """The discussion of the page's `article` in the `edition` that it shows, with the form for those who may write."""
    request = context["request"]
    return discussion(request, context["article"], context.get("edition")) | {"request": request, "user": request.user}


@register.inclusion_tag("comments/_watch.html", takes_context=True)
def watch_article(context: dict[str, Any], article: Article) -> dict[str, Any]:
    """The button that watches the discussion of `article`, or stops that. For people who are logged in."""
    is_watching = subscriptions.is_watching(context["user"], article)
    return {
        "csrf_token": context.get("csrf_token"),
        "action": reverse("my:unwatch_article" if is_watching else "my:watch_article", args=[article.slug]),
        "label": _("Stop watching this discussion") if is_watching else _("Watch this discussion"),
    }


@register.inclusion_tag("comments/_watch.html", takes_context=True)
def watch_thread(context: dict[str, Any], root: Comment) -> dict[str, Any]:
    """The same for the thread that begins with `root`."""
    is_watching = subscriptions.is_watching(context["user"], context["article"], root)
    return {
        "csrf_token": context.get("csrf_token"),
        "action": reverse("my:unwatch_thread" if is_watching else "my:watch_thread", args=[root.public_id]),
        "label": _("Stop watching this thread") if is_watching else _("Watch this thread"),
    }


@register.inclusion_tag("comments/_help.html")
def help_panel() -> dict[str, Any]:
    """The help lines for somebody whose own words may tell of a crisis. One query, and only then."""
    lines = list(HelpLine.objects.all())
    return {kind: [line for line in lines if line.kind == kind] for kind in ("emergency", "crisis")}
