"""Tables without ruling lines: rows of amounts that stand below each other, with their header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from pipeline.reading.grid import is_amount, is_year, row_text, stack_names
from pipeline.reading.layout import Fragment, Row

_MIN_AMOUNTS = 2
_MIN_ROWS = 2
_MAX_HEADER_WORDS = 6
_SLACK = 3.0
_REACH = 2.6
"""How far above the first row, in font sizes, its header may end."""


def parts(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[str] | None]]:
    """Yield the rows in stretches: running rows with None, table rows with the text of each."""
    running: list[Row] = []
    for is_table, group in groupby(rows, _is_amount_row):
        stretch = list(group)
        if not is_table or len(stretch) < _MIN_ROWS:
            running += stretch
            continue
        headers = [running.pop()] if running and _is_header(running[-1], stretch[0]) else []
        if running:
            yield running, None
            running = []
        if headers:
            yield headers, [_plain(headers[0])]
        yield stretch, _texts(stretch, headers)
    if running:
        yield running, None


def _texts(rows: Sequence[Row], headers: Sequence[Row]) -> list[str]:
    """Give the text of each row; rows of years at the top are part of the header."""
    years = list(takewhile(_holds_only_years, rows))
    names = [*headers, *years]
    return [_plain(row) for row in years] + [_named(row, names) for row in rows[len(years) :]]


def _holds_only_years(row: Row) -> bool:
    return all(is_year(fragment.text) for fragment in row.fragments if is_amount(fragment.text))


def _is_amount_row(row: Row) -> bool:
    return len(row.fragments) > 1 and sum(is_amount(f.text) for f in row.fragments) >= _MIN_AMOUNTS


def _is_header(row: Row, first: Row) -> bool:
    """True for a row of short names of which at least two stand above cells."""
    if first.top - row.bottom > _REACH * first.size:
        return False
    if any(len(fragment.text.split()) > _MAX_HEADER_WORDS for fragment in row.fragments):
        return False
    return sum(bool(_above(row, fragment)) for fragment in first.fragments) >= _MIN_AMOUNTS


def _above(header: Row, cell: Fragment) -> str:
    """Give the text of the header that stands above the cell: what shares most of its width."""
    shared = [
        (min(fragment.x1, cell.x1 + _SLACK) - max(fragment.x0, cell.x0 - _SLACK), fragment.text)
        for fragment in header.fragments
    ]
    width, text = max(shared)
    return text if width > 0 else ""


def _plain(row: Row) -> str:
    return row_text([fragment.text for fragment in row.fragments], ())


def _named(row: Row, headers: Sequence[Row]) -> str:
    names: list[str] = []
    for header in headers:
        names = stack_names(names, [_above(header, fragment) for fragment in row.fragments])
    return row_text([fragment.text for fragment in row.fragments], names)
