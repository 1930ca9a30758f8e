"""Full names of other people: a first and a last name right after the words that say who they are to the writer.

Names can't be told from other words with capitals, so only these are looked at: "my neighbour Jo Doe", not "Jo Doe".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading

CHECK = "full_names"

_WHO = (
    "neighbou?r|husband|wife|ex|ex[- ]husband|ex[- ]wife|partner|sister|brother|son|daughter|boss|colleague|"
    "co-?worker|workmate"
    "|friend|mate|uncle|aunt|auntie|cousin|nephew|niece|teacher|doctor|gp|nurse|receptionist|pharmacist|chemist|"
    "landlord"
    "|landlady|manager|coach|therapist|consultant|surgeon|dentist|midwife|carer|counsellor|flatmate|roommate|"
    "housemate"
    "|boyfriend|girlfriend|mother|father|mum|mom|dad|grandma|grandmother|grandfather|stepdad|stepmum|boy|girl|lad|kid"
    "|class|school|next door|supervisor|lodger|tenant|social worker|psychiatrist|psychologist|vicar|priest|"
    "pastor|employee"
    "|vecin[oa]|jef[ea]|amig[oa]|herman[oa]|marido|mujer|prim[oa]|compañer[oa]|hij[oa]|cuñad[oa]|profesora?|médic[oa]"
    "|voisine?|collègue|amie?|mari|femme|frère|sœur|soeur|cousine?|patron|patronne|fils|fille|médecin"
    "|Nachbar(?:in)?|Kolleg(?:e|in)|Freund(?:in)?|Bruder|Schwester|Chef(?:in)?|Mann|Frau|Sohn|Tochter|Cousine?|"
    "Vermieter(?:in)?"
)
_CAPITAL = "A-ZÀ-ÖØ-ÞŁŚŻŠŽČ"
_SMALL = "a-zß-öø-ÿąćęłńóśźżšžč"
_NAME = rf"[{_CAPITAL}][{_SMALL}]{{1,20}}(?:['-][{_CAPITAL}][{_SMALL}]{{1,20}})?"
_INTRODUCED = re.compile(
    rf"(?<![\w-])(?i:{_WHO})(?:,| called| named|, called|, named| namens| llamad[oa])? ({_NAME}) ((?:(?:Mc|Mac|"
    rf"O'|De|Van|von|de|Di|Da) ?)?{_NAME})(?![\w-])"
)
# Capitals that are not somebody's name.
_NOT_NAMES = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april", "june", "july", "august", "september", "october", "november", "december", "christmas", "easter",
    "dr", "doctor", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "lady", "nurse", "st", "saint",
    "royal", "hospital", "health", "clinic", "centre", "center", "street", "road", "type", "stage", "crohn",
    "crohns", "parkinson", "parkinsons", "alzheimer", "alzheimers", "down", "downs", "hodgkin", "lyme", "bell",
    "bells", "covid", "google", "facebook", "amazon", "english", "british", "german", "french", "spanish",
    "polish", "indian", "chinese", "american", "new", "north", "south", "east", "west", "great", "united", "the",
    "a", "an", "i", "he", "she", "they", "we", "you", "it", "and", "but", "so", "then", "if", "is", "was", "has",
    "had", "said", "says", "told", "in", "on", "at", "when", "who", "because", "that", "this", "please", "thanks",
    "thank", "good", "my", "our", "her", "his", "not", "no", "yes", "also", "with", "for", "from",
})  # fmt: skip


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """First and last names of people whom the writer introduces."""
    view = reading.plain
    for match in _INTRODUCED.finditer(view.text):
        if {match[1].lower(), match[2].lower()} & _NOT_NAMES:
            continue
        start, end = view.span(match.start(1), match.end(2))
        yield Finding(start, end, CHECK, "full_name", reading.text[start:end])
