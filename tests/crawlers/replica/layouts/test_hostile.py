"""The broken and hostile files: the same every time, each with a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.replica.layouts.hostile import FILES, SENTENCES, hostile
from pipeline.reading.limits import Limits
from pipeline.reading.pool import ReadingPool

READABLE = (
    "deep-nesting",
    "form-in-itself",
    "previous-table-is-this-one",
    "page-tree-in-itself",
    "length-of-itself",
    "without-table",
    "table-points-elsewhere",
    "junk-in-front",
    "endless-character-map",
)
STATES = {
    "empty": {"broken"},
    "locked": {"encrypted"},
    "ten-thousand-empty-pages": {"too_large"},
    "cut-off": {"partial"},
    "flate-bomb": {"no_text", "out_of_memory", "timeout"},
    "flood-of-characters": {"out_of_memory", "timeout", "no_text", "too_large"},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.stem: path for path in hostile(tmp_path_factory.mktemp("hostile"))}


@pytest.fixture(scope="module")
def pool() -> ReadingPool:
    with ReadingPool(workers=1, limits=Limits(page_seconds=2, wall_seconds=10, memory_bytes=400_000_000)) as opened:
        yield opened


def test_the_bytes_are_the_same_twice(files: dict[str, Path], tmp_path: Path) -> None:
    assert sorted(files) == sorted(FILES)
    for path in hostile(tmp_path):
        assert path.read_bytes() == files[path.stem].read_bytes(), path.name


def test_the_files_are_small_on_disk(files: dict[str, Path]) -> None:
    assert all(path.stat().st_size < 1_000_000 for path in files.values())


@pytest.mark.parametrize("name", STATES)
def test_each_bad_file_gets_its_verdict(files: dict[str, Path], pool: ReadingPool, name: str) -> None:
    reading = pool.read(files[name])
    assert reading.state in STATES[name]
    assert reading.reason


@pytest.mark.parametrize("name", READABLE)
def test_what_only_looks_broken_is_read(files: dict[str, Path], pool: ReadingPool, name: str) -> None:
    text = " ".join(page.text for page in pool.read(files[name]).pages)
    assert SENTENCES[0] in text


def test_a_login_page_is_no_pdf(files: dict[str, Path], pool: ReadingPool) -> None:
    assert pool.read(files["login-page"], "application/pdf").media_type == "text/html"


def test_a_ligature_that_means_nul_leaves_no_nul(files: dict[str, Path], pool: ReadingPool) -> None:
    reading = pool.read(files["ligatures-without-meaning"])
    text = " ".join(page.text for page in reading.pages)
    assert "\0" not in text
    assert SENTENCES[0] in text
