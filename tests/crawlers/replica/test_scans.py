from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from crawlers.replica.scans import RESOLUTION, scan

RULE = 500
"""Points from the lower edge of a line across the page."""


def paper() -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.drawString(72, 700, "Verslag van de bijeenkomst in het dorpshuis")
    canvas.setLineWidth(2)
    canvas.line(60, RULE, A4[0] - 60, RULE)
    canvas.showPage()
    canvas.setPageSize(landscape(A4))
    canvas.drawString(72, 400, "Plattegrond")
    canvas.save()
    return target.getvalue()


@pytest.fixture(scope="module")
def scanned() -> bytes:
    return scan(paper(), "verslag", title="Verslag")


@pytest.fixture(scope="module")
def pages(scanned: bytes) -> Iterator[list[pdfplumber.page.Page]]:
    with pdfplumber.open(BytesIO(scanned)) as pdf:
        yield pdf.pages


def height_of_rule(picture: Image.Image, x: int) -> int:
    """The row of the darkest dot in a column of dots, outside the text."""
    column = picture.crop((x, picture.height // 3, x + 1, picture.height))
    values = list(column.tobytes())
    return values.index(min(values))


def test_a_page_is_a_picture_without_text(pages: list[pdfplumber.page.Page]) -> None:
    assert len(pages) == 2
    for page, size in zip(pages, (A4, landscape(A4)), strict=True):
        assert (page.width, page.height) == pytest.approx(size, abs=0.5)
        assert page.chars == []
        assert len(page.images) == 1
        image = page.images[0]
        assert (image["x0"], image["top"], image["x1"], image["bottom"]) == pytest.approx((0, 0, *size), abs=0.5)
        assert image["srcsize"] == pytest.approx([side * RESOLUTION / 72 for side in size], abs=1)


def test_pages_are_grey_askew_and_grainy(scanned: bytes) -> None:
    document = pypdfium2.PdfDocument(scanned)
    try:
        picture = document[0].render(scale=RESOLUTION / 72, grayscale=True).to_pil()
    finally:
        document.close()
    left, right = 300, picture.width - 300
    rise = abs(height_of_rule(picture, left) - height_of_rule(picture, right)) / (right - left)
    assert 0.004 < rise < 0.015  # 0.3 to 0.8 degrees is 0.0052 to 0.014
    shades = set(picture.crop((400, 1900, 500, 2000)).tobytes())
    assert len(shades) > 8
    assert min(shades) > 150


def test_the_bytes_depend_on_the_seed_alone(scanned: bytes) -> None:
    assert scan(paper(), "verslag", title="Verslag") == scanned
    assert scan(paper(), "ander verslag", title="Verslag") != scanned
