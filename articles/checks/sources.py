"""Whether a piece of a text says where it comes from."""

from __future__ import annotations

from lxml import etree

from .. import grammar


def cites_something(element: etree._Element) -> bool:
    """Whether a block holds a citation, the title of a work, or a link that leads to another site."""
    if any(grammar.citations(element)) or next(element.iter("cite"), None) is not None:
        return True
    return any(link.get("href", "").startswith(("http://", "https://")) for link in element.iter("a"))
