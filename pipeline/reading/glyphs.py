"""The glyphs of fonts: text and width by code, remembered as long as the font lives."""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined

# The PDF standard makes a bullet of the codes that WinAnsiEncoding leaves open; pdfminer does not know.
_BULLET_CODES = {f"(cid:{code})": "•" for code in (127, 129, 141, 143, 144, 157)}
_SHORT = 4
"""Strings of so many bytes return often: with kerning each letter is a string."""
Glyph = tuple[str, float, bool]
"""Text, width, and whether word spacing applies."""


@dataclass(slots=True)
class Known:
    """What is known of a font by now."""

    glyphs: dict[int, Glyph] = field(default_factory=dict)
    strings: dict[bytes, tuple[Glyph, ...]] = field(default_factory=dict)


_FONTS: WeakKeyDictionary[PDFFont, Known] = WeakKeyDictionary()
"""A font lives as long as its document."""


def known_of(font: PDFFont) -> Known:
    """Give what is known of a font by now."""
    known = _FONTS.get(font)
    if known is None:
        known = _FONTS[font] = Known()
    return known


def decoded(known: Known, font: PDFFont, string: bytes) -> tuple[Glyph, ...]:
    """Give the glyphs of a string."""
    glyphs = known.glyphs
    found = []
    for cid in font.decode(string):
        glyph = glyphs.get(cid)
        if glyph is None:
            glyph = glyphs[cid] = glyph_of(font, cid)
        found.append(glyph)
    if len(string) <= _SHORT:
        known.strings[string] = tuple(found)
    return tuple(found)


def glyph_of(font: PDFFont, cid: int) -> Glyph:
    """Ask the font for a glyph."""
    try:
        text = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        text = f"(cid:{cid})"
    return _BULLET_CODES.get(text, text), font.char_width(cid), cid == 32
