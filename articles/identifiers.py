"""The names by which the world knows a work: DOI, PMID, PMCID, ISBN, the number of a guideline or review, an address.

Nothing is asked of anybody: a name is checked by its form, and where it has one by its check digit. `normal` says a
name in its one form, or why it is none; `recognise` finds the names in whatever somebody has pasted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

# Characters: of a name as it is kept, and of pasted text that is looked at.
MAX_LENGTH = 200
MAX_ADDRESS = 500
MAX_PASTED = 4000


class Scheme(StrEnum):
    """A kind of name; each is also the field of a source that holds it."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    ISBN = "isbn"
    GUIDELINE = "guideline"
    URL = "url"


class IdentifierError(ValueError):
    """What can't be a name of its kind; the message tells the person who typed it why."""


# What is never part of a name and comes along with a paste: spaces and marks that nobody sees.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DASHES = re.compile("[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<", "»": "«", "”": "“", "’": "‘", '"': '"', "'": "'"}
_STOPS = ".,;:!?…。，；：、"  # noqa: RUF001

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_PREFIX = re.compile(r"(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|info:doi/|doi\s*[:=]?\s*)", re.IGNORECASE)
_PMID_PREFIX = re.compile(
    r"(?:pmid\s*[:=]?\s*|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/"
    r"|europepmc\.org/(?:article|abstract)/med/))",
    re.IGNORECASE,
)
_PMCID_PREFIX = re.compile(
    r"(?:pmcid\s*[:=]?\s*|(?:https?://)?(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/"
    r"|europepmc\.org/articles?/(?:pmc/)?(?=pmc)))",
    re.IGNORECASE,
)
_ISBN_PREFIX = re.compile(r"isbn(?:[-\u2010-\u2015 ]?1[03](?=[\s:]))?\s*[:=]?\s*", re.IGNORECASE)
# The programmes of NICE whose guidance has a number.
_NICE = "NG|CG|PH|SC|SG|TA|MTG|DG|IPG|HST|HTE|HTG|QS|MPG|CSG|ES|MIB"
_NICE_NUMBER = re.compile(
    r"(?:(?:https?://)?(?:www\.)?nice\.org\.uk/guidance/|(?:NICE\s+)?(?:(?:clinical\s+)?guideline\s+)?)"
    rf"\[?({_NICE})[\s-]?([1-9][0-9]{{0,3}})\]?(?:[/?#].*)?",
    re.IGNORECASE,
)
_NICE_INSIDE = re.compile(rf"\bNICE\b[^.\n]{{0,60}}?\b({_NICE})[ -]?([1-9][0-9]{{0,3}})\b")
_SIGN_NUMBER = re.compile(r"SIGN\s*(?:guideline\s*)?(?:no\.?\s*)?([1-9][0-9]{0,2})", re.IGNORECASE)
_COCHRANE_NUMBER = re.compile(
    r"(?:cochrane\s*(?:review\s*)?)?(?:art(?:icle)?\.?\s*no\.?:?\s*)?(CD|MR)([0-9]{6})(?:\.pub[0-9]{1,2})?",
    re.IGNORECASE,
)
_COCHRANE_DOI = re.compile(r"10\.1002/14651858\.(cd|mr)([0-9]{6})\b")
_ADDRESS_INSIDE = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]\.?")
# What only says by which way a reader came.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)


def normal(scheme: Scheme | str, text: str) -> str:
    """The name that `text` says, in its one form; empty for empty text. What is normal stays as it is.

    Raises IdentifierError with the reason when `text` can't be a name of this kind.
    """
    text = tidy(text)
    return _FORMS[Scheme(scheme)](text) if text else ""


def recognise(pasted: str) -> dict[Scheme, str]:
    """The names in a pasted text, each in its one form: of a bare name, of its address, or of a whole reference.

    Empty for words that are none, such as a search. Raises IdentifierError when the text is plainly meant to be one
    name and can't be it.
    """
    text = tidy(pasted[:MAX_PASTED])
    if re.match(r"https?://", text, re.IGNORECASE) and not re.search(r"\s", text):
        return _of_address(text)
    for scheme, begins in _BEGINNINGS.items():
        if begins.match(text) and not re.search(r"[A-Za-z]{3,}\s+[A-Za-z]{3,}", text):
            rest = _inside(text)
            return rest or {scheme: normal(scheme, text)}
    for scheme, whole in _WHOLES:
        if whole.fullmatch(text):
            return {scheme: normal(scheme, text)}
    return _inside(text)


