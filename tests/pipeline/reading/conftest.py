"""Real files for the reading tests: PDFs drawn line by line, and a pool of reading processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.limits import Limits
from pipeline.reading.pool import ReadingPool

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
