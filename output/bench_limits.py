"""What reading may cost at worst: broken and hostile files, the memory of the processes, and scans."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

import pypdfium2

from crawlers.replica.scans import scan
from pipeline.reading.limits import Limits
from pipeline.reading.ocr import engine, page_of, recognise
from pipeline.reading.pool import ReadingPool, Request

_DAMAGED = 60
_LONG = 1_000
"""Pages of a long budget."""
_SCANNED = 4
_SECONDS = 0.05
_OCR_SECONDS = 60.0
_DPI = 200


class Watch:
    """The memory of the children of a pool and of this process, in MB, looked at while the body runs."""

    def __init__(self, pool: ReadingPool) -> None:
        self.child: list[float] = []
        self.parent: list[float] = []
        self._pool = pool
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_SECONDS):
            self.child += [held for pid in self._pool.child_pids if (held := _resident(str(pid)))]
            self.parent.append(_resident("self"))


def _resident(process: str) -> float:
    """Give the resident memory of a process in MB; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def measure_limits(papers: Sequence[Path], folder: Path) -> list[str]:
    """Measure on damaged copies of the papers, on one very long paper, and on scans of some."""
    return [*_verdicts(papers, folder), *_long_paper(papers, folder), *_scans(papers, folder)]


def _verdicts(papers: Sequence[Path], folder: Path) -> Iterator[str]:
    paths = list(_damaged(papers, folder / "damaged"))
    with ReadingPool(workers=2, limits=Limits()) as pool:
        began = time.monotonic()
        states = Counter(reading.state for _, reading in pool.read_many([Request(path=path) for path in paths]))
        seconds = time.monotonic() - began
        children = pool.child_pids
    left = sum(bool(_resident(str(pid))) for pid in children)
    told = ", ".join(f"{state} {count}" for state, count in states.most_common())
    yield f"verdicts on damaged files      {states.total()} of {len(paths)} in {seconds:.0f} s ({told})"
    yield f"processes left behind          {left}"


def _damaged(papers: Sequence[Path], folder: Path) -> Iterator[Path]:
    """Write copies that are cut off, overwritten in places, or have parts of others in them."""
    folder.mkdir()
    random = Random(1)
    for number in range(_DAMAGED):
        content = bytearray(papers[number % len(papers)].read_bytes())
        if number % 3 == 0:
            del content[random.randrange(len(content)) :]
        elif number % 3 == 1:
            for _ in range(200):
                content[random.randrange(len(content))] = random.randrange(256)
        else:
            at = random.randrange(len(content))
            content[at : at + 5_000] = papers[-1 - number % len(papers)].read_bytes()[:5_000]
        path = folder / f"{number}.pdf"
        path.write_bytes(content)
        yield path


def _long_paper(papers: Sequence[Path], folder: Path) -> Iterator[str]:
    path = folder / "long.pdf"
    whole = pypdfium2.PdfDocument.new()
    for number in range(_LONG):
        paper = pypdfium2.PdfDocument(papers[number % len(papers)])
        whole.import_pages(paper, [number // len(papers) % len(paper)])
        paper.close()
    whole.save(path)
    whole.close()
    with ReadingPool(workers=1, limits=Limits()) as pool, Watch(pool) as watch:
        reading = pool.read(path)
    warm = watch.child[len(watch.child) // 10 :]
    yield f"a paper of {len(reading.pages)} pages         {reading.state}, child at most {max(watch.child):.0f} MB"
    yield f"memory of that child           within {max(warm) - min(warm):.0f} MB from the first tenth on"
    yield f"memory of the parent           at most {max(watch.parent):.0f} MB"


def _scans(papers: Sequence[Path], folder: Path) -> Iterator[str]:
    if not engine():
        yield "recognition of scans           tesseract is not installed"
        return
    wrong = total = 0
    with ReadingPool(workers=1, limits=Limits()) as pool:
        for number, paper in enumerate(papers[:_SCANNED]):
            single = pypdfium2.PdfDocument.new()
            single.import_pages(pypdfium2.PdfDocument(paper), [1])
            path, scanned = folder / f"page{number}.pdf", folder / f"scan{number}.pdf"
            single.save(path)
            scanned.write_bytes(scan(path.read_bytes(), paper.stem))
            picture = pool.picture(scanned, 1, dpi=_DPI).picture
            printed = _words(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range())
            read = _words(page_of(1, recognise(picture, _OCR_SECONDS)).text)
            wrong, total = wrong + _errors(printed, read), total + len(printed)
    yield f"words wrong on scanned pages   {wrong / max(1, total):6.1%} of {total}"


def _words(text: str) -> list[str]:
    joined = re.sub(r"[-\ufffe\x02]\s*\n", "", text.replace("\r", ""))
    return ["".join(filter(str.isalnum, word)) for word in re.sub("\ufffe|\x02", "", joined).split()]


def _errors(printed: Sequence[str], read: Sequence[str]) -> int:
    """Count the words to replace, insert or leave out."""
    steps = SequenceMatcher(None, printed, read, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal")
