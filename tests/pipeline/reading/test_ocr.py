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

from pipeline.reading.ocr import NotRecognised, ScannedWord, engine, page_of, recognise
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


def typeset_columns(path: Path) -> tuple[list[str], list[str]]:
    """Print two columns of lines beside each other, and give their lines."""
    words = " ".join(TEXT).split()
    lines = [" ".join(words[at : at + 6]) for at in range(0, len(words), 6)]
    columns = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    canvas = Canvas(str(path), pagesize=A4)
    for left, column in zip((60, 320), columns, strict=True):
        canvas.setFont("Courier", 8)
        for index, line in enumerate(column):
            canvas.drawString(left, 700 - 40 * index, line)
    canvas.save()
    return columns


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


@pytest.mark.parametrize(("noise", "degrees"), [(0, 0.0), (12, 0.7), (20, -0.6), (20, 2.0)])
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


@pytest.mark.parametrize("degrees", [-2.0, 2.0])
def test_columns_that_lie_askew_are_read_one_after_the_other(tmp_path: Path, pool: ReadingPool, degrees: float) -> None:
    left, right = typeset_columns(tmp_path / "brief.pdf")
    scan(tmp_path / "brief.pdf", tmp_path / "scan.pdf", noise=12, degrees=degrees)
    words = recognise(pool.picture(tmp_path / "scan.pdf", 1, dpi=200).picture, 60)
    page = page_of(1, words)
    assert errors(" ".join(left + right), page.text) < 0.05
    for line in page.lines:
        assert line.box is not None
        found = [word for word in words if word.text in line.text.split()]
        for start, text in zip(line.starts, line.text.split(), strict=True):
            assert min(abs(word.x0 - start) for word in found if word.text == text) < 1.5


def line_of(*words: tuple[str, float, float]) -> tuple[ScannedWord, ...]:
    """Give words on one line: text, upper and lower edge."""
    return tuple(
        ScannedWord(text=text, x0=70 + 30 * at, top=top, x1=95 + 30 * at, bottom=bottom, confidence=90, line=0)
        for at, (text, top, bottom) in enumerate(words)
    )


def test_a_dash_and_a_bracket_stay_on_their_line() -> None:
    words = line_of(("geld", 100, 108), ("–", 104, 105), ("(plan)", 99, 111), ("van", 102, 108), ("€", 101, 108))
    assert page_of(1, words).text == "geld – (plan) van €"


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
