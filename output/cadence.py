"""When a subscriber's turn comes; what is told never depends on it, so that no rhythm skips or repeats anything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Cadence = Literal["daily", "weekly", "monthly"]
Weekday = Literal["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
WEEKDAYS: tuple[Weekday, ...] = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SIGN_DAYS = 7


def is_due(cadence: Cadence, weekday: Weekday, today: date, last_turn: date | None) -> bool:
    """Tell whether a turn has come since the last one; a night that was missed is made up for by the next.

    The first turn is at once, so that a new subscriber sees that it works.
    """
    return last_turn is None or cadence == "daily" or last_turn < turn_before(cadence, weekday, today)


def turn_before(cadence: Cadence, weekday: Weekday, today: date) -> date:
    """Give the last day, today included, on which a turn came."""
    if cadence == "daily":
        return today
    if cadence == "monthly":
        return today.replace(day=1)
    return today - timedelta(days=(today.weekday() - WEEKDAYS.index(weekday)) % 7)


def is_sign_due(today: date, last_mail: date | None) -> bool:
    """Tell whether it is a week since the last mail, so that silence could be a fault."""
    return last_mail is None or (today - last_mail).days >= SIGN_DAYS
