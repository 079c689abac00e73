"""Which function reads which type; a new format is one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.reading import media
from pipeline.reading.archive import read_zip
from pipeline.reading.html import read_html
from pipeline.reading.limits import Limits
from pipeline.reading.odt import read_odt
from pipeline.reading.office import read_docx
from pipeline.reading.pdf import read_pdf
from pipeline.reading.picture import draw
from pipeline.reading.plain import read_plain
from pipeline.reading.publication import read_publication
from pipeline.reading.wire import Answer, Task

READERS: Mapping[str, Callable[[bytes, Task, Limits], Answer]] = {
    media.PDF: read_pdf,
    media.DOCX: read_docx,
    media.ODT: read_odt,
    media.HTML: read_html,
    media.GEMEENTEBLAD: read_publication,
    media.CVDR: read_publication,
    media.XML: read_publication,
    media.TEXT: read_plain,
}


def read(task: Task, limits: Limits) -> Answer:
    """Read a file, or say why not."""
    path = Path(task.path)
    size = path.stat().st_size
    if size > limits.file_bytes:
        return Answer(state="too_large", reason=f"{size} bytes, limit {limits.file_bytes}")
    content = path.read_bytes()
    if task.dpi:
        return draw(content, task)
    if task.media_type == media.ZIP:
        return read_zip(content, task, limits, _read)
    return _read(content, task, limits)


def _read(content: bytes, task: Task, limits: Limits) -> Answer:
    """Read what is no zip of files."""
    if task.media_type == media.EMPTY:
        return Answer(state="broken", reason="the file is empty")
    if task.media_type == media.OLE_ENCRYPTED:
        return Answer(state="encrypted", reason="the file needs a password")
    if task.media_type not in READERS:
        return Answer(state="unsupported", reason=f"{task.media_type} is not read")
    return READERS[task.media_type](content, task, limits)
