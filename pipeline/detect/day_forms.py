"""The ways in which days, months and quarters are written in Dutch."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipeline.detect.claims import Claims
from pipeline.detect.letters import folded

_FULL = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_SHORT = "jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec"
_MONTH_NUMBERS = {"sept": 9, "febr": 2} | {
    word: number for names in (_FULL, _SHORT) for number, word in enumerate(names.split("|"), 1)
}
_ANY = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:ste|de|e)?"
_YEAR = r"(?:(?:19|20)\d{2}(?!\d|[.,]\d)|['’]\d{2}\b)"
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": 4}

_WRITTEN = re.compile(
    rf"(?<![\w.,/€-])(?:(?P<first>{_DAY})(?P<joint>\s?(?:tot\sen\smet|t/m|tot|[-–]|en|of)\s?))?"
    rf"(?P<day>{_DAY})\s{{1,2}}(?P<month>{_ANY})\b(?:\.?,?\s{{1,2}}(?P<year>{_YEAR}))?",
    re.I,
)
_DIGITS = re.compile(
    r"(?<![\w.,/-])(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2}"
    r"|(?<=-)\d{2})(?!\w|[-/.]\d)"
)
_ISO = re.compile(r"(?<![\w-])(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])")
_VAGUE = r"begin|medio|half|halverwege|start|(?:eerste|tweede|derde|vierde|laatste) (?:helft|week|dagen|weken)(?: van)?"
_MONTH = re.compile(
    rf"(?:\b(?P<part>{_VAGUE}|einde?(?: van)?)\s)?(?<![\w-])(?P<month>(?:{_FULL})|(?:{_ANY})(?=\.?\s(?:19"
    rf"|20)\d\d))\b"
    rf"(?!-(?!(?:{_ANY})\b)\w)(?:\.?\s{{1,2}}(?:van\s)?(?P<year>{_YEAR}))?",
    re.I,
)
_MONTH_CUE = re.compile(
    r"(?:\b(?:in|eind|einde|vanaf|tot|met|v[oóò]{2}r|uiterlijk|per|sinds|na|van|maand|tussen|en|of|t/m)"
    r"|[-–/,(|])\s*$",
    re.I,
)
_QUARTER = re.compile(
    rf"(?:\b(?P<part>{_VAGUE})\s(?:het\s)?)?(?:\b(?P<before>20\d\d)[\s-])?"
    r"(?:\b(?-i:Q)(?P<digit>[1-4])(?:\s?[-/]?\s?(?P<year1>20\d\d))?(?!\w)"
    r"|\b(?P<ordinal>eerste|tweede|derde|vierde|laatste|[1-4](?:ste|de|e))\skwartaal"
    rf"(?:\s(?:van\s)?(?:het\sjaar\s)?(?P<year2>{_YEAR}))?"
    r"|\bkwartaal\s(?P<number>[1-4])(?:\s(?:van\s)?(?P<year3>20\d\d))?(?!\w))",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A day, month or quarter as written; `year` 0 when the text leaves it out."""

    start: int
    end: int
    year: int
    month: int
    """The first month."""
    day: int = 0
    """0 for a whole month or quarter."""
    months: int = 1
    at_end: bool = False
    """True for the end of a month: its last day only."""

    @property
    def is_period(self) -> bool:
        """True for a month or quarter, also for its end."""
        return not self.day

    def in_year(self, year: int) -> tuple[date, date] | None:
        """Give the first and last day, None when that year does not have them."""
        last_month = self.month + self.months - 1
        if self.day:
            if self.day > monthrange(year, self.month)[1]:
                return None
            return date(year, self.month, self.day), date(year, self.month, self.day)
        last = date(year, last_month, monthrange(year, last_month)[1])
        return (last if self.at_end else date(year, self.month, 1)), last


def mentions(text: str) -> list[Mention]:
    """Find the days, months and quarters, in order; words without a day (`begin maart`, seasons) are none."""
    claims = Claims(len(text))
    forms = (_iso_days, _digit_days, _written_days, _quarters, _months)
    found = [one for form in forms for one in form(text) if claims.take(one.start, one.end)]
    return sorted((one for one in found if one.months), key=lambda one: one.start)


def _written_days(text: str) -> Iterator[Mention]:
    for match in _WRITTEN.finditer(text):
        month, year = _MONTH_NUMBERS[folded(match["month"])], _year(match["year"])
        high = Mention(start=match.start("day"), end=match.end(), year=year, month=month, day=_number(match["day"]))
        if match["first"]:
            low = replace(high, start=match.start("first"), end=match.end("first"), day=_number(match["first"]))
            if low.day < high.day:
                yield low
        # "31 februari" is claimed, so that no "februari" is left over, and counts for nothing
        yield high if high.in_year(year or 2000) else replace(high, months=0)


def _digit_days(text: str) -> Iterator[Mention]:
    for match in _DIGITS.finditer(text):
        yield from _from_numbers(match)


def _iso_days(text: str) -> Iterator[Mention]:
    for match in _ISO.finditer(text):
        yield from _from_numbers(match)


def _from_numbers(match: re.Match[str]) -> Iterator[Mention]:
    year, month, day = _year(match["year"]), int(match["month"]), int(match["day"])
    if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        yield Mention(start=match.start(), end=match.end(), year=year, month=month, day=day)


def _months(text: str) -> Iterator[Mention]:
    for match in _MONTH.finditer(text):
        word, part = match["month"], folded(match["part"] or "")
        cued = word[0].islower() or _MONTH_CUE.search(text[max(0, match.start("month") - 14) : match.start("month")])
        if not match["year"] and not cued:
            continue
        yield Mention(
            start=match.start("month"),
            end=match.end(),
            year=_year(match["year"]),
            month=_MONTH_NUMBERS[folded(word)],
            months=1 if not part or part.startswith(("eind", "laatste")) else 0,
            at_end=bool(part),
        )


def _quarters(text: str) -> Iterator[Mention]:
    for match in _QUARTER.finditer(text):
        named = folded(match["digit"] or match["number"] or match["ordinal"])
        quarter = _ORDINALS[named] if named in _ORDINALS else int(named[0])
        written = match["before"] or match["year1"] or match["year2"] or match["year3"]
        start = (
            match.start("before")
            if match["before"]
            else min(match.start(name) for name in ("digit", "number", "ordinal") if match[name])
        )
        yield Mention(
            start=start - 1 if match["digit"] and not match["before"] else start,
            end=match.end(),
            year=_year(written),
            month=quarter * 3 - 2,
            months=0 if match["part"] else 3,
        )


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _year(written: str | None) -> int:
    if not written:
        return 0
    digits = written.lstrip("'’")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
