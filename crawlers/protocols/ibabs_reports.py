"""The overviews of a public portal of iBabs: rows as DataTables gets them, and the page behind each row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape

from parsel import Selector, SelectorList

from crawlers.protocols.ibabs import (
    FileLink,
    Listed,
    Raw,
    Report,
    Site,
    document_of,
    guid,
    parse_file_link,
    parse_page,
    words_of,
)
from crawlers.protocols.shapes import Unread, entries, number, read_each, text
from models.genres import genre_of
from pipeline.records import Document

REGISTERED = "registrationdate"
ROWS = 100
"""The portal gives no more at a time, whatever is asked."""
_ROW_ID = "DT_RowId"
_DATE = re.compile(r"(\d{2})-(\d{2})-(\d{4})(?: \d{2}:\d{2}(?::\d{2})?)?")

_TERM = re.compile(r"eind|afdoening|afgedaan|complete|deadline|termijn|uiterlijk|gereed", re.IGNORECASE)
"""In the names of dates by which something is to be done, or was."""

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry of an overview, as its list has it."""

    id: str
    title: str
    dates: dict[str, date]
    """By column; which columns hold dates differs per municipality."""
    fingerprint: str
    """Changes with any field."""

    @property
    def latest(self) -> date | None:
        """Give the last date in the row, whatever it is of; None when it has no date."""
        return max(self.dates.values(), default=None)

    @property
    def published(self) -> date | None:
        """Give the date of registration, or else the first that is no term; None when it has no such date."""
        return self.dates.get(REGISTERED) or _own_date(self.dates.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """The rows that came, and how many there are in all."""

    rows: tuple[Row, ...]
    ids: frozenset[str]
    """Of everything that came, what could not be read included."""
    columns: tuple[str, ...]
    count: int
    total: int
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the page of an entry holds: files, or fields only."""

    documents: tuple[Listed, ...]
    unread: tuple[Unread, ...]
    written: Document | None
    """The document that an entry without any file is itself."""
    content: bytes
    """Its fields, as a small web page."""
    is_dated: bool
    """False when neither row nor page has a date of its own."""


@dataclass(frozen=True, slots=True)
class _Attached:
    """A file with the name of the field that it stands in."""

    heading: str
    link: FileLink


def parse_rows(answer: Raw) -> RowPage:
    """Read one page of an overview; all rows have the same columns."""
    raws = entries(answer, "data")
    columns = tuple(dict.fromkeys(name for raw in raws if isinstance(raw, dict) for name in raw))
    found = [*read_each(raws, lambda raw: _parse_row(raw, columns))]
    return RowPage(
        rows=tuple(one for one in found if isinstance(one, Row)),
        ids=frozenset(str(raw[_ROW_ID]) if isinstance(raw, dict) and _ROW_ID in raw else str(raw) for raw in raws),
        columns=tuple(name for name in columns if name != _ROW_ID),
        count=len(raws),
        total=number(answer, "recordsTotal"),
        unread=tuple(one for one in found if isinstance(one, Unread)),
    )


def _parse_row(raw: Raw, columns: tuple[str, ...]) -> Row:
    found = {column: _first_date(text(raw, column)) for column in columns if not isinstance(raw[column], int | None)}
    return Row(
        id=guid(text(raw, _ROW_ID), _ROW_ID),
        title=text(raw, "title") if "title" in raw else "",
        dates={column: day for column, day in found.items() if day is not None},
        fingerprint=sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest(),
    )


def order_column(page: RowPage) -> str | None:
    """Give the column to order by, so that the newest come first; None when no column holds dates only.

    `registrationdate` is the date of registration at most sites, and the name of an agenda item at some.
    """
    dated = [column for column in page.columns if page.rows and all(column in row.dates for row in page.rows)]
    return REGISTERED if REGISTERED in dated else next(iter(dated), None)


def is_newest_first(page: RowPage, column: str) -> bool:
    """Tell whether the rows came in the order that was asked for."""
    days = [row.dates[column] for row in page.rows if column in row.dates]
    return len(days) == len(page.rows) and days == sorted(days, reverse=True)


def form_of(start: int, columns: tuple[str, ...] = ()) -> dict[str, str]:
    """Make the form that asks for rows; with columns, the highest of the first column come first."""
    form = {"draw": "1", "start": str(start), "length": str(ROWS)}
    for index, column in enumerate(columns):
        form |= {f"columns[{index}][data]": column, f"columns[{index}][name]": column}
    return form | ({"order[0][column]": "0", "order[0][dir]": "desc"} if columns else {})


def parse_item(html: str, row: Row, report: Report, site: Site, *, today: date) -> Item:
    """Read the page of an entry. Raises KeyError when it has no fields, which every entry has."""
    page = parse_page(html)
    fields = [(words_of(name), _value(name.xpath("following-sibling::dd[1]"))) for name in page.css("dl > dt")]
    if not fields:
        raise KeyError("dl")
    dates = ((name, day) for name, value in fields if (day := _first_date(value)) is not None)
    dated = row.published or _own_date(dates)
    published = dated or today
    found = [*read_each(page.css('a[data-document-id], a[href*="/Reports/Document/"]'), _attached)]
    hints = (report.name, re.sub(r"brieven\b", "brief", report.name))
    return Item(
        documents=tuple(_listed(found, site, published, hints)),
        unread=tuple(one for one in found if isinstance(one, Unread)),
        written=None if found else _written(row, fields, site, published, hints),
        content=_content(_title(row, fields), fields),
        is_dated=dated is not None,
    )


def _attached(anchor: Selector) -> _Attached:
    return _Attached(words_of(anchor.xpath("ancestor::dd[1]/preceding-sibling::dt[1]")), parse_file_link(anchor))


def _listed(
    found: Sequence[_Attached | Unread], site: Site, published: date, hints: tuple[str, ...]
) -> Iterator[Listed]:
    """Give each file once. What the overview is called says what the main one is, not what its annexes are."""
    files: dict[str, _Attached] = {}
    for one in found:
        if isinstance(one, _Attached):
            files.setdefault(one.link.document, one)
    annexes = [one for one in files.values() if one.heading.lower().startswith("bijlage")]
    main = next((one for one in files.values() if one not in annexes), next(iter(annexes), None))
    for one in files.values():
        path, own = f"/Document/View/{one.link.document}", hints if one is main else ()
        document = document_of(one.link, site, path=path, published=published, hints=own)
        yield Listed(document=document, web_page=one.link.web_page)


def _written(row: Row, fields: Fields, site: Site, published: date, hints: tuple[str, ...]) -> Document:
    """Make the record of an entry without a file. Raises KeyError when neither row nor page has a title."""
    title = _title(row, fields)
    if not title:
        raise KeyError("title")
    path = f"/Reports/Item/{row.id}"
    return Document(
        key=f"{site.key}:{row.id}",
        source_id=site.source_id,
        title=title,
        genre=genre_of(title, hints=hints),
        url=site.url(path, part="content"),
        page_url=site.url(path),
        published=published,
        revision=sha256(_content(title, fields)).hexdigest(),
    )


def _title(row: Row, fields: Fields) -> str:
    return row.title or dict(fields).get("Onderwerp", "")


def _value(found: SelectorList[Selector]) -> str:
    """Give what a field holds, a line per paragraph."""
    return "\n".join(filter(None, map(words_of, found.css("p, li")))) or words_of(found)


def _content(title: str, fields: Fields) -> bytes:
    """Write the fields as a web page, without what changes around them from day to day."""
    body = "\n".join(_field(name, value.splitlines()) for name, value in fields if value)
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    page = f'<!DOCTYPE html>\n<html lang="nl">{head}\n<body>\n<h1>{escape(title)}</h1>\n{body}\n</body></html>\n'
    return page.encode(errors="replace")


def _field(name: str, lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return f"<p><strong>{escape(name)}:</strong> {escape(lines[0])}</p>"
    return "\n".join((f"<h2>{escape(name)}</h2>", *(f"<p>{escape(line)}</p>" for line in lines)))


def _own_date(dates: Iterable[tuple[str, date]]) -> date | None:
    return next((day for name, day in dates if not _TERM.search(name)), None)


def _first_date(value: str) -> date | None:
    """Read dd-mm-yyyy; None where something else stands, or a day that does not exist."""
    for part in value.splitlines():  # a field that has several values has them on lines of their own
        if found := _DATE.fullmatch(part.strip()):
            day, month, year = found.groups()
            try:
                return date.fromisoformat(f"{year}-{month}-{day}")
            except ValueError:
                continue
    return None
