"""Characters and shapes are those of pdfplumber, however the content is written."""

from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from pdfminer.pdfpage import PDFPage
from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading import interpreter
from pipeline.reading.device import Frame, PageDevice
from pipeline.reading.fonts import FontManager, UnusualTableError, unicode_table
from pipeline.reading.tokens import UnusualContentError, operations

Render = Callable[..., Path]
PLACES = ("x0", "x1", "top", "bottom")


def busy_page(canvas: Canvas, _: int) -> None:
    registerFont(TTFont("Vera", "Vera.ttf"))
    canvas.setFont("Vera", 11)
    canvas.drawString(70, 700, "Coördinatie (van) \\ de ‘wijk’ € 5.000")
    text = canvas.beginText(70, 650)
    text.setFont("Helvetica", 9)
    text.setCharSpace(0.4)
    text.setWordSpace(2)
    text.setHorizScale(90)
    text.setRise(3)
    text.textLines("Twee regels\nmet wat ruimte")
    canvas.drawText(text)
    canvas.saveState()
    canvas.rotate(30)
    canvas.drawString(300, 200, "Schuin gezet")
    canvas.restoreState()
    canvas.setFillColor(colors.darkblue)
    canvas.rect(50, 50, 100, 20, fill=1)
    canvas.line(50, 40, 150, 40)
    canvas.bezier(10, 10, 20, 20, 30, 10, 40, 40)
    canvas.beginForm("vorm")
    canvas.drawString(5, 5, "In een vorm")
    canvas.endForm()
    canvas.translate(200, 300)
    canvas.doForm("vorm")


def collected(path: Path) -> PageDevice:
    with pdfplumber.open(path) as document:
        document.rsrcmgr = FontManager()
        (page,) = PDFPage.create_pages(document.doc)
        device = PageDevice(document.rsrcmgr, Frame(0, 0, page.mediabox[3]))
        interpreter.run_page(device, page)
        return device


@pytest.mark.parametrize("raw", ["", "[(Een)-250<54776565>]TJ % uitleg\n(\\104rie) Tj", "<5> Tj", "(los Tj"])
def test_the_same_characters_and_shapes(render: Render, raw: str) -> None:
    def draw(canvas: Canvas, number: int) -> None:
        busy_page(canvas, number)
        if raw:
            canvas._code.append(f"BT /F1 12 Tf 70 500 Td {raw} ET")

    path = render(draw)
    device = collected(path)
    with pdfplumber.open(path) as document:
        page = document.pages[0]
        for kind in ("char", "rect", "line", "curve"):
            ours, theirs = device.objects[kind], page.objects.get(kind, [])
            assert [[item[key] for key in PLACES] for item in ours] == [
                [item[key] for key in PLACES] for item in theirs
            ]
        assert [c["text"] for c in device.objects["char"]] == [c["text"] for c in page.chars]
        assert [c["size"] for c in device.objects["char"]] == [c["size"] for c in page.chars]


def test_operands_stay_until_an_operator_takes_them() -> None:
    found = list(operations(b"1 2 foo (a\\(b\\)c) Tj [(x)3<41>]TJ /F1 9 Tf", {b"Tj": 1, b"TJ": 1, b"Tf": 2}, []))
    assert [operator for operator, _ in found] == [b"Tj", b"TJ", b"Tf"]
    assert found[0][1] == [b"a(b)c"]
    assert found[1][1] == [[b"x", 3.0, b"A"]]
    assert found[2][1][1] == 9.0


def test_inline_image_is_passed_over() -> None:
    content = b"q BI /W 1 /H 1 ID \x00(( EI Q (na) Tj"
    assert [operator for operator, _ in operations(content, {b"q": 0, b"Q": 0, b"Tj": 1}, [])] == [
        b"q",
        b"inline image",
        b"Q",
        b"Tj",
    ]


@pytest.mark.parametrize("content", [b"(niet gesloten Tj", b"<5> Tj", b"1.2.3 Tj", b"BI /W 1"])
def test_what_is_unusual_is_left_to_the_full_parser(content: bytes) -> None:
    with pytest.raises(UnusualContentError):
        list(operations(content, {b"Tj": 1}, []))


def test_tables_of_text_by_code() -> None:
    table = b"""2 beginbfchar <01> <0041> <02> <00660069> endbfchar
        2 beginbfrange <10> <12> <0061> <20> <21> [<0078> <0079>] endbfrange"""
    assert unicode_table(table) == {1: "A", 2: "fi", 16: "a", 17: "b", 18: "c", 32: "x", 33: "y"}


@pytest.mark.parametrize(
    "table",
    [b"/X usecmap", b"1 beginbfrange <0000> <FFFFFFFF> <0000> endbfrange", b"1 beginbfchar <01> /a endbfchar"],
)
def test_strange_tables_are_left_to_pdfminer(table: bytes) -> None:
    with pytest.raises(UnusualTableError):
        unicode_table(table)
