"""SRU answers of KOOP (versions 1.2 and 2.0): the envelope that Gemeenteblad and CVDR share.

Elements are matched on local names: prefixes and namespaces differ between the services, and one of them
uses no prefix at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from lxml import etree

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_BEYOND_THE_END = "info:srw/diagnostic/1/61"


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

    def text(self, name: str) -> str:
        """Give the text of a mandatory element; raises KeyError when it is missing or empty."""
        found = self.optional(name)
        if not found:
            raise KeyError(name)
        return found

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
    number = root.findtext("{*}numberOfRecords")
    if not number:
        raise KeyError("numberOfRecords")
    return Answer(records=records, number=int(number), more=root.find("{*}nextRecordPosition") is not None)


def quoted(value: str) -> str:
    """Quote a value for CQL."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
