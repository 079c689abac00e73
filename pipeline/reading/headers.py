"""Carry the header of a ruled table to the rows that follow on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.reading.grid import row_text
from pipeline.reading.wire import Sheet
from pipeline.records import Line, Page

_RUNNING_LINES = 4
_LABEL_COLUMNS = 2
"""Two columns are names and values, and need no header."""


def with_headers(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Give the pages with the names of the columns in every row; the pages come without running headers and footers.

    A table goes on when the last thing on a page is a row with names, and the first on the next one a row of as many
    cells without.
    """
    done: list[Page] = []
    for page in pages:
        above = done[-1].lines[-1] if done and done[-1].number + 1 == page.number and done[-1].lines else None
        done.append(_continued(page, above) if above is not None and above.names else page)
    return tuple(done)


def begins_in_table(sheet: Sheet) -> bool:
    """True when what stands first, below a running header, is a row of several columns without names."""
    if sheet.page.method != "pdfplumber":
        return False
    rows = [line for line in sheet.page.lines[:_RUNNING_LINES] if line.cells]
    return bool(rows) and not rows[0].names and len(rows[0].cells) > _LABEL_COLUMNS


def _continued(page: Page, above: Line) -> Page:
    rows = list(takewhile(lambda line: _goes_on(line, above), page.lines))
    named = [replace(row, text=row_text(row.cells, above.names), names=above.names) for row in rows]
    return replace(page, lines=(*named, *page.lines[len(rows) :]))


def _goes_on(line: Line, above: Line) -> bool:
    return not line.names and len(line.cells) == len(above.cells)
