"""What the templates ask of articles."""

from django import template
from django.utils.safestring import SafeString

from .. import body

register = template.Library()


@register.filter
def clean_html(html: str) -> SafeString:
    """HTML that came out of a gate (an edition's, a policy's, a comment's stored text), to be printed as it is."""
    return body.mark_clean(html)
