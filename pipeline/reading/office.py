"""Read Word documents (docx) by way of HTML."""

from __future__ import annotations

import zipfile
from importlib.metadata import version
from io import BytesIO

import mammoth

from pipeline.reading.container import part_with_document_type, unpacks_too_large
from pipeline.reading.html import html_answer
from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Task

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Kop 1'] => h1:fresh
p[style-name='Kop 2'] => h2:fresh
p[style-name='Kop 3'] => h3:fresh
p[style-name='Kop 4'] => h4:fresh
"""


def read_docx(content: bytes, task: Task, limits: Limits) -> Answer:
    """Read a Word document as one page; pictures and outside references are left out."""
    with zipfile.ZipFile(BytesIO(content)) as container:
        if reason := unpacks_too_large(container, limits):
            return Answer(state="too_large", reason=reason)
        if part := part_with_document_type(container):
            return Answer(state="broken", reason=f"{part} declares a document type, as no Word file does")
    result = mammoth.convert_to_html(
        BytesIO(content),
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=mammoth.images.img_element(lambda image: {}),
    )
    page = f"<html><body>{result.value}</body></html>"
    return html_answer(page.encode(), "docx", limits, engines=(f"mammoth {version('mammoth')}",))
