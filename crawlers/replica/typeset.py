"""Blocks of a text as pieces that the page layout can place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Grid

from crawlers.replica.markup import Block, Fields, Fill, Heading, Item, PageBreak, Paragraph, Table

PLAIN, BOLD = "Vera", "VeraBd"
WIDTH = 165 * mm
BODY_SIZE, CELL_SIZE = 9.0, 7.5
CELL_PADDING = 3.0
LABEL_WIDTH = 48 * mm
INDENT = 7 * mm
NARROW = 70.0
"""No column is made narrower than this to spare the widest one."""
NUMERIC = re.compile(r"[-+€%.,()\d\s]*\d[-+€%.,()\d\s]*")
SIDES = ("LEFT", "RIGHT", "TOP", "BOTTOM")
RULED = [
    ("FONT", (0, 0), (-1, 0), BOLD, CELL_SIZE),
    ("FONT", (0, 1), (-1, -1), PLAIN, CELL_SIZE),
    ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), CELL_PADDING) for side in SIDES),
    ("LEADING", (0, 0), (-1, -1), CELL_SIZE + 2.2),
]
OPEN = [
    ("FONT", (0, 0), (0, -1), BOLD, BODY_SIZE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 1.5) for side in SIDES),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A flowable with what the layout must know of it."""

    flowable: Any
    space: float
    heading: Heading | None = None
    with_next: bool = False
    divisible: bool = False
    wide: bool = False
    """Spans all columns where there are more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How wide running text is set; with `breaks`, justified, its words divided at line ends."""

    width: float = WIDTH
    breaks: Callable[[str], Iterator[tuple[str, str]]] | None = None


ONE_COLUMN = Measure()


@cache
def register_fonts() -> None:
    """Register the free fonts that come with reportlab."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


@cache
def style(name: str, *, size: float = BODY_SIZE, bold: bool = False, align: int = 0) -> Any:
    """Return a paragraph style."""
    font = BOLD if bold else PLAIN
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.38, alignment=align)


def pieces(
    blocks: Iterable[Block], *, chapters: bool, measure: Measure = ONE_COLUMN
) -> Iterator[Piece | PageBreak | Fill]:
    """Turn blocks into pieces; with `chapters`, each heading of level 1 starts a page."""
    for block in blocks:
        match block:
            case PageBreak() | Fill():
                yield block
            case Heading():
                if chapters and block.level == 1:
                    yield PageBreak()
                yield _heading(block)
            case Paragraph():
                divisible = measure.breaks is not None or len(block.text) > 1200
                yield Piece(flowable=_running(block.text, measure), space=6, divisible=divisible)
            case Item():
                yield Piece(flowable=_item(block, measure), space=3)
            case Fields():
                yield Piece(flowable=_fields(block), space=8, wide=True)
            case Table():
                yield from _table(block)


def _words(text: str, *, size: float = BODY_SIZE, bold: bool = False, align: int = 0) -> Any:
    return Words(escape(text, quote=False), style("text", size=size, bold=bold, align=align))


def _running(text: str, measure: Measure) -> Any:
    if measure.breaks is None:
        return _words(text)
    return Words(escape(text, quote=False), _justified(measure.breaks))


@cache
def _justified(breaks: Callable[[str], Iterator[tuple[str, str]]]) -> Any:
    return ParagraphStyle("justified", parent=style("text"), alignment=TA_JUSTIFY, hyphenationLang=breaks)


def _heading(block: Heading) -> Piece:
    size, space = {1: (15.0, 16.0), 2: (11.5, 13.0), 3: (9.5, 9.0)}[block.level]
    return Piece(flowable=_words(block.text, size=size, bold=True), space=space, heading=block, with_next=True)


def _item(block: Item, measure: Measure) -> Any:
    label = "•" if block.label == "-" else block.label
    grid = Grid([[label, _running(block.text, measure)]], colWidths=[INDENT, measure.width - INDENT], hAlign="LEFT")
    grid.setStyle([*OPEN, ("FONT", (0, 0), (0, -1), PLAIN, BODY_SIZE), ("LEADING", (0, 0), (0, -1), 12.4)])
    return grid


def _fields(block: Fields) -> Any:
    rows = [[f"{label}:", _words(value)] for label, value in block.rows]
    longest = max(float(pdfmetrics.stringWidth(f"{label}:", BOLD, BODY_SIZE)) for label, _ in block.rows)
    width = max(LABEL_WIDTH, longest + 2 * CELL_PADDING)
    grid = Grid(rows, colWidths=[width, WIDTH - width], hAlign="LEFT")
    grid.setStyle([*OPEN, ("LEADING", (0, 0), (0, -1), 12.4)])
    return grid


def _table(block: Table) -> Iterator[Piece]:
    if block.caption:
        yield Piece(flowable=_words(block.caption, size=8.5, bold=True), space=9, with_next=True, wide=True)
    widths = _widths((block.header, *block.rows))
    numeric = [_is_numeric(row[column] for row in block.rows) for column in range(len(widths))]
    rows = [
        [_cell(text, width, bold=number == 0) for text, width in zip(row, widths, strict=True)]
        for number, row in enumerate((block.header, *block.rows))
    ]
    grid = Grid(rows, colWidths=widths, repeatRows=1, hAlign="LEFT")
    right = [("ALIGN", (column, 0), (column, -1), "RIGHT") for column, holds in enumerate(numeric) if holds]
    grid.setStyle([*RULED, *right])
    yield Piece(flowable=grid, space=3, divisible=True, wide=True)


def _cell(text: str, width: float, *, bold: bool) -> Any:
    """Leave a cell that fits as plain text, which is laid out much faster than words."""
    if _length(text, bold=bold) + 2 * CELL_PADDING <= width + 0.1:
        return text
    return _words(text, size=CELL_SIZE, bold=bold)


def _length(text: str, *, bold: bool) -> float:
    return float(pdfmetrics.stringWidth(text, BOLD if bold else PLAIN, CELL_SIZE))


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Give each column its natural width; when they do not fit together, let the widest one keep it if it can."""
    columns = range(len(rows[0]))
    natural = [max(_padded(row[column], bold=not number) for number, row in enumerate(rows)) for column in columns]
    if sum(natural) <= WIDTH:
        return natural
    least = [min(natural[column], max(NARROW, _longest_word(rows, column))) for column in columns]
    widest = natural.index(max(natural))
    if natural[widest] + sum(least) - least[widest] <= WIDTH:
        others = [width for column, width in enumerate(natural) if column != widest]
        limit = _limit(others, WIDTH - natural[widest])
        return [width if column == widest else min(width, limit) for column, width in enumerate(natural)]
    limit = _limit(natural, WIDTH)
    return [min(width, limit) for width in natural]


def _padded(text: str, *, bold: bool) -> float:
    return _length(text, bold=bold) + 2 * CELL_PADDING + 0.5


def _longest_word(rows: tuple[tuple[str, ...], ...], column: int) -> float:
    return max(_padded(word, bold=True) for row in rows for word in row[column].split(" "))


def _limit(natural: list[float], room: float) -> float:
    """Find the width to which the widest columns are cut so that all of them just fit in the room."""
    for position, width in enumerate(sorted(natural)):
        share = room / (len(natural) - position)
        if width > share:
            return share
        room -= width
    return max(natural)


def _is_numeric(cells: Iterable[str]) -> bool:
    return all(not cell or NUMERIC.fullmatch(cell) for cell in cells)
