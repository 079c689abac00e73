"""One page of characters becomes lines in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.reading import aligned
from pipeline.reading.blocks import blocks_of, lines_of
from pipeline.reading.grid import Cell, named_rows
from pipeline.reading.layout import Row, box_around, regions, rows_of
from pipeline.reading.normalise import join_lines
from pipeline.reading.ruled import RuledTable
from pipeline.reading.words import Character, Turn, Word, turned_groups, words_of
from pipeline.records import Box, Line

_PROSE_CELL = 60
"""A table with a cell of more words is layout: its cells are read one after the other."""
_WIDE = 0.5

FindTables = Callable[[Sequence[Word]], tuple[list[RuledTable], list[Word]]]


def lines_on(characters: Sequence[Character], width: float, height: float, find_tables: FindTables) -> list[Line]:
    """Give the lines of a page; text that is turned comes after the text in the main direction."""
    lines: list[Line] = []
    for degrees, group in turned_groups(characters):
        turn = Turn(degrees, width, height)
        words = words_of(group, turn)
        tables: list[RuledTable] = []
        if degrees == 0:
            tables, words = find_tables(words)
        for part in _parts(words, tables):
            lines += _lines(part, _next_block(lines), turn)
    return lines


def _next_block(lines: Sequence[Line]) -> int:
    return lines[-1].block + 1 if lines else 1


def _lines(part: list[Word] | RuledTable, first: int, turn: Turn) -> list[Line]:
    if isinstance(part, RuledTable):
        return list(_table_lines(part, first))
    lines: list[Line] = []
    for region in regions(part):
        for rows, texts in aligned.parts(region):
            number = lines[-1].block + 1 if lines else first
            lines += (
                lines_of(blocks_of(rows), number, turn.restore, turn.straight)
                if texts is None
                else _row_lines(rows, texts, number, turn.restore)
            )
    return lines


def _parts(words: Sequence[Word], tables: Sequence[RuledTable]) -> Iterator[list[Word] | RuledTable]:
    """Yield the text between the tables and the tables, from the top down."""
    rest = sorted(words, key=lambda word: word.middle)
    late: list[RuledTable] = []
    span = max((word.x1 for word in words), default=0.0) - min((word.x0 for word in words), default=0.0)
    for table in tables:
        if table.box[2] - table.box[0] < _WIDE * span and _has_neighbours(table, rest):
            late.append(table)
            continue
        above = [word for word in rest if word.middle < table.box[1]]
        rest = rest[len(above) :]
        yield above
        yield from late
        yield table
        late = []
    yield rest
    yield from late


def _has_neighbours(table: RuledTable, words: Sequence[Word]) -> bool:
    return any(table.box[1] <= word.middle <= table.box[3] for word in words)


def _row_lines(rows: Sequence[Row], texts: Sequence[str], first: int, place: Callable[[Box], Box]) -> Iterator[Line]:
    for number, (row, text) in enumerate(zip(rows, texts, strict=True), first):
        yield Line(text=text, box=place(row.box), size=row.size, structure="table_row", block=number)


def _table_lines(table: RuledTable, first: int) -> Iterator[Line]:
    if any(len(cell) > _PROSE_CELL for row in table.rows for cell in row):
        yield from _prose_lines(table, first)
        return
    cells = [[_cell(words) for words in row] for row in table.rows]
    number = first
    for row, filled, (text, names) in zip(table.rows, cells, named_rows(cells), strict=True):
        words = [word for cell in row for word in cell]
        if text:
            yield Line(
                text=text,
                box=box_around([word.box for word in words]),
                size=words[0].size,
                structure="table_row",
                block=number,
                cells=tuple(cell.text for cell in filled),
                names=names,
            )
            number += 1


def _prose_lines(table: RuledTable, first: int) -> Iterator[Line]:
    number = first
    for row in table.rows:
        for cell in filter(None, row):
            for region in regions(cell):
                blocks = blocks_of(region)
                yield from lines_of(blocks, number, lambda box: box)
                number += len(blocks)


def _cell(words: Sequence[Word]) -> Cell:
    text, _ = join_lines([row.text for row in rows_of(words)])
    return Cell(text, bold=bool(words) and all(word.bold for word in words if any(map(str.isalpha, word.text))))
