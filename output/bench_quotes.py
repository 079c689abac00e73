"""Whether what is quoted stands where its rectangles say: the words inside them, read anew by plain pdfplumber."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pdfplumber

from pipeline.detect.sentences import sentences
from pipeline.reading.segment import quote_boxes
from pipeline.records import Box, Passage

_SLACK = 0.5

_Character = dict[str, Any]
_Printed = tuple[list[float], list[_Character]]
"""The heights of the characters of a page, and the characters, from the top down."""


def quotes_in_place(path: Path, passages: Sequence[Passage]) -> tuple[int, int]:
    """Count the sentences that equal the characters inside their rectangles, and all of them."""
    good = total = 0
    with pdfplumber.open(path) as document:
        pages: dict[int, _Printed] = {}
        for passage in passages:
            if passage.structure == "table_row":  # the header cells stand elsewhere
                continue
            for start, end in sentences(passage.text):
                boxes = quote_boxes(passage, start, end)
                for placed in boxes:
                    if placed.page not in pages:
                        page = document.pages[placed.page - 1]
                        # Taking doubled print away costs ten times as much as reading the page.
                        pages[placed.page] = _printed((page.dedupe_chars() if _is_doubled(page.chars) else page).chars)
                        page.close()
                inside = "".join(text for placed in boxes for text in _inside(pages[placed.page], placed.box))
                total += 1
                good += _letters(passage.text[start:end]) == _letters(inside)
    return good, total


def _is_doubled(characters: Sequence[_Character]) -> bool:
    """True when a character is printed twice, less than a point apart, as some programs make bold."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    for character in characters:
        text, x0, top = character["text"], character["x0"], character["top"]
        beside = product((int(x0) - 1, int(x0), int(x0) + 1), (int(top) - 1, int(top), int(top) + 1))
        near = [place for x, y in beside for place in seen.get((text, x, y), ())]
        if any(abs(x0 - x) <= 1 and abs(top - y) <= 1 for x, y in near):
            return True
        seen[text, int(x0), int(top)].append((x0, top))
    return False


def _printed(characters: Sequence[_Character]) -> _Printed:
    ordered = sorted(characters, key=lambda character: _middle(character, "top", "bottom"))
    return [_middle(character, "top", "bottom") for character in ordered], ordered


def _inside(printed: _Printed, box: Box) -> Iterator[str]:
    """Give the characters of a line in the direction in which it runs."""
    x0, top, x1, bottom = box
    heights, characters = printed
    level = characters[bisect_left(heights, top) : bisect_right(heights, bottom)]
    held = [c for c in level if x0 - _SLACK <= _middle(c, "x0", "x1") <= x1 + _SLACK]
    yield from (str(c["text"]) for c in sorted(held, key=_along))


def _along(character: _Character) -> float:
    a, b, *_ = character["matrix"]
    return float(a * _middle(character, "x0", "x1") - b * _middle(character, "top", "bottom"))


def _middle(character: _Character, low: str, high: str) -> float:
    return (float(character[low]) + float(character[high])) / 2


def _letters(text: str) -> str:
    """Give the letters and digits: hyphens at line ends and the diaeresis they hide differ."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))
