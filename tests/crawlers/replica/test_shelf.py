from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from crawlers.replica.library import Library, build

FRONT = """+++
title = "{title}"
genre = "raadsvoorstel"
date = 2026-11-16
via = "register:raadsvoorstellen"
format = "{format}"
night = 1
+++
"""
BODY = "\n# Kop van het stuk\n\n" + "De vrijwilligersorganisaties onderhouden de wandelpaden van de gemeente. " * 60


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of a paper in two columns, one as a scan and one that is not there any more."""
    folder = tmp_path_factory.mktemp("formats")
    town = folder / "texts" / "kempenrade"
    town.mkdir(parents=True)
    for name in ("pdf2", "scan", "gone"):
        body = "" if name == "gone" else BODY
        (town / f"{name}.md").write_text(FRONT.format(title=name, format=name) + body, encoding="utf-8")
    return build(folder / "out", texts=[folder / "texts"])


def file_of(library: Library, slug: str) -> Path:
    (edition,) = next(paper.editions for paper in library.shelf(1).papers if paper.first.slug == slug)
    assert edition.media_type == "application/pdf"
    assert edition.file_name == f"{slug}.pdf"
    return edition.file


def test_a_text_that_is_gone_is_listed_without_a_file(formats: Library) -> None:
    assert not file_of(formats, "gone").exists()


def test_a_scan_has_pictures_for_pages(formats: Library) -> None:
    with pdfplumber.open(file_of(formats, "scan")) as pdf:
        assert all(page.chars == [] and len(page.images) == 1 for page in pdf.pages)


def test_a_paper_in_columns_has_text_left_and_right_of_the_middle(formats: Library) -> None:
    with pdfplumber.open(file_of(formats, "pdf2")) as pdf:
        page = pdf.pages[0]
        body = page.crop((0, 200, page.width, 780))
        middle = page.width / 2
        assert [word["text"] for word in body.extract_words() if word["x0"] < middle < word["x1"]] == []
        assert len(body.extract_words()) > 200
