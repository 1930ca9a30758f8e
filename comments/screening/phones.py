"""Phone numbers in the forms of many countries, also spelled out. Blood pressures, lab values and dates are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading
from .phrases import matches

CHECK = "phones"

# Digits with at most three signs between two of them; not within a word, an address or a decimal number.
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9_@/=#&%^+-])(?<!\d[.,:])(?:\+|\(\+?)?\d(?:[ ().\-/]{0,3}\d){6,16}(?![A-Za-z0-9_@%])"
)
_SPELLED = re.compile(
    "(?<= )(?:(?:plus|zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple) (?:, )?){8,24}"
)
_ABOUT_PHONES = re.compile(
    r"\b(?:calls?|phone|phoning|ring|rings|tel|telephone|text|texts|txt|mobile|cell|cellphone|landline|my number|"
    r"number is"
    r"|number'?s|number|whats ?app|telegram|contact|contact number|reach|hit me up|hmu|sms|fax|private line|"
    r"ll[aá]m\w{0,4}"
    r"|tel[eé]fono|n[uú]mero|m[oó]vil|celular|portable|appel\w{0,4}|joign\w{0,5}|t[eé]l[eé]phone|ruf\w{0,3}|"
    r"handy|nummer"
    r"|handynummer|telefon\w{0,6}|erreich\w{0,5}|mobil\w{0,6}|telefone|ligue)\b|电话|手机|微信|联系|رقم|اتصل|هاتف|واتساب|"
    r"جوال|تواصل",
    re.IGNORECASE,
)
NEAR = 32
# Nobody's private number: free, shared-cost and help lines.
_PUBLIC = ("0800", "0808", "0300", "0303", "0330", "0345", "0845", "0844", "00800")
_FREE_CODES = frozenset({"800", "822", "833", "844", "855", "866", "877", "888"})


def find(reading: Reading, context: Context) -> Iterator[Finding]:
    """Numbers that somebody would answer, help lines and freephones left out."""
    view = reading.plain
    for match in _DIGITS.finditer(view.text):
        digits = re.sub(r"\D", "", match[0])
        if digits in context.public_digits or not _is_phone(match[0], digits, is_said_near(view.text, *match.span())):
            continue
        start, end = view.span(*match.span())
        yield Finding(start, end, CHECK, "phone", reading.text[start:end])
    for match in matches(reading, _SPELLED):
        start, end = reading.spoken.span(*match.span())
        yield Finding(start, end, CHECK, "phone", reading.text[start:end])


def is_said_near(text: str, start: int, end: int) -> bool:
    """Whether the words around a place in a plain text speak of phoning."""
    return bool(
        _ABOUT_PHONES.search(text[max(0, start - NEAR) : start]) or _ABOUT_PHONES.search(text[end : end + NEAR // 2])
    )


def _is_phone(words: str, digits: str, is_said: bool) -> bool:
    """Whether the digits have the shape of a phone number; fewer shapes will do where the words around speak of one."""
    sizes = tuple(len(group) for group in re.findall(r"\d+", words))
    if _is_public(digits) or len(digits) > 15:
        return False
    if words.startswith(("+", "(+")):
        return len(digits) >= 8
    if re.fullmatch(r"0\d{1,4}/\d{5,8}", words):
        return True  # the German way
    if "/" in words and not (is_said and words.count("/") == 1):
        return False
    if sizes != (2, 2, 2, 2, 2) and re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\D.*)?", words):
        return False  # begins like a date
    if digits.startswith("00"):
        return len(digits) >= 11 and sizes[0] >= 2
    if digits.startswith("0"):
        return 10 <= len(digits) <= 12 and (max(sizes) >= 3 or sizes == (2, 2, 2, 2, 2))
    if _is_american(digits, sizes):
        return True
    if len(digits) == 11 and re.match(r"1[3-9]", digits) and sizes in {(11,), (3, 4, 4)}:
        return True
    if len(digits) == 9 and digits[0] in "6789" and sizes == (3, 2, 2, 2):
        return True
    if len(digits) == 10 and digits[0] in "6789" and sizes == (5, 5):
        return True
    # A list of values has many small groups; a number that somebody dictates has few.
    return is_said and 7 <= len(digits) <= 13 and len(sizes) <= 4 and "." not in words


def _is_american(digits: str, sizes: tuple[int, ...]) -> bool:
    if len(digits) == 11 and digits[0] == "1":
        digits, sizes = digits[1:], sizes[1:]
    return len(digits) == 10 and sizes == (3, 3, 4) and digits[0] in "23456789" and digits[3] in "23456789"


def _is_public(digits: str) -> bool:
    if digits.startswith(_PUBLIC):
        return True
    national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return len(national) == 10 and national[:3] in _FREE_CODES
