"""Where the links of a text lead, judged by names alone: the article's own sources, the site's lists, what is hidden.

Nothing is fetched. What the article itself cites is never held, neither is a recognised health body; the unknown host
of a new writer is. Addresses made to be misread (a known name inside a strange one, look-alike letters, a name before
an @) are held whoever writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from .finding import Context, Finding
from .folding import Reading, fold

CHECK = "links"


class Source(StrEnum):
    """What a host is to this site and article, for the mark beside a link."""

    CITED = "cited"
    RECOGNISED = "recognised"
    SHOP = "shop"
    BLOCKED = "blocked"
    SEEN = "seen"
    UNKNOWN = "unknown"


SHORTENERS = frozenset({
    "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "v.gd", "buff.ly", "cutt.ly", "rebrand.ly", "t.ly",
    "tiny.cc", "rb.gy", "shorturl.at", "s.id", "lnkd.in", "fb.me", "wa.me", "t.me", "linktr.ee", "bl.ink", "soo.gd",
    "adf.ly", "shorte.st", "trib.al", "dlvr.it", "youtu.be", "amzn.to", "qr.ae", "surl.li", "bitly.com", "x.gd",
})  # fmt: skip
# Shown to be open: they lead to one well-known site only.
_KNOWN_SHORT = {"youtu.be": "youtube.com"}
# Hosts that pass a visitor on to whatever an address says.
REDIRECTORS = frozenset({
    "google.com", "l.facebook.com", "lm.facebook.com", "l.instagram.com", "duckduckgo.com", "bing.com",
    "steamcommunity.com", "youtube.com", "vk.com", "out.reddit.com", "href.li", "web.archive.org", "slack-redir.net",
    "nam12.safelinks.protection.outlook.com", "safelinks.protection.outlook.com", "urldefense.com", "translate.goog",
})  # fmt: skip
_TARGETS = frozenset({"url", "u", "q", "uddg", "redirect", "redirect_uri", "to", "target", "dest", "goto", "link", "r"})
# Ends of names that are hardly ever a word with the full stop before it forgotten ("better.it was").
_ENDS = (
    "com|org|net|edu|gov|int|info|biz|co|uk|de|fr|es|it|pt|nl|ch|eu|ie|au|nz|ca|us|ru|cn|jp|br|mx|ng|pl|se|dk|fi|"
    "cz|gr"
    "|io|ai|app|dev|shop|store|online|site|xyz|club|top|health|clinic|pharmacy|care|life|live|blog|news|link|click"
    "|example|test|gl|ly|cc|gd|gy|id|ws|tv|pro|vip|ink|bio|me|to|at"
)
# Without a scheme, "www." or a path only these are taken for a name.
_SURE_ENDS = "com|org|net|edu|gov|info|biz|uk|ru|cn|shop|store|online|xyz|pharmacy|health|example"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(
    r"(?<![\w@./-])(?:"
    r"(?:https?|hxxps?|ftp)://\[[0-9a-f:.]{2,45}\][^\s<>\"'\]}|\\^`]{0,2000}"
    r"|(?:(?:https?|hxxps?|ftp)://|//)[^\s<>\"'\]}|\\^`]{1,2000}"
    rf"|www\.[^\s<>\"'\]}}|\\^`]{{1,2000}}"
    rf"|(?:{_LABEL}\.){{1,6}}(?:{_ENDS})(?::\d{{1,5}})?/[^\s<>\"'\]}}|\\^`]{{0,2000}}"
    rf"|(?:{_LABEL}\.){{1,6}}(?:{_SURE_ENDS})(?![\w@-]|\.\w)"
    r")",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)*…"
_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class Address:
    """The parts of an address that count. `host` is folded to lower-case ASCII form without "www."."""

    host: str
    shown_host: str
    has_user: bool
    is_number: bool
    targets: tuple[str, ...]


def find(reading: Reading, context: Context) -> Iterator[Finding]:
    """One finding a link at most, the most serious; none for what is cited, recognised or seen before."""
    view = reading.plain
    for match in _ADDRESS.finditer(view.text):
        words = match[0].rstrip(_TRAILING)
        kind = judge(words, context)
        if kind:
            start, end = view.span(match.start(), match.start() + len(words))
            yield Finding(start, end, CHECK, kind, reading.text[start:end])


def judge(words: str, context: Context) -> str:
    """The kind of finding that an address is, or "" for one that nobody needs to look at."""
    address = parse(words)
    if address is None:
        return ""
    source = source_of(address.host, context)
    if source == Source.BLOCKED:
        return "blocked_host"
    if address.has_user or address.is_number:
        return "deceptive_address"
    if address.targets and _is_in(address.host, REDIRECTORS):
        kinds = [judge(target, context) for target in address.targets]
        return _hidden(context) if any(kinds) else ""
    if source in {Source.CITED, Source.RECOGNISED}:
        return ""
    if _imitates(address, context):
        return "lookalike_host"
    if source == Source.SHOP:
        return "shop_host_new_writer" if context.is_new_writer else "shop_host"
    if _is_in(address.host, SHORTENERS) and address.host not in _KNOWN_SHORT:
        return _hidden(context)
    if source == Source.SEEN:
        return ""
    return "unknown_host_new_writer" if context.is_new_writer else "unknown_host"


def source_of(host: str, context: Context) -> Source:
    """What a host is to the article and the site. Being blocked outweighs all else, being cited all the rest."""
    for source, hosts in (
        (Source.BLOCKED, context.blocked_hosts),
        (Source.CITED, context.source_hosts),
        (Source.RECOGNISED, context.recognised_hosts),
        (Source.SHOP, context.shop_hosts),
        (Source.SEEN, context.writer_hosts),
    ):
        if _is_in(host, hosts):
            return source
    return Source.UNKNOWN


def parse(words: str) -> Address | None:
    """The parts of an address as somebody typed it, with or without a scheme; None for what no browser would open."""
    words = re.sub(r"^hxxp", "http", words, flags=re.IGNORECASE)
    if words.startswith("//"):
        words = f"http:{words}"
    elif not re.match(r"[a-z]{3,5}://", words, re.IGNORECASE):
        words = f"http://{words}"
    try:
        parts = urlsplit(words.replace("\\", "/"))
        shown = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if not shown:
        return None
    # A host may be typed with escapes, which browsers undo.
    host = _ascii(unquote(shown).lower().rstrip("."))
    targets = (
        tuple(
            value
            for name, value in parse_qsl(parts.query, max_num_fields=50)
            if name.lower() in _TARGETS and re.match(r"https?://|//|www\.", value, re.IGNORECASE)
        )
        if parts.query.count("&") < 49
        else ()
    )
    targets += tuple(re.findall(r"/(https?://[^\s]+)", parts.path)[:3])
    return Address(
        host=host.removeprefix("www."),
        shown_host=unquote(shown).lower().removeprefix("www."),
        has_user="@" in parts.netloc,
        is_number=bool(re.fullmatch(r"[\d.]+|0x[0-9a-f]+|[0-9a-f]*:[0-9a-f:.]+", host)),
        targets=targets,
    )


def is_host(name: str) -> bool:
    """Whether `name`, in its ASCII form, could be the name of a host: labels of letters, digits and inner hyphens."""
    return len(name) <= 253 and all(_HOST_LABEL.fullmatch(label) for label in name.split("."))


def hosts_in(text: str) -> tuple[str, ...]:
    """The hosts of the addresses in a text, each once, in their order."""
    found = (parse(match[0].rstrip(_TRAILING)) for match in _ADDRESS.finditer(Reading(text).plain.text))
    return tuple(dict.fromkeys(address.host for address in found if address))


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _unicode(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _is_in(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host is one of `hosts` or stands below one of them."""
    parts = host.split(".")
    return any(".".join(parts[place:]) in hosts for place in range(len(parts)))


