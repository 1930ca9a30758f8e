"""Offers of medicines, the search for them without a prescription, wonder cures, and plain advertising.

One sign alone proves little: members write "message me if you want to talk" every day. A finding needs two that don't
go together in honest talk: a medicine that is traded with an offer, a cure with a way to reach the healer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding, Severity
from .folding import Reading
from .medicines import TRADED, TRADED_PHRASES
from .phrases import any_of, phrases

CHECK = "selling"

_NAMED = any_of(sorted(TRADED))
_MEDICINE = phrases(any_of(sorted(TRADED | TRADED_PHRASES)))
_STRICT_MEDICINE = phrases(_NAMED, any_of(sorted(TRADED_PHRASES - {"pills", "tablets", "meds", "prescriptions"})))
_NO_PRESCRIPTION = phrases(
    "(no|without a|without|without any|without asking for a) (prescription|rx|script)",
    "without a doctor",
    "no questions asked",
    "(sin receta|sans ordonnance|ohne rezept|senza ricetta|sem receita)",
)
_CHANNEL = phrases(
    "(whatsapp|whats app|telegram|wickr|kik|wechat|cashapp|cash app|bitcoin|snapchat)",
    "(on|via|through|by) (signal|instagram|email)",
    "signal only",
    "(dm|pm|inbox|message|text|contact|email|mail|call|add|write|reach|private message) (me|us|him|her|them|now|"
    "to|for|here|please|or)",
    "(dm|pm) (.|,|me|please)",
    "(inbox|private message) .",
    "contact the (agent|seller|healer|doctor|great|recovery|best)",
    "hit me (up|on)",
    "hmu",
    "make me an offer",
    "link in my bio",
    "(escribeme|escribidme|contactame|ecrivez moi|contactez moi|contacte moi|schreib mir|schreibt mir|melde dich)",
    "message .",
)
_OFFER = phrases(
    "(for|4) sale",
    "in stock",
    "(we|i) ~2 (sell|supply|deliver|ship)",
    "(selling|sell) (my|our|some|cheap|original|leftover|unused|spare)",
    "(message|dm|pm|text|inbox) (me|us)? for (a|the)? (price|prices|price list|details)",
    "price list",
    "(discreet|overnight|worldwide|same day) (shipping|delivery)",
    "ship same day",
    "(fast|next day|quick) delivery",
    "cash on delivery",
    "best (price|prices|quality)",
    "(bulk|retail) (discount|or)",
    "(buy|order) (now|online|here|today|through|on|via|valium|xanax)",
    f"buy {_NAMED}",
    f"buy {_NAMED} online",
    "order through",
    "i can (post|send|ship|sell) you",
    "if anyone wants to buy",
    "(and|to|click) order",
    "available",
    "make me an offer",
    "legit pharmacy",
    "for all your",
    "(vendo|vende|venden|vends|vendre|verkaufe|verkaufen|disponible|disponibles|bestellen|livraison|versand|lieferung)",
)
_CERTAIN_OFFER = phrases(
    "(for|4) sale",
    "(selling|sell) (my|our|some|cheap|original|leftover|unused|spare)",
    f"(we|i) ~1 sell ~2 {_NAMED}",
    "price list",
    "discreet shipping",
    "i can (post|send|ship|sell) you",
    "if anyone wants to buy",
    "make me an offer",
    "(add|hit|find|message|contact|reach) me ~1 (on|via|through) "
    f"(telegram|whatsapp|wickr|signal|snapchat|kik) ~5 for ~4 {_NAMED}",
)
_SEEKING = phrases(
    f"(where|how|who) ~4 (buy|sell|sells|sold|get me|get hold of|order|find) ~3 {_NAMED}",
    f"(anyone|anybody|someone|somebody|who|does anyone|can anyone) ~3 (sell|sells|selling|sold|spare|got|hook me "
    f"up|get me) ~4 {_NAMED}",
    f"(looking|need|want|trying) (to buy|for someone who can sell|a plug for|a source for|a reliable source for|"
    f"a dealer for) ~4 {_NAMED}",
    f"(site|website|page|pharmacy|shop) that (sells|sends|ships) ~2 {_NAMED}",
    f"(site|website) (sends|sells|ships) {_NAMED}",
    f"get hold of {_NAMED}",
    f"who here sells ~2 {_NAMED}",
)
# Enough to call a question about a medicine that pharmacies sell too a search for it.
_OUTSIDE = phrases(
    "(without|no) (a|any|asking for a)? (prescription|script|rx)",
    "(dm|pm|inbox|message|text) (me|please|.)",
    "will pay",
    "(sell|selling|sells|sell me|plug|dealer|going spare|spare|hook me up|no questions asked|get me|looking to buy)",
    "reliable source",
)
_CURE = phrases(
    "(cured|healed|cures|heals|reverses|reversed|testify|healer|herbalist)",
    "(permanent|total|complete|natural|miracle) (cure|healing|remedy|oil)",
    "cancer disappeared",
    "spell (doctor|caster)",
    "(used|took|tried|drank) (his|her|their|the) (herbs|herb|herbal|roots|root|mixture)",
    "our formula",
)
_WONDER = phrases(
    "(herb|herbs|herbal|roots|root|spell|natural|naturally|miracle|traditional|formula|healer|herbalist)",
    "(tea|oil|mixture|drink) that (cures|heals|reverses)",
    "this (tea|oil|mixture|drink) (cures|heals|reverses|cured|healed|reversed)",
    "(cured|healed) ~8 (by|thank you|thanks to) dr",
    "dr ~3 (cured|healed)",
)
_REACH = phrases(
    "(inbox|dm|email|mail|text|message|call|contact|reach|add|write to|write) (me|us|him|for|today|now)",
    "contact the (great|healer|doctor|herbalist)",
    "(via|on|by|through) (telegram|whatsapp|email|whats app)",
    "whatsapp",
    "order (today|now|your|here)",
    "you can also contact",
    "link in my bio",
    "dm for",
    "message me for details",
)
_ADVERTS = phrases(
    "(online)? casino ~2 (bonus|bonuses|spins|win|wins)",
    "free spins",
    "betting (group|tips|site|app)",
    "guaranteed (win|wins|profit|profits|returns)",
    "(make|earn|earning) ~1 # ~1 (dollars|pounds|euros|bucks|usd|a|per|weekly|daily) ~1 (week|day|month|weekly|"
    "daily|from|trading|dollars|dm|home)",
    "(earn|make) money (online|from home|fast)",
    "(get|apply for) ~1 loan ~2 (approved|today|now)",
    "loan ~1 (offer|offers) ~6 (apply|interest|percent)",
    "(bad credit|credit score) ~2 (welcome|apply|fixed)",
    "(recover|recovered|recovery|got back|get back) ~4 (bitcoin|crypto|funds|wallet|cryptocurrency)",
    "(bitcoin|crypto|forex) (trading|mentor|investment|expert|recovery)",
    "trading (forex|bitcoin|crypto)",
    "(ethical|professional|best) hacker",
    "hack ~2 (phone|account|whatsapp|instagram)",
    "(recovery|hacking) expert",
    "(cheap|affordable) seo",
    "(buy|get) ~1 (followers|likes|reviews)",
    "(essay|assignment|dissertation) writing service",
    "click here to (win|claim|get)",
    "win a free",
    "invest # ~2 get #",
    "(designer|replica) (handbags|watches|bags|shoes)",
    "(visit|check out) our (shop|store|site) ~4 (off|free|discount|.)",
    "# off ~1 (free shipping|.)",
    "website traffic",
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """At most one finding of each kind: the whole reads as trade or it doesn't."""
    text = reading.spoken.text
    medicine = _MEDICINE.search(text)
    offer = _OFFER.search(text)
    channel = _CHANNEL.search(text)
    unprescribed = _NO_PRESCRIPTION.search(text)
    if seeking := _SEEKING.search(text):
        # The offer of somebody who sells has the same words and a way to pay.
        if _OUTSIDE.search(text):
            yield _finding(reading, "sourcing", seeking)
    elif medicine and (
        (_STRICT_MEDICINE.search(text) and _CERTAIN_OFFER.search(text))
        or (offer and (channel or unprescribed))
        or (channel and unprescribed)
    ):
        yield _finding(reading, "selling", offer or medicine)
    elif unprescribed and offer and channel or unprescribed and offer and "without a doctor" in text:
        yield _finding(reading, "selling", unprescribed)
    if (cure := _CURE.search(text)) and _WONDER.search(text) and _REACH.search(text):
        yield _finding(reading, "cure_claim", cure)
    if advert := _ADVERTS.search(text):
        yield _finding(reading, "advert", advert)


def _finding(reading: Reading, kind: str, match: re.Match[str]) -> Finding:
    start, end = reading.spoken.span(*match.span())
    return Finding(start, end, CHECK, kind, reading.text[start:end], Severity.LOW)
