"""Public display names: what makes two of them the same, and which ones nobody may take.

Two names are the same for us when they read the same (`name_key`: case, width, spaces and punctuation aside) or when
they look the same (`name_look`: letters of different alphabets with one shape). See docs/adr/0003.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIN_LENGTH = 2  # a Chinese name may be two characters long
MAX_LENGTH = 40  # fits on one line of a phone beside the time
KEY_LENGTH = 200  # one character may unfold to several; the columns must hold the result
MAX_MARKS = 3  # combining marks on one letter: Vietnamese needs two, "Zalgo" text piles up dozens

PUNCTUATION = frozenset(" '’-_.·&,()")

# Words that claim a role here or a profession. Nobody checks such a claim at sign-up, and a reader may act on it.
TITLES = frozenset({
    "admin", "admins", "administrator", "administrators", "mod", "mods", "moderator", "moderators", "moderation",
    "staff", "editor", "editors", "webmaster", "sysop", "superuser", "support", "helpdesk", "official", "system",
    "doctor", "doctors", "doc", "dr", "drs", "nurse", "nurses", "physician", "surgeon", "gp", "medic", "paramedic",
    "midwife", "pharmacist", "dentist", "therapist", "psychologist", "psychiatrist", "prof", "professor", "nhs",
})  # fmt: skip
# Unmistakable at the beginning or end of a longer word too ("siteadmin", "administrate").
STEMS = frozenset({"admin", "moderator", "healthsite"})
# Whole names that the site itself uses or that stand for nobody.
WHOLE_NAMES = frozenset({
    "anonymous", "a reader", "reader", "deleted", "deleted user", "removed", "nobody", "everyone", "guest", "user",
    "none", "null", "undefined", "unknown", "root", "postmaster", "abuse", "security", "author", "the author", "team",
    "info", "contact", "help", "me", "you",
})  # fmt: skip
LETTERLIKE = str.maketrans("0134578", "oieastb")


@cache
def _prototypes() -> dict[str, str]:
    """Each confusable character with the one that stands for its whole group (the data behind UTS #39).

    The package keeps the pairs without their direction. In Unicode's table every character points at one prototype
    and no prototype points on, so the prototype is the one that all the others of its group are paired with.
    """
    from confusable_homoglyphs.confusables import confusables_data

    marks = {0x200E: None, 0x200F: None}  # the table wraps right-to-left characters in direction marks
    prototypes: dict[str, str] = {}
    pairs: dict[str, set[str]] = {}
    for character, others in confusables_data.items():
        one = character.translate(marks)
        for other in (entry["c"].translate(marks) for entry in others):
            if len(one) == 1 and len(other) == 1:
                pairs.setdefault(one, set()).add(other)
            elif len(one) == 1 and other:
                prototypes[one] = other
    for one, others in pairs.items():
        group = {one, *others}
        hub = max(group, key=lambda c: (len(pairs[c]), c.isascii(), -ord(c)))
        if hub != one:
            prototypes[one] = hub
    # Unicode does not count small capitals among the confusables, but in a name they are read as letters.
    for code in (*range(0x0250, 0x02B0), *range(0x1D00, 0x1D2C), *range(0xA730, 0xA7FF)):
        found = re.fullmatch(r"LATIN LETTER SMALL CAPITAL ([A-Z])", unicodedata.name(chr(code), ""))
        if found:
            prototypes.setdefault(chr(code), found[1].lower())
    return prototypes


def _skeleton(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    table = _prototypes()
    return unicodedata.normalize("NFD", "".join(table.get(character, character) for character in decomposed))


def _squeeze(text: str) -> str:
    """Letters, marks and digits only; the text itself when nothing of these is in it."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN") or text.strip()


def name_key(name: str) -> str:
    """The folded form of a display name: equal keys mean that the two names read the same.

    Width, case, confusable letters, spaces and punctuation are folded: "Little Bear", "little_bear" and "ＬＩＴＴＬＥ
    bear" have one key. Folding a key again gives the key.
    """
    key = unicodedata.normalize("NFKC", name).casefold()
    for _round in range(5):  # a prototype may itself fold further; in practice two rounds settle it
        folded = _skeleton(unicodedata.normalize("NFKC", key)).casefold()
        folded = _squeeze(folded)[:KEY_LENGTH]
        if folded == key:
            break
        key = folded
    return key


