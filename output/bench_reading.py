"""What reading costs and how well it reads, each figure as a ratio within one run."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawlers.replica.layouts import Paper
from models.records import Text
from models.tagger import Tagger, load_tagger
from output.bench_quotes import quotes_in_place
from pipeline.candidates import Document, candidates, judge
from pipeline.reading.limits import Limits
from pipeline.reading.normalise import join_text
from pipeline.reading.pool import ReadingPool, Request
from pipeline.reading.segment import segment
from pipeline.records import Passage, Reading

_LONG = 30
"""Shorter sentences stand in a text by chance."""
_SPACES = re.compile(r"\s+")
_COMPARED = (
    ("plain pdfplumber", "plain"),
    ("pdftotext", "poppler"),
    ("pypdfium2", "pdfium"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine took for all files, and the texts it gave."""

    cpu: float
    wall: float
    megabytes: float
    texts: Mapping[str, str]


def measure_reading(papers: Sequence[Path], folder: Path, known: Sequence[Paper] = ()) -> list[str]:
    """Measure speed on all papers, and faithfulness where their text is known."""
    listed = folder / "papers.txt"
    listed.write_text("\n".join(map(str, papers)), encoding="utf-8")
    names = ["plain", "pdfium", "survey", "record", "both", "two", *["poppler"] * bool(shutil.which("pdftotext"))]
    runs = {name: _run(name, listed) for name in names}
    with ReadingPool(workers=2, limits=Limits()) as pool:
        gated = {str(request.path): reading for request, reading in pool.read_many(map(_request, papers))}
    with ReadingPool(workers=2, limits=Limits(records_all=True)) as pool:
        full = {str(request.path): reading for request, reading in pool.read_many(map(_request, papers))}
    passages = {path: segment(reading.pages, title=Path(path).stem) for path, reading in full.items()}
    return [
        *_speed(runs),
        *_shares(gated.values()),
        *_spoken(known, gated),
        *_recall(gated, passages, on_many_subjects=bool(known)),
        *_places(passages),
        *_integrity(known, runs, passages),
    ]


def _request(path: Path) -> Request:
    return Request(path=path)


def _run(name: str, listed: Path) -> Run:
    """Let an engine read all files in a process of its own."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "output.bench_engines", name, str(listed)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (our own module)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answer = json.loads(done.stdout)
    return Run(cpu, time.monotonic() - began, answer["megabytes"], answer["texts"])


def _speed(runs: Mapping[str, Run]) -> list[str]:
    plain, both, two = runs["plain"].cpu, runs["both"], runs["two"]
    lines = [
        f"survey and record              {plain / both.cpu:6.1f} x less CPU than plain pdfplumber",
        f"the record alone               {plain / runs['record'].cpu:6.1f} x less",
        f"the survey alone               {plain / runs['survey'].cpu:6.1f} x less",
        f"pypdfium2, bare text           {plain / runs['pdfium'].cpu:6.1f} x less",
        f"CPU of two workers             {two.cpu / both.cpu:6.2f} x that of one, {both.wall / two.wall:.2f} x as fast",
        f"most memory of one process     {both.megabytes:6.0f} MB",
    ]
    if "poppler" in runs:
        lines.append(f"survey and record              {both.cpu / runs['poppler'].cpu:6.2f} x the CPU of pdftotext")
    return lines


def _shares(readings: Iterable[Reading]) -> list[str]:
    pages = [page for reading in readings for page in reading.pages]
    recorded = sum(page.method == "pdfplumber" for page in pages)
    return [f"pages in the record            {recorded / max(1, len(pages)):6.1%} of {len(pages)}"]


def _spoken(known: Sequence[Paper], gated: Mapping[str, Reading]) -> Iterator[str]:
    """Tell how many of the pages that were written on our subjects the gate chose."""
    pages = [(str(paper.path), number) for paper in known for number in paper.domain_pages]
    recorded = {
        (path, page.number) for path, reading in gated.items() for page in reading.pages if page.method != "pdfium"
    }
    if pages:
        yield f"pages on our subjects          {len(recorded.intersection(pages)):6d} of {len(pages)} in the record"


def _recall(
    gated: Mapping[str, Reading], passages: Mapping[str, Sequence[Passage]], *, on_many_subjects: bool
) -> list[str]:
    """Compare the pages that give a candidate when every page is recorded with those that the gate chose."""
    tagger = load_tagger()
    wanted = found = 0
    for path, found_there in passages.items():
        recorded = {page.number for page in gated[path].pages if page.method != "pdfium"}
        telling = _telling_pages(tagger, found_there, genre="agenda" if on_many_subjects else "")
        wanted += len(telling)
        found += len(telling & recorded)
    return [f"recall of the gate             {found / max(1, wanted):6.1%} of {wanted} pages with a candidate"]


def _telling_pages(tagger: Tagger, passages: Sequence[Passage], *, genre: str) -> set[int]:
    if not passages:
        return set()
    texts = [Text(text=p.text, heading=p.heading, structure=p.structure, genre=genre) for p in passages]
    *tags, title_tags = tagger.tag([*texts, Text(text="")])
    pairs = list(zip(passages, tags, strict=True))
    document = Document(title="", title_tags=title_tags, genre=genre, published=date(2026, 1, 1), tagged=pairs)
    return {candidate.judged.passage.page for candidate in candidates(document, judge(document))}


def _places(passages: Mapping[str, Sequence[Passage]]) -> list[str]:
    equal = total = 0
    for path, found in passages.items():
        good, all_of_them = quotes_in_place(Path(path), found)
        equal, total = equal + good, total + all_of_them
    return [f"quotes equal in their places   {equal / max(1, total):6.2%} of {total}"]


def _integrity(
    known: Sequence[Paper], runs: Mapping[str, Run], passages: Mapping[str, Sequence[Passage]]
) -> Iterator[str]:
    """Tell which share of the sentences stands in the text in one piece, per layout and engine."""
    columns = [("record", {path: "\n".join(p.text for p in found) for path, found in passages.items()})]
    columns += [(label, dict(runs[name].texts)) for label, name in _COMPARED if name in runs]
    counts: dict[str, list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in columns])
    for paper in sorted(known, key=lambda paper: (paper.unseen, paper.layout)):
        half = "unseen" if paper.unseen else "seen"
        sentences = [_normal(sentence) for sentence in paper.sentences if len(sentence) > _LONG]
        for index, (_, texts) in enumerate(columns):
            text = _normal(texts[str(paper.path)])
            named = (f"{half}: {paper.layout}", f"all {half} layouts", "all layouts")
            for row in (counts[name][index] for name in named):
                row[0] += sum(sentence in text for sentence in sentences)
                row[1] += len(sentences)
    if known:
        yield f"{'sentences in one piece':<62}" + "  ".join(f"{label:>16}" for label, _ in columns)
    for layout, rows in counts.items():
        yield f"  {layout[:60]:<60}" + "  ".join(f"{good / max(1, total):16.3f}" for good, total in rows)


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\ufffe", "-\n").replace("\x02", "-\n").replace("\r", "")
    text = "\n".join(line.strip() for line in text.replace("\u00ad\n", "-\n").replace("\u00ad", "").split("\n"))
    return _SPACES.sub(" ", join_text(text))
