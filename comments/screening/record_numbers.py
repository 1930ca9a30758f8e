"""Numbers of hospital records, cases, policies and cards: a number means one only after the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading

CHECK = "record_numbers"

FEWEST_DIGITS = 5

_OF = (
    "hospital|patient|chart|medical record|health record|record|case|claim|policy|insurance|prescription|lab|"
    "laboratory|lab reference|laboratory reference|specimen|health card|medicare|medicaid|member|membership|"
    "reference|referral|booking reference|file|admission|appointment|complaint|healthcare|health insurance|tracking"
)
_NUMBER = r"(?:number|no\.?|nr\.?|num\.?|id|ref\.?|reference|#|nº|n°|no)"
_NAMED = re.compile(
    rf"(?<!\w)(?:(?:{_OF}) ?{_NUMBER}(?: ?(?:number|no\.?))?|mrn|ubrn"
    r"|n[uú]mero de (?:historia(?: cl[ií]nica)?|expediente|p[oó]liza|paciente|afiliaci[oó]n|seguro)"
    r"|num[eé]ro de (?:dossier|patient|police|contrat|mutuelle)"
    r"|versichertennummer|patientennummer|fallnummer|aktenzeichen|krankenversicherungsnummer|versicherungsnummer"
    r"|numero di (?:cartella|pratica)|n[uú]mero do (?:prontu[aá]rio|processo|cart[aã]o))(?![A-Za-z])"
    r"|病历号|住院号|病案号|رقم الملف",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[ :#.(='\"-]{0,4}(?:(?:is|was|are|reads|es|est|le|el|la|lautet|ist|é|is the)[ :]{1,2}){0,2}")
_CODE = re.compile(
    r"[A-Za-z]{0,4}[-/ ]?\d[A-Za-z0-9]{0,20}(?:[-/][A-Za-z0-9]{1,12}| \d[A-Za-z0-9]{0,12}){0,5}(?![A-Za-z0-9])"
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """The numbers themselves, without the words that name them."""
    view = reading.plain
    for named in _NAMED.finditer(view.text):
        between = _BETWEEN.match(view.text, named.end())
        code = _CODE.match(view.text, between.end() if between else named.end())
        if code and sum(letter.isdigit() for letter in code[0]) >= FEWEST_DIGITS:
            start, end = view.span(*code.span())
            yield Finding(start, end, CHECK, "record_number", reading.text[start:end])