def name_look(name: str) -> str:
    """The shape of a display name: equal shapes mean that an eye takes one for the other ("Ian" and "lan").

    Look-alikes are replaced while capitals are still capitals: a Greek capital Nu looks like N, a small one like v.
    """
    return _squeeze(_skeleton(unicodedata.normalize("NFKC", name)).casefold())[:KEY_LENGTH]


def tidy_name(name: str) -> str:
    """The name as it is kept: composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def check_display_name(name: str, site_name: str = "") -> None:
    """Refuse a name that a reader may not take; raises ValidationError with a sentence that says why.

    `site_name` is what the site is called now, when that is not SITE_NAME.

    Whether somebody has the name already is another question: `User.objects.with_name_like`.
    """
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") for c in name):
        raise ValidationError(_("A display name may not hold invisible or control characters."), code="invisible")
    if "@" in name or "＠" in name:
        raise ValidationError(
            _("Your display name is public, so please don't use an e-mail address."), code="email_address"
        )
    name = tidy_name(name)
    if not MIN_LENGTH <= len(name) <= MAX_LENGTH:
        raise ValidationError(
            _("A display name has from %(least)d to %(most)d characters."),
            code="length",
            params={"least": MIN_LENGTH, "most": MAX_LENGTH},
        )
    for character in name:
        if unicodedata.category(character)[0] not in "LMN" and character not in PUNCTUATION:
            raise ValidationError(
                _("A display name may hold letters, digits, spaces and simple punctuation, but not “%(character)s”."),
                code="character",
                params={"character": character},
            )
    if not any(c.isalpha() for c in name) or not any(c.isalpha() for c in name_key(name)):
        raise ValidationError(_("A display name needs at least one letter."), code="no_letter")
    if _has_piled_marks(name) or len(_skeleton(unicodedata.normalize("NFKC", name))) >= KEY_LENGTH:
        raise ValidationError(_("This display name is too hard to read. Please choose a simpler one."), code="hard")
    if is_reserved(name, site_name):
        raise ValidationError(
            _(
                "This display name could be taken for someone who works here or for a medical title, which we can't "
                "check. Please choose another one."
            ),
            code="reserved",
        )


def is_reserved(name: str, site_name: str = "") -> bool:
    """Whether the name claims a role or title, in whatever disguise: "Dr Smith", "nurse_jane", "ADMIN1", "аdmin"."""
    wholes = set(_disguises(name))
    site_names = {settings.SITE_NAME, site_name or settings.SITE_NAME}
    if wholes & _folded(WHOLE_NAMES | TITLES | site_names):
        return True
    stems = _folded(STEMS | site_names)
    if any(len(stem) > 4 and (whole.startswith(stem) or whole.endswith(stem)) for whole in wholes for stem in stems):
        return True
    titles = _folded(TITLES)
    return any(not titles.isdisjoint(_disguises(word)) for word in _words(name))


def _has_piled_marks(name: str) -> bool:
    run = 0
    for character in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MAX_MARKS:
            return True
    return False


def _words(name: str) -> Iterator[str]:
    """The words of a name, also where only a capital or a digit parts them: "DrSmith", "nurse_jane", "ADMIN1"."""
    separated = re.split(r"[\W_]+", unicodedata.normalize("NFKC", name))
    for word in separated:
        yield word
        yield from re.findall(r"[^\W\d_]+", word)
        yield from "".join(" " + c if c.isupper() else c for c in word).split()
        yield from re.sub(r"(?<=[^\W\d_])(?=[A-Z][a-z])", " ", word).split()
    letters = "".join(separated)
    if len(separated) > 2 and all(len(word) <= 1 for word in separated):  # "a d m i n"
        yield letters


@cache
def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_plain(key) for word in words for key in (name_key(word), name_look(word)))


def _disguises(name: str) -> Iterator[str]:
    """What a name may be meant to be read as: as it reads and as it looks, with and without digits at its ends."""
    for key in (name_key(name), name_look(name)):
        yield _plain(key)
        yield _plain(key.strip("0123456789"))
    trimmed = name.strip("0123456789 _-.")
    if trimmed and trimmed != name:
        yield _plain(name_key(trimmed))
        yield _plain(name_look(trimmed))


def _plain(key: str) -> str:
    """Without accents, with digits read as the letters they imitate, and one sign for the strokes i, l and 1."""
    bare = "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))
    return bare.translate(LETTERLIKE).replace("l", "i")
