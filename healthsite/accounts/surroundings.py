"""What accounts ask of the site around them. The settings name who answers, so that nothing here imports it."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .models import User


def site_name() -> str:
    """What the site is called now, which may be another name than the environment's."""
    return import_string(settings.CURRENT_SITE_NAME)()


def sender() -> str:
    """Whom mail is from: DEFAULT_FROM_EMAIL, under the site's present name unless the operator gave it one there."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((site_name(), address)) if name == settings.SITE_NAME else settings.DEFAULT_FROM_EMAIL


def check_name_is_free_elsewhere(name: str, person: User | None = None) -> None:
    """Refuse a display name that the site keeps for somebody other than `person`, such as the name of a byline.

    Each of DISPLAY_NAME_CHECKS is asked; raises their ValidationError. `person` is None for someone who signs up.
    """
    for path in settings.DISPLAY_NAME_CHECKS:
        import_string(path)(name, person)
