"""Whether what is quoted stands where its rectangles say: the words inside them, read anew by plain pdfplumber."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfplumber

from pipeline.detect.sentences import sentences
from pipeline.reading.segment import quote_boxes
from pipeline.records import Box, Passage

_SLACK = 0.5


def quotes_in_place(path: Path, passages: Sequence[Passage]) -> tuple[int, int]:
    """Count the sentences that equal the characters inside their rectangles, and all of them."""
    good = total = 0
    with pdfplumber.open(path) as document:
        pages: dict[int, list[dict[str, Any]]] = {}
        for passage in passages:
            if passage.structure == "table_row":  # the header cells stand elsewhere
                continue
            for start, end in sentences(passage.text):
                boxes = quote_boxes(passage, start, end)
                for placed in boxes:
                    if placed.page not in pages:
                        pages[placed.page] = document.pages[placed.page - 1].dedupe_chars().chars
                inside = "".join(text for placed in boxes for text in _inside(pages[placed.page], placed.box))
                total += 1
                good += _letters(passage.text[start:end]) == _letters(inside)
    return good, total


def _inside(characters: Sequence[dict[str, Any]], box: Box) -> Iterator[str]:
    """Give the characters of a line in the direction in which it runs."""
    x0, top, x1, bottom = box
    held = [
        c
        for c in characters
        if x0 - _SLACK <= _middle(c, "x0", "x1") <= x1 + _SLACK and top <= _middle(c, "top", "bottom") <= bottom
    ]
    yield from (str(c["text"]) for c in sorted(held, key=_along))


def _along(character: dict[str, Any]) -> float:
    a, b, *_ = character["matrix"]
    return float(a * _middle(character, "x0", "x1") - b * _middle(character, "top", "bottom"))


def _middle(character: dict[str, Any], low: str, high: str) -> float:
    return (float(character[low]) + float(character[high])) / 2


def _letters(text: str) -> str:
    """Give the letters and digits: hyphens at line ends and the diaeresis they hide differ."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))
