"""What pictures say to those who do not see them. As the NHS and WAI advise: what matters, in few words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .finding import Finding, Page, Severity, start_of

NAME = "pictures"

# Longer ones are heard in one breath by nobody; the rest belongs in the text or the caption.
LONGEST = 125
_FILE_NAME = re.compile(r"(?:\S+\.(?:jpe?g|png|gif|webp|avif|heic|tiff?)|(?:IMG|DSC|DCIM|PXL)[_-]?\d+)", re.IGNORECASE)
_IMAGE_OF = re.compile(
    r"(?:an? )?(?:image|picture|photo(?:graph)?|graphic|illustration|drawing) (?:of|showing)\b", re.I
)


def find(page: Page) -> Iterator[Finding]:
    """A missing or meaningless description keeps a page from its readers."""
    for block in page.blocks:
        for picture in block.element.iter("img"):
            alt = picture.get("alt", "").strip()
            place = {"block": block.id, "words": start_of(block.text)}
            if not alt:
                # A decorative picture says so itself; see the media library.
                if picture.get("role") != "presentation" and picture.get("data-decorative") is None:
                    sentence = _("Describe every picture in its alternative text.")
                    yield Finding(NAME, Severity.ERROR, sentence, **place)
            elif _FILE_NAME.fullmatch(alt):
                sentence = _("“%(alt)s” is the name of a file. Say what the picture shows.") % {"alt": alt[:60]}
                yield Finding(NAME, Severity.ERROR, sentence, **place)
            elif page.is_english and _IMAGE_OF.match(alt):
                sentence = _("Leave out “%(words)s”: screen readers say that it is a picture.")
                yield Finding(NAME, Severity.ADVICE, sentence % {"words": _IMAGE_OF.match(alt)[0]}, **place)
            elif len(alt) > LONGEST:
                sentence = _("An alternative text has %(n)d characters. Up to %(most)d are heard well.")
                yield Finding(NAME, Severity.ADVICE, sentence % {"n": len(alt), "most": LONGEST}, **place)
