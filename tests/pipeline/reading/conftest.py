"""Real files for the reading tests, drawn line by line; pages of lines; and a pool of reading processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.limits import Limits
from pipeline.reading.pool import ReadingPool
from pipeline.records import Line, Page, Structure

Draw = Callable[[Canvas, int], None]
Render = Callable[..., Path]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Give a function that draws a PDF: `draw(canvas, page_number)` for each page."""

    def rendered(draw: Draw, *, pages: int = 1, name: str = "stuk.pdf", **options: object) -> Path:
        path = tmp_path / name
        canvas = Canvas(str(path), pagesize=A4, invariant=True, **options)
        for number in range(1, pages + 1):
            draw(canvas, number)
            canvas.showPage()
        canvas.save()
        return path

    return rendered


@pytest.fixture
def write() -> Callable[..., float]:
    """Give a function that writes lines down the page from `top` (points from the upper edge)."""

    def written(
        canvas: Canvas, lines: list[str], *, top: float = 120, left: float = 70, size: float = 10, bold: bool = False
    ) -> float:
        canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        for line in lines:
            canvas.drawString(left, A4[1] - top, line)
            top += size * 1.25
        return top

    return written


@pytest.fixture(scope="session")
def pool() -> Iterator[ReadingPool]:
    """Give two reading processes that the tests share."""
    with ReadingPool(workers=2, limits=Limits()) as opened:
        yield opened


def block(
    number: int, text: str, *, size: float = 10, level: int = 0, structure: Structure = "body", top: float = 0
) -> list[Line]:
    """Give one line for each line of the text."""
    return [
        Line(
            text=row,
            box=(70, top + 100 * number + 12 * index, 400, top + 100 * number + 12 * index + 10),
            size=size,
            heading_level=level,
            structure=structure,
            block=number,
        )
        for index, row in enumerate(text.split("\n"))
    ]


def page(number: int, *blocks: list[Line]) -> Page:
    return Page(number=number, method="pdfplumber", lines=tuple(line for lines in blocks for line in lines))


WORDS = (
    "de Het raad- re- integratie en € 5.000 12. 1. a) • Artikel 3 besluit: Besluit: plafond. jeugd; wijk, (zie :) ... "
    "MDT- é 2027 Inhoud .... 17 . - –"
)
words = st.sampled_from(WORDS.split())
rows = st.lists(words, min_size=1, max_size=14).map(" ".join)
structures = st.sampled_from(["body", "body", "list_item", "table_row", "definition"])
blocks = st.tuples(
    st.lists(rows, min_size=1, max_size=8),
    structures,
    st.sampled_from([0, 0, 0, 6, 2]),
    st.sampled_from([10, 10, 14, 0]),
)


@st.composite
def documents(draw: st.DrawFn) -> list[Page]:
    pages = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        drawn = [
            block(index, "\n".join(lines), size=size, level=level, structure=structure)
            for index, (lines, structure, level, size) in enumerate(draw(st.lists(blocks, max_size=6)), 1)
        ]
        pages.append(page(number, *drawn))
    return pages
