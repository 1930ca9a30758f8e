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
from .phrases import any_of, matches, phrases, sentences

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
    "(wish|wishes|hope|hopes|want|wants|pray|prays|praying|beg|sleep|asleep) ~6 (not|never|wouldnt|dont|didnt|"
    "wont) wake up",
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
    "(no|ive no|have no|lost the|lost any|without the) (wish|will|desire|reason|strength) (to|for) (live|living|"
    "go on|carry on|be here|life)",
    "(do|doing|does|done) something (stupid|silly|drastic|terrible|bad) ~1 (tonight|to myself|.|,|soon|if)",
    "(want|wants|wanted|wanna|could|just|wish i could) (to)? (disappear|vanish) ~1 (for good|forever|for ever|"
    "and|from|.|,|completely)",
    "(disappear|vanish) (for good|forever|for ever)",
    "(let|letting) me (die|go to sleep forever)",
    "(fine|better|better off|happier|easier|relieved|cope|manage|get on|get by|ok|okay) ~1 without me",
    "(better|happier|easier|best) ~4 if i ~2 (gone|dead|here|around|died|alive|disappeared|exist)",
    "(hate|hating|hated|sick of|tired of|fed up with) (being alive|being here|existing|existence)",
    "(not|isnt|arent|am i|be) safe (with|from|around|by) myself",
    "(scared|afraid|frightened) of (myself|what i might do|what i could do|what i will do)",
    "(might|may|could|will|going to) (hurt|harm|do something to) myself",
    "(not sure|dont know|dont think|unsure) ~2 want to (be here|live|be alive|go on|exist|carry on|wake up)",
    "(dont|do not|doesnt|not|never) want (there to be|to see|to face|to live through) ~2 (tomorrow|another day|"
    "another morning)",
    "(imagine|imagining|planning|planned|picture|picturing) my ~1 funeral",
    "would ~1 (anyone|anybody|they|people) ~1 (notice|care|miss me) ~1 if i",
    "sleep (forever|for ever)",
    "(how much longer|how long|if|whether) i can (hold on|go on|keep going|carry on|keep this up|survive|bear it|"
    "stand it)",
    "(thought|thoughts|thinking|think|ways|way) (about|of|on)? ~2 (how)? to (die|be gone|end it|end things|end "
    "my|kill)",
    "(use|point|sense) (of|in) (living|going on|life|carrying on|being alive|continuing|fighting on|trying any)",
    "(to|just|rather|better|wish i|if i) ~1 (be|was|were) dead",
    "(to|and|just|please) (end|stop) my (suffering|misery|pain for good|existence)",
    "(last|final) (night|day|post|comment|words) (on earth|alive|here|ever|for me)",
    "(too much|too tired|too hard|too painful) to (live|go on|carry on|be alive|exist|keep living)",
    "(give|giving|given|gave) up on (life|living)",
    "(life|living) (is|feels|seems|has become) (pointless|meaningless|unbearable|not worth|hopeless|over for me)",
    # Looser on purpose: a word of wishing near a word of dying, whatever stands between.
    "(want|wants|wanted|wanna|wish|wishes|wished|wishing|hope|hoping|pray|prayed|praying|rather|prefer|longing|"
    "long|ready|like|love|care|try|tried) ~5 (die|dying|dead|death)",
    "(wish|wishes|pray|hope|wanted) ~4 (killed|finished|taken) me",
    "(picture|imagine|imagining|dream|dreaming|fantasise|fantasize|fantasies|thinking|think|thoughts|thought|"
    "relief|idea|obsessed) ~3 (not existing|existing|dying|death|being dead|not being here|not being alive|being "
    "gone|ending it|ending my|end it)",
    "(no|lost|without|any|the|not the|have a|what) ~1 (will|wish|desire|reason|strength|point|purpose|motivation|"
    "use) ~3 (live|living|alive|life|go on|going on|carry on|carrying on|continue|continuing|be here|getting up)",
    "(dont|not|never|no longer|doesnt|nor) ~2 (want|wish|care|wants|wanting|care if) ~4 (live|alive|exist|"
    "another day|be here|living|existing)",
    "(tired|sick|weary|done|fed up|had enough|enough|exhausted) (of|with|by) ~1 (living|life|being alive|it all|"
    "everything|existing|existence)",
    "(my|this|the) life (is|feels|seems) ~1 (over|pointless|worthless|meaningless|nothing|hell|unbearable|not "
    "worth|finished|done|empty)",
    "(living|life|existing|being alive) (is|feels|hurts) ~2 (pain|hell|torture|pointless|unbearable|too much|"
    "over|agony|a curse|a punishment)",
    "(not|wont|never) ~3 be (here|around|alive) (next|tomorrow|anymore|any more|much longer|for long|by|when|at|"
    "this time)",
    "(dont|cant|cannot|not|wont) ~4 (survive|get through|make it through|live through|face|last) ~3 (night|day|"
    "week|year|tonight|tomorrow|morning)",
    "(way|ways|methods|method|how) (to|of) (die|dying|kill myself|suicide|end it|end my)",
    "be with my (late|dead)",
    "(threatens|threatening|threatened|talks|talking|talked|mentions|mentioned|speaks) ~3 (suicide|ending|end it|"
    "kill|killing|dying)",
    "(cant|cannot|dont|no) ~2 see ~2 (way forward|future|way out|way through|reason to|end to this)",
    "(want|wanted|wish|just want) ~2 (to be|it to be|it all to be|it) (gone|over|ended|finished)",
    "there is nothing left",
    "theres nothing left",
    "(cut|cutting|hurt|hurting|burn|burning|harmed|harming) myself (on purpose|again|deliberately|to feel|to cope)",
    "self (harm|harming|harmed|injury|injure|injuring)",
    "(suicide|suicides|suicidal|suicidality)",
    "(do|doing|try) it (this time|tonight|for real|properly this)",
    "(end|ending) ~2 (life|suffering|existence|my days)",
    "(urge|urges|want|wanting|need|like|feel|keep|kept|started|scared|afraid|going|might|tempted|thoughts|"
    "thinking|almost) ~4 (hurt|harm|hurting|harming|cut|cutting|injure|burn|injuring) (myself|himself|herself)",
    "(not|never|dont|wont|wouldnt) (wake up|waking up) (again|tomorrow|ever|in the morning|one day|anymore|any more|.)",
    "(deserve|deserves|deserved|fit|supposed|meant) to (live|die|be alive|exist|be here)",
    "(hate|why|sorry|wish|ashamed|angry|disappointed|hard|resent|gutted) ~5 (alive|living|survived)",
    "(wish|wishes|hope|hopes|hoping|pray|praying|pity|shame|should have) ~3 (died|dead|not survived|didnt "
    "survive|hadnt survived)",
    "(stop|stopped|stops|stopping|quit) (existing|living|being here)",
    "(reason|reasons|want|wish|bother|why|cant|point|use) ~4 (breathing|existing|keep living|stay alive|staying "
    "alive|be alive)",
    "(hope|hoping|wish|wishing|pray|praying) ~5 (heart|breathing) ~3 (stop|stops|stopped|gives out|give out)",
    "(dying|death|being dead) (would|will|might|may|sounds|seems|looks|feels|is the only|is better|must be|cant be)",
    "(id|i would|i should|i ought to|i could|i may as well|might as well|i will|ill|ill soon) ~1 be (dead|gone "
    "for good|better off gone)",
    "(worthless|hopeless|useless|unbearable|pointless) ~6 (die|dying|dead|live|living|alive|life)",
    "(im|i am|started|been|keep|kept|begun) (cutting|burning|starving) (again|myself|.)",
    "if i (died|was gone|were gone|disappeared|didnt exist|wasnt alive|werent alive)",
    "(bus|car|truck|lorry|train) ~2 hit me",
    "(be|see you|make it) here ~1 (monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas)",
    "disappointed ~3 (woke|wake|waking) up",
    "nothing after .",
    "rather not (be here|be alive|live|exist|wake up|go on|have been born)",
    "(never|not) (been|be) born",
    "(going to|gonna|will|shell|hell|ill|would|id|might|could|just|rather) ~1 end (it|things|everything|it all)",
    "(if|when|unless) (i|she|he) (didnt|dont|doesnt|never) wake up",
    "(god|lord|death|someone|please) ~2 take me",
    "(hate|loathe|despise) (my life|myself|living|life)",
    "(i|just|only|i really) want out",
    "cant (go on|live|carry on|exist|cope) without (him|her|them|you|my)",
    "(my|first|second|last|another) ~1 attempt (in|at|on my|to end|last|was)",
    "(saying|said|says) goodbye (and|to everyone|to us|to all)",
    "(end|ending|ended) (it all|everything|it once and for all|it tonight|it now|it for good)",
    "(like|tempted|feel|urge|urges|consider|considering|considered|dream of|keen) ~3 (end|ending) (it|things|my|"
    "life|everything)",
    "(never|not) ~2 (woken|woke) up",
    "(cutting|slashing) (my|her|his) (arm|arms|wrist|wrists|leg|legs|thigh|thighs|skin)",
    "cut (my|her|his) (arms|wrists|wrist|thighs)",
    "(dont|cant|wont|not|never) ~5 (live through|survive|get through|make it through|pull through|last) (this|it|"
    "the night|tonight|another|much longer)",
    "(give|given|giving|gave) (my|all my|away my) ~2 (things|stuff|belongings|possessions|clothes|books) ~1 away",
    "(no|any|single|one|a) (reason|reasons) (left)? (to|for) (stay|live|living|go on|exist|breathe|keep|wake|be here)",
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
    "(dormirme|dormir|dormirse|acostarme) y no ~1 (despertar|despertarme|despertarse)",
    "si (yo)? no (estuviera|existiera|estuviese|existiese)",
    "(mejor|facil|felices|tranquilos|libres) sin mi",
    "(ideas|pensamientos|intento|intentos) (de suicidio|de muerte|de matarme|suicidas)",
    "ganas de (morir|morirme|desaparecer|matarme)",
    "no tengo ~1 (ganas|fuerzas|motivos|razones) ~1 (vivir|seguir viviendo)",
    "(cansada|cansado|harta|harto) de (vivir|la vida|estar viva|estar vivo)",
    "no (merece|vale) la pena (vivir|seguir|nada)",
    "(terminar|acabar) con (todo|esto de una vez|mi sufrimiento)",
    "(estar|estaria|estuviera|estarias) (muerta|muerto)",
    "(quiero|quisiera|quiere|deseo|deseaba|ganas|prefiero|pienso|pensado|pensando|solo|ojala) ~4 (morir|morirme|"
    "morirse|muriera|muriese|muerte|matarme|matarse|muerta|muerto)",
    "(suicidio|suicidarme|suicidarse|suicidar|suicida)",
    "(estar|seguir|vivir|quedarme|existir) ~1 en este mundo",
    "no haber nacido",
    "(me he cortado|me corto|cortarme|me corte) ~1 (otra|de nuevo|.|,|y|los|las|para)",
    "no ~2 (quiero|puedo|soporto) ~2 (viviendo|vivir|existir|la vida|esta vida)",
    "(hago|hace|hacer|hacerme|hacerse) dano ~3 (sola|solo|noche|misma|mismo|.|,|y)",
    "(salida|solucion) ~2 (la)? (muerte|morir)",
    "(mejor|felices|bien) ~2 si (yo)? ~1 (muriera|muero|faltara|no estoy|no estuviera|desaparezco)",
    "vida ~3 (sentido|no vale|vacia)",
    "no ~2 (seguir viviendo|seguir asi|seguir adelante|vivir mas|vivir asi)",
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
    "autant (disparaitre|mourir|en finir|etre morte|etre mort)",
    "un (poids|fardeau) pour",
    "a quoi bon (vivre|continuer|continuer a vivre|exister|rester)",
    "(essaye|tente|tenter|essayer|menace|parle) de (se|me) (tuer|suicider|pendre)",
    "(marre|fatigue|fatiguee|lasse|assez|degoute|degoutee) (de vivre|de la vie|detre en vie|dexister)",
    "plus ~1 (gout|envie|force|raison|courage) (a la vie|de vivre|de continuer a vivre|dexister)",
    "(aucune|plus de|pas de) raison de (vivre|continuer|rester)",
    "(etre|serais|serait) (mort|morte) ~1 (plutot|.|,|que)",
    "sans moi ~4 mieux",
    "(veux|veut|voudrais|aimerais|jaimerais|jespere|jenvisage|envie|prefere|pense|parle|souhaite|prie) ~4 "
    "(mourir|mort|morte|suicider|suicide|disparaitre|en finir|den finir|me tuer|se tuer)",
    "(mort|suicide) ~4 (seule|unique) ~1 (solution|issue|sortie)",
    "(mort|suicide) me semble",
    "(suicider|suicidaire|suicidaires|suicidee|suicide)",
    "vie ~3 (aucun sens|plus de sens|plus ~1 sens|pas de sens|insupportable)",
    "idees noires",
    "(mettre|mettrai|mis|mets) fin a ~6 (jours|vie|souffrances)",
    "(plus|pas|aucune) ~1 (raison|raisons|motif|but) ~1 (de vivre|dans la vie|dexister|a ma vie)",
    "(scarifie|scarifier|scarifications|scarifie)",
    "(ne)? (supporte|supportais) plus (de)? (vivre|la vie|ma vie|dexister)",
    "plus ~1 envie (detre la|de rien|de me lever)",
    "(vivre|exister|la vie) (ne)? ~1 (minteresse|mapporte|me dit|sert|rime|interesse|vaut) ~1 (plus|rien|a rien)",
    "(quitter|disparaitre de) (ce|cette) (monde|terre|vie)",
    "(ne)? ~1 (jamais|plus) ~1 me reveiller",
    "(faire|fais|fait|fasse) ~1 du mal ~2 (ce soir|seul|seule|.|,|quand)",
    "(ne)? (veux|veut|peux) plus ~2 (vivre|continuer|exister|de cette vie)",
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
    "keine (lust|kraft|freude|energie) mehr ~1 (leben|lebens)",
    "nicht mehr (da|hier|am leben) (zu)? sein",
    "wenn ich ~2 (tot|weg|nicht mehr da|gestorben) (ware|bin)",
    "(keinen|kein|ohne) sinn ~3 (leben|lebens)",
    "leben ~3 (keinen sinn|sinnlos|nicht mehr lebenswert|nichts mehr wert)",
    "(suizidale|suizidalen|suizidaler|selbstmorderisch)",
    "(allem|meinem leben|dem leben) ein ende",
    "(leben|alles) ~2 satt haben",
    "nicht mehr ~1 (leben|weiterleben|aufwachen)",
    "(mude|leid|satt) (zu leben|des lebens)",
    "(ware|wunschte|wunsche|wunscht|will|mochte|wollte|besser|lieber|wunsch) ~4 (tot|sterben|gestorben|zu sterben)",
    "(umzubringen|umbringen|umbringe|umbringt)",
    "besser ~4 (nicht gabe|nicht mehr gabe|weg ware|tot ware)",
    "(nie|niemals|nicht) ~1 (wieder|mehr) ~1 (aufwachen|aufwache|aufzuwachen)",
    "leben ~5 (keinen|keine|kein) ~1 (wert|sinn|freude|zweck)",
    "(suizid|suizidgedanken|selbstmord|selbstmordgedanken|suizidversuch|selbstmordversuch|suizidal|suizidale|"
    "suizidalitat)",
    "angst vor mir selbst",
    "(keinen|kein) grund ~1 (zu leben|weiterzuleben|zum leben|weiter zu leben)",
    "(ware|bin|sein) ~3 nicht mehr (da|hier|am leben)",
    "nicht mehr (da|hier|am leben) (ware|bin|sein|zu sein)",
    "(verletze|verletzt|verletzen|schneide|ritze) (mich|sich) ~4 (selbst|selber)",
    "(schluss|ende) ~2 (machen|setzen) ~1 (mit dem leben|mit allem|.)",
    "selbst (verletzt|verletze|verletzen|verletzung|verletzungen)",
    "mude (vom|von meinem) leben",
    "(lebenswille|lebenswillen|lebensmut|lebensunwillig)",
    "(mir|sich|dir) ~2 (antun|antue|antut|anzutun)",
    "(ritze|ritzt|ritzen|schneide|schneidet) (mich|sich) ~1 (und|wieder|.|,|selbst|die)",
)
# Said so often about other things that it weighs less, or said by others about somebody.
_WORN = phrases(
    "(goodbye|good bye) ~4 cant live",
    "(only|just|nothing but|such|am|im) a burden (to|on|.|,|for)",
    "i have a plan .",
    "(lost|no|without|given up|abandoned|out of) (all|any|every)? hope",
    "(no|any) future for me",
    "nothing matters (now|anymore|any more|.)",
    "(take|taken|took|taking) ~2 overdose",
    "hurt (myself|himself|herself) (and|on purpose|.|,)",
    "(cant|cannot|dont want to|do not want to) (cope|fight|keep fighting|continue|go on) (anymore|any more|any "
    "longer|with life|.)",
    "(want|wish) (it|everything) all to (end|be over|stop)",
)


