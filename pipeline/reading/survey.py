"""The first pass: the text of every page by pdfium, in the order in which the file draws it.

Only what is nearly free is asked: the text, the rectangles of its lines, and images where there is little text.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.reading.garble import garbled
from pipeline.reading.normalise import clean_text
from pipeline.reading.wire import Verdict
from pipeline.records import Box, Line

_MARGIN_LINES = 5
"""So many lines at the beginning and the end of a page may be running headers and footers."""
_FEW_CHARACTERS = 50
_STAMP_CHARACTERS = 100
"""A scan with a stamp or a number printed over it has no more."""
_DRAWN_SHAPES = 300
"""A page without text and with so many paths has its letters drawn."""
_MAX_BACKWARD = 0.25
"""A page of which more lines lie above the one before them is not drawn in the order of reading."""
_MIN_LINES = 8
_PIECE = re.compile("(\r\n|[\r\n\ufffe])")


@dataclass(slots=True)
class Surveyed:
    """What the survey sees of a page."""

    number: int
    lines: list[str]
    boxes: dict[int, Box]
    """The places of the lines that may be running headers and footers, by their index."""
    verdict: Verdict
    note: str = ""
    in_order: bool = True
    is_turned: bool = False

    def margins(self) -> list[Line]:
        """Give the lines of which the place is known."""
        return [Line(text=self.lines[index], box=box) for index, box in self.boxes.items()]


class _Memory:
    """Where pdfium writes its answers; one for all pages."""

    def __init__(self) -> None:
        self._sides = tuple(ctypes.c_double() for _ in range(4))
        self._units = (ctypes.c_ushort * 8_192)()

    def rectangles(self, text: object, start: int, count: int) -> list[Box]:
        """Give left, top, right and bottom of the pieces of line among the characters, in page coordinates."""
        left, top, right, bottom = self._sides
        found = []
        for index in range(pdfium.FPDFText_CountRects(text, start, count)):
            pdfium.FPDFText_GetRect(text, index, left, top, right, bottom)
            found.append((left.value, top.value, right.value, bottom.value))
        return found

    def text(self, text: object, count: int) -> str:
        """Give the characters of a page."""
        if count <= 0:
            return ""
        if count >= len(self._units):
            self._units = (ctypes.c_ushort * (2 * count))()
        written = pdfium.FPDFText_GetText(text, 0, count, self._units)
        return str(memoryview(self._units).cast("B")[: 2 * max(0, written - 1)], "utf-16-le", "replace")


class Survey:
    """Reads the pages of one document."""

    def __init__(self, document: pypdfium2.PdfDocument, max_characters: int) -> None:
        self._document = document.raw
        self._max_characters = max_characters
        self._memory = _Memory()

    def page(self, number: int) -> Surveyed:
        """Survey one page; a page that pdfium cannot load has the verdict `failed`."""
        page = pdfium.FPDF_LoadPage(self._document, number - 1)
        if not page:
            return Surveyed(number, [], {}, "failed", "pdfium cannot load the page")
        text = pdfium.FPDFText_LoadPage(page)
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count > self._max_characters:
                return Surveyed(number, [], {}, "failed", f"{count} characters on the page")
            return self._surveyed(number, page, text, self._memory.text(text, count))
        finally:
            pdfium.FPDFText_ClosePage(text)
            pdfium.FPDF_ClosePage(page)

    def _surveyed(self, number: int, page: object, text: object, raw: str) -> Surveyed:
        frame = _frame_of(page)
        rectangles = self._memory.rectangles(text, 0, -1)
        is_inside = frame.holds_all(rectangles)
        in_order = _in_order(rectangles)
        pieces = _pieces(raw)
        wanted: Sequence[int] = range(len(pieces))
        if in_order and is_inside and len(pieces) > 2 * _MARGIN_LINES:
            wanted = [*wanted[:_MARGIN_LINES], *wanted[-_MARGIN_LINES:]]
        places = {index: self._place(text, *pieces[index][1:], frame) for index in wanted}
        kept = [index for index in range(len(pieces)) if index not in places or places[index] is not None]
        if not in_order:
            kept.sort(key=lambda index: _reading_key(places[index]))
        lines = _cleaned([pieces[index][0] for index in kept])
        boxes = {at: box for at, index in enumerate(kept) if (box := places.get(index)) and lines[at]}
        verdict, note = _judged(page, lines, frame)
        return Surveyed(number, lines, boxes, verdict, note, in_order, is_turned=frame.rotation != 0)

    def _place(self, text: object, start: int, count: int, frame: Frame) -> Box | None:
        """Give where a line stands on the page as shown, or None when it is not on it."""
        boxes = [box for box in self._memory.rectangles(text, start, count) if frame.holds(box)]
        return frame.shown(boxes) if boxes else None


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in page coordinates, and how it is turned when shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def holds(self, box: Box) -> bool:
        """True for left, top, right, bottom that lie on the page with some part."""
        return box[2] > self.left and box[0] < self.right and box[1] > self.bottom and box[3] < self.top

    def holds_all(self, boxes: Sequence[Box]) -> bool:
        """True when the page holds each of them."""
        return not boxes or (
            min([box[2] for box in boxes]) > self.left
            and max([box[0] for box in boxes]) < self.right
            and min([box[1] for box in boxes]) > self.bottom
            and max([box[3] for box in boxes]) < self.top
        )

    def shown(self, boxes: Sequence[Box]) -> Box:
        """Give the rectangle around boxes as points from the upper left corner of the page as shown."""
        x0, x1 = min([box[0] for box in boxes]) - self.left, max([box[2] for box in boxes]) - self.left
        y0, y1 = self.top - max([box[1] for box in boxes]), self.top - min([box[3] for box in boxes])
        width, height = self.right - self.left, self.top - self.bottom
        if self.rotation == 1:
            return height - y1, x0, height - y0, x1
        if self.rotation == 2:
            return width - x1, height - y1, width - x0, height - y0
        if self.rotation == 3:
            return y0, width - x1, y1, width - x0
        return x0, y0, x1, y1


def _frame_of(page: object) -> Frame:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page))


def _pieces(raw: str) -> list[tuple[str, int, int]]:
    """Give the lines with the index and the count of their characters; a line-end hyphen stays on its line."""
    found = []
    start = 0
    parts = [*_PIECE.split(raw), ""]
    for piece, end in zip(parts[::2], parts[1::2], strict=True):
        if piece and not piece.isspace():
            found.append((piece + "-" if end == "\ufffe" else piece, start, len(piece)))
        start += len(piece) + len(end)
    return found


def _cleaned(pieces: Sequence[str]) -> list[str]:
    """Clean all lines at once, or one by one where nothing remains of some."""
    lines = clean_text("\n".join(pieces)).split("\n")
    return lines if len(lines) == len(pieces) else [clean_text(piece) for piece in pieces]


def _in_order(rectangles: Sequence[Box]) -> bool:
    """False when lines often lie above the one before them without beginning further to the right."""
    if len(rectangles) < _MIN_LINES:
        return True
    backward = [1 for before, after in pairwise(rectangles) if after[3] > before[1] and after[0] < before[2]]
    return len(backward) <= _MAX_BACKWARD * len(rectangles)


def _reading_key(box: Box | None) -> tuple[float, float]:
    return (round(box[3] / 4), box[0]) if box else (0.0, 0.0)


def _judged(page: object, lines: Sequence[str], frame: Frame) -> tuple[Verdict, str]:
    """Give the verdict text, scan, blank or garbled."""
    text = "\n".join(lines)
    size = len(text) - text.count(" ") - text.count("\n")
    if size < _STAMP_CHARACTERS:
        cover, shapes = _images(page, frame)
        if (size < _FEW_CHARACTERS and (cover > 0.5 or shapes > _DRAWN_SHAPES)) or cover > 0.8:
            return "scan", "the page is an image"
        if not size:
            return "blank", ""
    if reason := garbled(text):
        return "garbled", reason
    return "text", ""


def _images(page: object, frame: Frame) -> tuple[float, int]:
    """Give the share of the page that images cover, and the number of paths."""
    area, shapes = 0.0, 0
    values = tuple(ctypes.c_float() for _ in range(4))
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        shapes += kind == pdfium.FPDF_PAGEOBJ_PATH
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            pdfium.FPDFPageObj_GetBounds(item, *values)
            left, bottom, right, top = (value.value for value in values)
            wide = min(right, frame.right) - max(left, frame.left)
            high = min(top, frame.top) - max(bottom, frame.bottom)
            area += max(0.0, wide) * max(0.0, high)
    whole = (frame.right - frame.left) * (frame.top - frame.bottom)
    return min(1.0, area / max(1.0, whole)), shapes
