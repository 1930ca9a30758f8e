"""Whether a piece of a text says where it comes from."""

from __future__ import annotations

from lxml import etree


def cites_something(element: etree._Element) -> bool:
    """Whether a block holds a citation, or a link that leads to another site."""
    if element.get("data-source") or next(element.iter("cite"), None) is not None:
        return True
    for inner in element.iter():
        if inner.get("data-source") or inner.get("data-sources"):
            return True
        if inner.tag == "a" and inner.get("href", "").startswith(("http://", "https://")):
            return True
    return False
