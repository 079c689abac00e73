"""The papers of the layouts, rendered once, and what two engines see in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from crawlers.replica.layouts import Paper, build

Find = Callable[..., Paper]
Pages = Callable[..., list[pdfplumber.page.Page]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layouts")


@pytest.fixture(scope="session")
def papers(folder: Path) -> tuple[Paper, ...]:
    return build(folder)


@pytest.fixture(scope="session")
def find(papers: tuple[Paper, ...]) -> Find:
    """Give a paper by its layout."""

    def found(layout: str, *, unseen: bool = False) -> Paper:
        (paper,) = (each for each in papers if (each.layout, each.unseen) == (layout, unseen))
        return paper

    return found


@pytest.fixture
def pages(find: Find) -> Iterator[Pages]:
    """Give the first pages of a paper as pdfplumber sees them."""
    opened = []

    def read(layout: str, *, unseen: bool = False, count: int = 3) -> list[pdfplumber.page.Page]:
        pdf = pdfplumber.open(find(layout, unseen=unseen).path, pages=list(range(1, count + 1)))
        opened.append(pdf)
        return pdf.pages

    yield read
    for pdf in opened:
        pdf.close()


def pdfium_texts(path: Path) -> list[str]:
    """Give the text of every page in the order in which the file draws it."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
