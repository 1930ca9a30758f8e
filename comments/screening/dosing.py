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
    "gelules", "grammes", "gramme", "gramos", "gramm", "mikrogramm", "microgrammes", "tabletten",
    "tablette", "tropfen", "einheiten", "kapseln", "spritzen",
))  # fmt: skip
_NUMBER = (
    "(?:[0-9][0-9.,]* |(?:half|a|an|one|two|three|four|five|six|seven|eight|nine|ten|dos|tres|cuatro|cinco|deux|trois"
    "|quatre|cinq|zwei|drei|vier|funf) )"
)
_OF = "(?:(?:more|extra|full|adult|of the|of|an|x|mas|de plus|more of the) ){0,2}"
_AMOUNT = (
    f"(?:{_NUMBER}{_OF}(?:[0-9][0-9.,]* )?{pattern_of(_UNITS)}"
    f"|{pattern_of('(a double dose|a triple dose|double dose|twice the dose|half the dose|the double)')}"
    f"|{_NUMBER}{pattern_of('(a day|of those|of them|of these) ~3')}{pattern_of(_UNITS)})"
)
_BARE_AMOUNT = "(?:to|on) [0-9][0-9.,]* "

_LEAD = "(?:(?:just|please|simply|maybe|so|then|and|or|now|everyone|everybody|well|ok|okay|honestly) (?:, )?){0,3}"
# The beginning of a sentence, or of what follows a colon, which the spoken view ends a sentence with.
_FIRST = f"(?:(?<=^ )|(?<=[.?] )){_LEAD}"


def _source(*lines: str) -> str:
    return "(?:" + "|".join(pattern_of(line) for line in lines) + ")"


_TOLD = _source(
    "(you|u|youll|youd|yall|everyone|everybody) ~3 (should|must|need|needs|have to|has to|ought|could|can|want|"
    "better|will|may)",
    "youd (better|be fine|be ok|be better)",
    "all you need (is|are)",
    "(i would|id|i) (recommend|suggest|advise)",
    "youll (want|need) to",
    "if i were you id",
    "your (son|daughter|mum|mother|mom|dad|father|husband|wife|child|kid|boy|girl|partner|baby) ~1 (should|must|"
    "needs|need|ought|has)",
    "(yo que tu|yo en tu lugar)",
    "(tu|vous) (devrais|devriez|dois|devez|peux|pouvez)",
    "il faut",
    "(deberias|debes|tienes que|puedes|debe|deberia)",
    "(du|ihr) (solltest|solltet|musst|musst|kannst|konnt)",
    "sie (sollten|mussen|konnen)",
)
_TAKE = _source(
    "(take|taking|use|using|try|try taking|have|inject|drink|swallow|start|add|give|go up|up|be on|be at|"
    "increase|raise|put|get)",
    "(prendre|preniez|prennes|doubler|doubles|augmenter|tomar|tomarte|tomaria|subir|doblar|monter|passer|"
    "augmenter|aller|nehmen|einnehmen)",
)
_WORD = "(?![.?] )[^ ]+ "
_MULTIPLY = _source(
    "(double|triple|doubling|halve|up|increase|raise) (your|the|his|her|their) (dose|dosage|tablets|medication)",
    "(doblar|dobla|duplicar|duplica|aumenta) (la|tu|su) dosis",
    "(tomar|tomaria|toma|tomate|tomarte) el doble",
    "(doubling|tripling|increasing|raising|upping) (your|the|his|her|their) (dose|dosage|tablets|medication)",
    "el doble de la dosis",
    "(doubler|doubles|double|doublez|augmente|augmentez) (la|ta|votre) dose",
    "(die|deine|ihre) dosis ~1 (verdoppeln|erhohen|steigern)",
    "(verdoppel|verdopple|verdoppeln|erhoh) (sie)? (deine|die|ihre) dosis",
)
_ORDERED = _source(
    "(take|use|try|give|inject|drink|swallow|chew|do|tell|have|go|raise|lower|reduce|make|pop|dissolve|consider|"
    "have him take|put|add|increase|raise|go up|start|up|bump|switch|get|start with)",
    "(toma|tomate|tome|tomese|tomad|dale|dadle|denle|ponle|donne lui|donnez lui|gib ihm|gib ihr|prends|prenez|"
    "nimm|nehmt|nehmen sie|spritz)",
)
_DOSE = re.compile(
    "(?<= )(?:"
    f"{_TOLD}(?:{_WORD}){{0,7}}?{_AMOUNT}"
    f"|{_TOLD}(?:{_WORD}){{0,3}}?{_AMOUNT}(?:{_WORD}){{0,2}}?{pattern_of('(nehmen|einnehmen|spritzen)')}"
    f"|{_TOLD}(?:{_WORD}){{0,4}}?{_MULTIPLY}"
    f"|{_FIRST}{_ORDERED}(?:{_WORD}){{0,7}}?{_AMOUNT}"
    f"|{_FIRST}{pattern_of('(have|get)')}{_AMOUNT}"
    f"|{_FIRST}{pattern_of('(have|take) (two|three|four|2|3|4) of the ~1')}{pattern_of(_UNITS)}"
    f"|{_FIRST}{pattern_of('(up|increase|raise|bump|go up|take) ~4')}{_BARE_AMOUNT}"
    f"|{_FIRST}(?:try |keep |consider |start ){{0,1}}{_MULTIPLY}"
    f"|{pattern_of('(tip|advice|suggestion|recommendation) ~1 (is|was|would be) ~1 to')}"
    f"{_ORDERED}(?:{_WORD}){{0,5}}?{_AMOUNT}"
    f"|{pattern_of('(you|everyone|everybody|u) ~1 (need|needs)')}(?:at least |about )?{_AMOUNT}"
    f"|{pattern_of('(i would|id) ~1 (take|use|try|go for|have|go up to)')}(?:{_WORD}){{0,3}}?{_AMOUNT}"
    f"(?=(?:{_WORD}){{0,6}}if i were you )"
    f"|{_FIRST}{pattern_of('(nimm|nehmt) ~2 das doppelte')}"
    f"|{pattern_of('double the dose if')}"
    f"|{pattern_of('your (son|daughter|mum|mother|mom|dad|father|husband|wife|child|kid|boy|girl) ~1 needs')}{_AMOUNT}"
    ")"
)