def address_of(scheme: Scheme | str, name: str) -> str:
    """Where a work of this `name` (in its one form) can be looked up; empty when there is no such place."""
    if not name:
        return ""
    match Scheme(scheme):
        case Scheme.DOI:
            return f"https://doi.org/{quote(name, safe='/:;()-._~@!$*+,')}"
        case Scheme.PMID:
            return f"https://pubmed.ncbi.nlm.nih.gov/{name}/"
        case Scheme.PMCID:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{name}/"
        case Scheme.GUIDELINE if name.startswith("NICE "):
            return f"https://www.nice.org.uk/guidance/{name.removeprefix('NICE ').lower()}"
        case Scheme.URL:
            return name
    return ""


def normal_doi(text: str) -> str:
    """A DOI: “10.”, the number of a registrant, a slash, and whatever the registrant chose; letters of ASCII count the
    same in either case. Defined by ISO 26324 and the DOI Handbook, chapter 2, “Numbering”.
    """
    prefix = _DOI_PREFIX.match(text)
    name = text[prefix.end() :] if prefix else text
    if prefix and "doi.org/" in prefix[0].lower():
        name = unquote(re.split("[?#]", name, maxsplit=1)[0])
    name = _without_end(_CONTROL.sub("", name))
    if re.search(r"\s", name):
        raise IdentifierError(_("A DOI has no space in it."))
    if not _DOI.fullmatch(name):
        raise IdentifierError(_("A DOI begins with “10.”, four digits or more and a slash, such as 10.1000/182."))
    if len(name) > MAX_LENGTH:
        raise IdentifierError(_("This is too long for a DOI."))
    return _ascii_lower(name)


def normal_pmid(text: str) -> str:
    """A PMID: one to eight digits, none of them a leading zero. Defined by the U.S. National Library of Medicine,
    “MEDLINE/PubMed Data Element (Field) Descriptions”, field PMID.
    """
    name = _PMID_PREFIX.sub("", text, count=1)
    name = _without_end(re.split("[/?#]", name, maxsplit=1)[0])
    if not re.fullmatch(r"[1-9][0-9]{0,7}", name):
        raise IdentifierError(_("A PMID is a number of at most eight digits."))
    return name


def normal_pmcid(text: str) -> str:
    """A PMCID: “PMC” and a number; that of a version, after a full stop, is left out. Defined by the U.S. National
    Library of Medicine, “MEDLINE/PubMed Data Element (Field) Descriptions”, field PMC.
    """
    name = _PMCID_PREFIX.sub("", text, count=1)
    name = _without_end(re.split("[/?#]", name, maxsplit=1)[0])
    match = re.fullmatch(r"(?:pmc)\s?([1-9][0-9]{0,8})(?:\.[0-9]{1,2})?", name, re.IGNORECASE)
    if match is None:
        raise IdentifierError(_("A PMCID is “PMC” and a number, such as PMC13901."))
    return f"PMC{match[1]}"


def normal_isbn(text: str) -> str:
    """An ISBN as thirteen digits; one of ten digits is said as thirteen. Defined by ISO 2108; the check digits are
    those of the ISBN Users’ Manual, “Check digit”.
    """
    digits = re.sub(r"\s", "", _DASHES.sub("", _without_end(_ISBN_PREFIX.sub("", text, count=1)))).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        last = _check_of_ten(digits[:9])
        if digits[9] != last:
            raise IdentifierError(_("A digit of this ISBN is wrong: its last one does not fit the others."))
        digits = f"978{digits[:9]}"
        return digits + _check_of_thirteen(digits)
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise IdentifierError(_("An ISBN has ten or thirteen digits."))
    if not digits.startswith(("978", "979")):
        raise IdentifierError(_("An ISBN of thirteen digits begins with 978 or 979."))
    if digits[12] != _check_of_thirteen(digits[:12]):
        raise IdentifierError(_("A digit of this ISBN is wrong: its last one does not fit the others."))
    return digits


