"""What the checks find in words that somebody is about to post, and what is kept of it.

The checks themselves read nothing but what they are given; what they may know is gathered here, with one query for a
text without links and two more, at the most, for one with links.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from articles.models import Citation, Edition, HelpLine

from .models import Comment, CommentVersion, ListEntry
from .policy import Standing
from .screening import Context, Findings, Recent, links, screen
from .screening.duplicates import fingerprint

# Texts that are posted again and again come soon after one another; comparing with more costs every writer time.
RECENT_TEXTS = 100
RECENT = timedelta(days=7)
# What an edition cites never changes, and where a work is to be found hardly ever does; help lines do, and a new number
# may be named a minute later.
KEEP_SOURCES, KEEP_NUMBERS = 24 * 3600, 60
# As many hosts of one's own as are looked at: somebody who links hundreds of sites is no private person.
MOST_HOSTS = 200


def findings_in(text: str, *, author: Any, state: Standing, comment: Comment | None = None) -> Findings:
    """What the checks find in a tidy `text` by `author` below the article whose discussion stands at `state`.

    `comment` is the one that is to say it from now on: its earlier words are no repetition.
    """
    return screen(text, context=context_for(text, author=author, state=state, comment=comment))


def context_for(text: str, *, author: Any, state: Standing, comment: Comment | None = None) -> Context:
    """All that the checks may know about `text` besides itself."""
    lists = ListEntry.objects.lists()
    has_links = bool(links.hosts_in(text))
    is_new = (state.approvals or 0) < max(1, state.first_held)
    return Context(
        source_hosts=source_hosts(state.edition) if has_links else frozenset(),
        recognised_hosts=lists.recognised_hosts,
        shop_hosts=lists.shop_hosts,
        blocked_hosts=lists.blocked_hosts,
        writer_hosts=_approved_hosts(author) if has_links and not is_new else frozenset(),
        public_numbers=public_numbers(),
        recent=_recent(author, comment) if fingerprint(text) else (),
        listed_words=lists.listed_words,
        allowed_words=lists.allowed_words,
        is_new_writer=is_new,
    )


def signals_of(text: str, findings: Findings) -> dict[str, Any]:
    """What is kept with a version of what was found in it, in the form of `CommentVersion.signals`."""
    found = [
        {
            "check": finding.check,
            "kind": finding.kind,
            "start": finding.start,
            "end": finding.end,
            # The whole text stands in the version already.
            "words": finding.words if len(finding.words) < len(text) else "",
            "severity": str(finding.severity),
        }
        for finding in findings
    ]
    return {"findings": found, "hosts": list(links.hosts_in(text)), "fingerprint": list(fingerprint(text))}


def source_hosts(edition: Edition | None) -> frozenset[str]:
    """The hosts to which an edition of the article itself leads. No query while they are kept, two else."""
    return source_hosts_of({edition.pk})[edition.pk] if edition else frozenset()


def source_hosts_of(editions: Collection[int]) -> dict[int, frozenset[str]]:
    """The hosts to which each of these `editions` leads, in its text and in its sources. No query while all are kept,
    two else.
    """
    kept = {f"comments.sources:{pk}": pk for pk in editions}
    found = {kept[key]: hosts for key, hosts in cache.get_many(kept).items()}
    missing = set(editions) - set(found)
    if missing:
        bodies = dict(Edition.objects.filter(pk__in=missing).values_list("pk", "body_html"))
        leads = {pk: [bodies.get(pk, "").replace('"', " ")] for pk in missing}
        for citation in Citation.objects.of_editions(missing):
            leads[citation.edition] += citation.source.shown.addresses()
        read = {pk: frozenset(links.hosts_in(" ".join(texts))) for pk, texts in leads.items()}
        cache.set_many({key: read[pk] for key, pk in kept.items() if pk in missing}, KEEP_SOURCES)
        found |= read
    return found


def public_numbers() -> frozenset[str]:
    """The phone numbers of the site's help lines, which anybody may name. No query while they are kept, one else."""
    numbers = cache.get("comments.public-numbers")
    if numbers is None:
        numbers = frozenset(HelpLine.objects.exclude(phone="").values_list("phone", flat=True))
        cache.set("comments.public-numbers", numbers, KEEP_NUMBERS)
    return numbers


def _recent(author: Any, comment: Comment | None) -> tuple[Recent, ...]:
    """The fingerprints of the newest texts on the whole site, but for those of `comment` itself."""
    posted = CommentVersion.objects.filter(created_at__gte=timezone.now() - RECENT, number=1).order_by("-pk")
    others = posted.exclude(comment=comment) if comment else posted
    rows = others.values_list("signals", "created_by")[:RECENT_TEXTS]
    return tuple(
        Recent(tuple(signals["fingerprint"]), by_same_writer=writer == author.pk)
        for signals, writer in rows
        if signals.get("fingerprint")
    )


def _approved_hosts(author: Any) -> frozenset[str]:
    """The hosts of links in comments by `author` that a human has approved."""
    approved = Comment.objects.published().filter(author=author, reviewed_at__isnull=False)
    rows = approved.exclude(remarks={}).order_by("-pk").values_list("remarks", flat=True)[:MOST_HOSTS]
    return frozenset(host for remarks in rows for host in remarks.get("hosts", []))
