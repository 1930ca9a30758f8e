"""What is said beside a comment: to all readers, about its advice and its links; and to its writer, why it waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Edition

from .models import Comment, ListEntry
from .screened import source_hosts
from .screening import RULES, Context, Effect
from .screening.links import Source, source_of

_ADVICE = _("Personal view, not medical advice")
TOLD = {
    "dose_directive": _ADVICE,
    "stop_medicine": _ADVICE,
    "unverified_title": _("Profession not verified by us"),
}
SOURCES = {
    Source.CITED: _("cited in this article"),
    Source.RECOGNISED: _("recognised health body"),
    Source.SHOP: _("shop"),
}
UNKNOWN = _("not known to us")
# The help lines stay beside somebody's own words for the time in which they are likely to come back to them.
HELP_SHOWN = timedelta(days=1)
# A comment with more links than these is a list; what it links can be seen in it.
MOST_LINKS = 8


@dataclass(frozen=True)
class Link:
    """A host that a comment links, and what it is to this site and article."""

    host: str
    label: str
    kind: str


class Sources:
    """What the hosts in comments below one edition are. Reads the lists only when there is a link to tell of."""

    def __init__(self, edition: Edition | None) -> None:
        self.edition = edition
        self._context: Context | None = None

    def links_in(self, comment: Comment) -> list[Link]:
        """The hosts that a public comment links, each with its label."""
        hosts = comment.remarks.get("hosts", [])[:MOST_LINKS]
        return [Link(host, str(SOURCES.get(kind, UNKNOWN)), kind) for host in hosts for kind in [self._kind_of(host)]]

    def _kind_of(self, host: str) -> Source:
        if self._context is None:
            lists = ListEntry.objects.lists()
            self._context = Context(
                source_hosts=source_hosts(self.edition),
                recognised_hosts=lists.recognised_hosts,
                shop_hosts=lists.shop_hosts,
                blocked_hosts=lists.blocked_hosts,
            )
        return source_of(host, self._context)


def told_beside(comment: Comment, *, has_hat: bool = False) -> list[str]:
    """What readers are told of a public comment, a phrase each; `has_hat` says that its writer’s profession was checked
    and stands beside the name.
    """
    kinds = [kind for kind in comment.remarks.get("kinds", []) if not (has_hat and kind == "unverified_title")]
    return list(dict.fromkeys(str(TOLD[kind]) for kind in kinds if kind in TOLD))


def told_to_writer(found: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Why somebody looks at one's own words: each sentence once, with all the words that it is about."""
    told: dict[str, list[str]] = {}
    for one in found:
        rule = RULES.get(str(one.get("kind")))
        # Help is offered in a panel of its own, and is nothing to wait for.
        if rule and Effect.HELP not in rule.effects and rule.effects & {Effect.HOLD, Effect.FLAG}:
            told.setdefault(str(rule.message), []).append(str(one.get("words", "")))
    return [(sentence, list(dict.fromkeys(filter(None, words)))) for sentence, words in told.items()]


def offers_help(found: Iterable[Mapping[str, Any]], written_at: datetime) -> bool:
    """Whether the writer of these words is shown the help lines beside them."""
    rules = (RULES.get(str(one.get("kind"))) for one in found)
    is_called_for = any(Effect.HELP in rule.effects for rule in rules if rule)
    return is_called_for and timezone.now() < written_at + HELP_SHOWN
