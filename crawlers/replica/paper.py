"""Pages of a PDF: letterhead, running header, page numbers and a contents list with dot leaders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from crawlers.replica.markup import Block, Fill, Heading, PageBreak
from crawlers.replica.typeset import BOLD, PLAIN, WIDTH, Piece, pieces, register_fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT = (PAGE_WIDTH - WIDTH) / 2
TOP, BOTTOM = PAGE_HEIGHT - 27 * mm, 22 * mm
FIRST_TOP = PAGE_HEIGHT - 48 * mm
HEADING_COMPANY = 48.0
"""Points that must stay free under a heading, so that it never ends a page."""
FULL_ENOUGH = 110.0
"""Points left on the last page of a fill that nobody minds."""
CONTENTS_LINE, CONTENTS_SIZE = 13.0, 8.5

Endless = Callable[[Fill], Iterator[Block]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What is printed around the text."""

    sender: str
    kind: str
    address: str
    title: str
    colour: str
    titled: bool = False
    """Print the title above the text, which does not begin with it."""
    bound: bool = False
    """A booklet: a cover, a contents list, and every chapter on its own page."""


@dataclass(slots=True)
class Sheet:
    """One page: what stands on it, with its left and lower edges."""

    placed: list[tuple[Any, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Press:
    """Places pieces on sheets from top to bottom."""

    first_top: float
    sheets: list[Sheet] = field(default_factory=list)
    headings: list[tuple[str, int, int]] = field(default_factory=list)
    y: float = 0.0
    _waiting: list[Piece] = field(default_factory=list)

    @property
    def room(self) -> float:
        """The height that is left on the page."""
        return self.y - float(BOTTOM)

    def turn(self) -> None:
        """Begin a page."""
        self.sheets.append(Sheet())
        self.y = self.first_top if len(self.sheets) == 1 else TOP

    def place(self, piece: Piece) -> None:
        """Hold a piece that must stay with the next one; put the rest on the page."""
        self._waiting.append(piece)
        if piece.with_next:
            return
        needed = sum(height_of(each) for each in self._waiting[:-1]) + min(height_of(piece), HEADING_COMPANY)
        if needed > self.room and self.sheets[-1].placed:
            self.turn()
        group, self._waiting = self._waiting, []
        for each in group:
            self._put(each)

    def flush(self) -> None:
        """Put what is still held."""
        group, self._waiting = self._waiting, []
        for each in group:
            self._put(each)

    def _put(self, piece: Piece) -> None:
        flowable: Any = piece.flowable
        while height_of(piece) > self.room and piece.divisible:
            parts = flowable.split(WIDTH, self.room - piece.space)
            if len(parts) < 2:
                break
            self._set(parts[0], piece.space)
            self.turn()
            flowable = parts[1]
            piece = Piece(flowable=flowable, space=0, divisible=True)
        if height_of(piece) > self.room and self.sheets[-1].placed:
            self.turn()
        if piece.heading:
            self.headings.append((piece.heading.text, piece.heading.level, len(self.sheets)))
        self._set(flowable, piece.space)

    def _set(self, flowable: Any, space: float) -> None:
        _, height = flowable.wrap(WIDTH, self.room)
        self.y -= space + height
        self.sheets[-1].placed.append((flowable, LEFT, self.y))


def height_of(piece: Piece, width: float = WIDTH) -> float:
    """Return the height of a piece with the space above it."""
    return float(piece.flowable.wrap(width, PAGE_HEIGHT)[1]) + piece.space


def print_pdf(blocks: Iterable[Block], letterhead: Letterhead, endless: Endless) -> bytes:
    """Render blocks to a PDF with the same bytes every time; `endless` gives the filler of a page fill."""
    register_fonts()
    press = Press(first_top=TOP if letterhead.bound else FIRST_TOP)
    press.turn()
    opening = (Heading(level=1, text=letterhead.title),) if letterhead.titled else ()
    for piece in pieces((*opening, *blocks), chapters=letterhead.bound):
        feed(press, piece, endless)
    press.flush()
    return draw(press, letterhead)


def feed(press: Press, piece: Piece | PageBreak | Fill, endless: Endless) -> None:
    """Put a piece, a page break or a fill on the sheets."""
    match piece:
        case Piece():
            press.place(piece)
        case PageBreak():
            press.flush()
            if press.sheets[-1].placed:
                press.turn()
        case Fill():
            _fill(press, piece, endless)


def _fill(press: Press, fill: Fill, endless: Endless) -> None:
    last = len(press.sheets) + fill.pages - 1
    for piece in pieces(endless(fill), chapters=False):
        if len(press.sheets) > last or (len(press.sheets) == last and press.room < FULL_ENOUGH):
            return
        if isinstance(piece, Piece):
            press.place(piece)


def draw(press: Press, letterhead: Letterhead) -> bytes:
    """Draw the sheets with what is printed around them."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(letterhead.title)
    canvas.setAuthor(letterhead.sender)
    entries = [entry for entry in press.headings if entry[1] < 3] if letterhead.bound else []
    per_page = int((TOP - BOTTOM) / CONTENTS_LINE) - 3
    contents = [entries[start : start + per_page] for start in range(0, len(entries), per_page)]
    front = 1 + len(contents) if letterhead.bound else 0
    total = front + len(press.sheets)
    if letterhead.bound:
        _cover(canvas, letterhead)
    for number, part in enumerate(contents, start=2):
        _frame(canvas, letterhead, number, total)
        _contents(canvas, part, front)
        canvas.showPage()
    for number, sheet in enumerate(press.sheets, start=front + 1):
        _frame(canvas, letterhead, number, total)
        for flowable, x, y in sheet.placed:
            flowable.drawOn(canvas, x, y)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _cover(canvas: Any, letterhead: Letterhead) -> None:
    canvas.setFillColor(letterhead.colour)
    canvas.rect(0, PAGE_HEIGHT - 95 * mm, PAGE_WIDTH, 95 * mm, stroke=0, fill=1)
    canvas.setFillColor("black")
    canvas.setFont(BOLD, 24)
    canvas.drawString(LEFT, PAGE_HEIGHT - 125 * mm, letterhead.title)
    canvas.setFont(PLAIN, 13)
    canvas.drawString(LEFT, PAGE_HEIGHT - 137 * mm, letterhead.sender)
    canvas.setFont(PLAIN, 9)
    canvas.drawString(LEFT, BOTTOM, letterhead.address)
    canvas.showPage()


def _frame(canvas: Any, letterhead: Letterhead, number: int, total: int) -> None:
    if number == 1:
        canvas.setFillColor(letterhead.colour)
        canvas.rect(LEFT, PAGE_HEIGHT - 24 * mm, 9 * mm, 9 * mm, stroke=0, fill=1)
        canvas.setFillColor("black")
        canvas.setFont(BOLD, 14)
        canvas.drawString(LEFT + 13 * mm, PAGE_HEIGHT - 19 * mm, letterhead.sender)
        canvas.setFont(PLAIN, 8)
        canvas.drawString(LEFT + 13 * mm, PAGE_HEIGHT - 24 * mm, letterhead.address)
        canvas.drawRightString(LEFT + WIDTH, PAGE_HEIGHT - 19 * mm, letterhead.kind)
        canvas.line(LEFT, PAGE_HEIGHT - 33 * mm, LEFT + WIDTH, PAGE_HEIGHT - 33 * mm)
    else:
        canvas.setFont(PLAIN, 7.5)
        canvas.drawString(LEFT, PAGE_HEIGHT - 16 * mm, _fitting(letterhead.title, WIDTH, 7.5))
    canvas.setFont(PLAIN, 7.5)
    canvas.drawString(LEFT, 13 * mm, letterhead.sender)
    canvas.drawRightString(LEFT + WIDTH, 13 * mm, f"Pagina {number} van {total}")


def _contents(canvas: Any, entries: list[tuple[str, int, int]], front: int) -> None:
    canvas.setFont(BOLD, 15)
    canvas.drawString(LEFT, TOP - 15, "Inhoudsopgave")
    for line, (text, level, sheet) in enumerate(entries, start=3):
        left = LEFT + (level - 1) * 12
        font = BOLD if level == 1 else PLAIN
        label = _fitting(text, WIDTH - 80, CONTENTS_SIZE)
        start = left + pdfmetrics.stringWidth(label, font, CONTENTS_SIZE)
        dots = int((LEFT + WIDTH - 22 - start) / pdfmetrics.stringWidth(".", PLAIN, CONTENTS_SIZE)) - 2
        y = TOP - line * CONTENTS_LINE
        canvas.setFont(font, CONTENTS_SIZE)
        canvas.drawString(left, y, label)
        canvas.setFont(PLAIN, CONTENTS_SIZE)
        canvas.drawRightString(LEFT + WIDTH - 22, y, "." * dots)
        canvas.drawRightString(LEFT + WIDTH, y, str(sheet + front))


def _fitting(text: str, width: float, size: float) -> str:
    """Cut a text that is wider than the place it must stand in."""
    while pdfmetrics.stringWidth(text, BOLD, size) > width:
        text = text[:-2].rstrip(" …") + "…"
    return text
