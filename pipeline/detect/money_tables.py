"""Bare numbers in tables whose caption gives the scale, such as `Bedragen x € 1.000`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.detect.claims import Claims
from pipeline.detect.money_forms import LARGEST, Sum, is_year, read_number
from pipeline.detect.sentences import Span

_CELL = re.compile(
    r"(?<![\w.,/€+–−-])(?<!€\s)[-–−+]?(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d{1,3})?"
    r"|\d{1,6}(?:,\d{1,3})?)(?![\w%]|[.,/:-]\d|\s?%)"
)
_MONTH = re.compile(r"\s?(?:jan|feb|mrt|maa|apr|mei|jun|jul|aug|sep|okt|nov|dec)")
_COUNTED = re.compile(
    r"\s?(?:fte|meter|m\b|jaar|jaren|uur|uren|maand\w*|week|weken|dag|dagen|m2|m²|km|jongeren|inwoners"
    r"|personen|leerlingen|plekken|plaatsen"
    r"|trajecten|casussen|woningen|stuks|keer|procent|punten|kinderen|huishoudens|deelnemers|vrijwilligers"
    r"|leden|e\b|x\b)",
    re.I,
)
_NUMBERED = re.compile(
    r"(?:\b(?:art(?:ikel|\.)|taakveld(?:en)?|programma|perceel|tabel|figuur|vraag|lid|nr\.?|nummer|bijlage"
    r"|hoofdstuk|paragraaf|pagina"
    r"|blz\.?|thema|doel|fase|kwartaal|week|lijn|bus|zaak\w*|kenmerk|telefoon|tel\.?|punt|spoor|groep|postbus"
    r"|van|tot|met|op|in|en|of"
    r"|voor|vanaf|per|bij|om|na|de|het|een|ruim|circa|ca\.|ongeveer|leeftijd|zijn|is|er|nog)|[x×*])\s*$",
    re.I,
)
_GOES_ON = re.compile(
    r"\s*(?:$|\n|[-–−+]?\d|€|[|;)]|[.,](?:\s|$)|(?:vanaf|per|structureel|incidenteel|nadelig|voordelig|in"
    r"|[NV])\b)",
)


def table_sums(text: str, scale: int, taken: Sequence[Span]) -> list[Sum]:
    """Find the bare table numbers outside `taken` and multiply them by `scale`."""
    claims, sums = Claims(len(text), taken), []
    for match in _CELL.finditer(text):
        if not claims.take(*match.span()):
            continue
        number = read_number(match["number"]) * scale
        if 0 < number <= LARGEST and _is_cell(text, match, scale):
            sums.append(Sum(*match.span(), number))
    return sums


def _is_cell(text: str, match: re.Match[str], scale: int) -> bool:
    """True for a figure in a row; not for years, codes, counts, ages and numbers inside a sentence."""
    digits, following = match["number"], text[match.end() : match.end() + 20]
    before = text[max(0, match.start() - 30) : match.start()]
    if is_year(digits) or _COUNTED.match(following) or _NUMBERED.search(before) or _MONTH.match(following):
        return False
    if "." in digits:
        return True
    if scale < 10**6 and (len(digits) == 1 or "," in digits):
        return False  # number of a row, a note or a programme; a ratio
    labelled = before.rstrip(" ")[-1:] not in ("", "\n")
    return labelled and _GOES_ON.match(following) is not None
