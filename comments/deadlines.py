"""How pressing each reason for a review is, and how soon somebody should look. One table; the queue follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pressing:
    """A reason's place in the queue (higher comes first) and the hours in which somebody should have looked."""

    priority: int
    hours: int


# By the code of a `ReviewItem` reason: what the site's own rules say, what readers report, what screening finds.
TABLE: dict[str, Pressing] = {
    # Somebody may be in danger.
    "at_risk": Pressing(90, 1),
    "crisis": Pressing(80, 1),
    # Readers may come to harm.
    "dangerous_advice": Pressing(60, 2),
    "stop_medicine": Pressing(50, 4),
    "dose_directive": Pressing(50, 4),
    # Somebody's privacy, health or safety suffers for as long as it stands.
    "personal_information": Pressing(45, 4),
    "full_name": Pressing(45, 4),
    "birth_date": Pressing(45, 4),
    "illegal": Pressing(45, 4),
    "selling": Pressing(40, 4),
    "sourcing": Pressing(40, 4),
    "impersonation": Pressing(35, 8),
    "misleading": Pressing(30, 8),
    "cure_claim": Pressing(30, 8),
    "abuse": Pressing(30, 8),
    # Held, it harms nobody; of staff it is public.
    **dict.fromkeys(["email", "phone", "address", "national_id", "record_number"], Pressing(28, 8)),
    "reported": Pressing(25, 12),
    "spam": Pressing(20, 24),
    "other": Pressing(20, 24),
    **dict.fromkeys(["blocked_host", "lookalike_host", "deceptive_address", "advert"], Pressing(20, 24)),
    # Nobody is harmed by waiting, but a writer waits.
    **dict.fromkeys(
        ["shop_host", "shop_host_new_writer", "hidden_target", "hidden_target_new_writer"], Pressing(10, 24)
    ),
    **dict.fromkeys(["unknown_host_new_writer", "repeated_by_writer", "repeated_by_others"], Pressing(10, 24)),
    **dict.fromkeys(["listed_word", "unfinished"], Pressing(10, 24)),
    "edited": Pressing(10, 24),
    "held_by_rule": Pressing(10, 24),
    "held_by_moderator": Pressing(10, 24),
}
# What nobody has thought of yet waits as long as an ordinary comment.
ORDINARY = Pressing(0, 24)


def priority_of(codes: Iterable[str]) -> int:
    """The place in the queue of an item with these reasons: that of the most pressing one."""
    return max((TABLE.get(code, ORDINARY).priority for code in codes), default=ORDINARY.priority)


def due(codes: Iterable[str], since: datetime) -> datetime:
    """When somebody should have looked at an item with these reasons, which is open `since` then."""
    return since + timedelta(hours=min((TABLE.get(code, ORDINARY).hours for code in codes), default=ORDINARY.hours))
