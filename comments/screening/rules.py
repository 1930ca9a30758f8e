"""What each kind of finding does, and what it says to the writer. The checks only see; this table decides.

No kind rejects: a machine may ask, show, flag and hold, and a human decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Effect(StrEnum):
    """What follows from a finding."""

    ASK = "ask"  # a preview step before posting, with the words marked
    HOLD = "hold"  # posted as it is, the text waits for a human
    FLAG = "flag"  # a human is to look at it; it may be public meanwhile
    PRIORITY = "priority"  # its place in the queue is further up: `deadlines` says where
    HELP = "help"  # the writer is shown the help lines
    NOTE = "note"  # a neutral remark beside the text


@dataclass(frozen=True)
class Rule:
    """What a kind of finding does: its name for moderators, the one sentence that the writer gets, its effects."""

    label: str | Promise
    message: str | Promise
    effects: frozenset[Effect]


def _rule(label: Promise, message: Promise, effects: Iterable[Effect]) -> Rule:
    return Rule(label, message, frozenset(effects))


ASK, HOLD, FLAG, PRIORITY, HELP, NOTE = Effect

RULES: dict[str, Rule] = {
    # Personal information. What leads to a person's door, phone or file waits for a look; a birthday or a name is
    # marked and left to the writer.
    "email": _rule(
        _("An e-mail address"), _("This looks like an e-mail address. Is it yours to share with everyone?"), (ASK, HOLD)
    ),
    "phone": _rule(
        _("A phone number"), _("This looks like a phone number. Is it yours to share with everyone?"), (ASK, HOLD)
    ),
    "address": _rule(
        _("An address or postcode"),
        _("This looks like an address or postcode. Is it yours to share with everyone?"),
        (ASK, HOLD),
    ),
    "national_id": _rule(
        _("An official personal number"),
        _("This looks like an official personal number. Others could misuse it; is it yours to share?"),
        (ASK, HOLD),
    ),
    "record_number": _rule(
        _("The number of a record or policy"),
        _("This looks like the number of a record or policy. Nobody here can look it up; is it yours to share?"),
        (ASK, HOLD),
    ),
    "birth_date": _rule(
        _("A date of birth"),
        _("This looks like somebody’s date of birth. An age is enough here; is it yours to share?"),
        (ASK, FLAG),
    ),
    "full_name": _rule(
        _("Somebody’s full name"),
        _("This looks like somebody’s full name. Would they want to be found here? “My neighbour” says enough."),
        (ASK, FLAG),
    ),
    # Advice that may harm.
    "dose_directive": _rule(
        _("Tells others what dose to take"),
        _("This tells others what dose to take. Tell what happened to you, and leave the dose to those who know them."),
        (ASK, FLAG, PRIORITY, NOTE),
    ),
    "stop_medicine": _rule(
        _("Tells others to leave out a medicine"),
        _("This tells others to leave out a medicine. Tell what happened to you; stopping suddenly can be dangerous."),
        (ASK, FLAG, PRIORITY, NOTE),
    ),
    # Somebody may be at risk. Never held, never rejected for it: to be silenced in that moment does harm.
    "crisis": _rule(
        _("Somebody may be in danger"),
        _("Thank you for writing this. If you or somebody near you is in danger, here are people to talk to now."),
        (HELP, FLAG, PRIORITY),
    ),
    # Links.
    "unknown_host_new_writer": _rule(
        _("A new reader links a site that we don’t know"),
        _("We don’t know this site yet. Links of new members are looked at before they appear."),
        (HOLD,),
    ),
    "unknown_host": _rule(
        _("Links a site that we don’t know"), _("We don’t know this site; readers will see that."), (NOTE,)
    ),
    "shop_host": _rule(_("Links a shop"), _("This is the site of a shop. Somebody will look at the link."), (FLAG,)),
    "shop_host_new_writer": _rule(
        _("A new reader links a shop"),
        _("This is the site of a shop. Such links of new members are looked at before they appear."),
        (FLAG, HOLD),
    ),
    "blocked_host": _rule(
        _("Links a blocked site"), _("Links to this site are looked at before they appear."), (FLAG, HOLD)
    ),
    "lookalike_host": _rule(
        _("Links a site whose name imitates another’s"),
        _("This address looks like another site’s. Somebody will look at it before it appears."),
        (FLAG, HOLD),
    ),
    "hidden_target": _rule(
        _("A link that hides where it leads"),
        _("This address hides where it leads. The address of the page itself can appear at once."),
        (FLAG,),
    ),
    "hidden_target_new_writer": _rule(
        _("A new reader’s link hides where it leads"),
        _("This address hides where it leads. Please give the address of the page itself."),
        (FLAG, HOLD),
    ),
    "deceptive_address": _rule(
        _("An address written to mislead"),
        _("This address is written in a way that can mislead. Somebody will look at it before it appears."),
        (FLAG, HOLD),
    ),
    # Trade, cures, advertising.
    "selling": _rule(
        _("Offers medicines"),
        _("This reads like an offer of medicines. Such comments are looked at before they appear."),
        (FLAG, HOLD, PRIORITY),
    ),
    "sourcing": _rule(
        _("Looks for medicines without a prescription"),
        _("This reads like looking for medicines without a prescription. A pharmacist can help safely."),
        (FLAG, HOLD, PRIORITY),
    ),
    "cure_claim": _rule(
        _("Advertises a cure"),
        _("This reads like an advertisement for a cure. Such comments are looked at before they appear."),
        (FLAG, HOLD, PRIORITY),
    ),
    "advert": _rule(
        _("Reads like advertising"),
        _("This reads like an advertisement. Such comments are looked at before they appear."),
        (FLAG, HOLD),
    ),
    # Repetition.
    "repeated_by_writer": _rule(
        _("Its writer has posted nearly the same before"),
        _("This is nearly what you have posted before, so somebody looks whether both are meant."),
        (FLAG,),
    ),
    "repeated_by_others": _rule(
        _("Others have posted nearly the same"),
        _("Nearly the same text has been posted by others. Somebody will look at it before it appears."),
        (FLAG, HOLD),
    ),
    # Words.
    "listed_word": _rule(
        _("A word of this site’s list"),
        _("Somebody will look at this word; your comment can appear meanwhile."),
        (FLAG,),
    ),
    # Titles.
    "unverified_title": _rule(
        _("Claims a profession that we have not checked"),
        _("You name a profession. Readers will see “not verified by us” until this site has checked it."),
        (NOTE,),
    ),
    # About the screening itself; says nothing about the text.
    "unfinished": _rule(
        _("A check did not finish"), _("One of our checks did not finish. Somebody will look instead."), (FLAG,)
    ),
}

PERSONAL = ("national_id", "record_number", "birth_date", "email", "address", "phone", "full_name")
# The kinds of which readers are told something beside the text.
NOTED = frozenset(kind for kind, rule in RULES.items() if NOTE in rule.effects)