# The widest net: two words of one sentence, one of dying or living and one of wishing or despair, in any order. In a
# thousand honest comments it caught two more.
_TOGETHER = tuple(
    (phrases(any_of(some.split())), phrases(any_of(others.split())))
    for some, others in (
        (
            "die dying dead death died suicide",
            "want wants wanted wanting wish wishes wished hope hoping hopes better happier sooner rather "
            "disappointed "
            "ready think thinking feel feels deserve might going gonna says saying cant dont seems longer over "
            "end stop "
            "without pray praying easier only why tired plan planning choice lonely alone peace tonight imagine "
            "relief welcome torture crave beg god take mercy hurts agony smile comfort attempt methods research",
        ),
        (
            "alive exist existing existence living",
            "want wish hope disappointed hate tired bother why deserve cant dont nothing longer pointless worth "
            "sorry "
            "without no point stop imagine keep hurts hurt painful agony exhausting unbearable awful",
        ),
        (
            "morir morirme morirse muero muera muriera muriese morirnos nacido desaparecer",
            "quiero quisiera quiere deseo deseando ojala pienso piensa pensando solo mejor ganas prefiero seria "
            "gustaria nadie menos echaria si",
        ),
        (
            "mourir mourais meurs mourrais suicide disparaitre mort morte morts",
            "veux veut voulu voudrais envie pense penser mieux aimerais jaimerais prefere regretterait "
            "manquerais seule "
            "pensees sans",
        ),
        (
            "tot sterben tod gestorben sterbe weg",
            "will mochte wunsche wunschte wunscht lieber liebsten wurde denke wollte sehne vermissen nur besser mude",
        ),
    )
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
    "لم أستيقظ|لا أستيقظ|أنام (?:و)?لا",
    "لا (?:أريد|أستطيع|اقدر على) (?:الاستمرار|أن أستمر|المواصلة|أن أكمل)",
    "(?:سيفتقدني|يفتقدني|سيحزن علي)|(?:إذا|لو) (?:مت|متت|اختفيت)",
    "(?:أختفي|الاختفاء) (?:من|عن|إلى)",
    "الموت (?:أفضل|أرحم|أهون|راحة)|ليتني (?:مت|أموت|لم أولد)",
    "(?:فقدت|لا) (?:الرغبة|رغبة|أمل) (?:في|لي)",
    "(?:أفكر|التفكير|أفكار) (?:في|ب|عن)? ?(?:ال)?موت|بالموت|ينتهي كل شيء|أنهي كل شيء",
    "لا (?:أريد|أرغب) (?:أن |في )?(?:أستيقظ|أصحو|الاستيقاظ)|حياتي (?:لا|ما) (?:معنى|لها معنى|قيمة)|لا معنى لها",
    "(?:أتمنى|أريد|ليت|أفضل|أنتظر)[^.]{0,14}(?:موت|أموت)",
    "لا (?:فائدة|جدوى|قيمة|معنى) (?:من|في|ل)? ?(?:حياتي|الحياة|العيش|وجودي)",
    "انتحار|لم أعد (?:أريد|أرغب|أحتمل|أتحمل)|(?:بلا|بدون) (?:معنى|قيمة|أمل)",
    "(?:يريد|تريد|أريد|أفكر|حاول|حاولت|ينوي)[^.]{0,12}(?:يقتل|تقتل|أقتل|قتل|يموت|تموت|أموت) ?(?:نفسه|نفسها|نفسي)?",
    "أتمنى[^.]{0,10}(?:أموت|الموت|أختفي)",
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
    "撑不下去|撑不住了|不想醒来|不再醒来|伤害自己|自残|割腕",
    "(?:想|要)(?:从|离开|永远)?[^.。]{0,5}(?:消失|离开这个世界|离开人世)|离开这个世界",
    "睡过去|再也不(?:要)?醒|不要醒|一睡不醒|长眠不醒|遗书",
    "(?:不如|想|希望|要是|真想|只想)[^.。]{0,6}消失|(?:想|要|不如|宁愿|只求)(?:去|一|就)?死(?!你|机|记)|累赘",
    "活着[^.。]{0,8}(?:没有?|毫无|失去|有什么)(?:任何|什么)?意(?:义|思)|不想(?:继续)?(?:存在|留在这)|没有?(?:任何)?求生",
    "活够|活腻|活累|(?:想着|想到|想要|渴望)(?:去)?死|死了(?:算|更|就好|倒)|没有(?:活|勇气活)",
    "(?:结束|了结)(?:这|掉|了)?(?:一切|所有)|不如死|死了算|死了更好|生不如死",
    "(?:没有|没|失去)(?:了)?活(?:着|下去)的(?:意义|意思|勇气|理由|动力)",
)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Phrases of crisis, and words that mean one together."""
    for pattern, severity in (
        (_NEAR, Severity.HIGH),
        (_WISHED, Severity.MEDIUM),
        (_ARABIC, Severity.MEDIUM),
        (_CHINESE, Severity.MEDIUM),
        (_WORN, Severity.LOW),
    ):
        for match in matches(reading, pattern):
            yield _finding(reading, *match.span(), severity)
    for start, end in sentences(reading.spoken.text):
        for one, other in _TOGETHER:
            found = one.search(reading.spoken.text, start, end)
            if found and other.search(reading.spoken.text, start, end):
                yield _finding(reading, *found.span(), Severity.LOW)


def _finding(reading: Reading, first: int, after: int, severity: Severity) -> Finding:
    start, end = reading.spoken.span(first, after)
    return Finding(start, end, CHECK, "crisis", reading.text[start:end], severity)
