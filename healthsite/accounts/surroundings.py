"""What accounts ask of the site around them. The settings name who answers, so that nothing here imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .models import User


def check_name_is_free_elsewhere(name: str, person: User | None = None) -> None:
    """Refuse a display name that the site keeps for somebody other than `person`, such as the name of a byline.

    Each of DISPLAY_NAME_CHECKS is asked; raises their ValidationError. `person` is None for someone who signs up.
    """
    for path in settings.DISPLAY_NAME_CHECKS:
        import_string(path)(name, person)
