"""SRU answers of KOOP (versions 1.2 and 2.0): the envelope that Gemeenteblad and CVDR share.

Elements are matched on local names: prefixes differ between services, and one of them uses none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from lxml import etree

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


class Diagnostic(ValueError):
    """The service answered with a diagnostic instead of a result; the message is its own."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, for reading fields by local name."""

    element: etree._Element

    def texts(self, name: str, **attributes: str) -> list[str]:
        """Give the texts of all elements with this local name and these attributes."""
        return [text for _, text in self.found(name, **attributes)]

    def text(self, name: str) -> str:
        """Give the text of a mandatory element; raises KeyError when it is missing or empty."""
        found = [text for text in self.texts(name) if text]
        if not found:
            raise KeyError(name)
        return found[0]

    def optional(self, name: str) -> str:
        """Give the text of an element that may be missing or empty."""
        return next((text for text in self.texts(name) if text), "")

    def found(self, name: str, **attributes: str) -> Iterator[tuple[etree._Element, str]]:
        """Walk the elements with this local name, with their text."""
        for element in self.element.iter(f"{{*}}{name}"):
            if all(element.get(key) == value for key, value in attributes.items()):
                yield element, str(element.xpath("string()")).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of a search result."""

    number: int
    """An estimate, says the service."""
    records: tuple[Record, ...]


def search_url(base: str, path: str, *, query: str, start: int, rows: int, **parameters: str) -> str:
    """Build the address of one page of a search."""
    fixed = {"operation": "searchRetrieve", "query": query, "startRecord": str(start), "maximumRecords": str(rows)}
    return f"{base}{path}?{urlencode(parameters | fixed)}"


def parse_answer(body: bytes) -> Answer:
    """Read a page of results.

    Raises `Diagnostic` when the query was refused or partly ignored (which would give unfiltered records),
    ValueError when the body is no SRU answer.
    """
    try:
        root = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error}") from error
    whole = Record(root)
    if complaint := [*whole.texts("diagnostic"), *whole.texts("diagnostics")]:
        raise Diagnostic(" ".join(complaint[0].split()))
    if etree.QName(root).localname != "searchRetrieveResponse":
        raise ValueError(f"no SRU answer but <{etree.QName(root).localname}>")
    records = tuple(Record(element) for element in root.iter("{*}record"))
    return Answer(number=int(whole.text("numberOfRecords")), records=records)


def quoted(value: str) -> str:
    """Quote a value for CQL."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
