"""Amounts of money with their meaning and their exact place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.detect.claims import Claims
from pipeline.detect.money_forms import Sum, written_sums
from pipeline.detect.money_kinds import amount_kind
from pipeline.detect.money_tables import table_sums
from pipeline.detect.spans import Amount
from pipeline.detect.surroundings import Surroundings, surroundings

_TIMES = (
    r"(?:(?:bedrag(?:en)?|getallen|cijfers)\s*(?:in|x|×|\*|maal)|(?<!\w)(?<!\b\d\s)(?<!\b\d\d\s)[x×*])"
    r"\s*(?:€|euro|EUR)?\s*(?:x|×|\*)?\s*€?\s*"
)
_MILLION = re.compile(
    rf"{_TIMES}(?:1[.\s]?000[.\s]?000|1?\s?(?:miljoen|mln))\b|\bin\smiljoenen\s(?:euro|€)|\(in\smiljoenen\)"
    r"|\b(?:bedragen|cijfers)\sin\s(?:miljoenen|mln|miljoen\seuro)",
    re.I,
)
_THOUSAND = re.compile(
    rf"{_TIMES}(?:1[.\s]?000(?!\d|[.\s]\d)|1?\s?(?:duizend|k)\b)|\bin\sduizenden\s(?:euro|€)|\(in\sduizenden\)"
    r"|\b(?:bedragen|cijfers)\sin\s(?:duizenden|duizend\seuro)",
    re.I,
)
_REPLACES = re.compile(
    r"\s*,?\s*(?:wordt\s|worden\s|is\s)?(?:te\s)?"
    r"(?:vervangen\sdoor|(?:gewijzigd|verhoogd|verlaagd|bijgesteld|opgehoogd|aangepast)\s(?:in|naar|tot))"
    r"(?:\s(?:een|het)\sbedrag\svan)?\s*",
    re.I,
)
_MOVES_TO = re.compile(r"\s*(?:naar|tot|in)\s*", re.I)
_MOVED_FROM = re.compile(r"\bvan\s*$", re.I)
_MOVE = re.compile(
    r"\b(?:verho\w+|verla\w+|ge?wijzig\w+|wijzig\w+|stijg\w*|daal\w*|bijgesteld|opgehoogd|neemt)\b",
    re.I,
)
_FORMER = re.compile(r"\b(?:was|waren|voorheen|oorspronkelijk|eerder|in plaats van|i\.p\.v\.)\s*$", re.I)


def amounts(text: str, *, heading: str = "", scale: int | None = None) -> tuple[Amount, ...]:
    """Find the amounts of money in a passage, in order.

    `scale` multiplies bare table numbers only; an amount with a euro sign is what it says.
    """
    # the `€ 1.000` in "Bedragen x € 1.000" is no amount
    announced = [match.span() for pattern in (_MILLION, _THOUSAND) for match in pattern.finditer(text)]
    claims = Claims(len(text), announced)
    sums = [one for one in written_sums(text) if claims.take(one.start, one.end)]
    if scale is not None:
        sums += table_sums(text, scale, [*announced, *((one.start, one.end) for one in sums)])
        sums.sort(key=lambda one: one.start)
    around = surroundings(text, [(one.start, one.end) for one in sums])
    kinds = _kinds(text, sums, around, heading)
    return tuple(
        Amount(value_eur=one.euros, kind=kind, start=one.start, end=one.end)
        for one, kind in zip(sums, kinds, strict=True)
    )


def scale_of(text: str) -> int | None:
    """Give the scale that a caption or heading announces: 1000, 1000000, or None."""
    if _MILLION.search(text):
        return 10**6
    return 1000 if _THOUSAND.search(text) else None


def _kinds(text: str, sums: Sequence[Sum], around: Sequence[Surroundings], heading: str) -> list[str]:
    """Judge each amount; one that is replaced by the next hands its meaning on and counts no more."""
    kinds: list[str] = []
    inherited = ""
    for index, words in enumerate(around):
        own = amount_kind(words, heading)
        kind = own if own != "other" or not inherited else inherited
        inherited = ""
        if index + 1 < len(sums) and _is_replaced(words, text[sums[index].end : sums[index + 1].start]):
            inherited, kind = kind, "other"
        kinds.append("other" if _FORMER.search(words.left) else kind)
    return kinds


def _is_replaced(words: Surroundings, between: str) -> bool:
    if _REPLACES.fullmatch(between):
        return True
    moved = _MOVES_TO.fullmatch(between) is not None and _MOVED_FROM.search(words.left) is not None
    return moved and _MOVE.search(words.sentence) is not None
