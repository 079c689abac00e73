"""Words with their place, from the characters that a PDF engine gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.utils.text import dedupe_chars, extract_words

from pipeline.reading.normalise import clean
from pipeline.records import Box

Character = dict[str, Any]
"""A character as pdfplumber describes it: text, x0, top, x1, bottom, size, fontname, upright, matrix; and bold."""

_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-bd\b", re.IGNORECASE)
_TURNS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the page, as it would stand if its line ran from left to right."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    font: str

    @property
    def middle(self) -> float:
        """Half height."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """From upper to lower edge."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Turn:
    """How text is turned on the page, in degrees counter-clockwise."""

    degrees: int
    width: float
    height: float

    def straighten(self, box: Box) -> Box:
        """Give the place of the box when the page is turned so that the text reads from left to right."""
        x0, top, x1, bottom = box
        if self.degrees == 90:
            return self.height - bottom, x0, self.height - top, x1
        if self.degrees == 180:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.degrees == 270:
            return top, self.width - x1, bottom, self.width - x0
        return box

    def restore(self, box: Box) -> Box:
        """Give the place on the page of a straightened box."""
        x0, top, x1, bottom = box
        if self.degrees == 90:
            return top, self.height - x1, bottom, self.height - x0
        if self.degrees == 180:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.degrees == 270:
            return self.width - bottom, x0, self.width - top, x1
        return box


def turned_groups(characters: Iterable[Character]) -> list[tuple[int, list[Character]]]:
    """Group characters by the direction of their line, the fullest direction first; slanted text is last."""
    groups: dict[int, list[Character]] = {}
    for character in characters:
        groups.setdefault(_degrees(character["matrix"]), []).append(character)
    return sorted(groups.items(), key=lambda item: (item[0] not in _TURNS, -len(item[1])))


def _degrees(matrix: Sequence[float]) -> int:
    a, b = matrix[0], matrix[1]
    if abs(b) <= abs(a) * 0.05:
        return 0 if a >= 0 else 180
    if abs(a) <= abs(b) * 0.05:
        return 90 if b > 0 else 270
    return 45


def words_of(characters: list[Character], turn: Turn) -> list[Word]:
    """Build words from characters of one direction, without doubled glyphs."""
    if turn.degrees:
        characters = [_straight(character, turn) for character in characters]
    if _doubled(characters):
        characters = dedupe_chars(characters, tolerance=1)
    found = extract_words(characters, x_tolerance_ratio=0.15, return_chars=True)
    words = (_word(row) for row in found)
    return [word for word in words if word.text]


def _straight(character: Character, turn: Turn) -> Character:
    x0, top, x1, bottom = turn.straighten((character["x0"], character["top"], character["x1"], character["bottom"]))
    place = {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, "size": bottom - top}
    return character | place | {"upright": True}


def _doubled(characters: Sequence[Character]) -> bool:
    """True when glyphs are printed twice to look bold."""
    places = {(character["text"], round(character["x0"]), round(character["top"])) for character in characters}
    return len(places) < len(characters) * 0.85


def _word(row: Mapping[str, Any]) -> Word:
    characters = row["chars"]
    size = Counter(round(character["size"], 1) for character in characters).most_common(1)[0][0]
    bold = sum(1 for character in characters if character["bold"]) * 2 > len(characters)
    return Word(
        clean(row["text"]), row["x0"], row["top"], row["x1"], row["bottom"], size, bold, characters[0]["fontname"]
    )


def is_bold(fontname: str) -> bool:
    """True when the name of the font says that it is heavy."""
    return _BOLD.search(fontname) is not None