def _hidden(context: Context) -> str:
    return "hidden_target_new_writer" if context.is_new_writer else "hidden_target"


def _imitates(address: Address, context: Context) -> bool:
    """Whether a host that isn't known is made to be taken for one that is."""
    known = context.recognised_hosts | context.source_hosts
    # What is shown and what a browser would show, with look-alike letters read as the eye reads them.
    shapes = {fold(address.shown_host), fold(_unicode(address.host)).removeprefix("www.")}
    if any(_is_in(shape, known) for shape in shapes):
        return True
    if any(label.startswith("xn--") for label in address.host.split(".")) and _mixes(_unicode(address.host)):
        return True
    return any(_resembles(shape, host) for shape in shapes for host in known)


def _mixes(host: str) -> bool:
    """Whether one label mixes Latin letters with others that look like them."""
    return any(
        not label.isascii()
        and fold(label).isascii()
        and any(c.isascii() and c.isalpha() for c in label)
        and not all(ord(c) < 0x250 for c in label)
        for label in host.split(".")
    )


def _resembles(host: str, known: str) -> bool:
    """ "nhs.uk.results.example", "nhs-uk.com", "wh0.int", "versusarthritls.org" for a known name."""
    labels, own = host.split("."), known.split(".")
    if any(labels[place : place + len(own)] == own for place in range(len(labels) - len(own))):
        return True
    glued = "-".join(own)
    if any(label == glued or label.startswith(f"{glued}-") or label.endswith(f"-{glued}") for label in labels):
        return True
    if len(own[0]) >= 3 and host.translate(_DIGITS) == known.translate(_DIGITS):
        return True
    return len(known) >= 8 and abs(len(host) - len(known)) <= 1 and _one_apart(host, known)


_DIGITS = str.maketrans("01l5", "oiis")


def _one_apart(one: str, other: str) -> bool:
    """Whether two different names differ by one letter put in, left out, changed, or swapped with its neighbour."""
    if one == other:
        return False
    first = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, others = one[first:], other[first:]
    return (
        rest[1:] == others
        or rest == others[1:]
        or rest[1:] == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:] and len(others) > 1)
    )
