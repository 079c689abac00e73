"""What a file is, judged by its content: names and headers lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ZIP = "application/zip"
HTML = "text/html"
GEMEENTEBLAD = "application/vnd.overheid.officiele-publicatie+xml"
CVDR = "application/vnd.overheid.cvdr+xml"
XML = "application/xml"
TEXT = "text/plain"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
OLE_ENCRYPTED = "application/x-ole-storage; encrypted"
BINARY = "application/octet-stream"
EMPTY = "inode/x-empty"

_WINDOW = 65_536
_MAGIC: Sequence[tuple[bytes, str]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_PACKED: Sequence[tuple[bytes, str]] = (
    (b"word/document", DOCX),
    (b"xl/workbook", XLSX),
    (b"ppt/presentation", PPTX),
)
_STREAMS: Sequence[tuple[str, str]] = (
    ("EncryptedPackage", OLE_ENCRYPTED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
)
_PDF_START = re.compile(rb"(.{0,1024}?)%PDF-", re.DOTALL)
_ROOT = re.compile(r"<\s*(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(?:html|head|body|div|p|table|span|h[1-6]|ul|ol|article|main|section)[\s>/]", re.IGNORECASE)
_XML_ROOTS = {
    "officiele-publicatie": GEMEENTEBLAD,
    "gemeenteblad": GEMEENTEBLAD,
    "regeling": GEMEENTEBLAD,
    "cvdr": CVDR,
}


def media_type_of(path: Path) -> str:
    """Say what the file is."""
    with path.open("rb") as file:
        head = file.read(_WINDOW)
        size = path.stat().st_size
        file.seek(max(0, size - _WINDOW))
        return media_type(head, file.read(_WINDOW))


def media_type(head: bytes, tail: bytes = b"") -> str:
    """Say what a file is by its first and last 64 KiB."""
    if not head:
        return EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(head, tail or head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(head + tail)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    known = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if known is None and (before := _PDF_START.match(head)) and not _TAG.search(before[1].decode("latin-1")):
        return PDF
    return known or _written(head)


def _packed(head: bytes, tail: bytes) -> str:
    if head[30:38] == b"mimetype":
        kind = re.match(rb"[\w./+-]+", head[38:138])
        if kind and b"opendocument" in kind[0]:
            return kind[0].decode("ascii").split("PK")[0]
    return next((kind for name, kind in _PACKED if name in tail or name in head), ZIP)


def _compound(content: bytes) -> str:
    return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in content), OLE)


def _written(head: bytes) -> str:
    """Tell markup from plain text, and text from bytes that are none."""
    text = _sketch(head)
    if text is None:
        return BINARY
    root = _ROOT.match(_after_prologue(text))
    if root is None:
        return HTML if len(_TAG.findall(text)) >= 3 else TEXT
    name = root[1].lower()
    if name in _XML_ROOTS:
        return _XML_ROOTS[name]
    if name == "html" or (_TAG.search(text) and not text.lstrip().startswith("<?xml")):
        return HTML
    return XML if text.lstrip("\ufeff \r\n\t").startswith("<") and ("<?xml" in text or "xmlns" in text) else TEXT


def _after_prologue(text: str) -> str:
    """Skip declarations, comments and the document type."""
    text = text.lstrip("\ufeff")
    for _ in range(20):
        prologue = _PROLOGUE.match(text)
        if prologue is None:
            break
        text = text[prologue.end() :]
    return text.lstrip()


def _sketch(head: bytes) -> str | None:
    """Give the text well enough to look for tags, or None when the bytes are no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    head = head.removeprefix(b"\xef\xbb\xbf")
    return head.decode("latin-1") if controls <= len(head) // 200 else None
