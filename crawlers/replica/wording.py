"""Dutch dates and words that several renderers print."""

from __future__ import annotations

from datetime import date

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def dutch_date(day: date) -> str:
    """Write a date as `20 november 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
