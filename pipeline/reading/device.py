"""The objects of a page as pdfplumber describes them, made without the detour by way of pdfminer's layout.

pdfplumber spends more than half of its time on making an object of each character, a dictionary of that object, and
on resolving every value of it. Here the interpreter of pdfminer writes the dictionaries itself; text and places are
those of pdfplumber to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.layout import LTChar
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix

from pipeline.reading.glyphs import decoded, glyph_of, known_of

Object = dict[str, Any]
Matrix = tuple[float, float, float, float, float, float]

_INVISIBLE = frozenset((3, 7))
_UNIT = (0, 0, 1, 1)


def degrees(a: float, b: float) -> int:
    """Give the direction of a line from its matrix: 0, 90, 180 or 270 degrees counter-clockwise, 45 when slanted."""
    if abs(b) <= abs(a) * 0.05:
        return 0 if a >= 0 else 180
    if abs(a) <= abs(b) * 0.05:
        return 90 if b > 0 else 270
    return 45


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the upper left corner of the page is, and how high the page is."""

    left: float
    above: float
    height: float


@dataclass(slots=True)
class _Run:
    """One string that is shown."""

    parts: Iterable[Any]
    font: Any
    matrix: Matrix
    scale: float
    """Of the width of a glyph."""
    low: float
    high: float
    charspace: float
    wordspace: float
    kernel: float


