import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.limits import Limits
from pipeline.reading.media import ODT, ZIP, media_type_of
from pipeline.reading.pool import ReadingPool
from pipeline.reading.readers import read
from pipeline.reading.wire import Answer, Task

LINE = "De raad stelt een subsidieplafond voor jongeren vast van 5.000 euro in 2027."
TEXT = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture
def pdf(render: Callable[..., Path]) -> bytes:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawString(70, 700, LINE)

    return render(draw, pages=2).read_bytes()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("Het college start een fonds.")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def odt() -> bytes:
    body = "<office:body><office:text><text:p>Motie over sport.</text:p></office:text></office:body>"
    names = f'xmlns:office="{TEXT}:office:1.0" xmlns:text="{TEXT}:text:1.0"'
    root = f"<office:document-content {names}>{body}</office:document-content>"
    return zipped({"mimetype": ODT.encode(), "content.xml": root.encode()}, zipfile.ZIP_STORED)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as container:
        for name, content in files.items():
            container.writestr(name, content)
    return target.getvalue()


def answer(folder: Path, content: bytes, **limits: int) -> Answer:
    path = folder / "stukken.zip"
    path.write_bytes(content)
    return read(Task(path=str(path), media_type=media_type_of(path)), Limits(**limits))


def first_lines(found: Answer) -> list[tuple[int, str]]:
    return [(sheet.page.number, sheet.page.lines[0].text) for sheet in found.sheets]


def test_members_follow_each_other_below_their_names(tmp_path: Path, pdf: bytes) -> None:
    found = answer(tmp_path, zipped({"map/besluit.pdf": pdf, "brief.docx": word(), "motie.odt": odt()}))
    assert found.state == "ok"
    assert found.page_count == 4
    assert first_lines(found) == [(1, "besluit.pdf"), (2, LINE), (3, "brief.docx"), (4, "motie.odt")]
    assert all(line.box is None for sheet in found.sheets for line in sheet.page.lines)
    assert len(found.engines) == 3


def test_pool_reads_a_zip(tmp_path: Path, pdf: bytes, pool: ReadingPool) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.pdf": pdf}))
    reading = pool.read(path)
    assert (reading.state, reading.media_type) == ("ok", ZIP)
    assert LINE in reading.pages[0].text


def test_what_is_not_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    files = {
        "foto.png": b"\x89PNG\r\n\x1a\n0000",
        "in.zip": zipped({"a.docx": word()}),
        "stuk.docx": word()[:-40],
        "brief.docx": word(),
    }
    found = answer(tmp_path, zipped(files))
    assert found.state == "partial"
    assert "foto.png: image/png is not read" in found.reason
    assert "in.zip: a zip within a zip" in found.reason
    assert "stuk.docx: " in found.reason
    assert first_lines(found) == [(1, "brief.docx")]


def test_names_that_climb_are_names_only(tmp_path: Path) -> None:
    found = answer(tmp_path, zipped({"../../etc/brief.docx": word(), "/abs/b.docx": word(), "__MACOSX/._b": b"x"}))
    assert first_lines(found) == [(1, "brief.docx"), (2, "b.docx")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stukken.zip"]


def test_encrypted(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": b"tekst"}))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert answer(tmp_path, bytes(content)).state == "encrypted"


@pytest.mark.parametrize(
    ("files", "limits"),
    [
        ({"a.txt": b" " * 50_000_000}, {}),
        ({"a.txt": b"abc" * 1_000}, {"unpacked_bytes": 1_000}),
        ({f"{index}.txt": b"x" for index in range(60)}, {}),
    ],
)
def test_too_large(tmp_path: Path, files: dict[str, bytes], limits: dict[str, int]) -> None:
    assert answer(tmp_path, zipped(files), **limits).state == "too_large"


def test_empty(tmp_path: Path) -> None:
    found = answer(tmp_path, zipped({}))
    assert (found.state, found.reason) == ("unsupported", "the zip is empty")
