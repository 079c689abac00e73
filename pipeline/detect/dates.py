"""Dates with their meaning, the last day on which it can still be done, and their exact place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from pipeline.detect.date_kinds import Timing, moment_kind
from pipeline.detect.day_windows import TIME, WEEKDAY, Stretch, stretches
from pipeline.detect.spans import Moment
from pipeline.detect.surroundings import Surroundings, surroundings

_AT = rf"(?:{TIME}\s(?:op\s)?)?(?:{WEEKDAY})?"
_BEFORE = re.compile(
    rf"\b(?P<word>v[oóò]{{2}}r)\s(?:(?:de|het)\s)?(?P<time>{TIME}\s(?:op\s)?)?(?:{WEEKDAY})?$",
    re.I,
)
_OR_ON = re.compile(r"\bop of (?:uiterlijk )?v[oóò]{2}r\s|\bv[oóò]{2}r of (?:uiterlijk )?op\s", re.I)
_UNTIL = re.compile(
    r"(?:\b(?:tot(?:\sen\smet)?(?:\suiterlijk)?|t/m|uiterlijk(?:\s(?:op|tot|in|per|tot\sen\smet))?"
    r"|niet later dan"
    rf"|(?:uiterste|laatste)\s\w*(?:datum|dag|moment)(?:\svoor\s\w+)?(?:\sis|:)?(?:\sop)?)\s(?:(?:de"
    rf"|het)\s)?{_AT}$)",
    re.I,
)
_CLOSES = re.compile(
    r"\b(?:eindig(?:t|en)|slui(?:t|ten)|verlo(?:opt|pen)|verval(?:t|len)|sluiting\w*|deadline|(?:indien"
    r"|sluitings|sluit|eind|aflo?op)datum"
    # not "Sluiting. Vastgesteld in de vergadering gehouden op", the end of every decision list
    r"|loopt|lopen)\b(?:(?!\b(?:vergadering|vastgesteld|gehouden)\b)[^.;]){0,60}$",
    re.I,
)
_CLOSES_ON = re.compile(rf"(?:\b(?:op|per|is|zijn)\s|[:|]\s?|[-–]\s)(?:{WEEKDAY})?$", re.I)
_REACTION = re.compile(r"\b(?:reacties?|aanmelden|indienen|inschrijven|melden)\s?[:|]\s?$", re.I)
_FROM = re.compile(
    rf"\b(?:vanaf|met ingang van|ingaande|per|sinds|na|sedert|m\.i\.v\.)\s(?:(?:de|het)\s)?(?:{WEEKDAY})?$",
    re.I,
)
_ON = re.compile(rf"\b(?:op|per|in|eind|op of v[oóò]{{2}}r)\s(?:(?:de|het)\s)?(?:{WEEKDAY})?$", re.I)
_TIME_AFTER = re.compile(rf",?\s\(?{TIME}", re.I)
_REPLACED = re.compile(
    r"\s*(?:wordt\s|is\s)?(?:vervangen door|verplaatst naar|verschoven naar|gewijzigd in|uitgesteld tot"
    r"|verlengd tot|verlengd naar"
    r"|naar|tot)\s*(?:en met\s)?",
    re.I,
)
_MOVED = re.compile(r"\b(?:vervang\w*|verplaats\w*|versch[uo]\w+|gewijzigd|uitgesteld|verleng\w*)\b", re.I)
_ACTED_UPON = frozenset(("application", "participation", "council_task"))
_NEAR = 90


def dates(text: str, *, reference: date, heading: str = "") -> tuple[Moment, ...]:
    """Find the dates in a passage, in order; `reference` is the day the text was published."""
    found = stretches(text, reference)
    around = surroundings(text, [(one.start, one.end) for one in found])
    moments: list[Moment] = []
    for one, words in zip(found, around, strict=True):
        if moments and _replaces(text[moments[-1].end : one.start], words):
            # the former date counts no more, and what was said of it holds for this one
            moments[-1] = replace(moments[-1], kind="other", opens=None)
            whole = replace(words, before=words.opening, left=words.opening)
            moments.append(_moment(text, one, whole, reference, heading))
        else:
            moments.append(_moment(text, one, words, reference, heading))
    return tuple(moments)


def _replaces(between: str, words: Surroundings) -> bool:
    return _REPLACED.fullmatch(between) is not None and _MOVED.search(words.sentence) is not None


def _moment(text: str, one: Stretch, words: Surroundings, reference: date, heading: str) -> Moment:
    left = text[max(0, one.start - _NEAR) : one.start]
    before, begins = _BEFORE.search(left), _FROM.search(left) is not None
    closing = one.term or one.window or before or _UNTIL.search(left) or _closes(left)
    timing = Timing(
        closes=bool(closing),
        begins=begins and not one.window,
        attached=bool(closing) or begins or _ON.search(left) is not None,
        period=one.period,
        past=one.last < reference,
        yearless=one.yearless,
    )
    kind = moment_kind(words, timing, heading)
    day = one.last
    if before and not one.term and not one.window and _is_day_before(text, one, before, kind):
        day = one.first - timedelta(days=1)
    return Moment(day=day, kind=kind, start=one.start, end=one.end, opens=one.first if one.window else None)


def _closes(left: str) -> bool:
    return _REACTION.search(left) is not None or (
        _CLOSES_ON.search(left) is not None and _CLOSES.search(left) is not None
    )


def _is_day_before(text: str, one: Stretch, before: re.Match[str], kind: str) -> bool:
    """True for `vóór D`; not for `vóór D 12.00 uur`, which leaves the morning of D."""
    if before["time"] or _TIME_AFTER.match(text, one.end) or _OR_ON.search(before.string):
        return False
    if not one.period:
        return True
    # "de planning voor januari" is the plan of that month; "indienen voor januari" ends before it begins
    return one.first != one.last and (before["word"].lower() != "voor" or kind in _ACTED_UPON)
