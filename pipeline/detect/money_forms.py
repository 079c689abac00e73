"""The ways in which an amount of money is written, and where a number is only a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.detect.claims import Claims
from pipeline.detect.letters import folded
from pipeline.detect.numerals import NUMERAL, spelled

LARGEST = 10**12
"""No Dutch public body handles more euros than this in one amount; above it a number is something else."""

NUMBER = (
    r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d{1,3}(?: 000)+|\d{1,12})"
    r"(?:,\d{1,3}|\.\d{1,2}(?!\d))?(?!\d|[.,]\d)"
)
_TAIL = r"(?:,(?:--|[-–—=]|\s=))?"
_UNIT = r"\s{0,2}(?P<unit>miljoen|mln|mio|miljard|mld|duizend|dzd|ton|(?-i:[Kk]|M))\b"
_CURRENCY = r"(?:€|\bEUR\b)"
_UNITS = {
    **dict.fromkeys(("k", "duizend", "dzd"), 1000),
    "ton": 100_000,
    **dict.fromkeys(("m", "miljoen", "mln", "mio"), 10**6),
    **dict.fromkeys(("miljard", "mld"), 10**9),
    "": 1,
}

_BEFORE = re.compile(
    rf"(?:{_CURRENCY}|(?P<word>\beuro))\s{{0,2}}[-–−]?(?P<number>{NUMBER}){_TAIL}(?:{_UNIT})?(?:\s?euro\b)?", re.I
)
_AFTER = re.compile(
    rf"(?<![\w.,€])(?P<number>{NUMBER}){_TAIL}(?:{_UNIT})?(?:\s{{0,2}}(?:euro(?:['’]s)?|EUR)\b"
    rf"|\s?€(?!\s?[-–]?\s?\d))",
    re.I,
)
_LETTERS = re.compile(
    rf"(?<![\w-])(?P<number>{NUMERAL})(?:[\s-](?P<unit>miljoen|miljard|ton|mln)\b(?P<more>\s{NUMERAL})?)?"
    rf"(?P<euro>\s{{1,2}}euro(?:['’]s)?\b)?(?!\w)",
    re.I,
)
_LETTERS_END = re.compile(r"euro|miljoen|miljard|\bton\b|\bmln\b", re.I)
_BARE = re.compile(rf"(?<![\w.,€-])(?P<number>{NUMBER}){_UNIT}", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")

# A large number without a euro sign is money when the sentence goes on like this, not with what is counted.
_FOLLOWERS = re.compile(
    r"(?:aan|als|beschikbaar|bij|bijdrage|budget|bezuinigd|bezuinigen|bezuinigingen|dat|die|door|een|eenmalig"
    r"|eenmalige|en|euro|extra|geïnvesteerd|geraamd|gereserveerd|hebben|heeft|het|hoger|hogere|in|incidenteel"
    r"|incidentele|is|jaarlijks|jaarlijkse|kan|komt|krediet|lager|lagere|meer|met|minder|moet|naar|nadelig"
    r"|nodig|of|om|op|opgenomen|over|per|structureel|structurele|subsidie|te|tekort|ten|ter|toe|tot|uit"
    r"|uitgetrokken|van|vanaf|verdeeld|voor|voordelig|vrij|vrijgemaakt|waarvan|waren|was|we|werd|wij|wordt"
    r"|worden|zal|zijn)",
    re.I,
)
_COUNTED = re.compile(
    r"\b(?:inwoners|mensen|personen|burgers|bezoekers|jongeren|kinderen|ouderen|leerlingen|studenten"
    r"|huishoudens"
    r"|woningen|nederlanders|reizigers|vrijwilligers|deelnemers|banen|bomen|stuks|keer|maal|uur|uren|dagen"
    r"|weken"
    r"|maanden|jaar|jaren|kilo\w*|kg|km|liter|m2|m3|m²|kwh|mwh|hectare|meter|co2|afval|stikstof|zout)\b",
    re.I,
)
_WEIGHT = re.compile(
    r"\b(?:gewicht|wegen|weegt|dragen|draagvermogen|vracht\w*|voertuig\w*|aslast|brug\w*|co2\w*|uitstoot"
    r"|stikstof"
    r"|afval|gft|zout|grond|asfalt|papier|glas|plastic|textiel|materiaal|kilo\w*|kraan|lading)\b",
    re.I,
)
_MONEY_WORDS = re.compile(
    r"€|\b(?:euro\w*|\w*budget\w*|\w*subsidie\w*|\w*krediet\w*|\w*kosten?|kost|geld\w*|\w*bedrag\w*|bedraagt"
    r"|beschikbaar"
    r"|\w*bijdrage\w*|\w*middelen|\w*invester\w+|\w*bezuinig\w+|\w*raming\w*|geraamd|\w*reserve\w*"
    r"|gereserveerd|\w*tekort\w*"
    r"|\w*dekking|\w*fonds\w*|\w*plafond\w*|\w*uitgaven|uitgeven|uitgegeven|lening|opdracht\w*|uitgetrokken"
    r"|betaal\w*)\b",
    re.I,
)
_AROUND = 100


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money as written: the number and its unit still apart."""

    start: int
    end: int
    number: Decimal
    unit: str = ""

    @property
    def euros(self) -> int:
        """The sum in whole euros."""
        return int((self.number * _UNITS[self.unit]).quantize(Decimal(1), ROUND_HALF_UP))


