import io
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.reading.limits import Limits
from pipeline.reading.media import DOCX
from pipeline.reading.readers import read
from pipeline.reading.wire import Answer, Task


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Raadsinformatiebrief", level=0)
    document.add_heading("Kernboodschap", level=1)
    document.add_paragraph("Het college start een fonds voor jongeren.")
    document.add_paragraph("Een punt", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["Jaar", "Bedrag", "2027", "€ 5"], strict=True):
        cell.text = text
    path = tmp_path / "brief.docx"
    document.save(str(path))
    return path


def answer(path: Path, **limits: int) -> Answer:
    return read(Task(path=str(path), media_type=DOCX), Limits(**limits))


def with_part(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr(name, content)
    return path


def test_word_document(letter: Path) -> None:
    found = answer(letter)
    (sheet,) = found.sheets
    assert [(line.text, line.heading_level, line.structure) for line in sheet.page.lines] == [
        ("Raadsinformatiebrief", 1, "body"),
        ("Kernboodschap", 1, "body"),
        ("Het college start een fonds voor jongeren.", 0, "body"),
        ("• Een punt", 0, "list_item"),
        ("Jaar: 2027 | Bedrag: € 5", 0, "table_row"),
    ]
    assert sheet.page.method == "docx"
    assert found.engines[0].startswith("mammoth ")


def test_bomb_is_refused_before_it_is_unpacked(letter: Path) -> None:
    found = answer(with_part(letter, "word/media/bom.xml", b" " * 50_000_000))
    assert found.state == "too_large"
    assert "times its size" in found.reason


def test_unpacked_size(letter: Path) -> None:
    assert answer(letter, unpacked_bytes=1_000).state == "too_large"


def test_bomb_in_a_bomb_is_never_opened(letter: Path) -> None:
    inner = b" " * 1_000_000
    for _ in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
            for index in range(8):
                container.writestr(f"{index}.zip", inner)
        inner = packed.getvalue()
    assert answer(with_part(letter, "word/media/bom.zip", inner)).state == "ok"


def test_document_type_is_refused(letter: Path) -> None:
    found = answer(with_part(letter, "word/extra.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'))
    assert found.state == "broken"
    assert "word/extra.xml" in found.reason
