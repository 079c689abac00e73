from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings

from crawlers.replica import layouts
from crawlers.replica.library import Library
from pipeline.reading.limits import Limits
from pipeline.reading.page_text import page_texts
from pipeline.reading.pool import ReadingPool, Request
from pipeline.reading.segment import segment
from pipeline.records import Line, Page, Passage

from .conftest import block, documents, page

SUFFIXES = (".pdf", ".docx", ".odt", ".html", ".zip")


def flat(text: str) -> str:
    return " ".join(text.split())


def missing(pages: Sequence[Page], passages: Sequence[Passage]) -> list[str]:
    """Give the passages that do not stand word for word on their pages."""
    texts = page_texts(pages, passages)
    return [
        passage.text
        for passage in passages
        if flat(passage.text)
        not in flat(" ".join(texts[n] for n in sorted({passage.page, *(placed.page for placed in passage.boxes)})))
    ]


def stored(*pages: Page) -> dict[int, str]:
    return page_texts(pages, segment(pages, title="Voorstel"))


def test_a_word_that_a_line_end_hyphenates_is_kept_whole() -> None:
    assert stored(page(1, block(1, "De ge-\nzamenlijke sport- en\nbeweegclubs."))) == {
        1: "De gezamenlijke sport- en beweegclubs."
    }


def test_a_sentence_that_crosses_a_page_is_parted_between_words() -> None:
    first = page(
        1,
        block(1, "De raad stelt voor het komende jaar opnieuw geld beschik-"),
        block(2, "Jeugd | 3", structure="table_row"),
    )
    second = page(2, block(1, "baar voor jongeren. Daarna volgt de evaluatie."))
    assert stored(first, second) == {
        1: "Jeugd | 3\nDe raad stelt voor het komende jaar opnieuw geld beschikbaar",
        2: "voor jongeren. Daarna volgt de evaluatie.",
    }


def test_pages_that_were_only_surveyed_keep_their_lines() -> None:
    surveyed = Page(number=2, method="pdfium", lines=(Line(text="De ge-"), Line(text="meente")))
    assert stored(page(1, block(1, "Kort.")), surveyed) == {1: "Kort.", 2: "De ge-\nmeente"}


@settings(max_examples=100)
@given(documents())
def test_no_word_of_a_page_is_lost(pages: list[Page]) -> None:
    passages = segment(pages, title="Voorstel")
    texts = page_texts(pages, passages)
    assert sorted(" ".join(texts.values()).split()) == sorted(" ".join(p.text for p in passages).split())


def test_every_passage_of_every_layout_stands_on_its_pages(tmp_path: Path) -> None:
    assert_kept([paper.path for paper in layouts.build(tmp_path)][::5], Limits(records_all=True))


def test_every_passage_of_the_sample_stands_on_its_pages(library: Library) -> None:
    assert_kept([path for path in sorted(library.folder.rglob("*")) if path.suffix in SUFFIXES], Limits())


def assert_kept(paths: Sequence[Path], limits: Limits) -> None:
    count = 0
    with ReadingPool(workers=2, limits=limits) as pool:
        for request, reading in pool.read_many([Request(path=path) for path in paths]):
            passages = segment(reading.pages, title=request.path.stem)
            count += len(passages)
            assert missing(reading.pages, passages) == [], request.path.name
    assert count > 1_000
