"""The faces that the papers are set in: standard, embedded, with odd codes and with ligatures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.rl_codecs import RL_Codecs
from reportlab.pdfbase.ttfonts import TTFont

from crawlers.replica.typeset import register_fonts

LIGATURES = {"fi": "\ufb01", "fl": "\ufb02"}
WINDOWS = "WinAnsiEncoding"
PRINTABLE = [*range(33, 127), *range(192, 256)]
"""Codes that a font may give to other letters; the space keeps its code, so that it can be stretched."""
LIGATURE_CODES = {30: "fi", 31: "fl"}
EMBEDDED = {"Reader": "_er_____", "ReaderBold": "_eb_____", "Screen": "_a______", "ScreenBold": "_ab_____"}
"""Type 1 files that come with reportlab; they are embedded without a ToUnicode table."""
RECODED = {
    "SansTied": ("Helvetica", "Tied"),
    "SerifTied": ("Times-Roman", "Tied"),
    "SerifOdd": ("Times-Roman", "Odd"),
}
"""Standard fonts with an encoding of their own."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font at a size, with the distance between its lines."""

    font: str
    size: float
    leading: float

    def width(self, text: str) -> float:
        """Return how many points the text takes."""
        return _width(self.font, text) * self.size


@lru_cache(maxsize=200_000)
def _width(font: str, text: str) -> float:
    return float(pdfmetrics.stringWidth(text, font, 1))


class SplitLigatures(TTFont):  # type: ignore[misc]
    """A TrueType font of which the ligatures say that they stand for two letters."""

    def addObjects(self, doc: Any) -> None:
        """Write the font, then correct its ToUnicode tables."""
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name in set(doc.idToObject) - before:
            if str(name).startswith("toUnicodeCMap:"):
                table = doc.idToObject[name]
                for letters, ligature in LIGATURES.items():
                    two = "".join(f"{ord(letter):04X}" for letter in letters)
                    table.content = table.content.replace(f"<{ord(ligature):04X}>", f"<{two}>")


@cache
def register_faces() -> None:
    """Register all fonts of the papers."""
    register_fonts()
    for name in ("VeraIt", "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    _register_apart(TTFont("VeraOdd", "Vera.ttf", asciiReadable=0))
    _register_apart(TTFont("VeraItOdd", "VeraIt.ttf", asciiReadable=0))
    _register_apart(SplitLigatures("VeraTied", "Vera.ttf"))
    _register_encoding("Tied", {})
    _register_encoding("Odd", dict(zip(PRINTABLE, Random("codes").sample(PRINTABLE, len(PRINTABLE)), strict=True)))
    for name, (face, kind) in RECODED.items():
        pdfmetrics.registerFont(pdfmetrics.Font(name, face, f"{kind}Encoding"))
    for name, file in EMBEDDED.items():
        embedded = pdfmetrics.EmbeddedType1Face(f"{file}.afm", f"{file}.pfb")
        pdfmetrics.registerTypeFace(embedded)
        pdfmetrics.registerFont(pdfmetrics.Font(name, embedded.name, "TiedEncoding"))


def _register_apart(font: Any) -> None:
    """Register a second font with a face that is known already, which would otherwise be taken for the first."""
    font.face.name += font.fontName.encode()
    pdfmetrics.registerFont(font)


def _register_encoding(kind: str, moved: dict[int, int]) -> None:
    """Register an encoding in which letters have other codes, told by glyph name, and that knows ligatures."""
    windows = pdfmetrics.getEncoding(WINDOWS)
    encoding = pdfmetrics.Encoding(f"{kind}Encoding", WINDOWS)
    decoding = {code: ord(bytes([code]).decode("cp1252", "replace")) for code in range(32, 256)}
    for code, place in moved.items():
        encoding[place] = windows[code]
        decoding[place] = ord(bytes([code]).decode("cp1252"))
    for code, letters in LIGATURE_CODES.items():
        encoding[code] = letters
        decoding[code] = ord(LIGATURES[letters])
    RL_Codecs.add_dynamic_codec(encoding.name, {letter: code for code, letter in decoding.items()}, decoding)
    pdfmetrics.registerEncoding(encoding)


def tied(text: str) -> str:
    """Write f and i, and f and l, as one glyph."""
    for letters, ligature in LIGATURES.items():
        text = text.replace(letters, ligature)
    return text
