"""The body of a sample text: a small Markdown dialect, parsed to frozen blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ITEM = re.compile(r"(-|\d{1,3}\.|[a-z]\.) +(\S.*)")
HEADING = re.compile(r"(#{1,3}) +(\S.*)")
FIELD = re.compile(r"([^:]+): *(\S.*)")
FILL = re.compile(r"@vul theme=([a-z,]+) (blocks|pages)=(\d+)")
RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


class MarkupError(ValueError):
    """A body holds something that the dialect does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph on one line."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A list item with its label as typed: `-`, `1.` or `a.`."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The letterhead fields, label and value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A ruled table; the caption may be empty."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """A forced new page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A place for filler of some themes: a number of blocks, or of pages."""

    themes: tuple[str, ...]
    blocks: int = 0
    pages: int = 0


Block = Heading | Paragraph | Item | Fields | Table | PageBreak | Fill


def parse_markup(body: str) -> tuple[Block, ...]:
    """Parse a body to its blocks."""
    groups = (group.splitlines() for group in re.split(r"\n\s*\n", body) if group.strip())
    return tuple(block for lines in groups for block in _group([line.strip() for line in lines if line.strip()]))


def plain_text(blocks: tuple[Block, ...]) -> str:
    """Return the words of the blocks, one line per paragraph, item, field or table row."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> tuple[str, ...]:
    match block:
        case Heading() | Paragraph():
            return (block.text,)
        case Item():
            return (f"{block.label} {block.text}",)
        case Fields():
            return tuple(f"{label}: {value}" for label, value in block.rows)
        case Table():
            return (block.caption, *(" ".join(row) for row in (block.header, *block.rows)))
        case _:
            return ()


def _group(lines: list[str]) -> Iterator[Block]:
    if lines[0] == "@kop":
        yield _fields(lines)
    elif lines[0].startswith(("|", "@tabel")):
        yield _table(lines)
    else:
        yield from _prose(lines)


def _prose(lines: list[str]) -> Iterator[Block]:
    """Read headings, directives, items and paragraphs; a line that starts none of these continues the one before."""
    open_block: Paragraph | Item | None = None
    for line in lines:
        if line.startswith(("#", "@")):
            if open_block:
                yield open_block
            open_block = None
            yield _single(line)
        elif item := ITEM.fullmatch(line):
            if open_block:
                yield open_block
            open_block = Item(label=item[1], text=item[2])
        elif isinstance(open_block, Item):
            open_block = Item(label=open_block.label, text=f"{open_block.text} {line}")
        else:
            open_block = Paragraph(text=f"{open_block.text} {line}" if open_block else line)
    if open_block:
        yield open_block


def _single(line: str) -> Block:
    if heading := HEADING.fullmatch(line):
        return Heading(level=len(heading[1]), text=heading[2])
    if line == "@pagina":
        return PageBreak()
    if fill := FILL.fullmatch(line):
        return Fill(themes=tuple(fill[1].split(",")), **{fill[2]: int(fill[3])})
    raise MarkupError(f"unknown line {line!r}")


def _fields(lines: list[str]) -> Fields:
    if lines[-1] != "@einde":
        raise MarkupError("@kop without @einde in the same group of lines")
    matches = [FIELD.fullmatch(line) for line in lines[1:-1]]
    if not matches or not all(matches):
        raise MarkupError("a line between @kop and @einde is not 'Label: waarde'")
    return Fields(rows=tuple((match[1], match[2]) for match in matches if match))


def _table(lines: list[str]) -> Table:
    caption = lines.pop(0).removeprefix("@tabel").strip() if lines[0].startswith("@tabel") else ""
    if len(lines) < 3 or not RULE.fullmatch(lines[1]):
        raise MarkupError(f"table {caption!r} has no header, ruler and rows")
    header, *rows = (_cells(line) for line in (lines[0], *lines[2:]))
    if any(len(row) != len(header) for row in rows):
        raise MarkupError(f"table {caption!r} has rows of different lengths")
    return Table(caption=caption, header=header, rows=tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    if not (line.startswith("|") and line.endswith("|")):
        raise MarkupError(f"not a table row: {line!r}")
    return tuple(cell.strip() for cell in line[1:-1].split("|"))
