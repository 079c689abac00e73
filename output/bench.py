"""Speed and memory, each as a ratio within one run: absolute seconds say more of the machine than of us."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from crawlers.replica.layouts import Paper, build
from models.records import Text
from models.tagger import load_tagger
from output.bench_limits import measure_limits
from output.bench_reading import measure_reading
from output.bench_start import measure_start
from output.sample import Sample, run_night, running
from pipeline.database import open_readonly

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Timed:
    """A result with the seconds it took."""

    seconds: float
    result: object


def measure(pdfs: Path | None) -> str:
    """Run all measurements and write them as lines of text."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [] if pdfs else measure_start(Path(folder) / "start") + _nights(Path(folder))
        known = () if pdfs else build(Path(folder) / "papers")
        papers = sorted(pdfs.rglob("*.pdf")) if pdfs else [paper.path for paper in known]
        lines += measure_reading(papers, Path(folder), known)
        lines += [] if pdfs else _limits([paper.path for paper in known if _is_plain(paper)], Path(folder))
        lines += [] if pdfs else _tagging(Path(folder) / "sample" / "radar.db")
    return "\n".join(lines) + "\n"


def _is_plain(paper: Paper) -> bool:
    return paper.layout.startswith("one column")


def _limits(papers: Sequence[Path], folder: Path) -> list[str]:
    """Measure in a process of its own, of which the memory is that of reading alone."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        return executor.submit(measure_limits, papers, folder).result()


def _nights(folder: Path) -> list[str]:
    """A first night against a repeated one, and the night after it."""
    with running(folder / "sample", 1, base_port=0) as sample:
        first, again = _timed(lambda: run_night(sample)), _timed(lambda: run_night(sample))
        asked = _asked(sample)
    return [
        f"first night                    {first.seconds:6.1f} s",
        f"the same night again           {again.seconds / first.seconds:6.2f} x the first ({again.seconds:.1f} s)",
        f"documents asked again          {asked:6d} of those held",
    ]


def _asked(sample: Sample) -> int:
    database = open_readonly(sample.config.parent / "radar.db")
    rows = database.query(
        """select count(*) as n from ledger_entries where kind = 'document'
           and run_id = (select max(id) from runs) and http_status is not null"""
    )
    return int(next(iter(rows))["n"])


def _tagging(database: Path) -> list[str]:
    """The model against the vocabulary alone, on the passages of the sample."""
    rows = list(open_readonly(database).query("select text, heading from passages"))
    texts = [Text(text=row["text"], heading=row["heading"]) for row in rows]
    words, model = load_tagger(None), load_tagger()
    alone, both = _timed(lambda: words.tag(texts)), _timed(lambda: model.tag(texts))
    return [
        f"passages tagged                {len(texts):6d}",
        f"tagging, vocabulary alone      {len(texts) / alone.seconds:6.0f} passages a second",
        f"tagging with the model         {both.seconds / alone.seconds:6.2f} x the time of that",
    ]


def _timed(work: Callable[[], Result]) -> Timed:
    began = time.monotonic()
    result = work()
    return Timed(time.monotonic() - began, result)
