"""Advice to others about doses, kept apart from what happened to oneself.

A dose alone means nothing: one patient text in five names one. What counts is a second person or an imperative with
it ("you should take 40 mg", "take three instead of one", "stop your tablets"). Left alone is what passes on what a
professional or a leaflet said, what asks, and what sends people to those who know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding, Severity
from .folding import Reading
from .medicines import TAKEN
from .phrases import any_of, matches, pattern_of, phrases, sentence_around

CHECK = "dosing"

_UNITS = any_of((
    "mg", "mgs", "milligram", "milligrams", "mcg", "ug", "μg", "microgram", "micrograms", "ml", "iu", "g", "gram",
    "grams", "units", "unit", "tablet", "tablets", "pill", "pills", "capsule", "capsules", "drops", "puffs", "tsp",
    "teaspoon", "teaspoons", "tablespoon", "tablespoons", "paracetamol", "ibuprofen", "aspirin", "milligramos",
    "pastillas", "pastilla", "comprimidos", "gotas", "unidades", "capsulas", "comprime", "comprimes", "gouttes",
    "gelules", "tabletten", "tablette", "tropfen", "einheiten", "kapseln", "spritzen",
))  # fmt: skip
_NUMBER = (
    "(?:[0-9][0-9.,]* |(?:half|a|an|one|two|three|four|five|six|seven|eight|nine|ten|dos|tres|cuatro|cinco|deux|trois"
    "|quatre|cinq|zwei|drei|vier|funf) )"
)
_OF = "(?:(?:more|extra|full|adult|of the|of|an|x|mas|de plus|more of the) ){0,2}"
_AMOUNT = f"{_NUMBER}{_OF}(?:[0-9][0-9.,]* )?{pattern_of(_UNITS)}"
_BARE_AMOUNT = "(?:to|on) [0-9][0-9.,]* "

_LEAD = "(?:(?:just|please|simply|maybe|so|then|and|or|now|everyone|everybody|well|ok|okay|honestly) (?:, )?){0,3}"
# The beginning of a sentence, or of what follows a colon, which the spoken view ends a sentence with.
_FIRST = f"(?:(?<=^ )|(?<=[.?] )){_LEAD}"


def _source(*lines: str) -> str:
    return "(?:" + "|".join(pattern_of(line) for line in lines) + ")"


_TOLD = _source(
    "(you|u|youll|youd|yall|everyone|everybody) ~3 (should|must|need|needs|have to|has to|ought|could|can|want|"
    "better|will|may)",
    "youd better",
    "youll (want|need) to",
    "if i were you id",
    "(tu|vous) (devrais|devriez|dois|devez|peux|pouvez)",
    "il faut",
    "(deberias|debes|tienes que|puedes|debe|deberia)",
    "(du|ihr) (solltest|solltet|musst|musst|kannst|konnt)",
    "sie (sollten|mussen|konnen)",
)
_TAKE = _source(
    "(take|taking|use|using|try|try taking|have|inject|drink|swallow|start|add|give|go up|up|be on|be at|"
    "increase|raise|put|get)",
    "(prendre|preniez|prennes|doubler|doubles|augmenter|tomar|tomarte|subir|doblar|nehmen|einnehmen)",
)
_WORD = "(?![.?] )[^ ]+ "
_MULTIPLY = _source(
    "(double|triple|doubling|halve|up|increase|raise) (your|the|his|her|their) (dose|dosage|tablets|medication)",
    "(doblar|dobla|duplicar|duplica|aumenta) (la|tu|su) dosis",
    "el doble de la dosis",
    "(doubler|doubles|double|doublez|augmente|augmentez) (la|ta|votre) dose",
    "(verdoppel|verdopple|verdoppeln|erhoh) (sie)? (deine|die|ihre) dosis",
)
_ORDERED = _source(
    "(take|use|try|give|inject|drink|swallow|put|add|increase|raise|go up|start|up|bump|switch|get|start with)",
    "(toma|tomate|tome|tomese|tomad|prends|prenez|nimm|nehmt|nehmen sie|spritz)",
)
_DOSE = re.compile(
    "(?<= )(?:"
    f"{_TOLD}(?:{_WORD}){{0,3}}?{_TAKE}(?:{_WORD}){{0,6}}?{_AMOUNT}"
    f"|{_TOLD}(?:{_WORD}){{0,3}}?{_AMOUNT}(?:{_WORD}){{0,2}}?{pattern_of('(nehmen|einnehmen|spritzen)')}"
    f"|{_TOLD}(?:{_WORD}){{0,4}}?{_MULTIPLY}"
    f"|{_FIRST}{_ORDERED}(?:{_WORD}){{0,5}}?{_AMOUNT}"
    f"|{_FIRST}{pattern_of('(have|get)')}{_AMOUNT}"
    f"|{_FIRST}{pattern_of('(have|take) (two|three|four|2|3|4) of the ~1')}{pattern_of(_UNITS)}"
    f"|{_FIRST}{pattern_of('(up|increase|raise|bump|go up|take) ~4')}{_BARE_AMOUNT}"
    f"|{_FIRST}{_MULTIPLY}"
    f"|{_FIRST}{pattern_of('(nimm|nehmt) ~2 das doppelte')}"
    f"|{pattern_of('double the dose if')}"
    f"|{pattern_of('your (son|daughter|mum|mother|mom|dad|father|husband|wife|child|kid|boy|girl) ~1 needs')}{_AMOUNT}"
    ")"
)

_MEDICINE = any_of(sorted(TAKEN))
_STOP = phrases(
    f"(you|u|youd|youll|your) ~2 (should|must|need to|have to|has to|can|could|ought to|better|want to) (just|"
    f"really|also|always|safely)? (stop|stop taking|stop using|quit|come off|get off|get|ditch|drop|bin|leave "
    f"out|skip|cut out|give up|throw away) ~3 {_MEDICINE}",
    f"you (dont|do not|wont) need ~2 {_MEDICINE}",
    f"(dont|do not) let them (give|put|start) ~4 {_MEDICINE}",
    f"id ~1 (quit|stop|ditch|bin|drop|come off) your ~1 {_MEDICINE}",
    f"tell (your|him|her|them) ~2 to (stop|come off|quit|bin|leave) ~4 {_MEDICINE}",
    f"why are you ~1 on ~1 {_MEDICINE}",
    f"get (him|her|them|your) ~1 off ~2 {_MEDICINE}",
)
_STOP_ORDER = re.compile(
    _FIRST
    + _source(
        f"(stop|quit|ditch|bin|drop|dump|skip|cancel|flush|refuse|come off|get off|throw away|throw out|throw|"
        f"leave out) (taking|using|away)? ~3 {_MEDICINE}",
        f"(dont|do not) (take|use|touch|bother with) ~2 {_MEDICINE}",
        "(deja|deje|dejad) (de tomar)? ~2 (pastillas|pastilla|medicacion|medicamentos|insulina|tratamiento|"
        "quimio|antidepresivos|antibioticos|medicinas)",
        "(arrete|arretez|stoppe|stoppez|jette|jetez) ~3 (traitement|medicaments|medicament|chimio|insuline|"
        "antidepresseurs|cachets|pilules|antibiotiques)",
        "(setz|setze|setzt|setzen) ~2 (tabletten|medikamente|medikament|antidepressiva|insulin|pillen|"
        "antibiotika|blutdrucktabletten) ~3 ab",
        "(hor|hort|horen) ~1 auf ~4 (tabletten|medikamente|medikament|antidepressiva|insulin|pillen|antibiotika)",
        "(lass|lasst) ~2 (tabletten|medikamente|antidepressiva|insulin|pillen|antibiotika) ~2 weg",
    )
)

_PASSED_ON = phrases(
    "(told|said|says|say|prescribed|advised|instructions|instructed|according|leaflet|label|doctor|doctors|gp|"
    "nurse|pharmacist|consultant|surgeon|specialist|oncologist|dermatologist|anaesthetist|rheumatologist|"
    "cardiologist|dietitian|hospital|medico|doctora|doctor|medecin|docteur|arzt|arztin|hausarzt|asked|wants|wanted)"
)
_SENT_ON = phrases(
    "(ask|asking|talk|talking|speak|speaking|check|checking|call|calling|ring|see|contact|discuss|discussing|"
    "tell) ~3 (doctor|doctors|gp|nurse|pharmacist|clinic|team|consultant|specialist|midwife|111|surgery|someone|"
    "somebody|professional)",
    "without (talking|asking|speaking|checking|a doctor|medical|telling|advice|your doctor)",
)
_DENIED = phrases("(not|never|dont|shouldnt|mustnt|cant|cannot|wouldnt|unless|until|without)")


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Directions to others to take a dose, and to leave out a medicine."""
    text = reading.spoken.text
    for pattern, kind in ((_DOSE, "dose_directive"), (_STOP, "stop_medicine"), (_STOP_ORDER, "stop_medicine")):
        for match in matches(reading, pattern):
            before, after, mark = sentence_around(text, *match.span())
            if mark == "?" and not _is_retort(match[0]):
                continue
            if _PASSED_ON.search(f" {before}") or _SENT_ON.search(f" {before}{match[0]}{after} "):
                continue
            if (
                pattern is _STOP
                and _DENIED.search(f" {match[0]}")
                and not match[0].startswith(("you dont", "you do not", "dont", "do not", "you wont"))
            ):
                continue
            start, end = reading.spoken.span(*match.span())
            yield Finding(start, end, CHECK, kind, reading.text[start:end], Severity.MEDIUM)


def _is_retort(words: str) -> bool:
    """Whether a question is meant as advice: "why are you still on lithium"."""
    return words.startswith("why are you")