class PageDevice(PDFTextDevice):
    """Collects characters, rectangles, lines, curves and images, each with its turn in the order of painting."""

    ctm: Matrix

    def __init__(self, manager: PDFResourceManager, frame: Frame) -> None:
        super().__init__(manager)
        self._frame = frame
        self._figures: list[tuple[str, Matrix]] = []
        self.painted = 0
        self.objects: dict[str, list[Object]] = {}
        self.clear()

    def clear(self) -> None:
        """Forget what was collected."""
        self.painted = 0
        self._figures = []
        self.objects = {"char": [], "rect": [], "line": [], "curve": [], "image": []}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Begin a page."""

    def render_string(self, textstate: Any, seq: Iterable[Any], ncs: Any, graphicstate: Any) -> None:
        """Describe the characters of a string."""
        font = textstate.font
        scaling = textstate.scaling * 0.01
        run = _Run(
            parts=seq,
            font=font,
            matrix=mult_matrix(textstate.matrix, self.ctm),
            scale=scaling,
            low=font.get_descent() * textstate.fontsize + textstate.rise,
            high=font.get_descent() * textstate.fontsize + textstate.rise + textstate.fontsize,
            charspace=textstate.charspace * scaling,
            wordspace=0 if font.is_multibyte() else textstate.wordspace * scaling,
            kernel=0.001 * textstate.fontsize * scaling,
        )
        a, b, c, d, _, _ = run.matrix
        common = {
            "object_type": "char",
            "text": "",
            "fontname": str(font.fontname),
            "size": 0.0,
            "x0": 0.0,
            "x1": 0.0,
            "top": 0.0,
            "bottom": 0.0,
            "doctop": 0.0,
            "upright": a * d * scaling > 0 and b * c <= 0,
            "turn": degrees(a, b),
            "matrix": run.matrix,
            "color": graphicstate.ncolor,
            "painted": 0,
            "invisible": textstate.render in _INVISIBLE,
            "bold": False,
        }
        if font.is_vertical():
            textstate.linematrix = self._show_vertical(run, textstate, common, graphicstate)
        elif b or c:
            textstate.linematrix = self._show_turned(run, textstate, common)
        else:
            textstate.linematrix = self._show_straight(run, textstate, common)

    def _show_straight(self, run: _Run, textstate: Any, common: Object) -> tuple[float, float]:
        """Describe a string along a horizontal line: its characters differ in their place on the line only."""
        x, y = textstate.linematrix
        a, _, _, d, e, f = run.matrix
        y0, y1 = sorted((d * run.low + (y * d + f), d * run.high + (y * d + f)))
        self._set_heights(common, y0, y1)
        common["size"] = y1 - y0
        fontsize, scale, charspace, left = textstate.fontsize, run.scale, run.charspace, self._frame.left
        append, spaced = self.objects["char"].append, False
        known = known_of(run.font)
        for part in run.parts:
            if part.__class__ is not bytes:
                if isinstance(part, (int, float)):
                    x -= part * run.kernel
                    spaced = True
                continue
            for text, width, is_space in known.strings.get(part) or decoded(known, run.font, part):
                if spaced:
                    x += charspace
                spaced = True
                advance = width * fontsize * scale
                start = x * a + e
                end = a * advance + start
                self.painted += 1
                character = common.copy()
                character["text"], character["painted"] = text, self.painted
                character["x0"], character["x1"] = (start, end) if start <= end else (end, start)
                if left:
                    character["x0"] += left
                    character["x1"] += left
                append(character)
                x = x + advance + (run.wordspace if is_space else 0)
        return x, y

    def _show_turned(self, run: _Run, textstate: Any, common: Object) -> tuple[float, float]:
        x, y = textstate.linematrix
        a, b, c, d, e, f = run.matrix
        spaced = False
        for part in run.parts:
            if isinstance(part, (int, float)):
                x -= part * run.kernel
                spaced = True
            for text, width, is_space in decoded(known_of(run.font), run.font, part) if isinstance(part, bytes) else ():
                x += run.charspace if spaced else 0
                spaced = True
                advance = width * textstate.fontsize * run.scale
                matrix = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
                box = apply_matrix_rect(matrix, (0, run.low, advance, run.high))
                self._add_character(common | {"text": text, "matrix": matrix}, box)
                x = x + advance + (run.wordspace if is_space else 0)
        return x, y

    def _show_vertical(self, run: _Run, textstate: Any, common: Object, graphicstate: Any) -> tuple[float, float]:
        x, y = textstate.linematrix
        a, b, c, d, e, f = run.matrix
        font, spaced = run.font, False
        for part in run.parts:
            if isinstance(part, (int, float)):
                y -= part * run.kernel
                spaced = True
            for cid in font.decode(part) if isinstance(part, bytes) else ():
                y += run.charspace if spaced else 0
                spaced = True
                text, width, _ = glyph_of(font, cid)
                matrix = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
                size, scale, rise, shift = textstate.fontsize, run.scale, textstate.rise, font.char_disp(cid)
                item = LTChar(matrix, font, size, scale, rise, text, width, shift, graphicstate.ncs, graphicstate)
                self._add_character(common | {"text": text, "matrix": matrix, "size": item.size}, item.bbox)
                y = y + item.adv + (run.wordspace if cid == 32 else 0)
        return x, y

    def _add_character(self, character: Object, box: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = box
        size = character["size"]
        self._set_heights(character, y0, y1)
        self.painted += 1
        left = self._frame.left
        character |= {"x0": x0 + left, "x1": x1 + left, "painted": self.painted, "size": size or y1 - y0}
        self.objects["char"].append(character)

    def _set_heights(self, item: Object, y0: float, y1: float) -> None:
        top = self._frame.height - y1 + self._frame.above
        item["top"] = item["doctop"] = top
        item["bottom"] = self._frame.height - y0 + self._frame.above

    def begin_figure(self, name: str, bbox: Any, matrix: Matrix) -> None:
        """Begin a form or an image."""
        self._figures.append((name, mult_matrix(matrix, self.ctm)))

    def end_figure(self, name: str) -> None:
        """End a form or an image."""
        self._figures.pop()

    def render_image(self, name: str, stream: Any) -> None:
        """Describe the place of an image."""
        x0, y0, x1, y1 = apply_matrix_rect(self._figures[-1][1], _UNIT)
        self._add("image", (x0, y0, x1, y1), {})

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        """Describe the lines, rectangles and curves of a path."""
        paint = {
            "stroke": stroke,
            "fill": fill,
            "linewidth": gstate.linewidth,
            "stroking_color": gstate.scolor,
            "non_stroking_color": gstate.ncolor,
        }
        start = 0
        for index in range(1, len(path) + 1):
            if index == len(path) or path[index][0] == "m":
                if path[start][0] == "m":
                    self._paint_part(path[start:index], paint)
                start = index

    def _paint_part(self, path: Sequence[Any], paint: Object) -> None:
        ends = [part[-2:] if part[0] != "h" else path[0][-2:] for part in path]
        points = [apply_matrix_pt(self.ctm, end) for end in ends]
        shape = "".join(part[0] for part in path)
        if len(shape) > 3 and shape.endswith("lh") and points[-2] == points[0]:
            shape = shape[:-2] + "h"
            points.pop()
        xs, ys = [x for x, _ in points], [y for _, y in points]
        kind = "curve"
        if shape in ("ml", "mlh"):
            kind, xs, ys = "line", xs[:2], ys[:2]
        elif shape in ("mlllh", "mllll") and _is_square(points):
            kind, xs, ys = "rect", [xs[0], xs[2]], [ys[0], ys[2]]
        self._add(kind, (min(xs), min(ys), max(xs), max(ys)), paint)

    def _add(self, kind: str, box: tuple[float, float, float, float], more: Object) -> None:
        x0, y0, x1, y1 = box
        left = self._frame.left
        item: Object = {"object_type": kind, "x0": x0 + left, "x1": x1 + left, "y0": y0, "y1": y1}
        self._set_heights(item, y0, y1)
        self.painted += 1
        item |= {"width": x1 - x0, "height": y1 - y0, "painted": self.painted}
        self.objects[kind].append(item | more)


def _is_square(points: Sequence[tuple[float, float]]) -> bool:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
    closed = points[0] == points[4]
    return closed and (
        (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0) or (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0)
    )
