"""Street addresses with a house number, and postcodes, in the forms of a few countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading

CHECK = "addresses"

NEAR = 30

_KIND = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Crescent|Court|Ct|Place|Terrace|Way|Grove|Gardens|Square|Parade"
    "|Boulevard|Blvd|View|Hill|Walk|Mews|Row|Rise|Circle|Highway|Parkway|Pkwy|Green|Vale|Quay|Wharf|Esplanade"
)
_NAME = r"[A-Z][A-Za-zÀ-ɏ'.]{0,24}"
_FLAT = r"(?:(?:Flat|Apartment|Apt|Unit|Suite|Room)\.? ?[A-Za-z0-9]{1,4},? )?"
_TOWN = r"(?:,? [A-Z][a-z]{1,20}){1,3},? [A-Z]{2} \d{5}(?:-\d{4})?"
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|ZZ99 ?\d[A-Z]{2})"
_STREET = re.compile(
    rf"(?<![A-Za-z0-9./-]){_FLAT}\d{{1,5}}[A-Za-z]?,? (?:[NSEW]\.? )?(?:(?:{_NAME} ){{1,4}}(?:{_KIND})\b|The "
    rf"(?:{_KIND})\b)"
    rf"(?:{_TOWN}|,? {_POSTCODE}(?![A-Za-z0-9]))?"
)
# Typed small, a street needs somebody who lives in it.
_SMALL_STREET = re.compile(
    rf"(?<![A-Za-z0-9./-])\d{{1,5}}[a-z]?,? (?:[a-z']{{2,24}} ){{1,3}}(?:{_KIND.lower()})\b", re.IGNORECASE
)
_AT_HOME = re.compile(
    r"\b(?:live at|lives at|living at|my address|address is|my house|i'm at|im at|come to|send (?:it )?to)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?<![A-Za-z0-9./-])(?:{_POSTCODE}(?![A-Za-z0-9])|[A-Z][a-z]{{2,20}},? [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?(?!\d)"
    r"|(?:P\.? ?O\.? ?Box|PO box|Postfach|Apartado) \d{1,6})"
)
_NAMED_POSTCODE = re.compile(
    r"(?:post ?code|zip(?: ?code)?|postleitzahl|plz|code postal|c[oó]digo postal)[ :]{1,2}(?:is |ist |es |est )?"
    r"([A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|\d{5})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPANISH = re.compile(
    r"(?<!\w)(?:calle|c/|avenida|avda\.?|plaza|paseo|camino|carrer|rua|via|viale) (?:(?:de|del|la|las|los|da|do|"
    r"dos) ){0,3}"
    r"[A-ZÀ-Ý][\wÀ-ɏ]{1,24}(?: [\wÀ-ɏ]{1,24}){0,3}?,? (?:n[ºo°]\.? ?|número )?\d{1,4}(?!\d)",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    r"(?<!\w)\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|impasse|allée|chemin|quai|cours|"
    r"square|route)"
    r" (?:(?:de|du|des|la|le|les) |[dl]'){0,3}[A-ZÀ-Ýa-zà-ÿ][\wÀ-ɏ'-]{1,24}(?: [A-ZÀ-Ý][\wÀ-ɏ-]{1,24}){0,3}"
)
_GERMAN = re.compile(
    r"(?<!\w)[A-ZÄÖÜ][a-zäöüß-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|steig|stieg) "
    r"?\d{1,4}[a-z]?(?!\w)"
)
_GERMAN_LOOSE = re.compile(
    r"(?<!\w)(?:Am|Im|An der|Auf der|Zum|Zur|In der) [A-ZÄÖÜ][a-zäöüß]{2,30} \d{1,4}[a-z]?(?!\w)"
)
_GERMAN_HOME = re.compile(r"\b(?:wohn\w{0,3}|adresse|abzuholen|abholen|bei uns|zu hause|anschrift)\b", re.IGNORECASE)
# Said of offices and stories, not of homes.
_FAMOUS = re.compile(r"10 Downing Street|221B Baker Street|4 Privet Drive|742 Evergreen Terrace", re.IGNORECASE)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Addresses at which somebody could be found."""
    view = reading.plain
    text = view.text
    if not any(letter.isdigit() for letter in text):
        return
    found = [
        match.span() for pattern in (_STREET, _ALONE, _SPANISH, _FRENCH, _GERMAN) for match in pattern.finditer(text)
    ]
    found += [match.span(1) for match in _NAMED_POSTCODE.finditer(text)]
    for pattern, home in ((_SMALL_STREET, _AT_HOME), (_GERMAN_LOOSE, _GERMAN_HOME)):
        found += [
            match.span()
            for match in pattern.finditer(text)
            if home.search(text[max(0, match.start() - NEAR) : match.start()])
        ]
    last = -1
    for first, after in sorted(found, key=lambda span: (span[0], -span[1])):
        if first >= last and not _FAMOUS.fullmatch(text, first, after):
            last = after
            start, end = view.span(first, after)
            yield Finding(start, end, CHECK, "address", reading.text[start:end])
