"""Words with their place, from the characters that a PDF engine gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from pdfplumber.utils.clustering import cluster_objects

from pipeline.reading.normalise import clean
from pipeline.records import Box

Character = dict[str, Any]
"""A character as pdfplumber describes it: text, x0, top, x1, bottom, size, fontname, turn; and bold."""

_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-bd\b", re.IGNORECASE)
_TURNS = (0, 90, 180, 270)
_LINE_TOLERANCE = 3
_GAP = 0.15
"""Characters further apart than this part of their size belong to two words."""
_HAIR = 0.1
_TWICE = re.compile(r"(.)\1|(..)\2")


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
    def box(self) -> Box:
        """The rectangle."""
        return self.x0, self.top, self.x1, self.bottom

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

    @property
    def straight(self) -> int:
        """The same, but 0 for slanted text, which is not turned back."""
        return self.degrees if self.degrees in _TURNS else 0

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


def turned_groups(characters: Sequence[Character]) -> list[tuple[int, list[Character]]]:
    """Group characters by the direction of their line, the fullest direction first; slanted text is last."""
    groups: dict[int, list[Character]] = {}
    for turn in {character["turn"] for character in characters}:
        groups[turn] = [character for character in characters if character["turn"] == turn]
    return sorted(groups.items(), key=lambda item: (item[0] not in _TURNS, -len(item[1]), item[0]))


def words_of(characters: list[Character], turn: Turn) -> list[Word]:
    """Build words from characters of one direction, without doubled glyphs.

    Lines are clustered by pdfplumber and parted at spaces and at gaps, with a tolerance by the size of the print.
    """
    if turn.degrees:
        characters = [_straight(character, turn) for character in characters]
    words = []
    for line in cluster_objects(characters, itemgetter("top"), _LINE_TOLERANCE):
        line.sort(key=itemgetter("x0"))
        words += _once([_word(found) for found in _parted(line)])
    return [word for word in words if word.text]


def _once(words: Sequence[Word]) -> list[Word]:
    """Leave out words that are printed twice, a hair apart: a space lies between when they have no width."""
    return [
        word
        for before, word in zip((None, *words), words, strict=False)
        if before is None or word.text != before.text or word.x0 - before.x0 > _HAIR * word.size
    ]


def _parted(line: Iterable[Character]) -> list[list[Character]]:
    """Part the characters of a line into words."""
    words: list[list[Character]] = []
    current: list[Character] = []
    end = top = 0.0
    for character in line:
        if character["text"].isspace():
            current = []
            continue
        if not current or character["x0"] > end or abs(character["top"] - top) > _LINE_TOLERANCE:
            current = []
            words.append(current)
        current.append(character)
        end, top = character["x1"] + _GAP * character["size"], character["top"]
    return words


def _straight(character: Character, turn: Turn) -> Character:
    x0, top, x1, bottom = turn.straighten((character["x0"], character["top"], character["x1"], character["bottom"]))
    place = {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, "size": bottom - top}
    return character | place | {"upright": True}


def _word(characters: list[Character]) -> Word:
    text = "".join([character["text"] for character in characters])
    if _TWICE.search(text):
        characters = _undoubled(characters)
        text = "".join([character["text"] for character in characters])
    first, last = characters[0], characters[-1]
    size, bold = first["size"], first["bold"]
    tops, bottoms = first["top"], first["bottom"]
    if size != last["size"] or tops != last["top"]:
        size = Counter([character["size"] for character in characters]).most_common(1)[0][0]
        tops, bottoms = min(c["top"] for c in characters), max(c["bottom"] for c in characters)
    if bold != last["bold"]:
        bold = sum(1 for character in characters if character["bold"]) * 2 > len(characters)
    end = max([character["x1"] for character in characters])
    return Word(clean(text), first["x0"], tops, end, bottoms, round(size, 1), bold, first["fontname"])


def _undoubled(characters: Sequence[Character]) -> list[Character]:
    """Leave out glyphs that are printed twice, a hair apart, to look bold."""
    kept = [characters[0]]
    for character in characters[1:]:
        same = any(
            character["text"] == other["text"] and character["x0"] - other["x0"] < _HAIR * character["size"]
            for other in kept[-2:]
        )
        if not same:
            kept.append(character)
    return kept


def is_bold(fontname: str) -> bool:
    """True when the name of the font says that it is heavy."""
    return _BOLD.search(fontname) is not None
