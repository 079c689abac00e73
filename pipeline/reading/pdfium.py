"""The second engine: pypdfium2, for pages and files that the first one cannot read."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.reading.device import degrees
from pipeline.reading.words import Character
from pipeline.records import Box

_BOLD_WEIGHT = 600
_FINE = 100
"""Device units per point."""


@dataclass(frozen=True, slots=True)
class PdfiumPage:
    """What pdfium sees on a page: characters as pdfplumber describes them, and how much images cover."""

    characters: list[Character]
    width: float
    height: float
    image_cover: float


def page_of(document: pypdfium2.PdfDocument, number: int, max_characters: int) -> PdfiumPage:
    """Read one page; raises ValueError when it holds more characters than allowed."""
    page = document[number - 1]
    try:
        text = page.get_textpage()
        count = text.count_chars()
        if count > max_characters:
            raise ValueError(f"{count} characters on the page")
        width, height = page.get_size()
        return PdfiumPage(_characters(page, text, count), width, height, _image_cover(page, width, height))
    finally:
        page.close()


def _characters(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, count: int) -> list[Character]:
    """Describe the characters inside the page; spaces stand at the end of the character before them."""
    width, height = page.get_size()
    turn = math.radians(page.get_rotation())
    found: list[Character] = []
    for index in range(count):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        if character.isspace() or character == "\0":
            if found:
                found.append(found[-1] | {"text": " ", "x0": found[-1]["x1"]})
            continue
        x0, top, x1, bottom = _box(page, text, index)
        if x1 <= 0 or bottom <= 0 or x0 >= width or top >= height:
            continue
        a, b, scale = _direction(text, index, turn)
        found.append(
            {
                "text": "-" if character in "\x02\ufffe" else character,
                "fontname": "",
                "bold": pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT,
                "size": round(pdfium.FPDFText_GetFontSize(text, index) * scale, 2),
                "x0": x0,
                "x1": x1,
                "top": top,
                "bottom": bottom,
                "doctop": top,
                "upright": True,
                "turn": degrees(a, b),
                "invisible": False,
            }
        )
    return found


def _box(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, index: int) -> Box:
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, rectangle)
    return _place(page, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)


def _place(page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float) -> Box:
    """Turn page coordinates into points from the upper left corner of what is shown."""
    width, height = page.get_size()
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for corner in ((left, bottom), (right, top)):
        pdfium.FPDF_PageToDevice(page, 0, 0, int(width * _FINE), int(height * _FINE), 0, *corner, x, y)
        corners.append((x.value / _FINE, y.value / _FINE))
    (ax, ay), (bx, by) = corners
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _direction(text: pypdfium2.PdfTextPage, index: int, turn: float) -> tuple[float, float, float]:
    """Give the direction of the line as shown, and the scale of the font."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    a = matrix.a * math.cos(turn) + matrix.b * math.sin(turn)
    b = matrix.b * math.cos(turn) - matrix.a * math.sin(turn)
    return a, b, math.hypot(matrix.c, matrix.d)


def _image_cover(page: pypdfium2.PdfPage, width: float, height: float) -> float:
    area = 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        x0, top, x1, bottom = _place(page, *image.get_bounds())
        area += max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(bottom, height) - max(top, 0.0))
    return min(1.0, area / max(1.0, width * height))
