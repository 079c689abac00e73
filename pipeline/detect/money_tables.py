"""Bare numbers in tables whose caption gives the scale, such as `Bedragen x € 1.000`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.detect.money_forms import LARGEST, Sum, is_year, read_number
from pipeline.detect.sentences import Span

_TIMES = r"(?:(?:bedrag(?:en)?|getallen|cijfers)\s*(?:in|x|×|\*|maal)|(?<![\d\w])[x×*])\s*(?:€|euro|EUR)?\s*(?:x|×|\*)?\s*(?:€)?\s*"
_MILLION = re.compile(
    rf"{_TIMES}(?:1[.\s]?000[.\s]?000|1?\s?(?:miljoen|mln))\b|\b(?:bedragen\s)?in\smiljoenen\s(?:euro|€)|\(in\smiljoenen\)"
    rf"|\b(?:bedragen|cijfers)\sin\s(?:miljoenen|mln|miljoen\seuro)",
    re.I,
)
_THOUSAND = re.compile(
    rf"{_TIMES}(?:1[.\s]?000(?!\d|[.\s]\d)|1?\s?(?:duizend|k)\b)|\bin\sduizenden\s(?:euro|€)|\(in\sduizenden\)"
    rf"|\b(?:bedragen|cijfers)\sin\s(?:duizenden|duizend\seuro)",
    re.I,
)
_CELL = re.compile(
    r"(?<![\w.,/€+–−-])(?<!€\s)[-–−+]?(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d{1,3})?|\d{1,6}(?:,\d{1,3})?)(?![\w%]|[.,/:-]\d|\s?%)"
)
_MONTHS = "jan feb mrt maa apr mei jun jul aug sep okt nov dec".split()
_COUNTED = re.compile(
    r"\s?(?:fte|jaar|jaren|uur|uren|maand\w*|week|weken|dag|dagen|m2|m²|km|jongeren|inwoners|personen|leerlingen|plekken|plaatsen"
    r"|trajecten|casussen|woningen|stuks|keer|procent|punten|kinderen|huishoudens|deelnemers|vrijwilligers|leden|e\b|x\b)",
    re.I,
)
_NUMBERED = re.compile(
    r"(?:\b(?:art(?:ikel|\.)|taakveld(?:en)?|programma|perceel|tabel|figuur|vraag|lid|nr\.?|nummer|bijlage|hoofdstuk|paragraaf|pagina"
    r"|blz\.?|thema|doel|fase|kwartaal|week|lijn|bus|zaak\w*|kenmerk|telefoon|tel\.?|punt|spoor|groep|postbus|van|tot|met|op|in|en|of"
    r"|voor|vanaf|per|bij|om|na|de|het|een|ruim|circa|ca\.|ongeveer|leeftijd|zijn|is|er|nog)|[x×*])\s*$",
    re.I,
)
_GOES_ON = re.compile(r"\s*(?:$|\n|[-–−+]?\d|€|[|;)]|[.,](?:\s|$)|(?:vanaf|per|structureel|incidenteel|nadelig|voordelig|in|[NV])\b)")


def scale_of(text: str) -> int | None:
    """Give the scale that a caption or heading announces: 1000, 1000000, or None."""
    if _MILLION.search(text):
        return 10**6
    return 1000 if _THOUSAND.search(text) else None


def scale_spans(text: str) -> list[Span]:
    """Give the places of the announcements themselves: the `€ 1.000` in them is no amount."""
    return [match.span() for pattern in (_MILLION, _THOUSAND) for match in pattern.finditer(text)]


def table_sums(text: str, scale: int, taken: Sequence[Span]) -> list[Sum]:
    """Find the bare table numbers outside `taken` and multiply them by `scale`."""
    sums = []
    for match in _CELL.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        number = read_number(match["number"]) * scale
        if 0 < number <= LARGEST and _is_cell(text, match):
            sums.append(Sum(*match.span(), number))
    return sums


def _is_cell(text: str, match: re.Match[str]) -> bool:
    """True for a figure in a row; not for years, codes, counts, ages and numbers inside a sentence."""
    digits, following = match["number"], text[match.end() : match.end() + 20]
    before = text[max(0, match.start() - 30) : match.start()]
    if is_year(digits) or _COUNTED.match(following) or _NUMBERED.search(before):
        return False
    if following.strip()[:3].lower() in _MONTHS and not following.strip()[:1].isupper():
        return False
    if "." in digits:
        return True
    labelled = before.rstrip(" ")[-1:] not in ("", "\n")
    return labelled and _GOES_ON.match(following) is not None
