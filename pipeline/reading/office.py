"""Read Word documents (docx) by way of HTML."""

from __future__ import annotations

import zipfile
from importlib.metadata import version
from pathlib import Path

import mammoth

from pipeline.reading.html import html_answer
from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Task

_MAX_PARTS = 5_000
_PROLOGUE = 4_096
_RATIO_FLOOR = 1_000_000
"""Small files may pack well without harm."""
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Kop 1'] => h1:fresh
p[style-name='Kop 2'] => h2:fresh
p[style-name='Kop 3'] => h3:fresh
p[style-name='Kop 4'] => h4:fresh
"""


def read_docx(path: Path, task: Task, limits: Limits) -> Answer:
    """Read a Word document as one page; pictures and outside references are left out."""
    with zipfile.ZipFile(path) as container:
        if reason := _unpacks_too_large(container, limits):
            return Answer(state="too_large", reason=reason)
        if part := _with_document_type(container):
            return Answer(state="broken", reason=f"{part} declares a document type, as no Word file does")
    with path.open("rb") as file:
        result = mammoth.convert_to_html(
            file,
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=mammoth.images.img_element(lambda image: {}),
        )
    page = f"<html><body>{result.value}</body></html>"
    return html_answer(page.encode(), "docx", limits, engines=(f"mammoth {version('mammoth')}",))


def _unpacks_too_large(container: zipfile.ZipFile, limits: Limits) -> str:
    """Say why a container is a bomb, judged by what it says of itself; zipfile holds it to that."""
    parts = container.infolist()
    if len(parts) > _MAX_PARTS:
        return f"{len(parts)} parts in the container, limit {_MAX_PARTS}"
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > limits.unpacked_bytes:
        return f"unpacks to {unpacked} bytes, limit {limits.unpacked_bytes}"
    if unpacked > _RATIO_FLOOR and unpacked > limits.unpacked_ratio * packed:
        return f"unpacks to {unpacked // packed} times its size, limit {limits.unpacked_ratio}"
    return ""


def _with_document_type(container: zipfile.ZipFile) -> str:
    """Name a part that could define entities."""
    for name in container.namelist():
        if name.endswith((".xml", ".rels")):
            with container.open(name) as part:
                if b"<!DOCTYPE" in part.read(_PROLOGUE):
                    return name
    return ""
