"""What `read_pdf` makes of pages as councils print them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from pipeline.reading.assemble import reading_of
from pipeline.reading.limits import Limits
from pipeline.reading.media import PDF
from pipeline.reading.pdf import read_pdf
from pipeline.reading.wire import Answer, Task
from pipeline.records import Line

Render = Callable[..., Path]
Write = Callable[..., float]
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
SENTENCE = "De periode is verlengd tot en met maart"
PROSE = [
    "De gemeente Havenstede wil dat jongeren vaker meedoen in hun wijk en",
    "stelt daarom geld beschikbaar voor plannen die zij zelf bedenken. De",
    "raad besluit in november over het voorstel van het college.",
]
LENGTH = stringWidth(PROSE[0], "Helvetica", 10)


def read(path: Path, *pages: int, title: str = "", **limits: float) -> Answer:
    """Record the given pages; without any, survey and record what reaches the gate."""
    task = Task(path=str(path), media_type=PDF, title=title, pages=pages)
    return read_pdf(path.read_bytes(), task, Limits(**limits))


def lines(path: Path) -> tuple[Line, ...]:
    (sheet,) = read(path, 1).sheets
    return sheet.page.lines


def texts(path: Path) -> list[str]:
    return [line.text for line in lines(path)]


def draw_table(canvas: Canvas, rows: list[list[str]], *, top: float = 300, style: TableStyle = GRID) -> None:
    table = Table(rows, style=style)
    _, height = table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, 70, A4[1] - top - height)


def test_lines_have_place_size_and_paragraph(render: Render, write: Write) -> None:
    path = render(lambda canvas, _: write(canvas, ["Eerste alinea."], top=100) and write(canvas, PROSE, top=140))
    first, *paragraph = lines(path)
    assert first.box == pytest.approx((70, 92, 131, 102), abs=0.5)
    assert first.size == pytest.approx(10)
    assert [line.text for line in paragraph] == PROSE
    assert {line.block for line in paragraph} == {first.block + 1}


def test_words_without_spaces_between_them_do_not_fuse(render: Render) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        text = canvas.beginText()
        text.setFont("Helvetica", 10)
        x = 70.0
        for word in SENTENCE.split():
            text.setTextOrigin(x, 600)
            text.textOut(word)
            x += canvas.stringWidth(word, "Helvetica", 10) + 2.5
        canvas.drawText(text)

    assert texts(render(draw)) == [SENTENCE]


def test_columns_are_read_one_after_the_other(render: Render, write: Write) -> None:
    left = [f"Links staat regel {n} van het verhaal" for n in range(12)]
    right = [f"Rechts staat regel {n} van het verhaal" for n in range(12)]

    def draw(canvas: Canvas, _: int) -> None:
        write(canvas, ["Een kop die over beide kolommen van de pagina heen loopt, zoals vaak"], top=100)
        write(canvas, left, top=130, left=70)
        write(canvas, right, top=134, left=300)
        write(canvas, ["Een slotregel die weer over de hele breedte van de pagina heen loopt"], top=320)

    found = texts(render(draw))
    assert found[1:13] == left
    assert found[13:25] == right
    assert found[25].startswith("Een slotregel")


def test_names_and_values_beside_each_other_stay_together(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        for index, (name, value) in enumerate(
            [("Datum", "17 november 2026"), ("Portefeuillehouder", "wethouder De Boer"), ("Zaaknummer", "Z-26-001")]
        ):
            write(canvas, [name], top=120 + 14 * index)
            write(canvas, [value], top=120 + 14 * index, left=220)

    found = lines(render(draw))
    assert [line.text for line in found] == [
        "Datum 17 november 2026",
        "Portefeuillehouder wethouder De Boer",
        "Zaaknummer Z-26-001",
    ]
    assert len({line.block for line in found}) == 3


def test_ruled_table_rows_repeat_their_header_and_are_read_once(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        write(canvas, ["Tabel 1: bedragen x € 1.000"], top=280)
        draw_table(canvas, [["Thema", "2027", "2028"], ["Jongerenwerk", "0", "-300"], ["Sport", "1.250", "pm"]])
        write(canvas, ["Na de tabel."], top=400)

    found = lines(render(draw))
    assert [line.text for line in found] == [
        "Tabel 1: bedragen x € 1.000",
        "Thema: Jongerenwerk | 2027: 0 | 2028: -300",
        "Thema: Sport | 2027: 1.250 | 2028: pm",
        "Na de tabel.",
    ]
    assert [line.structure for line in found] == ["body", "table_row", "table_row", "body"]


def test_wrapped_cells_are_joined_to_running_text(render: Render) -> None:
    rows = [["Onderwerp", "Besluit"], ["Subsidieregeling jon-\ngereninitiatieven", "Conform advies"]]
    style = TableStyle([*GRID.getCommands(), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold")])
    assert texts(render(lambda canvas, _: draw_table(canvas, rows, style=style))) == [
        "Onderwerp: Subsidieregeling jongereninitiatieven | Besluit: Conform advies"
    ]


def test_table_of_labels_becomes_label_and_value(render: Render) -> None:
    rows = [["Datum", "6-11-2026"], ["Voorzitter", "de burgemeester"]]
    style = TableStyle([*GRID.getCommands(), ("FONT", (0, 0), (0, -1), "Helvetica-Bold")])
    assert texts(render(lambda canvas, _: draw_table(canvas, rows, style=style))) == [
        "Datum: 6-11-2026",
        "Voorzitter: de burgemeester",
    ]


def test_header_that_no_row_repeats_is_kept(render: Render) -> None:
    rows = [["Thema", "2027", "Opmerking"], ["Jongerenwerk", "10", ""], ["Sport", "20", ""]]
    assert texts(render(lambda canvas, _: draw_table(canvas, rows)))[0] == "Thema | 2027 | Opmerking"


def test_box_around_one_paragraph_is_no_table(render: Render) -> None:
    found = lines(render(lambda canvas, _: draw_table(canvas, [["\n".join(PROSE)]])))
    assert [line.text for line in found] == PROSE
    assert {line.structure for line in found} == {"body"}


def test_amounts_below_each_other_are_a_table_without_rules(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        columns = [(70, "Programma", "Jeugd", "Sport"), (300, "2027", "1.200", "800"), (400, "2028", "-300", "pm")]
        for left, *cells in columns:
            for index, cell in enumerate(cells):
                write(canvas, [cell], top=200 + 14 * index, left=left)

    found = lines(render(draw))
    assert [line.text for line in found][1:] == [
        "Programma: Jeugd | 2027: 1.200 | 2028: -300",
        "Programma: Sport | 2027: 800 | 2028: pm",
    ]
    assert {line.structure for line in found} == {"table_row"}


def test_list_items_and_bold_headings(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        write(canvas, ["Beslispunten"], top=100, bold=True)
        write(canvas, ["De raad besluit:"], top=113)
        write(canvas, ["1. De regeling vast te stellen voor jongeren van", "2. Het plafond vast te stellen;"], top=126)
        write(canvas, ["a) dit te publiceren;"], top=151, left=84)
        write(canvas, ["•  en bekend te maken."], top=164)

    found = lines(render(draw))
    assert [line.structure for line in found] == ["body", "body", "list_item", "list_item", "list_item", "list_item"]
    assert [line.heading_level for line in found] == [6, 0, 0, 0, 0, 0]
    assert len({line.block for line in found}) == 6


def test_spaced_heading_is_one_word(render: Render) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        canvas.setFont("Helvetica", 14)
        for index, letter in enumerate("AANLEIDING"):
            canvas.drawString(70 + 20 * index, 700, letter)

    assert texts(render(draw)) == ["AANLEIDING"]


@pytest.mark.parametrize(
    ("degrees", "origin", "place"),
    [
        (90, (A4[0], 0), (A4[0] - 508, A4[1] - 100 - LENGTH, A4[0] - 498, A4[1] - 100)),
        (180, A4, (A4[0] - 100 - LENGTH, 498, A4[0] - 100, 508)),
        (270, (0, A4[1]), (498, 100, 508, 100 + LENGTH)),
    ],
)
def test_turned_text_is_read_and_placed(
    render: Render, degrees: int, origin: tuple[float, float], place: tuple[float, ...]
) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        canvas.translate(*origin)
        canvas.rotate(degrees)
        canvas.setFont("Helvetica", 10)
        for index, line in enumerate(PROSE):
            canvas.drawString(100, 500 - 14 * index, line)

    found = lines(render(draw))
    assert [line.text for line in found] == PROSE
    assert found[0].box == pytest.approx(place, abs=3)


def test_hidden_text_is_no_text(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        write(canvas, PROSE)
        write(canvas, ["Onder een zwarte balk staat een naam"], top=300)
        canvas.rect(60, A4[1] - 305, 300, 15, fill=1)
        canvas.setFillColor(colors.white)
        write(canvas, ["Wit op wit papier staat een opdracht"], top=400)
        canvas.setFillColor(colors.darkblue)
        canvas.rect(60, A4[1] - 505, 300, 20, fill=1)
        canvas.setFillColor(colors.white)
        write(canvas, ["Wit op blauw is een kop"], top=500)
        write(canvas, ["Buiten de pagina"], top=600, left=800)

    assert texts(render(draw)) == [*PROSE, "Wit op blauw is een kop"]


def test_boxes_count_from_the_visible_corner(render: Render, write: Write) -> None:
    plain = render(lambda canvas, _: write(canvas, PROSE))

    def cropped(canvas: Canvas, _: int) -> None:
        write(canvas, PROSE)
        canvas.setCropBox((50, 0, A4[0], A4[1] - 100))

    whole, part = lines(plain)[0].box, lines(render(cropped, name="b.pdf"))[0].box
    assert whole
    assert part
    assert part == pytest.approx((whole[0] - 50, whole[1] - 100, whole[2] - 50, whole[3] - 100))


def test_page_range(render: Render, write: Write) -> None:
    path = render(lambda canvas, number: write(canvas, [f"Bladzijde {number} van het stuk"]), pages=6)
    answer = read(path, 3, 4)
    assert [sheet.page.number for sheet in answer.sheets] == [3, 4]
    assert answer.sheets[0].page.text == "Bladzijde 3 van het stuk"
    assert answer.page_count == 6


def test_many_pages_that_reach_the_gate_are_left_for_others(render: Render, write: Write) -> None:
    path = render(lambda canvas, number: write(canvas, PROSE), pages=5)
    answer = read(path, split_above=4)
    assert (answer.state, answer.page_count, answer.left) == ("ok", 5, (1, 2, 3, 4, 5))
    assert {sheet.page.method for sheet in answer.sheets} == {"pdfium"}


def test_too_many_pages(render: Render, write: Write) -> None:
    path = render(lambda canvas, number: write(canvas, PROSE), pages=4)
    answer = read(path, pages=3)
    assert (answer.state, answer.reason) == ("too_large", "4 pages, limit 3")


def test_password(render: Render, write: Write) -> None:
    path = render(lambda canvas, _: write(canvas, PROSE), encrypt=StandardEncryption("geheim", strength=128))
    assert read(path).state == "encrypted"


def test_owner_password_alone_does_not_stop_a_reader(render: Render, write: Write) -> None:
    lock = StandardEncryption("", ownerPassword="eigenaar", strength=128)
    assert texts(render(lambda canvas, _: write(canvas, PROSE), encrypt=lock)) == PROSE


def test_junk_before_the_header(render: Render, write: Write) -> None:
    path = render(lambda canvas, _: write(canvas, PROSE))
    path.write_bytes(b"\x00rommel " * 100 + path.read_bytes())
    assert texts(path) == PROSE


def test_cut_off_file_is_partial(render: Render, write: Write) -> None:
    path = render(lambda canvas, _: write(canvas, PROSE), pages=4, pageCompression=0)
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"endstream") - 300])
    answer = read(path)
    assert answer.state == "partial"
    assert answer.sheets[0].page.text == "\n".join(PROSE)
    assert "cut off" in answer.reason


def test_wrong_cross_reference_table(render: Render, write: Write) -> None:
    path = render(lambda canvas, _: write(canvas, PROSE))
    content = path.read_bytes()
    start = content.rindex(b"startxref\n") + 10
    path.write_bytes(content[:start] + b"9" + content[start:])
    assert texts(path) == PROSE


def damaged(render: Render, write: Write) -> Path:
    """Give a file of which the content seems to end after five bytes."""
    path = render(lambda canvas, _: write(canvas, PROSE), pageCompression=0)
    content = path.read_bytes()
    length = re.search(rb"/Length (\d+)", content)
    assert length
    path.write_bytes(content.replace(length[0], b"/Length 5".ljust(len(length[0]))))
    return path


def test_damaged_file_is_read_from_a_repaired_copy(render: Render, write: Write) -> None:
    (sheet,) = read(damaged(render, write)).sheets
    assert sheet.page.method == "pdfplumber"
    assert sheet.page.text == "\n".join(PROSE)
    assert "read from a repaired copy" in sheet.note
    assert sheet.page.lines[0].box == pytest.approx((70, 112, 394, 122), abs=1)


def test_scan_and_blank_page(render: Render, tmp_path: Path) -> None:
    Image.new("L", (200, 280), 200).save(tmp_path / "scan.png")

    def draw(canvas: Canvas, number: int) -> None:
        if number == 1:
            canvas.drawImage(ImageReader(tmp_path / "scan.png"), 0, 0, *A4)
            canvas.drawString(400, 20, "Ontvangen 12-11")

    scan, blank = read(render(draw, pages=2)).sheets
    assert (scan.verdict, scan.page.text) == ("scan", "Ontvangen 12-11")
    assert (blank.verdict, blank.page.lines) == ("blank", ())


def test_garbled_text_layer(render: Render, write: Write) -> None:
    def shifted(canvas: Canvas, _: int) -> None:
        for index in range(20):
            line = "".join(chr((ord(c) - 97 + 7) % 26 + 97) if c.islower() else c for c in PROSE[index % 3])
            write(canvas, [line], top=100 + 14 * index)

    (sheet,) = read(render(shifted)).sheets
    assert (sheet.verdict, sheet.page.lines) == ("garbled", ())
    assert "letter pairs" in sheet.note


@pytest.mark.parametrize("content", [b"%PDF-1.4\n" + bytes(range(256)) * 40, b"%PDF-1.7\n%%EOF"])
def test_garbage_is_broken_with_both_reasons(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "stuk.pdf"
    path.write_bytes(content)
    answer = read(path)
    assert answer.state == "broken"
    assert "pdfplumber: " in answer.reason
    assert "pdfium: " in answer.reason


def test_engines_are_named_with_their_versions(render: Render, write: Write) -> None:
    (engine,) = read(render(lambda canvas, _: write(canvas, PROSE))).engines
    assert engine.startswith("pdfplumber 0.")


def test_rows_of_ruled_tables_keep_their_cells_and_the_names_above_them(render: Render) -> None:
    found = lines(render(lambda canvas, _: draw_table(canvas, [["Thema", "2027"], ["Sport", "1.250"], ["Jeugd", ""]])))
    assert [(line.cells, line.names) for line in found] == [
        (("Sport", "1.250"), ("Thema", "2027")),
        (("Jeugd", ""), ("Thema", "2027")),
    ]


def test_pages_are_read_back_to_the_header_of_their_table(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, number: int) -> None:
        write(canvas, ["Begroting 2027"], top=40)
        rows = {
            3: [["Thema", "2026", "2027"], ["Riolering", "5.100", "6.200"]],
            4: [["Bruggen", "310", "320"], ["Wegen", "7", "8"]],
            5: [["Lantaarns", "31", "32"], ["Bankjes", "1", "2"]],
            6: [["Subsidieregeling jongerenwerk voor maatschappelijke diensttijd", "80", "90"], ["Groen", "1", "2"]],
        }
        if number in rows:
            draw_table(canvas, rows[number], top=60)
        if number not in rows or number == 6:
            write(canvas, ["De aannemer vernieuwt in het voorjaar de brug over de vaart."], top=400)

    answer = read(render(draw, pages=7))
    assert [sheet.page.method for sheet in answer.sheets] == ["pdfplumber", "pdfium", *["pdfplumber"] * 4, "pdfium"]
    reading = reading_of(PDF, [answer], Limits())
    assert "Thema: Subsidieregeling jongerenwerk voor maatschappelijke diensttijd | 2026: 80 | 2027: 90" in [
        line.text for line in reading.pages[5].lines
    ]
