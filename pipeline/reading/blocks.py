"""Rows of a region become paragraphs, list items and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.reading.layout import Row
from pipeline.reading.units import first_edge
from pipeline.records import Box, Line, Structure

BULLET = r"[•▪●○◦‣∙·■□➢➤✓✔*o–—−-]"
NUMBER = r"(?:\(?\d{1,2}[.)°]|\d{1,2}(?:\.[a-z\d]{1,2}){1,3}\.?|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|\(\d{1,2}\))"
_MARKER = re.compile(rf"(?:{BULLET}|{NUMBER})(?=\s|$)")
_APART_MARKER = re.compile(rf"{BULLET}|{NUMBER}|\d{{1,2}}")
_WEAK_MARKER = re.compile(r"(?:[o–—−*-]|\d{1,2}\.|[a-zA-Z][.)])(?=\s|$)")
_LABEL = re.compile(r"[A-ZÀ-Þ][\w ./()&’'-]{1,45}:(?:\s|$)")
_SENTENCE_END = (".", "!", "?", ":", ";")
_WIDE_GAP = 1.4
_COMMON = 0.15
"""The smallest distance that so many rows have is that within paragraphs; others are between them."""
_LOOSE = 1.22
"""A row this much further down than usual begins a paragraph."""
_HEADING_WORDS = 20
_MOSTLY = 0.8
"""Where nearly all is bold, bold marks no heading."""
_HEADING_ROWS = 3
_STYLED_WORDS = 10
BOLD_HEADING = 6
"""The heading level of a bold line of body size; larger print shows in the size of the line."""


@dataclass(slots=True)
class Block:
    """Rows that belong together."""

    rows: list[Row]
    structure: Structure = "body"
    heading_level: int = 0


@dataclass(frozen=True, slots=True)
class _Region:
    left: float
    right: float
    pitch: float
    """Usual distance between rows, in font sizes."""

    def is_short(self, row: Row) -> bool:
        return row.x1 < self.right - 0.18 * (self.right - self.left)


def blocks_of(rows: Sequence[Row]) -> list[Block]:
    """Part the rows of a region into paragraphs and list items, and mark bold headings."""
    region = _Region(min(row.x0 for row in rows), max(row.x1 for row in rows), _usual_pitch(rows))
    blocks: list[Block] = []
    for row in rows:
        marked = _is_marked(row, blocks[-1] if blocks else None)
        if not blocks or marked or _begins_block(blocks[-1], row, region):
            blocks.append(Block([row], "list_item" if marked else "body"))
        else:
            blocks[-1].rows.append(row)
    _mark_headings(blocks)
    return blocks


def lines_of(blocks: Sequence[Block], first: int, place: Callable[[Box], Box], turn: int = 0) -> Iterator[Line]:
    """Yield the lines of the blocks, numbered from `first`; `place` says where a box of text so turned stands."""
    edge = first_edge(turn)
    for number, block in enumerate(blocks, first):
        for row in block.rows:
            starts = [place(word.box)[edge] for word in row.words] if turn else [word.x0 for word in row.words]
            yield Line(
                text=row.text,
                box=place(row.box),
                size=row.size,
                heading_level=block.heading_level,
                structure=block.structure,
                block=number,
                starts=tuple([round(start, 1) for start in starts]),
                turn=turn,
            )


def _usual_pitch(rows: Sequence[Row]) -> float:
    pitches = Counter(
        round((row.bottom - before.bottom) / row.size, 1)
        for before, row in pairwise(rows)
        if row.size and before.size == row.size and 0.5 < (row.bottom - before.bottom) / row.size < 2.6
    )
    enough = max(2, _COMMON * pitches.total())
    return min((pitch for pitch, count in pitches.items() if count >= enough), default=1.3)


def _is_marked(row: Row, block: Block | None) -> bool:
    """True when the row begins with a bullet, a number or a letter that opens a list item."""
    marker = _MARKER.match(row.text)
    apart = len(row.fragments) > 1 and _APART_MARKER.fullmatch(row.fragments[0].text) is not None
    if marker is None and not apart:
        return False
    if block is None or apart or not _WEAK_MARKER.match(row.text):
        return True
    before = block.rows[-1]
    return (
        block.structure == "list_item"
        or before.text.endswith((*_SENTENCE_END, ","))
        or abs(row.x0 - before.x0) > 2
        or row.bottom - before.bottom > 1.6 * row.size
    )


def _begins_block(block: Block, row: Row, region: _Region) -> bool:
    before = block.rows[-1]
    if abs(before.size - row.size) > 0.12 * before.size:
        return True
    if row.bottom - before.bottom > (region.pitch + 0.1) * _LOOSE * row.size:
        return True
    ended = before.text.endswith(_SENTENCE_END) or region.is_short(before)
    other_font = ended and before.font and row.font and before.font != row.font
    if (before.bold != row.bold or other_font) and not row.text[:1].islower():
        return True
    if before.text.endswith(";") and region.is_short(before):
        return True
    return _is_tabbed(row) or _is_labelled(before, row, region) or _is_indented(block, row, region)


def _is_tabbed(row: Row) -> bool:
    """True for a name with its value further to the right."""
    if len(row.fragments) < 2 or _APART_MARKER.fullmatch(row.fragments[0].text):
        return False
    name, value = row.fragments[0], row.fragments[1]
    return len(name.text.split()) <= 5 and value.x0 - name.x1 > _WIDE_GAP * row.size


def _is_labelled(before: Row, row: Row, region: _Region) -> bool:
    return region.is_short(before) and _LABEL.match(row.text) is not None


def _is_indented(block: Block, row: Row, region: _Region) -> bool:
    """True when the left edge, or the short row before it, shows that something new begins."""
    before, first = block.rows[-1], block.rows[0]
    ended = before.text.endswith(_SENTENCE_END)
    opens = not row.text[:1].islower()
    if block.structure == "list_item":
        hanging = first.words[1].x0 if len(first.words) > 1 else first.x0
        if row.x0 < first.x0 - 1:
            return True
        if row.x0 < (hanging + first.x0) / 2 and (ended or region.is_short(before)):
            return True
    else:
        # The first row of a paragraph may be indented; a later change to either side begins another.
        shift = row.x0 - before.x0 if len(block.rows) == 1 else abs(row.x0 - before.x0)
        if shift > 0.8 * row.size and ended and opens:
            return True
    return region.is_short(before) and ended and opens


def _mark_headings(blocks: Sequence[Block]) -> None:
    letters = [(sum(map(str.isalpha, row.text)), row.bold) for block in blocks for row in block.rows]
    if sum(count for count, bold in letters if bold) > _MOSTLY * sum(count for count, _ in letters):
        return
    fonts = Counter(row.font for block in blocks for row in block.rows)
    usual = fonts.most_common(1)[0][0]
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        goes_on = following is not None and following.rows[0].text[:1].islower()
        if not goes_on and (_is_bold_heading(block) or _is_styled_heading(block, following, usual)):
            block.heading_level = BOLD_HEADING
            if not block.rows[-1].text.endswith("."):
                block.structure = "body"


def _is_bold_heading(block: Block) -> bool:
    text = " ".join(row.text for row in block.rows)
    return (
        len(block.rows) <= _HEADING_ROWS
        and len(text.split()) <= _HEADING_WORDS
        and all(row.bold for row in block.rows)
        and not any(_is_tabbed(row) for row in block.rows)
        and not text.endswith((";", ","))
        and (block.structure == "list_item" or not text.endswith("."))
    )


def _is_styled_heading(block: Block, following: Block | None, usual: str) -> bool:
    """True for one short row in a font of its own (italics) above a paragraph in the usual font."""
    row = block.rows[0]
    return (
        len(block.rows) == 1
        and bool(row.font and usual)
        and row.font != usual
        and block.structure == "body"
        and len(row.text.split()) <= _STYLED_WORDS
        and row.text[:1].isupper()
        and not _is_tabbed(row)
        and not row.text.endswith((".", ";", ",", ":"))
        and following is not None
        and following.structure == "body"
        and following.rows[0].font == usual
    )
