import zipfile
from pathlib import Path

from pipeline.reading.limits import Limits
from pipeline.reading.media import ODT, media_type_of
from pipeline.reading.readers import read
from pipeline.reading.wire import Answer, Task

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0"
 xmlns:table="{OFFICE}:table:1.0"><office:body><office:text>
<text:tracked-changes><text:p>Dit was weggehaald.</text:p></text:tracked-changes>
<text:h text:outline-level="1">Motie jongeren</text:h>
<text:p>Verzoekt het<text:s/>college een <text:span>fonds</text:span> te starten.<office:annotation>
<text:p>Klopt dit?</text:p></office:annotation></text:p>
<text:list><text:list-item><text:p>voor &lt;27 jaar</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Jaar</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="1000"><text:p>Bedrag</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>2027</text:p></table:table-cell>
<table:table-cell><text:p>€ 5</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def packed(path: Path, content: str = CONTENT, **more: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(zipfile.ZipInfo("mimetype"), ODT)
        container.writestr("content.xml", content)
        for name, text in more.items():
            container.writestr(f"{name}.xml", text)
    return path


def answer(path: Path, **limits: int) -> Answer:
    return read(Task(path=str(path), media_type=media_type_of(path)), Limits(**limits))


def test_text_document(tmp_path: Path) -> None:
    found = answer(packed(tmp_path / "motie.odt"))
    (sheet,) = found.sheets
    lines = [(line.text, line.heading_level, line.structure) for line in sheet.page.lines]
    assert lines[:3] == [
        ("Motie jongeren", 1, "body"),
        ("Verzoekt het college een fonds te starten.", 0, "body"),
        ("• voor <27 jaar", 0, "list_item"),
    ]
    assert lines[3][2] == "table_row"
    assert lines[3][0].startswith("Jaar: 2027 | Bedrag: € 5")
    assert sheet.page.method == "odt"
    assert found.state == "ok"


def test_document_type_is_refused(tmp_path: Path) -> None:
    found = answer(packed(tmp_path / "a.odt", meta='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'))
    assert found.state == "broken"
    assert "meta.xml" in found.reason


def test_bomb_is_refused(tmp_path: Path) -> None:
    assert answer(packed(tmp_path / "a.odt", zeros=" " * 50_000_000)).state == "too_large"


def test_markup_that_ends_half_way_is_partial(tmp_path: Path) -> None:
    found = answer(packed(tmp_path / "a.odt", CONTENT[: CONTENT.index("<text:list>")]))
    assert found.state == "partial"
    assert "fonds" in found.sheets[0].page.text


def test_no_text_part_is_broken(tmp_path: Path) -> None:
    assert answer(packed(tmp_path / "a.odt", "<a/>")).state == "broken"


def test_a_note_stands_after_the_text_and_a_header_row_above_its_cells(tmp_path: Path) -> None:
    start, end = CONTENT[: CONTENT.index("<text:tracked")], "</office:text></office:body></office:document-content>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body>"
    cells = [
        "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
        for texts in (("Thema", "Wie"), ("Jeugd", "Stichting"), ("Sport", "Vereniging"))
    ]
    header, *rows = (f"<table:table-row>{row}</table:table-row>" for row in cells)
    content = (
        f"{start}<text:tracked-changes>{note.format('Oude noot.')}</text:note></text:tracked-changes>"
        f"<text:p>Er is geld{note.format('Zie de begroting.')}</text:note> voor jongeren.</text:p>"
        f"<table:table><table:table-header-rows>{header}</table:table-header-rows>{''.join(rows)}</table:table>{end}"
    )
    (sheet,) = answer(packed(tmp_path / "a.odt", content)).sheets
    assert [line.text for line in sheet.page.lines] == [
        "Er is geld voor jongeren.",
        "Thema: Jeugd | Wie: Stichting",
        "Thema: Sport | Wie: Vereniging",
        "Zie de begroting.",
    ]
