from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
import pytest
from lxml import html

from crawlers.replica.library import Library, build
from crawlers.replica.texts import Text

ROOT = Path(__file__).parents[3]
KEYS = tomllib.loads(Path(__file__).with_name("key_sentences.toml").read_text(encoding="utf-8"))
BIG = "programmabegroting-2027-havenstede"


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def one_line(text: str) -> str:
    return " ".join(text.split())


def pdf_text(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return " ".join(one_line(page.extract_text()) for page in pdf.pages)


def docx_text(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def files_of(library: Library, text: Text) -> list[Path]:
    if text.regulation:
        wanted = next(each for each in library.publications if each.identifier == text.regulation.gmb)
        return [library.publication_file(wanted, manifestation) for manifestation in ("pdf", "xml", "html")]
    return list((library.folder / text.town).glob(f"{text.slug}.*"))


def read(path: Path) -> str:
    if path.suffix == ".pdf":
        return pdf_text(path)
    return docx_text(path) if path.suffix == ".docx" else one_line(html.fromstring(path.read_bytes()).text_content())


@pytest.mark.parametrize("name", [name for name in KEYS if BIG not in name])
def test_key_sentences_are_found_in_every_rendering(library: Library, name: str) -> None:
    town, slug = name.split("/")
    files = files_of(library, library.texts[town, slug])
    assert files
    for path in files:
        content = read(path)
        for sentence in KEYS[name]["sentences"]:
            assert sentence in content, path.name


def test_the_big_budget_has_the_size_and_the_parts_of_a_real_one(library: Library) -> None:
    path = library.folder / "havenstede" / f"{BIG}.pdf"
    pages = pypdfium2.PdfDocument(path)
    try:
        texts = [one_line(page.get_textpage().get_text_range()) for page in pages]
    finally:
        pages.close()
    assert 200 <= len(texts) <= 215
    assert "Inhoudsopgave" in texts[1]
    assert "....." in texts[1]
    assert all(f"Pagina {number} van {len(texts)}" in text for number, text in enumerate(texts[1:], start=2))
    sentences = KEYS[f"havenstede/{BIG}"]["sentences"]
    wanted = {next(number for number, text in enumerate(texts, start=1) if each in text): each for each in sentences}
    with pdfplumber.open(path, pages=sorted(wanted)) as pdf:
        for page in pdf.pages:
            assert wanted[page.page_number] in one_line(page.extract_text())


def test_the_contents_list_points_to_the_pages_of_the_headings(library: Library) -> None:
    pages = pypdfium2.PdfDocument(library.folder / "havenstede" / f"{BIG}.pdf")
    try:
        lines = pages[1].get_textpage().get_text_range().splitlines()
        entries = [line.rsplit(" ", 1) for line in lines if "....." in line]
        assert len(entries) > 10
        for label, number in entries:
            text = one_line(pages[int(number) - 1].get_textpage().get_text_range())
            assert label.rstrip(" .") in text
    finally:
        pages.close()


def test_letterhead_fields_euro_signs_and_numbers_survive_the_pdf(small_library: Library) -> None:
    content = pdf_text(small_library.folder / "kempenrade" / "fietsbrug.pdf")
    assert "Portefeuillehouder: wethouder Café Élan" in content
    assert "bedraagt € 1.250.000 en de coördinatie" in content
    assert "2. De raad te informeren." in content
    assert "Gemeente Kempenrade" in content
    assert "Pagina 1 van 1" in content


def test_two_builds_in_two_processes_are_byte_identical(library: Library, tmp_path: Path) -> None:
    command = "import sys, pathlib; from crawlers.replica.library import build; build(pathlib.Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", command, str(tmp_path)], check=True, env=environment, timeout=120)
    assert digests(tmp_path) == digests(library.folder)


def test_a_second_build_writes_nothing_unless_a_file_is_missing(small_texts: Path, tmp_path: Path) -> None:
    library = build(tmp_path, texts=[small_texts])
    paper = tmp_path / "kempenrade" / "fietsbrug.pdf"
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    paper.unlink()
    assert build(tmp_path, texts=[small_texts]).stamp == library.stamp
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in after if after[path] != before[path]} == {paper}


def test_a_changed_text_is_rendered_again(small_texts: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    source = small_texts / "kempenrade" / "fietsbrug.md"
    (texts / "kempenrade").mkdir(parents=True)
    copy = texts / "kempenrade" / "fietsbrug.md"
    copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    build(tmp_path / "out", texts=[texts])
    copy.write_text(source.read_text(encoding="utf-8").replace("fietsbrug bedraagt", "brug bedraagt"), encoding="utf-8")
    build(tmp_path / "out", texts=[texts])
    assert "krediet voor de brug bedraagt" in pdf_text(tmp_path / "out" / "kempenrade" / "fietsbrug.pdf")


def test_the_whole_build_stays_within_its_budget(tmp_path: Path) -> None:
    start = time.process_time()
    build(tmp_path)
    assert time.process_time() - start < 25
