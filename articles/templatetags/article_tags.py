"""What the templates ask of articles."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from .. import body

register = template.Library()


@register.filter
def clean_html(html: str) -> SafeString:
    """HTML that came out of a gate (an edition's, a policy's, a comment's stored text), to be printed as it is."""
    return body.mark_clean(html)


@register.filter
def direction(language: str) -> str:
    """The way a language is written, for a `dir` attribute: "rtl" for Arabic, "ltr" for most and for unknown ones."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
