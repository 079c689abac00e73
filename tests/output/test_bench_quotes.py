from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from output.bench_quotes import quotes_in_place
from pipeline.reading.limits import Limits
from pipeline.reading.pool import ReadingPool
from pipeline.reading.segment import segment
from pipeline.records import Passage

LINES = (
    "De gemeente Havenstede stelt geld beschikbaar. Verenigingen kunnen",
    "tot 1 maart 2027 een aanvraag doen. Het college beslist binnen acht",
    "weken. Daarna volgt een gesprek met de jongeren uit de wijk zelf.",
)
SENTENCES = 4
CORNERS = {0: (100, 500), 90: (300, 100), 180: (500, 500), 270: (200, 700)}


def turned(path: Path, *, matrix: int, rotate: int) -> Path:
    """Draw a paragraph turned by a matrix, on a page that is turned as a whole."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setPageRotation(rotate)
    canvas.translate(*CORNERS[matrix])
    canvas.rotate(matrix)
    canvas.setFont("Helvetica", 11)
    for index, line in enumerate(LINES):
        canvas.drawString(0, -14 * index, line)
    canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> list[Passage]:
    with ReadingPool(workers=1, limits=Limits(records_all=True)) as pool:
        return segment(pool.read(path).pages, title="Stuk")


@pytest.mark.parametrize(("matrix", "rotate"), [(0, 0), (90, 0), (180, 0), (270, 0), (0, 90), (90, 90), (270, 180)])
def test_quotes_stand_inside_their_rectangles_however_they_are_turned(matrix: int, rotate: int, tmp_path: Path) -> None:
    path = turned(tmp_path / "stuk.pdf", matrix=matrix, rotate=rotate)
    passages = read(path)
    assert " ".join(LINES) in " ".join(passage.text for passage in passages)
    assert quotes_in_place(path, passages) == (SENTENCES, SENTENCES)


def test_a_rectangle_that_is_too_wide_is_no_place(tmp_path: Path) -> None:
    path = turned(tmp_path / "stuk.pdf", matrix=0, rotate=0)
    (passage,) = read(path)
    whole = Passage(
        position=0,
        page=1,
        text=passage.text,
        heading="",
        structure="body",
        boxes=passage.boxes,
        offsets=passage.offsets,
    )
    assert quotes_in_place(path, [whole])[0] < SENTENCES
