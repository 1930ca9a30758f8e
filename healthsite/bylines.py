"""The names over articles: nobody else may write comments under them."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Contributor
from healthsite.accounts.models import User
from healthsite.accounts.names import TITLES, name_key, name_look


def check_no_byline(name: str, person: User | None) -> None:
    """Refuse a display name that reads or looks like a contributor's, unless `person` is that contributor.

    Raises ValidationError. One query, and the folded names of the contributors are remembered.
    """
    wanted = {name_key(name), name_look(name)}
    for byline, owner in Contributor.objects.values_list("display_name", "user_id"):
        if not wanted.isdisjoint(_folded(byline)) and (person is None or owner != person.pk):
            raise ValidationError(
                _(
                    "One of our authors has this name, or one that looks like it. If that is you, please ask us to "
                    "link your account to your articles first."
                ),
                code="byline",
            )


@lru_cache(maxsize=4096)
def _folded(byline: str) -> frozenset[str]:
    """How the name reads and looks, as it stands and without titles, which an account could not have."""
    bare = " ".join(word for word in byline.split() if name_key(word) not in TITLES)
    return frozenset(fold(name) for fold in (name_key, name_look) for name in (byline, bare or byline))
