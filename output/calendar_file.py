"""Calendar files (iCalendar, RFC 5545): days that matter, published and never an invitation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from output.dutch import one_line

LONGEST_LINE = 75
"""Octets on one line, without its end."""
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A whole day in a calendar; `uid` stays the same when the day moves, and `sequence` then grows."""

    uid: str
    sequence: int
    day: date
    summary: str
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(events: Iterable[CalendarEvent], now: datetime, *, name: str) -> str:
    """Write the events as one file, in order of day; the same input gives the same text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kansenradar//MDT-scan//NL", "METHOD:PUBLISH"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Europe/Amsterdam"]
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for event in sorted(events, key=lambda event: (event.day, event.uid)):
        lines += _event(event, stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def event_uid(opportunity_id: str, kind: str) -> str:
    """Give the lasting id of a day of an opportunity, such as its deadline; the same in every mail and export."""
    return f"{opportunity_id}-{kind}@kansenradar"


def event_sequence(first_seen: str, changed_at: str) -> int:
    """Give a number that grows with every change: minutes since the opportunity was first seen (UTC ISO moments)."""
    passed = datetime.fromisoformat(changed_at) - datetime.fromisoformat(first_seen)
    return max(0, int(passed.total_seconds() // 60))


def _event(event: CalendarEvent, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.url:
        yield f"URL:{one_line(event.url)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    return one_line(text).translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """Cut a line between characters, so that no piece is longer than a line may be."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece
