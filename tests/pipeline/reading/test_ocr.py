"""Recognition of scans as they come from a copier: noise, grey paper, a page that lies askew."""

from __future__ import annotations

import random
import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from pipeline.reading.ocr import NotRecognised, engine, page_of, recognise
from pipeline.reading.pool import ReadingPool

TEXT = [
    "Het college heeft op dinsdag 17 november 2026 besloten om het jongerenwerk in de wijk Zuiderkade uit te breiden.",
    "Voor de jaren 2027 en 2028 is € 45.000 beschikbaar; de helft daarvan komt uit de reserve sociaal domein.",
    "Verenigingen en stichtingen kunnen tot en met 31 januari 2027 een plan indienen bij de afdeling Samenleving.",
    "Een plan komt in aanmerking als minstens twintig jongeren van 14 tot en met 27 jaar er een half jaar aan meedoen.",
    "De raad wordt in het tweede kwartaal geïnformeerd over de voortgang en over het aantal deelnemers per wijk.",
    "Portefeuillehouder is wethouder Samira Bouhali. Vragen kunt u stellen via het algemene nummer van de stad.",
]


def typeset(path: Path) -> None:
    style = ParagraphStyle("text", fontName="Times-Roman", fontSize=11, leading=15, spaceAfter=9)
    SimpleDocTemplate(str(path), pagesize=A4).build([Paragraph(line, style) for line in TEXT])


def scan(path: Path, target: Path, *, noise: int, degrees: float) -> None:
    """Print a PDF and lay it on a copier."""
    page = pypdfium2.PdfDocument(path)[0].render(scale=200 / 72, grayscale=True).to_pil()
    page = page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    dirt = Image.frombytes("L", page.size, random.Random(1).randbytes(page.width * page.height))
    page = Image.blend(page, dirt, noise / 100)
    picture = BytesIO()
    page.save(picture, "JPEG", quality=70)
    canvas = Canvas(str(target), pagesize=A4)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()


def errors(wanted: str, found: str) -> float:
    """Share of the words that are wrong, missing or too many."""
    left, right = (re.findall(r"\S+", text) for text in (wanted, found))
    row = list(range(len(right) + 1))
    for i, word in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1] / len(left)


@pytest.mark.parametrize(("noise", "degrees"), [(0, 0.0), (12, 0.7), (20, -0.6)])
def test_fewer_than_one_word_in_twenty_is_wrong(tmp_path: Path, pool: ReadingPool, noise: int, degrees: float) -> None:
    typeset(tmp_path / "brief.pdf")
    scan(tmp_path / "brief.pdf", tmp_path / "scan.pdf", noise=noise, degrees=degrees)
    reading = pool.read(tmp_path / "scan.pdf")
    assert (reading.state, reading.for_ocr) == ("needs_ocr", (1,))
    drawn = pool.picture(tmp_path / "scan.pdf", 1, dpi=200)
    page = page_of(1, recognise(drawn.picture, 60))
    assert page.method == "ocr"
    assert page.confidence is not None
    assert 0.8 < page.confidence <= 1
    assert errors(" ".join(TEXT), page.text.replace("-\n", "")) < 0.05
    assert len({line.block for line in page.lines}) == len(TEXT), "one paragraph each"


def test_words_stand_where_they_are_on_the_page(tmp_path: Path, pool: ReadingPool) -> None:
    typeset(tmp_path / "brief.pdf")
    words = recognise(pool.picture(tmp_path / "brief.pdf", 1, dpi=200).picture, 60)
    printed = pypdfium2.PdfDocument(tmp_path / "brief.pdf")[0]
    height = printed.get_height()
    for word in words[:20]:
        inside = printed.get_textpage().get_text_bounded(
            word.x0 - 1, height - word.bottom - 1, word.x1 + 1, height - word.top + 1
        )
        assert word.text.strip(".,;") in inside


def test_a_picture_that_is_none_is_not_recognised() -> None:
    with pytest.raises(NotRecognised, match="tesseract ended with"):
        recognise(b"no picture", 30)


def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path, pool: ReadingPool) -> None:
    typeset(tmp_path / "brief.pdf")
    with pytest.raises(NotRecognised, match="took more than"):
        recognise(pool.picture(tmp_path / "brief.pdf", 1, dpi=200).picture, 0.01)


def test_the_engine_names_its_version() -> None:
    assert re.fullmatch(r"tesseract \d+\.\d+\.\d+.*", engine())


def test_no_words_make_an_empty_page() -> None:
    page = page_of(3, ())
    assert (page.number, page.text, page.confidence) == (3, "", 0.0)