# After a comma an imperative looks like the first person without its "I": only where nobody spoke of himself before.
_DOSE_AFTER_COMMA = re.compile(
    f"(?<= ), (?:just |then |instead |rather |better |simply ){{0,1}}{_ORDERED}(?:{_WORD}){{0,3}}?{_AMOUNT}"
)
_OF_ONESELF = phrases("(i|ive|im|id|we|weve|my|me|us|our|he|she|his|her|they|them|mum|dad|was|were|had|got)")

_MEDICINE = any_of(sorted(TAKEN))
_STOP = phrases(
    f"(you|u|youd|youll|your) ~2 (should|must|need to|have to|has to|can|could|ought to|better|want to) (safely|just|"
    f"really|also|always)? (stop|stop taking|stop using|quit|come off|get off|get|ditch|drop|bin|leave "
    f"out|skip|cut out|give up|throw away) ~3 {_MEDICINE}",
    f"id ~1 (quit|stop|ditch|bin|drop|come off) your ~1 {_MEDICINE}",
    f"tell (your|him|her|them) ~2 to (stop|come off|quit|bin|leave) ~4 {_MEDICINE}",
    f"why are you ~1 on ~1 {_MEDICINE}",
    f"get (him|her|them|your) ~1 off ~3 {_MEDICINE}",
    f"if i were you (i would|id) ~1 (stop|stop taking|quit|bin|ditch|drop|come off|refuse|leave out|throw away) "
    f"~3 {_MEDICINE}",
    f"(and|so|just|then|,) (flush|bin|ditch|dump|throw away|throw out) (your|the|those|these|all) ~2 {_MEDICINE}",
    f"(everyone|everybody|anyone|people) ~1 on ~1 {_MEDICINE} (should|must|needs to|ought to|has to) ~1 (stop|"
    f"quit|come off)",
    "(debes|deberias|tienes que|puedes|hay que) (dejar|abandonar|suspender|tirar) (de tomar)? ~2 (pastillas|"
    "medicacion|medicamentos|insulina|tratamiento|quimio|antidepresivos|antibioticos)",
    "(tu|vous) (devrais|devriez|dois|devez|peux|pouvez) ~1 (arreter|stopper|jeter) (de prendre)? ~2 (traitement|"
    "medicaments|chimio|insuline|antidepresseurs|cachets|pilules|antibiotiques)",
    "(du|sie|ihr) (musst|solltest|kannst|mussen|sollten|konnen|solltet) ~5 (absetzen|weglassen|wegwerfen)",
)
# The same said with a "not".
_DO_WITHOUT = phrases(
    f"you (dont|do not|wont) need ~2 {_MEDICINE}",
    f"(dont|do not) let them (give|put|start) ~4 {_MEDICINE}",
    f"you (should not|shouldnt|must not|mustnt|ought not to|dont have to|do not have to) (take|be taking|be on|"
    f"use|have) ~3 {_MEDICINE}",
    f"better off without ~3 {_MEDICINE}",
    f"no need (to|for) ~3 (take|taking|stay on|be on|use|using|continue) ~2 {_MEDICINE}",
)
_STOP_ORDER = re.compile(
    _FIRST
    + _source(
        f"(stop|quit|ditch|bin|drop|dump|skip|cancel|flush|refuse|come off|get off|throw away|throw out|throw|"
        f"leave out) (taking|using|giving|away)? ~3 {_MEDICINE}",
        f"(dont|do not|never) (take|use|touch|bother with|start) ~3 {_MEDICINE}",
        f"(leave|cut out|give up|avoid) ~2 {_MEDICINE}",
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
    "(not|never|dont|shouldnt|cant|cannot) ~7 without (talking|asking|speaking|checking|a doctor|medical|telling|"
    "advice|your doctor)",
)
_DENIED = phrases("(not|never|dont|shouldnt|mustnt|cant|cannot|wouldnt|unless|until|without)")


# Each pattern with its kind, and with what before or within it makes it something else.
_PATTERNS = (
    (_DOSE, "dose_directive", None, None),
    (_DOSE_AFTER_COMMA, "dose_directive", _OF_ONESELF, None),
    (_STOP, "stop_medicine", None, _DENIED),
    (_DO_WITHOUT, "stop_medicine", None, None),
    (_STOP_ORDER, "stop_medicine", None, None),
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Directions to others to take a dose, and to leave out a medicine."""
    text = reading.spoken.text
    for pattern, kind, before_it, within_it in _PATTERNS:
        for match in matches(reading, pattern):
            before, after, mark = sentence_around(text, *match.span())
            if mark == "?" and not _is_retort(match[0]):
                continue
            if _PASSED_ON.search(f" {before}") or _SENT_ON.search(f" {before}{match[0]}{after} "):
                continue
            if (before_it and before_it.search(f" {before}")) or (within_it and within_it.search(f" {match[0]}")):
                continue
            start, end = reading.spoken.span(*match.span())
            yield Finding(start, end, CHECK, kind, reading.text[start:end], Severity.MEDIUM)


def _is_retort(words: str) -> bool:
    """Whether a question is meant as advice: "why are you still on lithium"."""
    return words.startswith("why are you")
