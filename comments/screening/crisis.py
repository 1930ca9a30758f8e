"""Words of somebody who may be at risk, in English, Spanish, French, German, Arabic and Chinese.

These phrases can't tell the person in crisis from the one who comforts them, and needn't: they open a panel with help
lines and move a comment up in the queue, nothing else. To miss somebody costs more than a panel too many, so the
phrases are wide; what is plainly a manner of speaking ("this headache is killing me") is left out where it can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding, Severity
from .folding import Reading, fold
from .phrases import matches, phrases

CHECK = "crisis"

_SELF = "(myself|himself|herself|themselves|themself)"
_LEADING_TO = (
    "(want|wants|wanted|wanna|going|gonna|plan|plans|planning|plan to|decided|ready|think|thinking|thought|thoughts|"
    "thinks|about|close|need)"
)

# Said as something about to happen.
_NEAR = phrases(
    "(going|gonna|planning|plan|decided|ready|about) to (end|take|kill|die|harm|hurt) ~1 (myself|life|it|it all|"
    "everything|now|tonight)",
    "(going|gonna|planning|plan|decided|ready) to die",
    "ready to die",
    "do something to myself",
    "(goodbye|farewell|suicide) (letter|letters|note|notes)",
    "(my|the) last message",
    "goodbye everyone",
    "tonight ~6 (end it|end it all|end my life)",
    "(hurt|harm|kill) myself ~4 tonight",
    "(me voy a|voy a) (suicidar|suicidarme|matar|matarme)",
    "je vais (me tuer|me suicider|en finir|mourir)",
    "(habe vor|werde|will) ~2 (mich|mir) ~3 (umbringen|leben zu nehmen|leben nehmen)",
)
# Said as a wish or a thought.
_WISHED = phrases(
    f"(kill|killing|killed|kills) {_SELF}",
    f"(hurting|harming|harm|injuring) {_SELF}",
    "hurt (myself|himself|herself) (again|if|when|because|tonight)",
    "cut (myself|himself|herself) (again|tonight|when|because|on purpose)",
    "(i|im|ive|been|started|keep|she|he|is|hes|shes) ~1 self (harm|harming|harmed|injuring)",
    "(end|ending|ended) (my|his|her|their) (own)? (life|lives)",
    "(take|taking|took|taken) (my|his|her|their) (own)? life",
    f"{_LEADING_TO} (to|of|about|on)? ~1 (end|ending) (it|it all|things|everything|it now)",
    "suicidal",
    "(thinking|thought|thoughts|think|considering|considered|contemplating|contemplated|attempted|attempting|"
    "commit|committing|feelings|plan|planning|planned) ~2 suicide",
    "suicide attempt",
    "(want|wants|wanted|wanna|hope|hoping|wish|decided|waiting|longing|begging|just) (to)? (just)? die (already|"
    "now|.|?|,|and|in|but|because|please|so|tonight|anymore)",
    "(want|wants|wanna|wish) ~1 (be|was|were|am) dead",
    "(better off|rather be|be better) dead",
    "wish (i|he|she) (wasnt|werent|was not|were not) (here|alive|around)",
    "wish (i|he|she) (had|was|were) never ~1 born",
    "(wish|wishes|hope|hopes|want|wants|sleep|asleep) ~6 (not|never|wouldnt|dont|didnt|wont) wake up",
    "(wish|wishes|hope|hopes) (i|he|she) ~1 (dont|wouldnt|didnt|wont|never|doesnt) wake up",
    "(dont|do not|doesnt|does not|didnt|not|never|dont even) (want|wanna|wish) (to)? (live|exist|be alive|go on|"
    "carry on|keep living|wake up)",
    "(dont|do not|doesnt|does not|not|never) (want|wanna|wish) (to)? be here (anymore|any more|any longer|.)",
    "(dont|cant|cannot|doesnt) see ~1 (reason|point) ~3 (living|live|life|going|carry|go)",
    "cant (live|keep living) (anymore|any more|like|with|any longer|.)",
    "(cant|cannot|can not) (go on|carry on|keep going) (like|anymore|any more|any longer|.|,)",
    "(cant|cannot) (do|take|bear|stand) (this|it) (anymore|any more|any longer)",
    "(done|finished|through) with (life|living)",
    "(tired|sick|exhausted) of (being alive|living .|living ,|living like|life)",
    "(nothing|no reason|any reason|reason|no point|any point|whats the point|the point) ~2 (living|to live|live "
    "for|carry on living|going on|being alive|being here)",
    "no point in (any|anything|living|life|going)",
    "life (isnt|is not|aint|has no|has lost|no longer has|is no longer) ~1 (worth|meaning|point|purpose|all)",
    "not worth living",
    "(better|happier|easier) (off)? (without me|if i was gone|if i were gone|if i wasnt here|if i werent here|if "
    "i died|when im gone|if i was dead|if i were dead)",
    "(nobody|no one|noone|none) would ~1 (miss|care|notice) ~3 (gone|here|died|dead|disappeared|die)",
    "(nobody|no one|noone) would miss me",
    "(thinking|think|thoughts|thought) (about|of) (dying|death|my death|ending|killing|not being here|not waking up)",
    "(no way out|only way out) ~4 (dying|death|die|.)",
    "want out of (this|my) life",
    "lost (the|my|all) will to live",
    "(cut|cutting) myself ~3 (pain inside|feel something|cope)",
    "unalive",
    "kms",
    # Spanish
    "no (quiero|quiere|deseo) (seguir)? (vivir|viviendo|vivo|viva|estar aqui|existir)",
    "(quitarme|quitarse|quitarte) la vida",
    "(acabar|terminar|poner fin) (con|a) (mi|su|la) vida",
    "acabar con todo",
    "(quiero|quisiera|quiere|deseo|prefiero|ganas de) (morir|morirme|morirse|estar muerto|estar muerta|desaparecer)",
    "(me|se) (quiero|quiere) (morir|matar|suicidar)",
    "(matarme|suicidarme|suicidarse|suicidar|suicidarte)",
    "(quiero|quiere) matarse",
    "(pienso|pensando|piensa|pensado|pensar|intento|intentos) ~2 suicidio",
    "(suicida|suicidas)",
    "mejor sin mi",
    "(sentido|ganas) ~1 (a la vida|de vivir|de la vida|a mi vida|la vida)",
    "no ~2 vale la pena (vivir|seguir)",
    "vida ~1 no tiene sentido",
    "ojala ~1 no ~1 (despertara|despertar|despierte)",
    "no (quiero|volver a|quisiera) (despertar|despertarme)",
    "(me hago|hacerme|haciendome) dano",
    # French
    "(ne)? (veux|veut|voudrais|supporte) (plus|pas) (vivre|etre la|exister|continuer a vivre|me reveiller)",
    "plus (envie|la force|le gout) de vivre",
    "(veux|veut|voudrais|vais|prefere) (mourir|en finir|me tuer|se tuer|me suicider|se suicider|disparaitre)",
    "envie (de mourir|den finir|de disparaitre|de me tuer)",
    "(idees|pensees|envies|pulsions) (suicidaires|de mort|noires)",
    "(suicidaire|suicidaires)",
    "(mettre|mis) fin a (mes|ses|ma|sa) (jours|vie)",
    "mieux sans moi",
    "(me|se) suicider",
    "(pense|pensais|penser|tentative|tentatives|parle) ~2 (suicide|mourir)",
    "en finir avec (la|ma) vie",
    "vie ne vaut ~2 (peine|coup)",
    "vie na plus ~2 sens",
    "(me|se) (faire|fais|fait) du mal",
    "ne (plus|pas|jamais) (me|se) reveiller",
    # German
    "(will|mochte|kann|mag|wollte) ~3 (nicht|nimmer|nie) mehr (leben|aufwachen|weiterleben|da sein)",
    "(will|mochte|wollte) ~2 sterben",
    "(mich|sich) ~2 umbringen",
    "(mich|sich) umzubringen",
    "(selbstmord|suizid|selbstmordgedanken|suizidgedanken|selbstmordversuch|suizidversuch|suizidal|lebensmude|freitod)",
    "leben (zu)? (nehmen|beenden)",
    "ohne mich ~3 besser",
    "besser ~2 ohne mich",
    "(ware|bin) ich (lieber)? tot",
    "lieber tot",
    "leben ~1 (keinen sinn|sinnlos)",
    "nicht mehr aufwachen",
    "(verletze|verletzt|verletzen) (mich|sich) ~1 (selbst|selber)",
    "(mich|sich) selbst (zu)? (verletzen|verletze|verletzt)",
)
# Said so often about other things that it weighs less, or said by others about somebody.
_WORN = phrases(
    "(goodbye|good bye) ~4 cant live",
    "(only|just|nothing but) a burden",
    "(want|wish) (it|everything) all to (end|be over|stop)",
)


def _parts(*words: str) -> re.Pattern[str]:
    """A pattern for scripts that join or glue their words: no edges are asked for."""
    return re.compile("|".join(fold(word) for word in words))


_ARABIC = _parts(
    "لا (?:أريد|يريد|تريد|أرغب في|ارغب ب) ?(?:أن )?(?:أعيش|يعيش|تعيش|العيش|الحياة|البقاء)",
    "(?:أريد|يريد|تريد|أود|أتمنى|ينوي|سوف|قررت) (?:أن )?(?:أموت|يموت|تموت|الموت|أنتحر|ينتحر|تنتحر|أختفي)",
    "(?:الانتحار|انتحارية|أنتحر|ينتحر|تنتحر|انتحاري)",
    "(?:إنهاء|أنهي|ينهي|تنهي) (?:حياتي|حياته|حياتها)",
    "(?:قتل|أقتل|يقتل|تقتل|إيذاء|أؤذي) (?:نفسي|نفسه|نفسها)",
    "(?:لم يعد|ليس|لا|ما عاد)(?: هناك)? (?:لحياتي|للحياة|لي) (?:أي )?(?:معنى|طعم|هدف)",
    "لا رغبة لي في (?:الحياة|العيش)",
    "(?:سئمت|كرهت|مللت|تعبت من) (?:من )?(?:الحياة|حياتي|العيش)",
    "لم أستيقظ|لا أستيقظ",
    "(?:أفضل|أحسن|أسعد) بدوني",
)
_CHINESE = _parts(
    "不想(?:再)?活",
    "活不下去|不想活下去",
    "自杀(?!预防|干预|率|未遂的?统计)|自殺",
    "想死(?!你)",
    "轻生|輕生",
    "(?:结束|了结|了断)(?:我|自己|他|她)?(?:的)?(?:自己的)?(?:生命|一生|性命)",
    "活着(?:没有|没|毫无|没什么)(?:意义|意思)",
    "(?:人生|生活|生命)(?:没有|没|毫无|失去)(?:了)?意义",
    "没有我[^.。]{0,8}(?:更好|好过|轻松|解脱)",
    "一了百了|一死了之",
    "撑不下去|不想醒来|伤害自己|自残",
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Phrases of crisis, the most pressing first where two begin at one word."""
    for pattern, severity in (
        (_NEAR, Severity.HIGH),
        (_WISHED, Severity.MEDIUM),
        (_ARABIC, Severity.MEDIUM),
        (_CHINESE, Severity.MEDIUM),
        (_WORN, Severity.LOW),
    ):
        for match in matches(reading, pattern):
            start, end = reading.spoken.span(*match.span())
            yield Finding(start, end, CHECK, "crisis", reading.text[start:end], severity)
