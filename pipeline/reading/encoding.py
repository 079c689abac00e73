"""Bytes become text by what they are: pages that claim utf-8 and are windows-1252 are common."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION_WINDOW = 4_096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Only encodings that turn every byte into a character and that Dutch pages were written in.
_SINGLE_BYTE = {"iso-8859-15": "iso-8859-15", "latin-9": "iso-8859-15", "macintosh": "mac-roman"}


def decode(content: bytes) -> str:
    """Give the text; stray windows-1252 bytes in utf-8 are read as windows-1252."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    if content[:2_000].count(b"\0") * 3 > min(len(content), 2_000):
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(content[:_DECLARATION_WINDOW])
        name = declared[1].decode("ascii").lower() if declared else ""
        if name in _SINGLE_BYTE:
            return content.decode(_SINGLE_BYTE[name], "replace")
        return content.decode("utf-8", _AS_WINDOWS)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no utf-8 as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("windows-1252", "replace"), error.end


_AS_WINDOWS = "kansenradar.windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)
