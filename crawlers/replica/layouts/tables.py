"""Budget tables with captions, ruled or not, that run over page breaks with their header repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from crawlers.replica.layouts.draft import Draft
from crawlers.replica.layouts.faces import Face
from crawlers.replica.layouts.flow import Flow, Frame, Hand, Setting, alone
from crawlers.replica.layouts.hands import whole
from crawlers.replica.layouts.stories import Stock

Kind = Literal["post", "amount", "remark", "subject", "decision"]
Rules = Literal["grid", "rows", "shades", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what stands in it, under which header, and how wide it is."""

    kind: Kind
    header: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The look of a table."""

    columns: tuple[Column, ...]
    face: Face
    head: Face
    rules: Rules = "grid"
    padding: float = 3.0
    hand: Hand = whole
    caption: str = ""
    """Stands above the first row; `{}` becomes a number."""

    @property
    def width(self) -> float:
        """The width of all columns."""
        return sum(column.width for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a table goes on: a page, and the height of its next row."""

    page: int
    left: float
    y: float


def set_table(draft: Draft, grid: Grid, place: Place, rows: int) -> Place | None:
    """Set so many rows, on the next pages where one is full; nothing more when the paper is full."""
    if grid.caption:
        place = _caption(draft, grid, place)
    place = _row(draft, grid, place, [column.header for column in grid.columns])
    for number in range(rows):
        is_domain = draft.wants_domain(place.page)
        cells = [_cell(draft.stock, column.kind, number, is_domain=is_domain) for column in grid.columns]
        height = _height(grid, cells, grid.face)
        if place.y - height < draft.form.inner[3]:
            if place.page + 1 >= draft.form.pages:
                return None
            place = replace(place, page=place.page + 1, y=draft.form.inner[1])
            place = _row(draft, grid, place, [column.header for column in grid.columns])
        draft.rows.append(tuple(cells))
        draft.say(place.page, cells)
        if is_domain:
            draft.mark_domain(place.page)
        place = _row(draft, grid, place, cells, shade=number % 2 == 1)
    return place


def _caption(draft: Draft, grid: Grid, place: Place) -> Place:
    text = grid.caption.format(len(draft.captions) + 1)
    draft.captions.append(text)
    draft.say(place.page, [text])
    flow = alone(place.page, Frame(left=place.left, top=place.y, width=grid.width, bottom=0))
    draft.loose += flow.put(text, Setting(face=grid.head, hand=grid.hand)) or []
    return replace(place, y=flow.y - 6)


def _cell(stock: Stock, kind: Kind, number: int, *, is_domain: bool) -> str:
    match kind:
        case "post":
            return stock.post(domain=is_domain)
        case "amount":
            return stock.amount()
        case "remark":
            return stock.remark(domain=is_domain)
        case "subject":
            return f"{number + 1}. {stock.heading(stock.theme())}"
        case "decision":
            return stock.domain_item().text if is_domain else stock.decision()


def _flow(grid: Grid, column: Column, place: Place, x: float) -> Flow:
    """Give the flow of one cell."""
    width = column.width - 2 * grid.padding
    return alone(place.page, Frame(left=x + grid.padding, top=place.y - grid.padding, width=width, bottom=-9_999))


def _height(grid: Grid, cells: Sequence[str], face: Face) -> float:
    place, heights = Place(page=0, left=0, y=0), [0.0]
    for column, cell in zip(grid.columns, cells, strict=True):
        flow = _flow(grid, column, place, 0)
        flow.put(cell, Setting(face=face, hand=grid.hand))
        heights.append(-flow.y)
    return max(heights) + grid.padding + face.size * 0.3


def _row(draft: Draft, grid: Grid, place: Place, cells: Sequence[str], *, shade: bool | None = None) -> Place:
    """Set one row; without a shade it is the header."""
    face = grid.head if shade is None else grid.face
    height = _height(grid, cells, face)
    x = place.left
    for column, cell in zip(grid.columns, cells, strict=True):
        lines = _flow(grid, column, place, x).put(cell, Setting(face=face, hand=grid.hand))
        if lines is None:
            raise ValueError(f"no room for the cell {cell!r}")
        if column.kind == "amount":
            lines = [replace(line, x=x + column.width - grid.padding - line.width) for line in lines]
        draft.loose += lines
        x += column.width
    draft.draw(place.page, partial(_ruling, grid=grid, place=place, height=height, shade=shade))
    return replace(place, y=place.y - height)


def _ruling(canvas: Any, *, grid: Grid, place: Place, height: float, shade: bool | None) -> None:
    left, top, bottom = place.left, place.y, place.y - height
    canvas.saveState()
    canvas.setLineWidth(0.5)
    if (grid.rules == "shades" and shade is not False) or (grid.rules == "grid" and shade is None):
        canvas.setFillGray(0.85 if shade is None else 0.94)
        canvas.rect(left, bottom, grid.width, height, stroke=0, fill=1)
    if grid.rules in ("grid", "rows"):
        canvas.line(left, bottom, left + grid.width, bottom)
    if grid.rules == "grid":
        canvas.line(left, top, left + grid.width, top)
        x = left
        for width in (*(column.width for column in grid.columns), 0.0):
            canvas.line(x, top, x, bottom)
            x += width
    canvas.restoreState()


def budget(draft: Draft, *, grid: Grid, rows: tuple[int, int]) -> None:
    """Set a paragraph and a table, time and again."""
    form = draft.form
    flow = draft.flow(lambda page: form.frames())
    while True:
        theme = draft.stock.theme()
        if not draft.head(flow, draft.stock.heading(theme)) or not draft.put(flow, *draft.next_paragraph(flow, theme)):
            return
        if flow.y - 90 < form.inner[3] and not flow.turn():
            return
        place: Place | None = Place(page=flow.page, left=form.inner[0], y=flow.y - 16)
        place = set_table(draft, grid, place, draft.stock.random.randint(*rows)) if place else None
        if place is None:
            return
        flow.move(place.page, place.y - 8)
