"""Read a zip of documents as one document: its members one after the other, each below its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

from lxml.etree import LxmlError

from pipeline.reading.container import unpacks_too_large
from pipeline.reading.faults import PARSER_FAULTS, describe, state_of
from pipeline.reading.limits import Limits
from pipeline.reading.media import ZIP, media_type
from pipeline.reading.wire import Answer, Sheet, Task
from pipeline.records import Line

_MAX_MEMBERS = 50
_ENCRYPTED = 0x1
_MAC = "__MACOSX/"

ReadMember = Callable[[bytes, Task, Limits], Answer]


def read_zip(content: bytes, task: Task, limits: Limits, read: ReadMember) -> Answer:
    """Read the members that can be read; `read` reads one of them. A zip within a zip is not opened."""
    with zipfile.ZipFile(BytesIO(content)) as container:
        if reason := unpacks_too_large(container, limits):
            return Answer(state="too_large", reason=reason)
        members = [part for part in container.infolist() if not part.is_dir() and not _is_hidden(part.filename)]
        if any(part.flag_bits & _ENCRYPTED for part in members):
            return Answer(state="encrypted", reason="the zip needs a password")
        if len(members) > _MAX_MEMBERS:
            return Answer(state="too_large", reason=f"{len(members)} files in the zip, limit {_MAX_MEMBERS}")
        answers = [(part.filename, _unpacked(container, part, read, (task, limits))) for part in members]
    sheets = tuple(_numbered(answers))
    refused = [f"{name}: {answer.reason or answer.state}" for name, answer in answers if answer.state != "ok"]
    if not sheets:
        return Answer(state="unsupported", reason="; ".join(refused) or "the zip is empty")
    return Answer(
        state="partial" if refused else "ok",
        reason="; ".join(refused),
        page_count=len(sheets),
        sheets=sheets,
        engines=tuple(dict.fromkeys(engine for _, answer in answers for engine in answer.engines)),
    )


def _is_hidden(name: str) -> bool:
    return name.startswith(_MAC) or name.rpartition("/")[2].startswith(".")


def _unpacked(container: zipfile.ZipFile, part: zipfile.ZipInfo, read: ReadMember, how: tuple[Task, Limits]) -> Answer:
    """Read one member; what is wrong with it says nothing of the others."""
    try:
        return _member(container.read(part), *how, read)
    except (*PARSER_FAULTS, LxmlError) as fault:
        return Answer(state=state_of(describe(fault)), reason=describe(fault))


def _member(content: bytes, task: Task, limits: Limits, read: ReadMember) -> Answer:
    kind = media_type(content)
    if kind == ZIP:
        return Answer(state="unsupported", reason="a zip within a zip")
    inner = replace(task, media_type=kind)
    answer = read(content, inner, limits)
    if not answer.left:
        return answer
    rest = read(content, replace(inner, pages=answer.left), limits)
    recorded = {sheet.page.number: sheet for sheet in rest.sheets}
    return replace(answer, left=(), sheets=tuple(recorded.get(each.page.number, each) for each in answer.sheets))


def _numbered(answers: list[tuple[str, Answer]]) -> Iterator[Sheet]:
    """Number the pages through, with the name of each file above its first page; places on a page are given up."""
    number = 0
    for name, answer in answers:
        for position, sheet in enumerate(answer.sheets):
            number += 1
            lines = tuple(replace(line, box=None) for line in sheet.page.lines)
            title = (Line(text=name.rpartition("/")[2], heading_level=1),) if not position else ()
            yield replace(sheet, page=replace(sheet.page, number=number, lines=(*title, *lines)), margins=())
