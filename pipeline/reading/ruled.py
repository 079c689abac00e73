"""Tables with ruling lines on a PDF page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdfplumber.table import (
    Table,
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)
from pdfplumber.utils.geometry import obj_to_edges

from pipeline.reading.plumber import ReadingPage, is_white
from pipeline.reading.words import Word
from pipeline.records import Box

_TOLERANCE = 3
_MIN_EDGE = 4.0
_MAX_SHAPES = 4_000
_MAX_EDGES = 1_200
"""More than that is a drawing or a map."""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """The words of a table by row and cell, and the words it does not hold."""

    box: Box
    rows: tuple[tuple[tuple[Word, ...], ...], ...]


def ruled_tables(page: ReadingPage, words: Sequence[Word]) -> tuple[list[RuledTable], list[Word]]:
    """Give the tables of the page from the top down, and the words outside them."""
    tables = []
    rest = list(words)
    for cells in _cell_groups(page):
        table = _filled(page, cells, rest)
        if table is not None:
            held = {id(word) for row in table.rows for cell in row for word in cell}
            rest = [word for word in rest if id(word) not in held]
            tables.append(table)
    return sorted(tables, key=lambda table: table.box[1]), rest


def _cell_groups(page: ReadingPage) -> list[list[Box]]:
    """Give the cells of each table that the ruling lines draw."""
    shapes = [*page.lines, *(rect for rect in page.rects if rect["stroke"] or not is_white(rect))]
    if not 2 <= len(shapes) <= _MAX_SHAPES:
        return []
    edges = [edge for shape in shapes for edge in obj_to_edges(shape)]
    edges = merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    edges = [edge for edge in edges if max(edge["width"], edge["height"]) >= _MIN_EDGE]
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if not (2 < upright <= _MAX_EDGES and 2 < len(edges) - upright <= _MAX_EDGES):
        return []
    groups: list[list[Box]] = cells_to_tables(
        intersections_to_cells(edges_to_intersections(edges, _TOLERANCE, _TOLERANCE))
    )
    return groups


def _filled(page: ReadingPage, cells: list[Box], words: Sequence[Word]) -> RuledTable | None:
    """Put the words in the cells; None when that makes no table of two rows and two columns."""
    grid = Table(page, cells)
    inside = [word for word in words if _holds(grid.bbox, word)]
    rows = []
    for row in grid.rows:
        _, top, _, bottom = row.bbox
        level = [word for word in inside if top <= word.middle < bottom]
        filled = tuple(tuple(word for word in level if _holds(cell, word)) if cell else () for cell in row.cells)
        if any(filled):
            rows.append(filled)
    columns = {index for row in rows for index, cell in enumerate(row) if cell}
    if len(rows) < 2 or len(columns) < 2 or not any(sum(map(bool, row)) >= 2 for row in rows):
        return None
    kept = sorted(columns)
    return RuledTable(grid.bbox, tuple(tuple(row[index] for index in kept) for row in rows))


def _holds(box: Box, word: Word) -> bool:
    x = (word.x0 + word.x1) / 2
    return box[0] <= x < box[2] and box[1] <= word.middle < box[3]
