"""Broken and hostile files, made by code: what may come in under the name of a council paper."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SENTENCES = (
    "De raad stelt het krediet voor de renovatie van de brug beschikbaar.",
    "De financiële gevolgen staan in bijlage twee, die een grafiek bevat.",
    "Het college informeert de raad in het voorjaar over de afloop.",
)
BOMB_BYTES = 1 << 28
NESTING = 200_000
EMPTY_PAGES = 10_000
FLOOD = 4_000_000
PASSWORD = "geheim-van-de-griffie"  # noqa: S105  (nobody is meant to guess it, everybody may know it)
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%b>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding%b>>"
LIGATURE = b"\x01"

Objects = dict[int, bytes]


def hostile(folder: Path) -> list[Path]:
    """Write the files to the folder; what most of them say is in `SENTENCES`."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, make in FILES.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(make())
        paths.append(path)
    return paths


def _written(objects: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """Write objects with a cross-reference table that is right."""
    target, places = BytesIO(), {}
    target.write(b"%PDF-1.7\n")
    for number, content in objects.items():
        places[number] = target.tell()
        target.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = target.tell()
    target.write(b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1))
    for number in range(1, max(objects) + 1):
        kind = b"n" if number in places else b"f"
        target.write(b"%010d 00000 %b \n" % (places.get(number, 0), kind))
    target.write(b"trailer\n<</Size %d/Root 1 0 R%b>>\n" % (max(objects) + 1, trailer))
    target.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return target.getvalue()


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), entries, content)


def _packed(content: bytes, entries: bytes = b"") -> bytes:
    return _stream(zlib.compress(content, 9), b"/Filter/FlateDecode" + entries)


def _text(sentences: tuple[bytes, ...] | None = None) -> bytes:
    lines = sentences or tuple(sentence.encode("cp1252") for sentence in SENTENCES)
    return b"BT /F 11 Tf 70 760 Td 15 TL %b ET" % b" ".join(b"(%b) Tj T*" % line for line in lines)


def _objects(content: bytes | None = None, *, resources: bytes = b"", font: bytes = b"") -> Objects:
    return {1: CATALOG, 2: PAGES, 3: PAGE % resources, 4: content or _stream(_text()), 5: FONT % font}


def _flate_bomb() -> bytes:
    packer = zlib.compressobj(9)
    spaces = b" " * (1 << 20)
    packed = b"".join(packer.compress(spaces) for _ in range(BOMB_BYTES // len(spaces))) + packer.flush()
    return _written(_objects(_stream(packed, b"/Filter/FlateDecode")))


def _flood_of_characters() -> bytes:
    return _written(_objects(_packed(b"BT /F 1 Tf 70 700 Td " + b"(raadsvoorstellen) Tj " * (FLOOD // 16) + b"ET")))


def _many_empty_pages() -> bytes:
    numbers = range(10, 10 + EMPTY_PAGES)
    objects = {
        1: CATALOG,
        2: b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(b"%d 0 R" % number for number in numbers), EMPTY_PAGES),
    }
    return _written(objects | dict.fromkeys(numbers, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"))


def _deep_nesting() -> bytes:
    return _written(_objects() | {6: b"[" * NESTING + b"]" * NESTING}, trailer=b"/Info 6 0 R")


def _form_in_itself() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>"
    objects = _objects(_stream(_text() + b" /X Do"), resources=b"/XObject<</X 6 0 R>>")
    return _written(objects | {6: _stream(b"q /X Do Q", form)})


def _previous_table_is_this_one() -> bytes:
    content = _written(_objects(), trailer=b"/Prev 0000000000")
    start = content.rindex(b"\nxref\n") + 1
    return content.replace(b"/Prev 0000000000", b"/Prev %010d" % start)


def _tree_in_itself() -> bytes:
    return _written(_objects() | {2: b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2000000000>>"})


def _length_of_itself() -> bytes:
    return _written(_objects(b"<</Length 4 0 R>>\nstream\n%b\nendstream" % _text()))


def _without_table() -> bytes:
    content = _written(_objects())
    return content[: content.rindex(b"xref\n0 ")]


def _table_points_elsewhere() -> bytes:
    return re.sub(rb"(\d{10}) 00000 n", lambda match: b"%010d 00000 n" % (int(match[1]) + 7), _written(_objects()))


def _cut_off() -> bytes:
    content = _written(_objects(_stream(_text(tuple(sentence.encode("cp1252") for sentence in SENTENCES) * 15))))
    return content[: len(content) // 2]


def _locked() -> bytes:
    target = BytesIO()
    lock = StandardEncryption(PASSWORD, strength=128)
    canvas = Canvas(target, invariant=1, encrypt=lock)
    for place, sentence in enumerate(SENTENCES):
        canvas.drawString(70, 760 - 15 * place, sentence)
    canvas.save()
    return target.getvalue()


def _character_map(ranges: bytes) -> bytes:
    return _stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n%b\nendcmap end end" % ranges
    )


def _endless_character_map() -> bytes:
    """Give a font of which the map names two thousand million characters."""
    ranges = b"1 begincodespacerange <00000000> <7FFFFFFF> endcodespacerange\n"
    ranges += b"1 beginbfrange <00000000> <7FFFFFFF> <0000> endbfrange"
    return _written(_objects(font=b"/ToUnicode 6 0 R") | {6: _character_map(ranges)})


def _ligatures_without_meaning() -> bytes:
    """Give a font of which the ligature stands for the character NUL."""
    lines = tuple(sentence.encode("cp1252").replace(b"fi", LIGATURE) for sentence in SENTENCES)
    ranges = b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfchar <01> <0000> endbfchar\n"
    ranges += b"1 beginbfrange <20> <FF> <0020> endbfrange"
    encoding = b"/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/fi]>>/ToUnicode 6 0 R"
    objects = _objects(_stream(_text(lines)))
    objects[5] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%b>>" % encoding
    return _written(objects | {6: _character_map(ranges)})


FILES: dict[str, Callable[[], bytes]] = {
    "flate-bomb": _flate_bomb,
    "flood-of-characters": _flood_of_characters,
    "ten-thousand-empty-pages": _many_empty_pages,
    "deep-nesting": _deep_nesting,
    "form-in-itself": _form_in_itself,
    "previous-table-is-this-one": _previous_table_is_this_one,
    "page-tree-in-itself": _tree_in_itself,
    "length-of-itself": _length_of_itself,
    "without-table": _without_table,
    "table-points-elsewhere": _table_points_elsewhere,
    "cut-off": _cut_off,
    "junk-in-front": lambda: b"<!-- aangemaakt door het documentsysteem -->\n" * 20 + _written(_objects()),
    "login-page": lambda: b"<!doctype html><html><head><title>Inloggen</title></head><body>Log in</body></html>",
    "empty": bytes,
    "locked": _locked,
    "endless-character-map": _endless_character_map,
    "ligatures-without-meaning": _ligatures_without_meaning,
}
"""Maker of each file by name. Flate in Flate and forms in forms are among the tests of the reading."""
