"""What the first pass sees of a page."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.survey import Survey, Surveyed

Render = Callable[..., Path]
Write = Callable[..., float]
PROSE = [f"Regel {number} van het verhaal over de begroting van de gemeente." for number in range(14)]


def survey(path: Path, *, max_characters: int = 10_000) -> list[Surveyed]:
    document = pypdfium2.PdfDocument(path)
    surveyor = Survey(document, max_characters)
    return [surveyor.page(number) for number in range(1, len(document) + 1)]


def test_lines_in_the_order_of_drawing_with_the_place_of_the_outer_ones(render: Render, write: Write) -> None:
    (page,) = survey(render(lambda canvas, _: write(canvas, PROSE)))
    assert (page.lines, page.verdict, page.in_order) == (PROSE, "text", True)
    assert sorted(page.boxes) == [0, 1, 2, 3, 4, 9, 10, 11, 12, 13]
    assert page.boxes[0] == pytest.approx((70, 112, 338, 122), abs=3)


def test_hyphen_at_the_end_of_a_line_is_kept(render: Render, write: Write) -> None:
    (page,) = survey(render(lambda canvas, _: write(canvas, ["De gemeen-", "telijke sport-", "en beweegteams"])))
    assert page.lines == ["De gemeen-", "telijke sport-", "en beweegteams"]


def test_text_outside_the_visible_part_is_left_out(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        write(canvas, PROSE, top=200)
        write(canvas, ["Achter de snijrand"], top=20)
        canvas.setCropBox((0, 0, A4[0], A4[1] - 100))

    (page,) = survey(render(draw))
    assert page.lines == PROSE
    assert page.boxes[0][1] == pytest.approx(92, abs=4)


def test_a_shuffled_page_is_put_in_order(render: Render, write: Write) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        for index in (7, 2, 11, 0, 9, 4, 13, 1, 6, 12, 3, 10, 5, 8):
            write(canvas, [PROSE[index]], top=100 + 14 * index)

    (page,) = survey(render(draw))
    assert not page.in_order
    assert page.lines == PROSE


@pytest.mark.parametrize(
    ("degrees", "place"),
    [
        (90, (498, 70, 508, 88)),
        (180, (A4[0] - 88, 498, A4[0] - 70, 508)),
        (270, (A4[0] - 508, A4[1] - 88, A4[0] - 498, A4[1] - 70)),
    ],
)
def test_places_are_those_of_the_page_as_shown(render: Render, degrees: int, place: tuple[float, ...]) -> None:
    def draw(canvas: Canvas, _: int) -> None:
        canvas.setPageRotation(degrees)  # on its side the page is as wide as A4 is high
        canvas.setFont("Helvetica", 10)
        canvas.drawString(70, 500, "Kop")

    (page,) = survey(render(draw))
    assert page.is_turned
    assert page.boxes[0] == pytest.approx(place, abs=3)


def test_scan_photo_page_and_blank_page(render: Render, write: Write, tmp_path: Path) -> None:
    Image.new("L", (200, 280), 200).save(tmp_path / "scan.png")

    def draw(canvas: Canvas, number: int) -> None:
        if number < 3:
            canvas.drawImage(ImageReader(tmp_path / "scan.png"), 0, 0, *A4)
        if number == 2:
            write(canvas, PROSE)

    assert [page.verdict for page in survey(render(draw, pages=3))] == ["scan", "text", "blank"]


def test_too_many_characters(render: Render, write: Write) -> None:
    (page,) = survey(render(lambda canvas, _: write(canvas, PROSE)), max_characters=100)
    assert (page.verdict, page.lines) == ("failed", [])


def test_a_page_with_very_many_characters_is_read_to_its_end_and_the_next_one_too(render: Render, write: Write) -> None:
    many = [f"{number} {'letters ' * 16}einde".strip() for number in range(100)]

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 5)
        for index, line in enumerate(many if number == 1 else PROSE):
            canvas.drawString(40, 800 - 7 * index, line)

    first, second = survey(render(draw, pages=2), max_characters=50_000)
    assert first.lines == many
    assert second.lines == PROSE
