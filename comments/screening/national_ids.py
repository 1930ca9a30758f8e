"""Official personal numbers of several countries. Where a number carries a check digit it has to be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .finding import Context, Finding
from .folding import Reading
from .phones import is_said_near

CHECK = "national_ids"

NEAR = 40


@dataclass(frozen=True)
class _Form:
    """One country's number: its pattern, its own proof, and the words that must stand near where the proof is weak."""

    pattern: re.Pattern[str]
    is_right: Callable[[str], bool]
    near: re.Pattern[str] | None = None


def _digits(words: str) -> list[int]:
    return [int(letter) for letter in words if letter.isdigit()]


def _signs(words: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", words.upper())


def _is_nhs(words: str) -> bool:
    digits = _digits(words)
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and check % 11 == digits[9] and check != 10


def _is_given_nhs(words: str) -> bool:
    """Whether a bare number is right and in the range that is given out (9 is for tests)."""
    return words[0] in "4679" and _is_nhs(words)


def _is_ssn(words: str) -> bool:
    digits = re.sub(r"\D", "", words)
    return digits[:3] not in {"000", "666"} and digits[3:5] != "00" and digits[5:] != "0000"


def _is_nino(words: str) -> bool:
    prefix = _signs(words)[:2]
    # QQ stands in every official example, and so in what people copy from one.
    return prefix == "QQ" or (
        prefix[0] not in "DFIQUV" and prefix[1] not in "DFIOQUV" and prefix not in {"BG", "GB", "NK", "KN", "NT", "TN"}
    )


def _is_dni(words: str) -> bool:
    signs = _signs(words)
    number = signs[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == signs[-1]


def _is_nir(words: str) -> bool:
    signs = _signs(words)
    body = signs[:13].replace("2A", "19").replace("2B", "18")
    return len(signs) == 15 and body.isdigit() and int(signs[13:]) == 97 - int(body) % 97


def _is_steuer_id(words: str) -> bool:
    digits = _digits(words)
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return digits[0] != 0 and (11 - product) % 10 == digits[10]


def _is_chinese(words: str) -> bool:
    signs = _signs(words)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(sign) * weight for sign, weight in zip(signs[:17], weights, strict=True))
    return "10X98765432"[total % 11] == signs[17]


def _is_cpf(words: str) -> bool:
    digits = _digits(words)
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum(digit * weight for digit, weight in zip(digits, range(length + 1, 1, -1), strict=False))
        if total * 10 % 11 % 10 != digits[length]:
            return False
    return True


def _near(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


# Not within a word or a longer number, and not after the code of a country.
_EDGE, _END = r"(?<![A-Za-z0-9+-])(?<!\+\d )(?<!\+\d\d )(?<!\+\d\d\d )", r"(?![A-Za-z0-9])"
_NHS = _near(r"\bNHS\b", r"\bCHI\b", "health service number")
SPACED = _Form(re.compile(rf"{_EDGE}\d{{3}} \d{{3}} \d{{4}}{_END}"), _is_nhs)
FORMS = (
    SPACED,
    _Form(
        re.compile(rf"{_EDGE}\d{{3}}-?\d{{3}}-?\d{{4}}{_END}"),
        _is_nhs,
        _near(r"\bNHS\b", r"\bCHI\b", "health service number"),
    ),
    _Form(re.compile(rf"{_EDGE}\d{{10}}{_END}"), _is_given_nhs),
    _Form(re.compile(rf"{_EDGE}\d{{3}}-\d{{2}}-\d{{4}}{_END}"), _is_ssn),
    _Form(
        re.compile(rf"{_EDGE}\d{{3}} ?\d{{2}} ?\d{{4}}{_END}"), _is_ssn, _near(r"\bssn\b", r"\bsocial\b", r"\bitin\b")
    ),
    _Form(re.compile(rf"{_EDGE}[A-Z]{{2}} ?\d{{2}} ?\d{{2}} ?\d{{2}} ?[A-D]{_END}"), _is_nino),
    _Form(
        re.compile(rf"{_EDGE}[A-Z]{{2}} ?\d{{2}} ?\d{{2}} ?\d{{2}} ?[A-D]{_END}", re.IGNORECASE),
        _is_nino,
        _near(r"\bNI\b", "national insurance", r"\bnino\b"),
    ),
    _Form(re.compile(rf"{_EDGE}(?:\d{{8}}|\d{{2}}\.\d{{3}}\.\d{{3}}|[XYZ][- ]?\d{{7}})[- ]?[A-Z]{_END}"), _is_dni),
    _Form(
        re.compile(rf"{_EDGE}(?:\d{{8}}|[xyz][- ]?\d{{7}})[- ]?[a-z]{_END}"),
        _is_dni,
        _near(r"\bdni\b", r"\bnie\b", r"\bnif\b"),
    ),
    _Form(re.compile(rf"{_EDGE}[12] ?\d{{2}} ?[0-9]{{2}} ?\d[0-9AB] ?\d{{3}} ?\d{{3}} ?\d{{2}}{_END}"), _is_nir),
    _Form(
        re.compile(rf"{_EDGE}\d{{2}} ?\d{{3}} ?\d{{3}} ?\d{{3}}{_END}"),
        _is_steuer_id,
        _near("steuer", r"\bidnr\b", r"\btin\b", "identifikationsnummer"),
    ),
    _Form(re.compile(rf"{_EDGE}[1-9]\d{{5}}(?:19|20)\d{{9}}[\dXx]{_END}"), _is_chinese),
    _Form(re.compile(rf"{_EDGE}\d{{3}}\.\d{{3}}\.\d{{3}}-\d{{2}}{_END}"), _is_cpf),
    _Form(re.compile(rf"{_EDGE}\d{{11}}{_END}"), _is_cpf, _near(r"\bcpf\b")),
    # The Italian tax code has a form that nothing else has.
    _Form(re.compile(rf"{_EDGE}[A-Z]{{6}}\d{{2}}[A-EHLMPRST]\d{{2}}[A-Z]\d{{3}}[A-Z]{_END}"), lambda _words: True),
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Numbers that are right by their own proof, or stand near the words that name them."""
    view = reading.plain
    if not any(letter.isdigit() for letter in view.text):
        return
    seen: set[tuple[int, int]] = set()
    for form in FORMS:
        for match in form.pattern.finditer(view.text):
            around = view.text[max(0, match.start() - NEAR) : match.end() + NEAR // 2]
            if match.span() in seen or (form.near and not form.near.search(around)) or not form.is_right(match[0]):
                continue
            if form is SPACED and not _NHS.search(around) and is_said_near(view.text, *match.span()):
                continue  # an American phone number has the same shape, and one in eleven passes the proof
            seen.add(match.span())
            start, end = view.span(*match.span())
            yield Finding(start, end, CHECK, "national_id", reading.text[start:end])
