"""Write days as an iCalendar file (RFC 5545) that calendar programs can import or follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_LINE = 75
"""Octets, without the line end (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One all-day event."""

    uid: str
    """The same for the same event, also when its day moves."""
    sequence: int
    """Goes up when the event changes."""
    stamp: datetime
    """When the event last changed; with a time zone."""
    day: date
    summary: str
    description: str
    url: str


def calendar(days: Iterable[Day], name: str) -> str:
    """Write a calendar that is published, never an invitation; the same days give the same text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kansenradar//agenda//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        *(line for day in days for line in _event(day)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(one: Day) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(one.uid)}"
    yield f"SEQUENCE:{one.sequence}"
    yield f"DTSTAMP:{one.stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(one.summary)}"
    yield f"DESCRIPTION:{escaped(one.description)}"
    if one.url:
        yield f"URL:{one.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""Escape text for a value: `\`, `;`, `,` and line ends."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def folded(line: str) -> str:
    """Fold a line at 75 octets, never within a character."""
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += octets
    return "\r\n".join(parts)
