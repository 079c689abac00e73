"""Decision lists: each numbered item with its decision is one passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.units import Unit

_TITLE = re.compile(r"besluiten?lijst|besluitenoverzicht", re.IGNORECASE)
_DECISION = re.compile(r"\bbesluit(?:en)?\s*:|\b(?:de raad|het college) besluit\b", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})(?:\.[a-z\d]{1,2})*[.):]?\s+\S")
_SIGNED = re.compile(r"(?:aldus )?vastgesteld in de ", re.IGNORECASE)
_MIN_ITEMS = 2


def decision_items(units: Sequence[Unit], is_heading: Sequence[bool], title: str) -> dict[int, int]:
    """Give for each item the index of its first unit and the index after its last one.

    Empty for a document that is no decision list: its title or its first lines say so, or two items hold `Besluit:`.
    """
    starts = _starts(units, is_heading)
    ends = [
        _end(units, is_heading, start, following)
        for start, following in zip(starts, [*starts[1:], len(units)], strict=False)
    ]
    decided = sum(
        any(_DECISION.search(unit.text) for unit in units[start:end]) for start, end in zip(starts, ends, strict=True)
    )
    named = _TITLE.search(" ".join([title, *(unit.text for unit in units[:3])])) is not None
    if decided < (1 if named else _MIN_ITEMS) or len(starts) < _MIN_ITEMS:
        return {}
    # A numbered heading with nothing below it groups the items that follow.
    pairs = zip(starts, ends, strict=True)
    return {start: end for start, end in pairs if end > start + 1 or not is_heading[start]}


def _starts(units: Sequence[Unit], is_heading: Sequence[bool]) -> list[int]:
    """Find the first units of the items: numbers that count up, all headings or all list items."""
    numbers = [_NUMBER.match(unit.text) for unit in units]
    headed = [
        index
        for index, (unit, number) in enumerate(zip(units, numbers, strict=True))
        if number and (is_heading[index] or unit.heading_level)
    ]
    if len(headed) >= _MIN_ITEMS:
        return headed
    starts: list[int] = []
    expected = 1
    for index, number in enumerate(numbers):
        if number and units[index].structure == "list_item" and (int(number[1]) == expected or not starts):
            starts.append(index)
            expected = int(number[1]) + 1
    return starts


def _end(units: Sequence[Unit], is_heading: Sequence[bool], start: int, following: int) -> int:
    """Stop at the next item, at an unnumbered heading, or where the list is signed."""
    for index in range(start + 1, following):
        if is_heading[index] or _SIGNED.match(units[index].text):
            return index
    return following
