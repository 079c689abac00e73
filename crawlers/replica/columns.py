"""A paper in two justified columns, with words broken at line ends as Dutch spelling allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any

from reportlab.lib.units import mm

from crawlers.replica.markup import Block, Heading
from crawlers.replica.paper import FIRST_TOP, LEFT, Endless, Letterhead, Press, draw, feed, height_of
from crawlers.replica.typeset import WIDTH, Measure, Piece, pieces, register_fonts

GUTTER = 8 * mm
COLUMN_WIDTH = (WIDTH - GUTTER) / 2
GAP = 9.0
"""Points between what spans both columns and the columns below it."""
COMPANY = 40.0
"""Points of text that stay under a heading."""
STEP = 6.0
"""Columns are made even to within so many points."""
MIN_HEAD, MIN_TAIL, MIN_WORD = 2, 3, 6
WORD = re.compile(r"[A-Za-z]?[a-zà-ÿ]+")
VOWELS = re.compile(r"aai|eeu|ieu|oei|ooi|aa|au|ee|ei|eu|ie|ij|oe|oo|ou|ui|uu|[aeiouyà-åè-ïò-öù-ü]")
FIRM = frozenset(
    ("bl", "br", "ch", "cl", "cr", "dr", "fl", "fr", "gl", "gr", "kl", "kr", "pl", "pr", "qu", "sj", "th", "tr", "vr")
)
"""Onsets that stay together behind a vowel, where `st` is divided: pu-bliek, but kos-ten."""
ONSETS = FIRM | frozenset(
    ("dw", "kn", "kw", "sch", "schr", "sl", "sm", "sn", "sp", "spl", "spr", "st", "str", "tw", "vl", "wr", "zw")
)
STARTS = ONSETS | frozenset("bcdfghjklmnpqrstvwxz")
PREFIX = re.compile("be|ge|ver|ont|her")
JOINT = re.compile(r"(?:ing|heid|teit|schap)s(?=[^aeiouy])")
"""The s that joins a compound belongs to what is before it: uitvoerings-programma."""


def breaks(word: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to break a word at a line end, the longest head first."""
    if len(word) >= MIN_WORD and WORD.fullmatch(word):
        for place in reversed(_places(word.lower())):
            if MIN_HEAD <= place <= len(word) - MIN_TAIL:
                yield word[:place], word[place:]


def _places(word: str) -> list[int]:
    nuclei = list(VOWELS.finditer(word))
    return [
        _syllable_start(word, left.end(), right.start())
        for left, right in pairwise(nuclei)
        if left.end() < right.start()
    ]


def _syllable_start(word: str, start: int, end: int) -> int:
    """Tell which of the consonants between two vowels begins the next syllable."""
    for border in (PREFIX.match(word), *JOINT.finditer(word)):
        if border and start <= border.end() <= end and (border.end() == end or word[border.end() : end] in STARTS):
            return border.end()
    cluster = word[start:end]
    if cluster in FIRM:
        return start
    return next((start + cut for cut in range(1, len(cluster)) if cluster[cut:] in ONSETS), end - 1)


@dataclass(slots=True)
class ColumnPress(Press):
    """Places narrow pieces in two even columns, and wide ones across both."""

    section: list[Piece] = field(default_factory=list)

    def place(self, piece: Piece) -> None:
        """Hold a narrow piece until the columns end; put a wide one, with its headings, under them."""
        if not piece.wide:
            self.section.append(piece)
            return
        titles: list[Piece] = []
        while self.section and self.section[-1].with_next:
            titles.insert(0, self.section.pop())
        self._even_columns()
        for each in (*titles, piece):
            Press.place(self, each)

    def flush(self) -> None:
        """Put what is still held."""
        self._even_columns()
        Press.flush(self)

    def _even_columns(self) -> None:
        while self.section:
            if self.sheets[-1].placed:
                self.y -= GAP
            placed, rest = _columns(self.section, self.room)
            if not placed.spots:
                self._turn_from_full_page()
                continue
            height = self.room
            if not rest:
                height = self._lowest(self.section)
                placed, _ = _columns(self.section, height)
            self._set_spots(placed, height)
            self.section = rest
            if rest:
                self.turn()

    def _turn_from_full_page(self) -> None:
        if not self.sheets[-1].placed:
            raise ValueError("a piece is higher than a page and cannot be divided")
        self.turn()

    def _lowest(self, section: list[Piece]) -> float:
        """Find the least height in which both columns hold the whole section."""
        height = min(self.room, sum(height_of(piece, COLUMN_WIDTH) for piece in section) / 2)
        while height < self.room and _columns(section, height)[1]:
            height += STEP
        return min(height, self.room)

    def _set_spots(self, placed: _Placed, height: float) -> None:
        for flowable, column, depth in placed.spots:
            x = LEFT + column * (COLUMN_WIDTH + GUTTER)
            self.sheets[-1].placed.append((flowable, x, self.y - depth))
        for heading in placed.headings:
            self.headings.append((heading.text, heading.level, len(self.sheets)))
        self.y -= height


@dataclass(slots=True)
class _Placed:
    """What stands in a pair of columns: flowable, column, depth of its lower edge."""

    spots: list[tuple[Any, int, float]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


def _columns(section: list[Piece], height: float) -> tuple[_Placed, list[Piece]]:
    """Fill two columns of a height; the second value is what they cannot hold."""
    placed, rest = _Placed(), list(section)
    for column in (0, 1):
        depth = 0.0
        while rest:
            piece = rest[0]
            space = piece.space if depth else 0.0
            if piece.with_next and _needed(rest) > height - depth:
                break
            head, tail = _parted(piece, height - depth - space)
            if head is None:
                break
            depth += space + float(head.wrap(COLUMN_WIDTH, height)[1])
            placed.spots.append((head, column, depth))
            placed.headings += [piece.heading] if piece.heading else []
            rest[:1] = [tail] if tail else []
    return placed, rest


def _needed(rest: list[Piece]) -> float:
    """Give the height of the headings in front, with the first lines of what follows them."""
    headings = list(takewhile(lambda piece: piece.with_next, rest))
    company = min(height_of(rest[len(headings)], COLUMN_WIDTH), COMPANY) if len(headings) < len(rest) else 0.0
    return sum(height_of(piece, COLUMN_WIDTH) for piece in headings) + company


def _parted(piece: Piece, room: float) -> tuple[Any | None, Piece | None]:
    """Give what fits in the room, and the piece that is left for the next column."""
    if float(piece.flowable.wrap(COLUMN_WIDTH, room)[1]) <= room:
        return piece.flowable, None
    parts: list[Any] = piece.flowable.split(COLUMN_WIDTH, room) if piece.divisible and room > 0 else []
    if len(parts) < 2:
        return None, piece
    return parts[0], Piece(flowable=parts[1], space=0, divisible=True)


def print_columns(blocks: Iterable[Block], letterhead: Letterhead, endless: Endless) -> bytes:
    """Render blocks to a PDF in two columns with the same bytes every time."""
    register_fonts()
    press = ColumnPress(first_top=FIRST_TOP)
    press.turn()
    for piece in pieces(blocks, chapters=False, measure=Measure(width=COLUMN_WIDTH, breaks=breaks)):
        feed(press, piece, endless)
    press.flush()
    return draw(press, letterhead)
