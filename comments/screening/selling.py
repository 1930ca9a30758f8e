"""Offers of medicines, the search for them without a prescription, wonder cures, and plain advertising.

One sign alone proves little: members write "message me if you want to talk" every day. A finding needs signs of
different sorts that don't go together in honest talk: a medicine that is traded, with two of money, a way to reach the
seller, and the missing prescription; a cure with a way to order it; a trade known for spam with a call to act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading
from .medicines import TRADED, TRADED_PHRASES
from .phrases import any_of, phrases

CHECK = "selling"

_NAMED = any_of(sorted(TRADED))
_MEDICINE = phrases(any_of(sorted(TRADED | TRADED_PHRASES)))
_SURE_MEDICINE = phrases(_NAMED, any_of(sorted(TRADED_PHRASES - {"pills", "tablets", "meds", "prescriptions"})))
_NO_PRESCRIPTION = phrases(
    "(no|without a|without|without any|without asking for a|wont|needing a) (prescription|rx|script|prescribe it|"
    "prescribe)",
    "(without|no) (seeing)? (a|any)? (doctor|doctors|gp|hassle)",
    "no questions",
    "dont (wait for|need) ~2 (gp|doctor|prescription|script)",
    "not from ~1 pharmacy",
    "(sin receta|sans ordonnance|ohne rezept|senza ricetta|sem receita)",
)
_MONEY = phrases(
    "# (pound|pounds|quid|dollar|dollars|euro|euros|usd|bucks|each|per)",
    "(half of|cheaper than) the (price|chemist|chemists|pharmacy|pharmacys)",
    "(can|will|we|i) (ship|post|send|deliver)",
    "sent (the)? same day",
    "(loads|plenty|lots|stacks) of",
    "(order|buy) (safely|in|yours)",
    "name your price",
    "(price|prices|cheap|cheaper|cheapest|fee|discount|bulk|wholesale|supplier|suppliers|for sale|4 sale|in "
    "stock|bitcoin|crypto)",
    "(i|id|we|ill|will|happy to|can|would) pay",
    "pay (with|by|via|in)",
    "half (the|of the) price",
    "(we|i) ~2 (sell|supply|deliver|ship)",
    "(we|can|will|free|cash on|fast|next day|quick|worldwide|discreet|overnight|same day) (deliver|delivery|post|"
    "ship|shipping)",
    "(delivery|shipping|deliver|ship) (within|in|all over|to your|worldwide|same|next|overnight)",
    "(plain|stealth|discreet) (envelope|packaging|package|shipping)",
    "(collection|pickup) or (post|delivery)",
    "(place|site|way|here) to (order|buy)",
    "(order|buy) (via|through|online|now|here|today|from us|on)",
    "(boxes|strips|packs|vials|pens|bottles|caps) ~1 (left|spare|available|unopened|sealed)",
    "(left|gone|stock) ~1 (.|,|soon|before)",
    "available",
    "(best|top|pure|good) quality",
    "(more than i need|dont need|willing to part with|part with|spare|unused|leftover)",
    "make me an offer",
    "if anyone wants to buy",
    "(and|to|click) order",
    "to your door",
    "legit",
    "(get your|here today)",
    "(vendo|vende|venden|vends|vendre|je vends|verkaufe|verkaufen|disponible|disponibles|bestellen|livraison|"
    "envoi|versand|lieferung|ubrig|envio)",
)
_CHANNEL = phrases(
    "(whatsapp|whats app|telegram|wickr|kik|wechat|cashapp|cash app|snapchat)",
    "(on|via|through|by) (signal|instagram)",
    "(signal|telegram|whatsapp) only",
    "(dm|pm|inbox|message|text|contact|add|private message) (me|us|this number|now|to order|for|here|or)",
    "(dm|pm|inbox) (.|,|please)",
    "(private message|message) .",
    "contact (our|the) ~1 (agent|seller|whatsapp|telegram|number|supplier)",
    "hit me (up|on)",
    "hmu",
    "(ask for|see) our (list|menu|prices)",
    "link in ~1 bio",
    "(escribeme|escribidme|contactame|manda mensaje|ecrivez moi|contactez moi|contacte moi|schreib mir|schreibt mir)",
)
_CERTAIN_OFFER = phrases(
    "(for|4) sale",
    "(selling|sell) (my|our|some|cheap|original|leftover|unused|spare)",
    f"(we|i) ~1 (sell|supply|stock) ~2 {_NAMED}",
    f"(supplier|vendor|seller|source) (of|for) ~2 {_NAMED}",
    "price list",
    "(discreet|stealth) (shipping|packaging)",
    "pay (with|in) (bitcoin|crypto)",
    "for all your ~3 (meds|tablets|pills|medication|medicines)",
    "i can (post|send|ship|sell) you",
    "if anyone wants to buy",
    "make me an offer",
    f"cheap ~1 {_NAMED}",
    f"{_NAMED} ~2 (sealed|unopened) ~3 price",
    f"buy ~1 {_NAMED} ~2 (safely|online|here|now|today)",
    "(add|hit|find|message|contact|reach) me ~1 (on|via|through) (telegram|whatsapp|wickr|signal|snapchat|kik) "
    f"~5 for ~4 {_NAMED}",
    f"(anyone|anybody) ~1 (want|wants|need|needs|looking for|after) ~2 {_NAMED}",
)
_SEEKING = phrases(
    f"(where|how|who|which|what) ~5 (buy|sell|sells|sold|get|get me|order|find|sends|ships) ~3 {_NAMED}",
    f"(anyone|anybody|someone|somebody|who|whos) ~4 (sell|sells|selling|sold|spare|got|hook me up|get me|has|"
    f"have|with) ~4 {_NAMED}",
    f"(looking|need|want|trying|desperate|hoping) ~5 (for|buy|of|get|sell me) ~3 {_NAMED}",
    f"can i (buy|get|order) ~2 {_NAMED}",
    f"(plug|dealer|source|vendor) for ~2 {_NAMED}",
    f"(site|website|page|shop) ~4 (sells|sends|ships|order|buy) ~2 {_NAMED}",
    f"(who here|who) (sells|sell) ~3 {_NAMED}",
)
# What makes a question about a medicine a search for it outside the pharmacy.
_OUTSIDE = phrases(
    "(without|no) (a|any|asking for a|seeing a)? (prescription|script|rx|doctor)",
    "(wont|refuses to|doesnt) prescribe",
    "(dm|pm|inbox|message|text) (me|please|.)",
    "(i|id|will|happy to|can|would) pay",
    "name your price",
    "(sell|selling|sells|sell me|plug|dealer|spare|going spare|part with|hook me up|no questions asked|get me|"
    "looking to buy|"
    "willing to part|happy to travel|not from a pharmacy|reliable source|whos got|who has got|anyone got)",
)
_HEALED = phrases(
    "(cured|healed|cures|heals|cure|reverses|reversed|reverse|testify|healer|herbalist)",
    "(got rid of|get rid of|rid yourself of|no more|goodbye to|free from) ~2 (cancer|herpes|diabetes|hiv|"
    "hepatitis|arthritis|fibroids|hpv|asthma|psoriasis|eczema)",
    "cancer ~2 (disappeared|vanished|gone)",
    "spell (doctor|caster)",
    "(used|took|tried|drank) (his|her|their|the) (herbs|herb|herbal|roots|root|mixture)",
)
_WONDER = phrases(
    "(herb|herbs|herbal|roots|root|spell|natural|naturally|miracle|traditional|formula|healer|herbalist|priest|"
    "remedy|balm)",
    "(tea|oil|mixture|drink|capsule|drops) (that)? (cures|heals|reverses|cured|healed|reversed)",
    "(cured|healed) ~8 (by|thank you|thanks to) dr",
    "dr ~3 (cured|healed)",
    "dr ~2 who (cured|healed)",
    "(permanent|total|complete|natural|miracle) (cure|healing|remedy|oil|balm|cream|capsules|drops)",
    "(cures|cure|reverses) ~3 (hiv|cancer|hepatitis|diabetes|herpes|hpv|als)",
    "not for life",
)
_REACH = phrases(
    "(inbox|dm|email|mail|text|message|call|contact|reach|add|write to|write|whatsapp) (me|us|him|for|today|now)",
    "contact the (great|healer|doctor|herbalist)",
    "(via|on|by|through) ~1 (telegram|whatsapp|email|whats app|page|profile)",
    "(my|his|our) (page|profile|bio|telegram|whatsapp|website)",
    "whatsapp",
    "order (today|now|your|yours|here|the)",
    "(get|buy|order) (them|it|yours|one|the) ~1 (from|now|here|on)",
    "click (the|here|on)",
    "you can also contact",
)
# Trades that live on spam.
_SPAM_TRADE = phrases(
    "(casino|casinos|free spins|betting group|betting tips|bookmaker|jackpot|slots)",
    "(quick|instant|cash|personal|business|payday|urgent|online) (loan|loans)",
    "(loan|loans) (offer|offers|approved|in 24)",
    "your loan",
    "(bitcoin|crypto|cryptocurrency|forex|trader|trading account|account manager|investment platform)",
    "(invest|invested|turned my|turn your) ~1 # ~3 (into|get|and get|to) ~1 #",
    "invest # ~2 get #",
    "(hacker|hackers|hacking)",
    "(followers|subscribers|likes and|website traffic|first page|seo)",
    "(essay|essays|thesis|dissertation|assignment|assignments) ~2 (service|writing|written|plagiarism|help|writers)",
    "(writes|write|do|does|doing) your (essay|thesis|dissertation|assignment)",
    "(luxury|designer|replica) (watches|watch|handbags|bags|shoes)",
    "(make|earn|earning|made) ~1 # ~3 (week|weekly|day|daily|hour|hourly|month|monthly|online|from home)",
    "(earn|make|making) (money|cash) (online|from home|fast)",
    "win a free",
    "(recover|recovered|recovery|got back|get back) ~4 (bitcoin|crypto|funds|wallet|savings)",
)
_CALL = phrases(
    "(contact|message|text|add|inbox|dm|ask|join|hire|call|write) (me|us|him|her|my|our|a|the|now|today|how)",
    "(apply|order|join|start|invest|register|buy|sign up) (now|today|here|through|with)",
    "(check|see|visit|link in) ~1 (profile|page|bio|shop|website|store)",
    "(bonus|guaranteed|approved|approve|cheapest|discount|free shipping|worldwide shipping|overnight|factory "
    "price|plagiarism free)",
    "# (percent|off)",
    "(prices|price) from",
    "order (today|now|here)",
    "(click here|click the|ask me how|here is how|heres how)",
    "(on|via) (whatsapp|telegram|instagram)",
    "(bad credit|top grades|instant delivery|low prices|get back|got back|best)",
    "(from home|no experience|trading)",
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """At most one finding of each kind: the whole reads as trade or it doesn't."""
    text = reading.spoken.text
    medicine = _MEDICINE.search(text)
    money = _MONEY.search(text)
    signs = [sign for sign in (money, _CHANNEL.search(text), _NO_PRESCRIPTION.search(text)) if sign]
    seeking = _SEEKING.search(text)
    if seeking and _OUTSIDE.search(text):
        yield _finding(reading, "sourcing", seeking)
    elif medicine and _SURE_MEDICINE.search(text) and (offer := _CERTAIN_OFFER.search(text)):
        yield _finding(reading, "selling", offer)
    elif medicine and len(signs) > 1:
        yield _finding(reading, "selling", signs[0])
    if (healed := _HEALED.search(text)) and _WONDER.search(text) and _REACH.search(text):
        yield _finding(reading, "cure_claim", healed)
    if (trade := _SPAM_TRADE.search(text)) and _CALL.search(text):
        yield _finding(reading, "advert", trade)


def _finding(reading: Reading, kind: str, match: re.Match[str]) -> Finding:
    start, end = reading.spoken.span(*match.span())
    return Finding(start, end, CHECK, kind, reading.text[start:end])
