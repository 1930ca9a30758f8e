"""E-mail addresses, also those written around a filter: "name (at) example dot org"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading

CHECK = "emails"

_NAME = r"[A-Za-z0-9À-ɏ](?:[A-Za-z0-9À-ɏ._%+'-]{0,62}[A-Za-z0-9À-ɏ_])?"
_LABEL = r"[A-Za-z0-9À-ɏ][A-Za-z0-9À-ɏ-]{0,62}"
_ADDRESS = re.compile(rf"(?<![A-Za-z0-9À-ɏ]){_NAME} ?@ ?{_LABEL}(?:\.{_LABEL}){{1,5}}")
_AT = r"(?: ?[(\[{<] ?(?:at|arroba|a|@|æt) ?[)\]}>] ?| (?:at|arroba|chez|ät) | ?@ ?)"
_DOT = r"(?: ?[(\[{<] ?(?:dot|punto|punkt|point|\.) ?[)\]}>] ?| (?:dot|punto|punkt|point) )"
_BRACKETED_AT = r" ?[(\[{<] ?(?:at|arroba|@) ?[)\]}>] ?"
_WORD = r"[A-Za-z0-9_+-]{1,40}"
# Without one of these there is nothing to look for.
_SIGN = re.compile(r"@|\b(?:at|arroba)\b", re.IGNORECASE)
_SPELLED = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_WORD}{_DOT}){{0,2}}[A-Za-z0-9._+-]{{1,64}}"
    rf"(?:{_AT}{_WORD}(?:(?:{_DOT}|\.){_WORD}){{0,2}}{_DOT}[A-Za-z]{{2,10}}"
    rf"|{_BRACKETED_AT}{_WORD}(?:\.{_WORD}){{0,3}}\.[A-Za-z]{{2,10}}"
    r"|(?: at | ?@ ?)(?:gmail|hotmail|outlook|yahoo|icloud|proton|protonmail|gmx|"
    r"aol)(?:\.[a-z]{2,4}){0,2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def find(reading: Reading, context: Context) -> Iterator[Finding]:
    """Addresses of persons; those at a recognised health body are everybody's."""
    view = reading.plain
    if not _SIGN.search(view.text):
        return
    last = -1
    for match in sorted((*_ADDRESS.finditer(view.text), *_SPELLED.finditer(view.text)), key=re.Match.start):
        if match.start() < last or _is_official(match[0], context) or _is_in_link(view.text, match.start()):
            continue
        last = match.end()
        start, end = view.span(*match.span())
        yield Finding(start, end, CHECK, "email", reading.text[start:end])


def _is_in_link(text: str, start: int) -> bool:
    """Whether the place is within an address of the web, which may hold an @ of its own."""
    return "://" in re.split(r"\s", text[max(0, start - 200) : start])[-1]


def _is_official(address: str, context: Context) -> bool:
    host = address.rpartition("@")[2].strip().lower()
    parts = host.split(".")
    return any(".".join(parts[place:]) in context.recognised_hosts for place in range(len(parts)))
