"""From written days to stretches of time: the year they mean, windows from one day to another, and terms."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.detect.day_forms import Mention, mentions
from pipeline.detect.numerals import WHOLE, spelled

WEEKDAY = (
    r"(?:(?:op\s)?(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:ma|di|wo|do|vr|za|zo)\.?)"
    r"(?:(?:ochtend|middag|avond))?,?\s)"
)
TIME = r"(?:(?:om\s)?\d{1,2}(?:[.:]\d{2})?\s?(?:uur|u\b)|(?:om\s)?\d{1,2}[.:]\d{2})"
_UNTIL = r"(?:tot(?:\sen\smet)?(?:\suiterlijk)?|t/m|t\.e\.m\.|[-–—])"
_JOINED = re.compile(rf"\.?(?:,?\s{TIME})?,?\s?{_UNTIL}\s?(?:{TIME}\s)?{WEEKDAY}?", re.I)
_AND_CLOSES = re.compile(
    rf"(?:,?\s{TIME})?,?\s(?:en\s)?(?:sluit|eindigt|loopt|duurt)\s(?:op|tot(?:\sen\smet)?)\s{WEEKDAY}?", re.I
)
_BETWEEN = re.compile(rf"\btussen\s{WEEKDAY}?$", re.I)
_MOVED = re.compile(
    r"\b(?:verleng\w*|verschoven|verschuif\w*|verschuiv\w*|uitgesteld|verplaats\w*"
    r"|gewijzigd)\b[^.;]*\bvan\s$",
    re.I,
)
_LAST = re.compile(r"\b(?:afgelopen|vorige?|laatstleden)\s(?:\w+\s)?$", re.I)
_LATELY = re.compile(r"\s?(?:jl\.?|j\.l\.|l\.l\.|laatstleden|jongstleden)(?!\w)", re.I)

_TERM = rf"(?P<count>\d{{1,3}}|{WHOLE})(?:\s\(\w+\))?\s(?P<unit>dag(?:en)?|we(?:ek|ken)|maand(?:en)?)"
_AFTER_PUBLICATION = re.compile(
    rf"\b(?:binnen|gedurende)\s(?:een\s(?:termijn|periode)\svan\s)?{_TERM}\sna\s(?:de\s)?"
    r"(?:(?:dag|datum)\s(?:van\s|waarop\s(?:dit|het|deze|de)\s\w+\s(?:is\s|wordt\s)?)?)?(?:de\s|deze\s"
    r"|het\s)?"
    r"(?:bekendmaking|bekendgemaakt|publicatie|gepubliceerd)\b",
    re.I,
)
_DISTANCE = re.compile(rf"\b{_TERM}\s(?P<side>v[oóò]{{2}}r|na)\s{WEEKDAY}?$", re.I)
_STARTS = re.compile(rf"\b(?:vanaf|met ingang van|ingaande)\s{WEEKDAY}?$", re.I)
_LASTS = re.compile(
    rf"\b(?:gedurende|voor (?:de duur|een periode|een termijn) van)\s(?:een\s(?:periode"
    rf"|termijn)\svan\s)?{_TERM}\b",
    re.I,
)
_SENTENCE = re.compile(r"[.;]\s")
_NEAR = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time and where it is written; `first` and `last` are the same for one day."""

    start: int
    end: int
    first: date
    last: date
    window: bool = False
    """True when the text gives both ends, or a beginning and a duration."""
    term: bool = False
    """True when the last day is counted: so many weeks before or after a day."""
    period: bool = False
    """True for a month or a quarter."""
    yearless: bool = False


def stretches(text: str, reference: date) -> list[Stretch]:
    """Find the stretches of time in order; a date without a year is the first on or after `reference`."""
    found = [*_dated(text, mentions(text), reference), *_after_publication(text, reference)]
    return sorted(found, key=lambda one: one.start)


def _dated(text: str, found: Sequence[Mention], reference: date) -> Iterator[Stretch]:
    taken = -1
    for index, low in enumerate(found):
        if index <= taken:
            continue
        high = found[index + 1] if index + 1 < len(found) else None
        window = _window(text, low, high, reference) if high else None
        if window:
            taken = index + 1
            yield window
        elif single := _single(text, low, reference):
            yield single


def _window(text: str, low: Mention, high: Mention, reference: date) -> Stretch | None:
    between, before = text[low.end : high.start], text[max(0, low.start - _NEAR) : low.start]
    joined = _JOINED.fullmatch(between) or _AND_CLOSES.fullmatch(between)
    if not joined and not (_BETWEEN.search(before) and re.fullmatch(rf"\sen\s{WEEKDAY}?", between)):
        return None
    if _MOVED.search(before):
        return None
    end = _resolve(high, reference) if high.year or not low.year else _first_from(high, date(low.year, low.month, 1))
    begin = end and (low.in_year(low.year) if low.year else _last_until(low, end[1]))
    if not begin or not end or begin[0] > end[1]:
        return None
    return Stretch(start=low.start, end=high.end, first=begin[0], last=end[1], window=True)


def _single(text: str, one: Mention, reference: date) -> Stretch | None:
    before, after = text[max(0, one.start - _NEAR) : one.start], text[one.end : one.end + _NEAR]
    past = not one.year and (_LATELY.match(after) or _LAST.search(before))
    days = _last_until(one, reference) if past else _resolve(one, reference)
    if days is None:
        return None
    distance = _DISTANCE.search(before)
    if distance and not one.is_period:
        day = _moved(days[0], distance, -1 if distance["side"].lower() != "na" else 1)
        start = one.start - len(before) + distance.start()
        return Stretch(start=start, end=one.end, first=day, last=day, term=True)
    lasts = _LASTS.search(_SENTENCE.split(before)[-1] + "|" + _SENTENCE.split(after)[0])
    if lasts and _STARTS.search(before) and not one.is_period:
        last = _moved(days[0], lasts, 1) - timedelta(days=1)
        return Stretch(start=one.start, end=one.end, first=days[0], last=last, window=True)
    return Stretch(
        start=one.start, end=one.end, first=days[0], last=days[1], period=one.is_period, yearless=not one.year
    )


def _after_publication(text: str, reference: date) -> Iterator[Stretch]:
    for match in _AFTER_PUBLICATION.finditer(text):
        day = _moved(reference, match, 1)
        yield Stretch(start=match.start(), end=match.end(), first=day, last=day, term=True)


def _moved(day: date, term: re.Match[str], sign: int) -> date:
    count = term["count"]
    number = int(count if count.isdigit() else spelled(count) or count)
    unit = term["unit"].lower()
    if not unit.startswith("maand"):
        return day + timedelta(days=sign * number * (7 if unit.startswith("we") else 1))
    months = day.year * 12 + day.month - 1 + sign * number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _resolve(one: Mention, reference: date) -> tuple[date, date] | None:
    return one.in_year(one.year) if one.year else _first_from(one, reference)


def _first_from(one: Mention, reference: date) -> tuple[date, date] | None:
    # eight years reach the next 29 February, also around 2100
    years = (one.in_year(year) for year in range(reference.year, reference.year + 9))
    return next((days for days in years if days and days[1] >= reference), None)


def _last_until(one: Mention, day: date) -> tuple[date, date] | None:
    years = (one.in_year(year) for year in range(day.year, day.year - 9, -1))
    return next((days for days in years if days and days[0] <= day), None)
