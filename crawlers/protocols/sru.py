"""SRU answers of KOOP (versions 1.2 and 2.0): the envelope that Gemeenteblad and CVDR share.

Elements are matched on local names: prefixes and namespaces differ between the services, and one of them
uses no prefix at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from urllib.parse import urlencode

from lxml import etree

from crawlers.registry import Origin

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_DATA = "record/recordData/gzd"
CORE, COVER = (f"{_DATA}/originalData/meta/{block}" for block in ("owmskern", "owmsmantel"))
VALIDITY = f"{_DATA}/originalData/meta/cvdripm"
ENRICHED = f"{_DATA}/enrichedData"
_BEYOND_THE_END = "info:srw/diagnostic/1/61"
EARLIEST = date(1995, 1, 1)
"""No record is older."""

Days: TypeAlias = tuple[date | None, date | None]
"""First and last day; None is without end."""


class Diagnostic(ValueError):
    """The service answered with a diagnostic instead of a result; the message is its own."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, for reading fields by local name."""

    element: etree._Element

    def texts(self, name: str, **attributes: str) -> list[str]:
        """Give the texts of all elements with this local name and these attributes."""
        return [
            str(element.xpath("string()")).strip()
            for element in self.element.iter(f"{{*}}{name}")
            if all(element.get(key) == value for key, value in attributes.items())
        ]

    def text(self, name: str, block: str = "") -> str:
        """Give the text of a mandatory element, which stands in this block of the record.

        Raises KeyError when it is missing or empty, ValueError when it has no letter or digit.
        """
        found = self.optional(name)
        if not found:
            raise KeyError(f"{name} in {block}" if block else name)
        if not any(map(str.isalnum, found)):
            raise ValueError(f"{name} is {found!r}, which says nothing")
        return found

    def has(self, name: str) -> bool:
        """Tell whether an element is there, be it empty."""
        return next(self.element.iter(f"{{*}}{name}"), None) is not None

    def optional(self, name: str) -> str:
        """Give the text of an element that may be missing or empty."""
        return next((text for text in self.texts(name) if text), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of a search result."""

    records: tuple[Record, ...]
    number: int
    """How many records the service thinks there are: an estimate."""
    more: bool
    """True when the service says that another page follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The records that one search is for: by the day they changed, and within a day by the day they appeared."""

    changed: Days = (None, None)
    appeared: Days = (None, None)

    def cut(self, today: date, *, by_appearance: bool) -> tuple[Slice, ...]:
        """Give two slices that hold the same records; none when days cannot be cut any further."""
        if halves := _halves(self.changed, today):
            return tuple(replace(self, changed=half) for half in halves)
        halves = _halves(self.appeared, today) if by_appearance else ()
        return tuple(replace(self, appeared=half) for half in halves)

    def clauses(self, changed: str, appeared: str) -> list[str]:
        """Write it in CQL, with the names of the two indexes."""
        bounds = [(changed, ">=", self.changed[0]), (changed, "<=", self.changed[1])]
        bounds += [(appeared, ">=", self.appeared[0]), (appeared, "<=", self.appeared[1])]
        return [f"{index}{relation}{day.isoformat()}" for index, relation, day in bounds if day is not None]


def _halves(days: Days, today: date) -> tuple[Days, ...]:
    """Cut in the middle; what is open at an end stays open there, so that nothing falls outside."""
    first, last = days[0] or EARLIEST, days[1] or today
    if first >= last:
        return ()
    middle = first + (last - first) // 2
    return (days[0], middle), (middle + timedelta(days=1), days[1])


def search_url(base: str, path: str, *, query: str, start: int, rows: int, **parameters: str) -> str:
    """Build the address of one page of a search."""
    fixed = {"operation": "searchRetrieve", "query": query, "startRecord": str(start), "maximumRecords": str(rows)}
    return f"{base}{path}?{urlencode(parameters | fixed)}"


def parse_answer(body: bytes) -> Answer:
    """Read a page of results; a page beyond the end is empty.

    Raises `Diagnostic` when the query was refused or partly ignored (which would give unfiltered records),
    ValueError when the body is no SRU answer.
    """
    try:
        root = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error}") from error
    name = etree.QName(root).localname
    records = tuple(Record(element) for element in root.iterfind("{*}records/{*}record"))
    complaint = root if name == "diagnostics" else root.find("{*}diagnostics")
    if complaint is not None:
        if records or Record(complaint).texts("uri") != [_BEYOND_THE_END]:
            raise Diagnostic("; ".join(text for text in map(str.strip, map(str, complaint.itertext())) if text))
        return Answer(records=(), number=0, more=False)
    if name != "searchRetrieveResponse":
        raise ValueError(f"no SRU answer but <{name}>")
    number = _number(root)
    if number and root.find("{*}records") is None:
        raise KeyError(f"records, of which there are {number}")
    return Answer(records=records, number=number, more=root.find("{*}nextRecordPosition") is not None)


def _number(root: etree._Element) -> int:
    number = root.findtext("{*}numberOfRecords")
    if not number:
        raise KeyError("numberOfRecords")
    if not number.strip().isdecimal():
        raise ValueError(f"numberOfRecords is {number!r}, not a number")
    return int(number)


def day_of(name: str, value: str) -> date:
    """Give a day; raises ValueError with the name of the element."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{name} is {value!r}, not a date") from error


def address_of(name: str, value: str) -> str:
    """Give a web address; raises ValueError with the name of the element."""
    try:
        Origin.of(value)
    except ValueError as error:
        raise ValueError(f"{name} is {value!r}, no web address") from error
    return value


def quoted(value: str) -> str:
    """Quote a value for CQL."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
