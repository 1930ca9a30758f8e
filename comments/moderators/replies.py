"""The replies to writers whose comments are removed: the words that moderators keep for each reason."""

from __future__ import annotations

from django.utils.translation import get_language

from ..models import ReasonTemplate


def replies_in(language: str) -> list[ReasonTemplate]:
    """The replies to writers in a language, and where there is none in that of the desk. One query."""
    wanted = [language, language.split("-")[0], get_language() or "en", "en"]
    found: dict[str, ReasonTemplate] = {}
    for reply in ReasonTemplate.objects.filter(language__in=wanted):
        other = found.get(reply.reason)
        if other is None or wanted.index(reply.language) < wanted.index(other.language):
            found[reply.reason] = reply
    return list(found.values())


def reply_for(reason: str, language: str) -> str:
    """The words to a writer whose comment is removed for `reason`; "" where the moderators keep none."""
    return next((reply.text for reply in replies_in(language) if reply.reason == reason), "")
