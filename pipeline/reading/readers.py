"""Which function reads which type; a new format is one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from pipeline.reading import media
from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Task

_Reader = Callable[[bytes, Task, Limits], Answer]

READERS: Mapping[str, tuple[str, str]] = {
    media.PDF: ("pdf", "read_pdf"),
    media.DOCX: ("office", "read_docx"),
    media.ODT: ("odt", "read_odt"),
    media.HTML: ("html", "read_html"),
    media.GEMEENTEBLAD: ("publication", "read_publication"),
    media.CVDR: ("publication", "read_publication"),
    media.XML: ("publication", "read_publication"),
    media.TEXT: ("plain", "read_plain"),
}
"""Module and function; a library is loaded by the first file that needs it."""


def read(task: Task, limits: Limits) -> Answer:
    """Read a file, or say why not."""
    path = Path(task.path)
    size = path.stat().st_size
    if size > limits.file_bytes:
        return Answer(state="too_large", reason=f"{size} bytes, limit {limits.file_bytes}")
    content = path.read_bytes()
    if task.dpi:
        from pipeline.reading.picture import draw  # noqa: PLC0415

        return draw(content, task)
    if task.media_type == media.ZIP:
        from pipeline.reading.archive import read_zip  # noqa: PLC0415

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
    module, name = READERS[task.media_type]
    reader: _Reader = getattr(import_module(f"pipeline.reading.{module}"), name)
    return reader(content, task, limits)