def written_sums(text: str) -> list[Sum]:
    """Find the sums that are written out with a currency or a unit, in order, ranges as two sums."""
    claims = Claims(len(text))
    forms = (_with_currency_before, _with_currency_after, _in_letters, _with_unit_only)
    found = [one for form in forms for one in form(text) if claims.take(one.start, one.end)]
    sums = sorted(_with_ranges(text, found), key=lambda one: one.start)
    return [one for one in sums if 1 < one.euros <= LARGEST]


def read_number(digits: str) -> Decimal:
    """Read `1.250.000,50`, `1 250 000` or `1.5` as written in Dutch text."""
    plain = re.sub(r"\s", "", digits)
    if re.fullmatch(r"\d+\.\d{1,2}", plain):
        return Decimal(plain)
    return Decimal(plain.replace(".", "").replace(",", "."))


def is_year(digits: str) -> bool:
    """True for four digits that are most likely a year."""
    return _YEAR.fullmatch(digits) is not None


def _unit(match: re.Match[str]) -> str:
    return folded(match["unit"] or "")


def _with_currency_before(text: str) -> Iterator[Sum]:
    for match in _BEFORE.finditer(text):
        if match["word"] and not match["unit"] and match["number"].isdigit():
            continue  # "in euro 2027" heads a column
        yield Sum(*match.span(), read_number(match["number"]), _unit(match))


def _with_currency_after(text: str) -> Iterator[Sum]:
    for match in _AFTER.finditer(text):
        yield Sum(*match.span(), read_number(match["number"]), _unit(match))


def _in_letters(text: str) -> Iterator[Sum]:
    if not _LETTERS_END.search(text):
        return  # most texts; the pattern of all numbers is slow
    for match in _LETTERS.finditer(text):
        number = spelled(match["number"])
        if number is None or not (match["unit"] or match["euro"]):
            continue
        unit = _unit(match)
        rest = spelled(match["more"]) if match["more"] else None
        if unit and rest is not None:
            number, unit = number * _UNITS[unit] + rest, ""
        if match["euro"] or _speaks_of_money(text, match.start(), match.end(), unit):
            yield Sum(*match.span(), number, unit)


def _with_unit_only(text: str) -> Iterator[Sum]:
    for match in _BARE.finditer(text):
        if match["unit"] in ("k", "M"):
            continue
        if _speaks_of_money(text, match.start(), match.end(), _unit(match)):
            yield Sum(*match.span(), read_number(match["number"]), _unit(match))


