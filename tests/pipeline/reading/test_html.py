from pathlib import Path

import pytest

from pipeline.reading.limits import Limits
from pipeline.reading.readers import read
from pipeline.reading.wire import Answer, Task
from pipeline.records import Line

PAGE = """<!DOCTYPE html><html><head><title>Nieuws</title><style>p{}</style><meta charset="utf-8"></head><body>
<div class="cookie-bar"><p>Wij gebruiken cookies</p></div><nav><a href="/">Home</a></nav>
<header><p>Gemeente Duinmeren</p></header>
<main><h1>Subsidie voor jongeren</h1><script>alert(1)</script>
<p>Eerste alinea met <b>nadruk</b> en een<br>nieuwe regel.</p><p><strong>Aanvragen</strong></p>
<h2>Voorwaarden</h2><ul><li>U bent <em>jonger</em> dan 30<ul><li>op 1 januari</li></ul></li></ul>
<ol type="a" start="2"><li>Stuur een plan</li><li>Wacht af</li></ol>
<table><tr><th>Thema</th><th>Bedrag</th></tr><tr><td>Jeugd</td><td>€ 5.000</td></tr></table>
<p style="display:none">Verborgen</p></main><footer><p>Contact</p></footer></body></html>"""


def answer(tmp_path: Path, content: bytes) -> Answer:
    path = tmp_path / "pagina"
    path.write_bytes(content)
    return read(Task(path=str(path), media_type="text/html"), Limits())


def lines(tmp_path: Path, content: str) -> tuple[Line, ...]:
    (sheet,) = answer(tmp_path, content.encode()).sheets
    assert (sheet.page.number, sheet.page.method) == (1, "html")
    return sheet.page.lines


def test_page_without_its_margins(tmp_path: Path) -> None:
    found = lines(tmp_path, PAGE)
    assert [(line.text, line.heading_level, line.structure) for line in found] == [
        ("Subsidie voor jongeren", 1, "body"),
        ("Eerste alinea met nadruk en een", 0, "body"),
        ("nieuwe regel.", 0, "body"),
        ("Aanvragen", 6, "body"),
        ("Voorwaarden", 2, "body"),
        ("• U bent jonger dan 30", 0, "list_item"),
        ("• op 1 januari", 0, "list_item"),
        ("b. Stuur een plan", 0, "list_item"),
        ("c. Wacht af", 0, "list_item"),
        ("Thema: Jeugd | Bedrag: € 5.000", 0, "table_row"),
    ]
    assert found[1].block == found[2].block
    assert len({line.block for line in found}) == len(found) - 1


def test_bold_first_line_is_a_heading_of_its_own(tmp_path: Path) -> None:
    found = lines(tmp_path, "<p><b>Dekking</b><br>De kosten komen uit de reserve.</p>")
    assert [line.heading_level for line in found] == [6, 0]
    assert found[0].block != found[1].block


def test_windows_page_that_claims_utf8(tmp_path: Path) -> None:
    page = '<html><meta charset="utf-8"><body><p>coördinatie – € 5</p></body></html>'
    (sheet,) = answer(tmp_path, page.encode("windows-1252")).sheets
    assert sheet.page.text == "coördinatie – € 5"


def test_item_that_brings_its_own_mark_gets_no_second_one(tmp_path: Path) -> None:
    page = "<ul><li>• punt</li><li>a. letter</li></ul><ol><li>1. nummer</li></ol>"
    assert [line.text for line in lines(tmp_path, page)] == ["• punt", "a. letter", "1. nummer"]


def test_numbered_paragraphs_are_items(tmp_path: Path) -> None:
    found = lines(tmp_path, "<p>1. Een traject duurt zes maanden.</p><p>– en zo verder</p><p>In 2027. Niet.</p>")
    assert [line.structure for line in found] == ["list_item", "list_item", "body"]


def test_table_that_arranges_the_page_is_no_table(tmp_path: Path) -> None:
    page = (
        f"<table><tr><td>Menu</td><td><h1>Kop</h1><p>{'woord ' * 80}</p></td></tr><tr><td>a</td><td>b</td></tr></table>"
    )
    assert {line.structure for line in lines(tmp_path, page)} == {"body"}


def test_spanning_header_names_all_its_columns(tmp_path: Path) -> None:
    page = """<table><thead><tr><th></th><th colspan="2">Begroting</th></tr><tr><th></th><th>2027</th><th>2028</th></tr>
    </thead><tr><td>Jeugd</td><td>5</td><td>6</td></tr></table>"""
    assert lines(tmp_path, page)[-1].text == "Jeugd | Begroting 2027: 5 | Begroting 2028: 6"


def test_margin_that_holds_the_text_is_no_margin(tmp_path: Path) -> None:
    page = f'<body><div class="sidebar"><p>{"De tekst van de pagina. " * 20}</p></div></body>'
    assert lines(tmp_path, page)


def test_page_of_scripts_alone_has_no_text(tmp_path: Path) -> None:
    (sheet,) = answer(tmp_path, b"<html><body><div id=app></div><script>run()</script></body></html>").sheets
    assert sheet.verdict == "blank"


def test_entities_and_files_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "geheim").write_text("GEHEIM")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/geheim">]><html><body><p>a &x; b &eacute;</p></body>'
    text = "".join(line.text for line in lines(tmp_path, page))
    assert "GEHEIM" not in text
    assert text.endswith("b é")


def test_endless_nesting_is_partial(tmp_path: Path) -> None:
    found = answer(tmp_path, b"<html><body><p>Begin</p>" + b"<div>" * 5_000 + b"diep</body></html>")
    assert found.state == "partial"
    assert "depth" in found.reason
    assert found.sheets[0].page.text == "Begin"


@pytest.mark.parametrize("limit", [100])
def test_too_much_markup(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "pagina"
    path.write_bytes(b"<p>" + b"a" * 200)
    assert read(Task(path=str(path), media_type="text/html"), Limits(characters=limit)).state == "too_large"
