"""Read OpenDocument texts (odt) by way of HTML: the whole text stands in one part, `content.xml`."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from html import escape
from io import BytesIO

from lxml import etree

from pipeline.reading.container import part_with_document_type, unpacks_too_large
from pipeline.reading.html import html_answer
from pipeline.reading.limits import Limits
from pipeline.reading.markup import local_name
from pipeline.reading.parsing import parse_xml
from pipeline.reading.wire import Answer, Task

_DROPPED = frozenset(("tracked-changes", "annotation", "note", "sequence-decls", "forms", "frame", "bookmark"))
_SPACES = {"s": " ", "tab": " ", "line-break": " "}
_MOST_REPEATED = 50
"""A cell may say that it is repeated a thousand times to fill the width of a sheet."""


def read_odt(content: bytes, task: Task, limits: Limits) -> Answer:
    """Read an OpenDocument text as one page; pictures, comments and removed text are left out."""
    with zipfile.ZipFile(BytesIO(content)) as container:
        if reason := unpacks_too_large(container, limits):
            return Answer(state="too_large", reason=reason)
        if part := part_with_document_type(container):
            return Answer(state="broken", reason=f"{part} declares a document type, as no text document does")
        root, fault = parse_xml(container.read("content.xml"))
    body = next(root.iter("{*}text"), None)
    if body is None:
        return Answer(state="broken", reason="the document has no text part")
    page = f"<html><body>{_inside(body)}{_notes(body)}</body></html>"
    answer = html_answer(page.encode(), "odt", limits, engines=("odt by lxml",))
    return answer if not fault else Answer(state="partial", reason=fault, page_count=1, sheets=answer.sheets)


def _inside(element: etree._Element) -> str:
    """Write text and elements below an element in order."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        parts += [_written(child), escape(child.tail or "", quote=False)]
    return "".join(parts)


def _written(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        return ""
    name = local_name(element)
    if name in _DROPPED:
        return ""
    write = _WRITERS.get(name)
    return _SPACES[name] if name in _SPACES else write(element) if write else _inside(element)


def _notes(body: etree._Element) -> str:
    """Write the notes after the text: each stands within the sentence that it is on."""
    notes = [note for note in body.iter("{*}note-body") if not any(map(_is_removed, note.iterancestors()))]
    return "".join(map(_inside, notes))


def _is_removed(element: etree._Element) -> bool:
    return local_name(element) in _DROPPED - {"note"}


def _heading(element: etree._Element) -> str:
    level = min(6, max(1, int(_attribute(element, "outline-level") or 1)))
    return f"<h{level}>{_inside(element)}</h{level}>"


def _row(element: etree._Element) -> str:
    cells = []
    for cell in element:
        if local_name(cell) == "table-cell":
            times = min(_MOST_REPEATED, int(_attribute(cell, "number-columns-repeated") or 1))
            cells += [f"<td>{_inside(cell)}</td>"] * times
    return f"<tr>{''.join(cells)}</tr>"


def _wrapped(tag: str) -> Callable[[etree._Element], str]:
    return lambda element: f"<{tag}>{_inside(element)}</{tag}>"


_WRITERS: Mapping[str, Callable[[etree._Element], str]] = {
    "h": _heading,
    "p": _wrapped("p"),
    "list": _wrapped("ul"),
    "list-item": _wrapped("li"),
    "list-header": _wrapped("p"),
    "table": _wrapped("table"),
    "table-header-rows": _wrapped("thead"),
    "table-row": _row,
}


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if etree.QName(key).localname == name), "")