def _speaks_of_money(text: str, start: int, end: int, unit: str) -> bool:
    """Judge a number with a unit but without euro: 2 ton can weigh, 17 miljoen can be people."""
    following = re.match(r"\s*([^\W\d_]+)", text[end : end + 30])
    if following and not _FOLLOWERS.fullmatch(following[1]):
        return False
    if _COUNTED.search(text[end : end + 25]):
        return False
    if unit not in ("ton", "duizend", "dzd", ""):
        return True
    around = text[max(0, start - _AROUND) : end + _AROUND]
    # nobody weighs "anderhalve ton" in letters, and alone in a cell it is the value itself
    telling = text[start].isalpha() or len(around.split()) <= 4 or _MONEY_WORDS.search(around) is not None
    return telling and not _WEIGHT.search(around)


_JOINED_LEFT = re.compile(
    rf"(?:(?<![\w.,€-])(?P<number>{NUMBER})|\b(?P<letters>{NUMERAL})){_TAIL}"
    rf"(?:\s(?:tot(?:\sen\smet)?|t/m|à|a)\s|\s?[-–—]\s?)$",
    re.I,
)
_BETWEEN_LEFT = re.compile(
    rf"\btussen\s(?:de\s)?(?:€\s?)?(?:(?P<number>{NUMBER})"
    rf"|(?P<letters>{NUMERAL})){_TAIL}\sen\s(?:de\s)?$",
    re.I,
)
_JOINED_RIGHT = re.compile(
    rf"\s?(?:tot(?:\sen\smet)?|t/m|à|[-–—])\s?(?P<number>{NUMBER}){_TAIL}(?:{_UNIT})?",
    re.I,
)
_CURRENCY_LEFT = re.compile(r"(?:€|\bEUR)\s{0,2}$")


def _with_ranges(text: str, sums: list[Sum]) -> Iterator[Sum]:
    """Complete ranges: `€3 tot €4 miljoen` is twice millions, `€ 10.000 - 25.000` twice euros."""
    ordered = sorted(sums, key=lambda one: one.start)
    for index, one in enumerate(ordered):
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        yield _shares_unit(text, one, following)
        before = ordered[index - 1].end if index else 0
        if low := _lower_end(text, one, before):
            yield low
        if high := _upper_end(text, one, following.start if following else len(text)):
            yield high


def _shares_unit(text: str, one: Sum, following: Sum | None) -> Sum:
    if following is None or one.unit or not following.unit or one.number >= following.number:
        return one
    between = text[one.end : following.start]
    return replace(one, unit=following.unit) if re.fullmatch(r"\s?(?:tot|à|a|en|[-–—])\s?", between) else one


def _lower_end(text: str, one: Sum, floor: int) -> Sum | None:
    left = text[max(floor, one.start - 60) : one.start]
    match = _BETWEEN_LEFT.search(left) or _JOINED_LEFT.search(left)
    if match is None:
        return None
    digits, letters = match["number"], match["letters"]
    number = read_number(digits) if digits else spelled(letters)
    if number is None or number >= one.number or (digits and is_year(digits) and not one.unit):
        return None
    start, end = match.span("number" if digits else "letters")
    shift = one.start - len(left)
    sign = _CURRENCY_LEFT.search(left[:start])
    return Sum(shift + (sign.start() if sign else start), shift + end, number, one.unit)


def _upper_end(text: str, one: Sum, ceiling: int) -> Sum | None:
    match = _JOINED_RIGHT.match(text, one.end, ceiling)
    if match is None or is_year(match["number"]) or re.match(r"\s?%|[-/.]\d", text[match.end() :]):
        return None
    unit = _unit(match) or one.unit
    high = Sum(match.start("number"), match.end(), read_number(match["number"]), unit)
    return high if high.euros > one.euros and not _COUNTED.match(text[match.end() :].lstrip()) else None
