"""What the two search services share: parameters, paging, diagnostics and the envelope of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from crawlers.replica.cql import CqlSyntaxError, Query, parse_cql
from crawlers.replica.elements import element, text
from crawlers.replica.matching import (
    AnyEntry,
    Indexes,
    UnsupportedIndexError,
    check_query,
    matches,
    sort_entries,
)

RECORD_SCHEMA = "http://standaarden.overheid.nl/sru/"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DEFAULT_MAXIMUM = 10
VERSIONS = frozenset({"1.2", "2.0"})
ESTIMATE = "info:srw/vocabulary/resultCountPrecision/1/estimate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """A remark of the service, by its number in the list of SRU."""

    number: int
    message: str
    details: str


class RefusedError(ValueError):
    """The search cannot be carried out."""

    def __init__(self, number: int, message: str, details: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(number=number, message=message, details=details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What one search service accepts and how it writes its answer."""

    version: str
    """The version it speaks by itself; the other one is accepted too."""
    indexes: Indexes
    most: int
    """Records per answer at most."""
    prefix: str
    namespaces: Mapping[str, str]
    diagnostic_namespace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[AnyEntry]):
    """One page of results."""

    query: str
    version: str
    start: int
    total: int
    entries: tuple[AnyEntry, ...]
    remarks: tuple[Diagnostic, ...]


def search(parameters: Mapping[str, str], service: Service, entries: Sequence[AnyEntry]) -> Found[AnyEntry]:
    """Carry out a search, or raise `RefusedError`."""
    if parameters.get("operation", "searchRetrieve") != "searchRetrieve":
        raise RefusedError(4, "Unsupported operation", parameters["operation"])
    for name in ("version", "query"):
        if not parameters.get(name):
            raise RefusedError(7, "Mandatory parameter not supplied", name)
    if parameters["version"] not in VERSIONS:
        raise RefusedError(5, "Unsupported version", parameters["version"])
    start = _number(parameters, "startRecord", 1)
    maximum = min(_number(parameters, "maximumRecords", DEFAULT_MAXIMUM), service.most)
    query = _parse(parameters["query"])
    ordered, remarks = _find(query, service, entries)
    if start > max(len(ordered), 1):
        remarks += (Diagnostic(number=61, message="First record position out of range", details=str(start)),)
    return Found(
        query=parameters["query"],
        version=parameters["version"],
        start=start,
        total=len(ordered),
        entries=tuple(ordered[start - 1 : start - 1 + maximum]),
        remarks=remarks,
    )


def write_answer(service: Service, found: Found[AnyEntry], record: Callable[[AnyEntry], str]) -> str:
    """Write a page of results, each entry with its record data."""
    p = service.prefix
    end = found.start + len(found.entries)
    records = (_record(p, record(entry), found.start + offset) for offset, entry in enumerate(found.entries))
    parts = [
        element(f"{p}version", found.version),
        element(f"{p}numberOfRecords", str(found.total)),
        element(f"{p}records", *records),
        element(f"{p}nextRecordPosition", str(end)) if end <= found.total else "",
        element(f"{p}echoedSearchRetrieveRequest", element(f"{p}query", text(found.query))),
        _diagnostics(service, found.remarks) if found.remarks else "",
        element(f"{p}resultCountPrecision", ESTIMATE) if p else "",
    ]
    return _envelope(service, parts)


def write_refusal(service: Service, diagnostic: Diagnostic) -> str:
    """Write an answer without a number of records."""
    version = element(f"{service.prefix}version", service.version)
    return _envelope(service, [version, _diagnostics(service, (diagnostic,))])


def _envelope(service: Service, parts: Sequence[str]) -> str:
    return DECLARATION + element(f"{service.prefix}searchRetrieveResponse", *parts, **service.namespaces)


def _record(prefix: str, content: str, position: int) -> str:
    return element(
        f"{prefix}record",
        element(f"{prefix}recordSchema", RECORD_SCHEMA),
        element(f"{prefix}recordPacking", "xml"),
        element(f"{prefix}recordData", content),
        element(f"{prefix}recordPosition", str(position)),
    )


def _diagnostics(service: Service, remarks: Sequence[Diagnostic]) -> str:
    entries = (
        element(
            "diagnostic",
            element("uri", f"info:srw/diagnostic/1/{remark.number}"),
            element("details", text(remark.details)),
            element("message", text(remark.message)),
            xmlns=service.diagnostic_namespace,
        )
        for remark in remarks
    )
    return element(f"{service.prefix}diagnostics", *entries)


def _number(parameters: Mapping[str, str], name: str, default: int) -> int:
    value = parameters.get(name, str(default))
    if not value.isdecimal() or (name == "startRecord" and int(value) < 1):
        raise RefusedError(6, "Unsupported parameter value", f"{name}={value}")
    return int(value)


def _parse(query: str) -> Query:
    try:
        return parse_cql(query)
    except CqlSyntaxError as error:
        raise RefusedError(10, "Query syntax error", str(error)) from error


def _find(query: Query, service: Service, entries: Sequence[AnyEntry]) -> tuple[list[AnyEntry], tuple[Diagnostic, ...]]:
    try:
        root, ignored = check_query(query, service.indexes)
    except UnsupportedIndexError as error:
        raise RefusedError(16, "Unsupported index", str(error)) from error
    found = [entry for entry in entries if matches(root, entry, service.indexes)]
    remarks = tuple(Diagnostic(number=59, message="SEARCH-IGNOREDQTEXT", details=str(clause)) for clause in ignored)
    return sort_entries(found, query), remarks
