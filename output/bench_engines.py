"""The readers that the benchmark compares: `python -m output.bench_engines NAME LIST` gives their texts as JSON.

Each runs as a process of its own, so that its CPU time and memory are those of the operating system's books. LIST is
a file with one path per line.
"""

from __future__ import annotations

import gc
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path


def plain(path: Path) -> str:
    """Read with pdfplumber as its manual says."""
    import pdfplumber  # noqa: PLC0415

    texts = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            texts.append(page.extract_text())
            page.close()
    return "\n".join(texts)


def poppler(path: Path) -> str:
    """Read with pdftotext."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=False)  # noqa: S603, S607
    return done.stdout.decode(errors="replace")


def pdfium(path: Path) -> str:
    """Read with pypdfium2."""
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(path)
    texts = []
    for page in document:
        texts.append(page.get_textpage().get_text_range())
        page.close()
    document.close()
    return "\n".join(texts)


def survey(path: Path) -> str:
    """Read every page in the first pass alone."""
    import pypdfium2  # noqa: PLC0415

    from pipeline.reading.limits import Limits  # noqa: PLC0415
    from pipeline.reading.survey import Survey  # noqa: PLC0415

    document = pypdfium2.PdfDocument(path.read_bytes())
    surveyor = Survey(document, Limits().page_characters)
    texts = ["\n".join(surveyor.page(number).lines) for number in range(1, len(document) + 1)]
    document.close()
    return "\n".join(texts)


def record(path: Path) -> str:
    """Read every page in the second pass alone."""
    from pipeline.reading.document import Document  # noqa: PLC0415
    from pipeline.reading.limits import Limits  # noqa: PLC0415
    from pipeline.reading.record import record as recorded  # noqa: PLC0415

    document = Document(path.read_bytes(), Limits(), is_careful=False)
    return "\n".join(recorded(document, number).page.text for number in range(1, document.page_count + 1))


def both(paths: Iterable[Path], workers: int) -> dict[str, str]:
    """Read in two passes, in child processes with limits, as the product does."""
    from pipeline.reading.pool import ReadingPool, Request  # noqa: PLC0415

    with ReadingPool(workers=workers) as pool:
        found = pool.read_many([Request(path=path) for path in paths])
        return {str(request.path): "\n".join(page.text for page in reading.pages) for request, reading in found}


ENGINES: Mapping[str, Callable[[Path], str]] = {
    "plain": plain,
    "poppler": poppler,
    "pdfium": pdfium,
    "survey": survey,
    "record": record,
}
_POOLS = {"both": 1, "two": 2}


def main() -> None:
    """Read all files of the list with the named engine."""
    logging.disable(logging.CRITICAL)
    name, paths = sys.argv[1], [Path(line) for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()]
    if name in _POOLS:
        texts = both(paths, _POOLS[name])
    else:
        gc.disable()
        texts = {}
        for path in paths:
            texts[str(path)] = ENGINES[name](path)
            gc.collect()
            gc.freeze()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    json.dump({"megabytes": peak / 1024, "texts": texts}, sys.stdout)


if __name__ == "__main__":
    main()
