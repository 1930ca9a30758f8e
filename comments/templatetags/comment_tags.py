"""The seam through which an article's page shows its discussion. Articles know nothing of comments."""

from typing import Any

from django import template

from ..views import discussion

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context: dict[str, Any]) -> dict[str, Any]:
    """The discussion of the page's `article` in the `edition` that it shows, with the form for those who may write."""
    request = context["request"]
    return discussion(request, context["article"], context.get("edition")) | {"request": request, "user": request.user}
