"""Tables without ruling lines: rows of amounts that stand below each other, with their header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.reading.grid import is_amount, row_text
from pipeline.reading.layout import Fragment, Row

_MIN_AMOUNTS = 2
_MIN_ROWS = 2
_MAX_HEADER_WORDS = 6
_REACH = 2.6
"""How far above the first row, in font sizes, its header may end."""


def parts(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[str] | None]]:
    """Yield the rows in stretches: running rows with None, table rows with the text of each."""
    stretches = [(key, list(group)) for key, group in groupby(rows, _is_amount_row)]
    running: list[Row] = []
    for is_table, stretch in stretches:
        if not is_table or len(stretch) < _MIN_ROWS:
            running += stretch
            continue
        header = running.pop() if running and _is_header(running[-1], stretch[0]) else None
        yield from _if_any(running)
        running = []
        if header is not None:
            yield [header], [row_text([fragment.text for fragment in header.fragments], ())]
        yield stretch, [_text(row, header) for row in stretch]
    yield from _if_any(running)


def _if_any(rows: list[Row]) -> Iterator[tuple[list[Row], list[str] | None]]:
    if rows:
        yield rows, None


def _is_amount_row(row: Row) -> bool:
    return len(row.fragments) > 1 and sum(is_amount(f.text) for f in row.fragments[1:]) >= _MIN_AMOUNTS


def _is_header(row: Row, first: Row) -> bool:
    """True for a row of short names of which at least two stand above cells."""
    if first.top - row.bottom > _REACH * first.size:
        return False
    if any(len(fragment.text.split()) > _MAX_HEADER_WORDS for fragment in row.fragments):
        return False
    return sum(_above(row, fragment) is not None for fragment in first.fragments) >= _MIN_AMOUNTS


def _above(header: Row, cell: Fragment) -> Fragment | None:
    """Give the header fragment that stands above the cell: the one that shares most of its width."""
    shared = [
        (min(fragment.x1, cell.x1 + 3) - max(fragment.x0, cell.x0 - 3), fragment)
        for fragment in header.fragments
    ]
    width, best = max(shared, key=lambda item: item[0])
    return best if width > 0 else None


def _text(row: Row, header: Row | None) -> str:
    above = [header and _above(header, fragment) for fragment in row.fragments]
    return row_text([fragment.text for fragment in row.fragments], [name.text if name else "" for name in above])
