"""The first engine: pdfplumber, with a page class that spends its time on characters only once."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from pdfminer.pdftypes import dict_value, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfplumber.page import Page as PlumberPage

from pipeline.reading.device import Frame, PageDevice
from pipeline.reading.interpreter import run_page
from pipeline.reading.words import Character, is_bold

_SCANNED = 0.5
_WHITE = 0.98
_DARK = 0.25
_MIN_COVER = 5.0
_THICKER = 1.15


class ReadingPage(PlumberPage):
    """A pdfplumber page that is made of the objects that reading needs, four times as fast."""

    @property
    def objects(self) -> dict[str, list[Character]]:
        """Give the objects of the page by their kind, as pdfplumber does."""
        if not hasattr(self, "_objects"):
            device = PageDevice(self.pdf.rsrcmgr, Frame(self.mediabox[0], self.mediabox[1], self.height))
            run_page(device, self.page_obj)
            self._objects = device.objects
        return self._objects


def visible(page: ReadingPage) -> list[Character]:
    """Give the characters that a person can see, placed from the corner of what is shown, with `bold`.

    Left out: what lies outside the page, under a dark box, white on nothing, or without any ink; but the text that
    recognition has laid behind the picture of a scan has no ink either, and counts.
    """
    x0, top, x1, bottom = page.cropbox
    inside = [c for c in page.chars if c["x1"] > x0 and c["x0"] < x1 and c["bottom"] > top and c["top"] < bottom]
    if any(c["invisible"] for c in inside) and image_cover(page) < _SCANNED:
        inside = [c for c in inside if not c["invisible"]]
    hidden = _redacted(page, inside) | _unprinted(page, inside)
    if hidden:
        inside = [c for c in inside if c["painted"] not in hidden]
    heavy = _heavy_fonts(page, inside)
    for character in inside:
        character["bold"] = character["fontname"] in heavy
    return inside


def _redacted(page: ReadingPage, characters: Sequence[Character]) -> set[int]:
    hidden = set()
    for box in filter(_is_redaction, page.rects):
        # Characters stand in the order of painting; what is painted later stands on the box.
        before = bisect_left(characters, box["painted"], key=itemgetter("painted"))
        hidden |= {c["painted"] for c in characters[:before] if _covers(box, c)}
    return hidden


def _unprinted(page: ReadingPage, characters: Sequence[Character]) -> set[int]:
    """Give what is white on white; a shading or pattern is no object of the page, so there all is believed."""
    white_colors = {color for color in {_key(c["color"]) for c in characters} if _gray(color) >= _WHITE}
    if not white_colors or any(key in (page.page_obj.resources or {}) for key in ("Shading", "Pattern")):
        return set()
    grounds = [shape for shape in page.rects + page.curves if shape["fill"] and not is_white(shape)] + page.images
    return {
        c["painted"]
        for c in characters
        if _key(c["color"]) in white_colors and not any(_covers(ground, c) for ground in grounds)
    }


def _heavy_fonts(page: ReadingPage, characters: Sequence[Character]) -> set[str]:
    """Name the bold fonts: by name, by weight, or by stems that are thicker than those of the main font."""
    used = Counter(c["fontname"] for c in characters)
    stems = _stems(page)
    main = max(used, key=lambda name: used[name], default="")
    return {name for name in used if is_bold(name) or stems.get(name, 0) > _THICKER * stems.get(main, math.inf)}


def _stems(page: ReadingPage) -> dict[str, float]:
    """Give how thick the stems of the fonts are, by font name."""
    stems = {}
    for reference in dict_value((page.page_obj.resources or {}).get("Font") or {}).values():
        font = dict_value(reference)
        below = list_value(font["DescendantFonts"]) if "DescendantFonts" in font else [font]
        described = dict_value(below[0])
        descriptor = dict_value(described.get("FontDescriptor") or {})
        stem = resolve1(descriptor.get("StemV"))
        if isinstance(stem, (int, float)):
            stems[literal_name(described.get("BaseFont") or "")] = float(stem)
    return stems


def is_white(fill: dict[str, Any]) -> bool:
    """True for a shape filled with the colour of paper."""
    return bool(fill["fill"]) and _gray(fill["non_stroking_color"]) >= _WHITE


def image_cover(page: PlumberPage) -> float:
    """Give the share of the page that images cover."""
    x0, top, x1, bottom = page.cropbox
    area = sum(
        max(0.0, min(image["x1"], x1) - max(image["x0"], x0))
        * max(0.0, min(image["bottom"], bottom) - max(image["top"], top))
        for image in page.images
    )
    return min(1.0, float(area / max(1.0, (x1 - x0) * (bottom - top))))


def _covers(shape: dict[str, Any], c: Character) -> bool:
    x, y = (c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2
    return bool(shape["x0"] <= x <= shape["x1"] and shape["top"] <= y <= shape["bottom"])


def _is_redaction(fill: dict[str, Any]) -> bool:
    return (
        bool(fill["fill"])
        and min(fill["height"], fill["width"]) >= _MIN_COVER
        and 0 <= _gray(fill["non_stroking_color"]) <= _DARK
    )


def _key(color: object) -> object:
    return tuple(color) if isinstance(color, list) else color


def _gray(color: object) -> float:
    """Give the lightness from 0 to 1, or -1 where it cannot be told (patterns)."""
    values: Sequence[object] = color if isinstance(color, (tuple, list)) else (color,)
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    if not numbers or len(numbers) != len(values):
        return -1.0
    if len(numbers) == 4:
        return 1.0 - min(1.0, max(numbers[:3]) + numbers[3])
    return sum(numbers) / len(numbers)
