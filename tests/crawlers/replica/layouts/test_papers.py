"""What holds for all papers: number, shares, truth, and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from reportlab import rl_config

from crawlers.replica.layouts import Paper
from crawlers.replica.layouts.stories import Stock, StoryError
from pipeline.reading.gate import load_gate
from pipeline.reading.normalise import clean_text, join_text

from .conftest import pdfium_texts

ROOT = Path(__file__).parents[4]


def letters(text: str) -> Counter[str]:
    return Counter(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.pdf")}


def test_there_are_enough_pages_in_enough_layouts(papers: tuple[Paper, ...]) -> None:
    seen, unseen = ([paper for paper in papers if paper.unseen is half] for half in (False, True))
    assert sum(paper.pages for paper in papers) >= 600
    assert len(seen) >= 14
    assert [paper.layout for paper in seen] == [paper.layout for paper in unseen]
    assert len({paper.path for paper in papers}) == len(papers)
    assert all(len(pdfium_texts(paper.path)) == paper.pages for paper in papers)


def test_a_small_share_of_the_pages_is_on_what_the_product_looks_for(papers: tuple[Paper, ...]) -> None:
    share = sum(len(paper.domain_pages) for paper in papers) / sum(paper.pages for paper in papers)
    assert 0.06 <= share <= 0.08
    chosen = held = 0
    for paper in papers:
        texts = [join_text(clean_text(text)) for text in pdfium_texts(paper.path)]
        found = {index + 1 for index in load_gate().chosen(texts)}
        chosen += len(found)
        held += len(found & set(paper.domain_pages))
    assert 0.05 <= chosen / sum(paper.pages for paper in papers) <= 0.1
    assert held > 0.8 * sum(len(paper.domain_pages) for paper in papers)


def test_no_sentence_stands_in_two_papers_or_twice_in_one(papers: tuple[Paper, ...]) -> None:
    counts = Counter(text for paper in papers for text in paper.sentences if len(text) > 60 and text.endswith("."))
    assert counts.most_common(1)[0][1] == 1
    assert counts.total() > 10_000


def test_every_letter_of_the_truth_stands_in_the_file(papers: tuple[Paper, ...]) -> None:
    for paper in papers:
        missing = letters(" ".join(paper.sentences)) - letters(" ".join(pdfium_texts(paper.path)))
        assert missing == Counter(), paper.path.name


def test_every_page_is_filled(papers: tuple[Paper, ...]) -> None:
    for paper in papers:
        assert min(len(text) for text in pdfium_texts(paper.path)) > 400, paper.path.name


def test_the_words_stand_in_one_piece_where_the_stream_is_in_order(papers: tuple[Paper, ...]) -> None:
    (paper,) = (each for each in papers if each.layout == "one column, ragged" and not each.unseen)
    text = " ".join("\n".join(pdfium_texts(paper.path)).split())
    assert sum(sentence in text for sentence in paper.sentences) > 0.95 * len(paper.sentences)


def test_rows_of_tables_are_known_by_cell(papers: tuple[Paper, ...]) -> None:
    for paper in papers:
        if "table" in paper.layout:
            assert paper.rows
            assert {cell for row in paper.rows for cell in row} <= set(paper.sentences)


def test_a_build_in_another_process_gives_the_same_bytes(
    papers: tuple[Paper, ...], folder: Path, tmp_path: Path
) -> None:
    command = "import sys, pathlib; from crawlers.replica.layouts import build; build(pathlib.Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", command, str(tmp_path)], check=True, env=environment, timeout=120)
    assert len(papers) == len(digests(folder))
    assert digests(tmp_path) == digests(folder)


def test_the_settings_of_the_renderer_are_left_as_they_were(papers: tuple[Paper, ...]) -> None:
    assert papers
    assert rl_config.useA85 == 1


def test_a_stock_that_is_used_up_says_so() -> None:
    stock = Stock("klein")

    def use_up() -> None:
        while stock.domain_paragraph().is_domain:
            pass

    with pytest.raises(StoryError, match="no more passages"):
        use_up()
