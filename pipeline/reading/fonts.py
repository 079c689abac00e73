"""Fonts by pdfminer, but for their tables from codes to text, which a regular expression reads many times faster."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pdfminer.cmapdb import FileUnicodeMap
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1

_TABLE = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = rb"<\s*((?:[0-9A-Fa-f]{2}\s*)*)>\s*"
_CHARACTER = re.compile(_HEX + _HEX)
_RANGE = re.compile(_HEX + _HEX + rb"(?:" + _HEX + rb"|\[([^\]]*)\]\s*)")
_STRING = re.compile(_HEX)
_OTHER_TABLES = re.compile(rb"usecmap|begincid")
_MOST_CODES = 70_000
_LONGEST_CODE = 4


class UnusualTableError(ValueError):
    """The table holds something that only the full parser understands."""


class FontManager(PDFResourceManager):
    """Gives fonts as pdfminer does."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Make a font, or give the one that was made before."""
        stream = resolve1(spec.get("ToUnicode"))
        if (objid and objid in self._cached_fonts) or not isinstance(stream, PDFStream) or "DescendantFonts" in spec:
            return super().get_font(objid, spec)
        try:
            table = unicode_table(stream.get_data())
        except UnusualTableError:
            return super().get_font(objid, spec)
        font = super().get_font(objid, {**spec, "ToUnicode": PDFStream({}, b"")})
        unicode_map = getattr(font, "unicode_map", None)
        if isinstance(unicode_map, FileUnicodeMap):
            unicode_map.cid2unichr = table
        return font


def unicode_table(content: bytes) -> dict[int, str]:
    """Read a ToUnicode table: text by code."""
    if _OTHER_TABLES.search(content):
        raise UnusualTableError("another table")
    table: dict[int, str] = {}
    for kind, body in _TABLE.findall(content):
        rows = _CHARACTER if kind == b"bfchar" else _RANGE
        if rows.sub(b"", body).strip():
            raise UnusualTableError("an unknown row")
        for row in rows.findall(body):
            if kind == b"bfchar":
                _add(table, _number(row[0]), _bytes(row[1]))
            else:
                _add_range(table, row)
    return table


def _add_range(table: dict[int, str], row: tuple[bytes, bytes, bytes, bytes]) -> None:
    first, last = _number(row[0]), _number(row[1])
    if last - first + len(table) > _MOST_CODES or len(_bytes(row[0])) != len(_bytes(row[1])):
        raise UnusualTableError("a long range")
    if row[3]:
        for code, text in zip(range(first, last + 1), _STRING.findall(row[3]), strict=False):
            _add(table, code, _bytes(text))
        return
    start = _bytes(row[2])
    prefix, base, length = start[:-4], int.from_bytes(start[-4:]), len(start[-4:])
    for index in range(last - first + 1):
        _add(table, first + index, prefix + (base + index).to_bytes(5)[-length:] if length else b"")


def _add(table: dict[int, str], code: int, text: bytes) -> None:
    shown = text.decode("utf-16-be", "ignore")
    # Some fonts give one code twice, as a space and as a space that does not break.
    if not (shown == "\u00a0" and table.get(code) == " "):
        table[code] = shown


def _bytes(digits: bytes) -> bytes:
    return bytes.fromhex(digits.decode("ascii"))


def _number(digits: bytes) -> int:
    code = _bytes(digits)
    if len(code) > _LONGEST_CODE:
        raise UnusualTableError("a long code")
    return int.from_bytes(code)