def normal_guideline(text: str) -> str:
    """The number of guidance or of a review: “NICE NG28”, “SIGN 158”, “Cochrane CD001159”.

    NICE numbers its guidance by programme (nice.org.uk/guidance), the Scottish Intercollegiate Guidelines Network in
    one row (sign.ac.uk/our-guidelines), the Cochrane Library by CD or MR and six digits (cochranelibrary.com/cdsr);
    the “pub” of a later version is left out.
    """
    name = _without_end(text)
    if match := _NICE_NUMBER.fullmatch(name):
        return f"NICE {match[1].upper()}{match[2]}"
    if match := _SIGN_NUMBER.fullmatch(name):
        return f"SIGN {match[1]}"
    if match := _COCHRANE_NUMBER.fullmatch(name):
        return f"Cochrane {match[1].upper()}{match[2]}"
    raise IdentifierError(
        _("No such number is known here; known are those of NICE (NG28), SIGN (SIGN 158) and Cochrane (CD001159).")
    )


def normal_url(text: str) -> str:
    """A web address: http or https and a host; what only tells by which way a reader came is left out. Defined by
    RFC 3986, sections 3 and 6.2.2.
    """
    text = _without_end(text)
    if re.search(r"[\s<>\"\\^`{|}]", text):
        raise IdentifierError(_("An address has no space, quotation mark or bracket in it."))
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as problem:
        raise IdentifierError(_("This is no web address.")) from problem
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        raise IdentifierError(_("A web address begins with https:// and the name of a site."))
    if "@" in parts.netloc:
        raise IdentifierError(_("An address with a name before the site’s, and an @, misleads. Leave that out."))
    scheme = parts.scheme.lower()
    where = host if port in {None, 443 if scheme == "https" else 80} else f"{host}:{port}"
    asked = parts.query
    pairs = parse_qsl(asked, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    if len(kept) < len(pairs):
        asked = urlencode(kept)
    address = urlunsplit((scheme, where, parts.path or "/", asked, ""))
    if len(address) > MAX_ADDRESS:
        raise IdentifierError(_("An address may have %(most)d characters here.") % {"most": MAX_ADDRESS})
    return address


_FORMS: dict[Scheme, Callable[[str], str]] = {
    Scheme.DOI: normal_doi,
    Scheme.PMID: normal_pmid,
    Scheme.PMCID: normal_pmcid,
    Scheme.ISBN: normal_isbn,
    Scheme.GUIDELINE: normal_guideline,
    Scheme.URL: normal_url,
}
# What says by its beginning that it is meant to be a name of that kind.
_BEGINNINGS = {
    Scheme.DOI: re.compile(
        r"doi\s*[:=]?\s*10|doi\s*[:=]|info:doi/|(?:www\.|dx\.)?doi\.org/|10\.[0-9]{4,}", re.IGNORECASE
    ),
    Scheme.PMID: re.compile(r"pmid\s*[:=]?\s*[0-9]|(?:www\.)?pubmed\.ncbi\.", re.IGNORECASE),
    Scheme.PMCID: re.compile(r"pmcid\s*[:=]?\s*\w|pmc\s?[0-9]", re.IGNORECASE),
    Scheme.ISBN: re.compile(r"isbn[\s:0-9-]", re.IGNORECASE),
    Scheme.URL: re.compile(r"https?:", re.IGNORECASE),
}
# What is a name when it stands alone. A number of fewer digits is more likely a year or a dose.
_WHOLES = (
    (Scheme.PMID, re.compile(r"[1-9][0-9]{5,7}")),
    (
        Scheme.ISBN,
        re.compile(r"(?=(?:[^0-9]*[0-9]){9})97[89][0-9\s\u2010-\u2015-]{10,14}|[0-9][0-9\u2010-\u2015-]{8,12}[0-9Xx]"),
    ),
    (Scheme.GUIDELINE, _NICE_NUMBER),
    (Scheme.GUIDELINE, _SIGN_NUMBER),
    (Scheme.GUIDELINE, _COCHRANE_NUMBER),
)


def _of_address(text: str) -> dict[Scheme, str]:
    """The names that a web address stands for; the address itself when it stands for none."""
    if _DOI_PREFIX.match(text):
        return _with_review({Scheme.DOI: normal_doi(text)})
    if _PMCID_PREFIX.match(text):
        return {Scheme.PMCID: normal_pmcid(text)}
    if _PMID_PREFIX.match(text):
        return {Scheme.PMID: normal_pmid(text)}
    found = {Scheme.URL: normal_url(text)}
    host = urlsplit(text).hostname or ""
    if host.removeprefix("www.") == "nice.org.uk" and (match := _NICE_NUMBER.fullmatch(_without_end(text))):
        found[Scheme.GUIDELINE] = f"NICE {match[1].upper()}{match[2]}"
    if host.removeprefix("www.") == "cochranelibrary.com" and (match := _DOI.search(unquote(text))):
        return _with_review({Scheme.DOI: normal_doi(re.sub(r"/(?:full|abstract|information)\b.*", "", match[0]))})
    return found


def _inside(text: str) -> dict[Scheme, str]:
    """The names that stand somewhere in a text, such as a reference copied from a journal; what is wrong is passed
    over, since it may be anything.
    """
    found: dict[Scheme, str] = {}
    for scheme, piece in _pieces(text):
        try:
            found.setdefault(scheme, normal(scheme, piece))
        except IdentifierError:
            continue
    return _with_review(found)


def _pieces(text: str) -> list[tuple[Scheme, str]]:
    pieces = [(Scheme.DOI, match[0]) for match in _DOI.finditer(text)]
    pieces += [(Scheme.PMID, match[1]) for match in re.finditer(r"\bPMID\s*[:=]?\s*([0-9]+)\b", text, re.IGNORECASE)]
    pieces += [(Scheme.PMCID, match[0]) for match in re.finditer(r"\bPMC[1-9][0-9]*(?:\.[0-9]+)?\b", text)]
    pieces += [
        (Scheme.ISBN, match[1])
        for match in re.finditer(
            rf"\b{_ISBN_PREFIX.pattern}([0-9][0-9 \u2010-\u2015-]{{8,15}}[0-9Xx])", text, re.IGNORECASE
        )
    ]
    pieces += [(Scheme.GUIDELINE, f"{match[1]}{match[2]}") for match in _NICE_INSIDE.finditer(text)]
    for match in _ADDRESS_INSIDE.finditer(text):
        try:
            pieces += _of_address(_without_end(match[0])).items()
        except IdentifierError:
            continue
    return pieces


def _with_review(found: dict[Scheme, str]) -> dict[Scheme, str]:
    """Add the Cochrane number that a DOI holds: the DOI names one version of a review, the number the review."""
    if match := _COCHRANE_DOI.match(found.get(Scheme.DOI, "")):
        found.setdefault(Scheme.GUIDELINE, f"Cochrane {match[1].upper()}{match[2]}")
    return found


def tidy(text: str) -> str:
    """Pasted or typed text without what nobody sees, on one line."""
    return " ".join(_CONTROL.sub(" ", _UNSEEN.sub("", text)).split())


def _without_end(name: str) -> str:
    """A name without the signs of the sentence around it: full stops, and brackets that it does not open."""
    while name:
        last = name[-1]
        if (
            last in _STOPS
            or last in _PAIRS
            and (name.count(_PAIRS[last]) < name.count(last) or (_PAIRS[last] == last and name.count(last) % 2))
        ):
            name = name[:-1]
        elif last.isspace():
            name = name.rstrip()
        else:
            break
    opener = {opening: closing for closing, opening in _PAIRS.items()}
    while name and name[0] in opener and (len(name) == 1 or name.endswith(opener[name[0]])):
        name = name[1:-1].strip()
    return name


def _ascii_lower(name: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in name)


def _check_of_ten(nine: str) -> str:
    """The check digit of an ISBN of ten digits: weights 10 to 2, modulo 11, X for ten."""
    rest = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _check_of_thirteen(twelve: str) -> str:
    """The check digit of an ISBN of thirteen digits: weights 1 and 3 in turn, modulo 10."""
    return str(-sum((1, 3)[place % 2] * int(digit) for place, digit in enumerate(twelve)) % 10)
