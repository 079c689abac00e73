"""The portal of the official publications: SRU 2.0, the files of each publication, and its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from crawlers.replica.elements import element, text
from crawlers.replica.exchange import (
    Request,
    Response,
    answer_conditionally,
    html_response,
    serve_file,
    xml_response,
)
from crawlers.replica.library import Library
from crawlers.replica.markup import plain_text
from crawlers.replica.matching import Entry, Indexes
from crawlers.replica.publications import Publication, content_area, item_path
from crawlers.replica.shelf import MEDIA_TYPES
from crawlers.replica.sru import RefusedError, Service, search, write_answer, write_refusal

WORD_INDEXES = [
    "dt.identifier",
    "dt.title",
    "dt.type",
    "dt.creator",
    "dt.subject",
    "ot.authority",
    "w.organisatietype",
    "w.publicatienaam",
    "w.jaargang",
    "w.publicatienummer",
    "w.gemeentenaam",
    "c.product-area",
    "c.content-area",
    "cql.textandindexes",
]
DATE_INDEXES = ["dt.modified", "dt.date", "dt.available", "dt.issued", "cd.datumtijdstipwijzigingwork"]
SERVICE = Service(
    version="2.0",
    indexes=Indexes(kinds={**dict.fromkeys(WORD_INDEXES, "words"), **dict.fromkeys(DATE_INDEXES, "date")}),
    most=1000,
    prefix="sru:",
    namespaces={
        "xmlns:sru": "http://docs.oasis-open.org/ns/search-ws/sruResponse",
        "xmlns:gzd": "http://standaarden.overheid.nl/sru",
        "xmlns:dcterms": "http://purl.org/dc/terms/",
        "xmlns:overheid": "http://standaarden.overheid.nl/owms/terms/",
        "xmlns:overheidwetgeving": "http://standaarden.overheid.nl/wetgeving/",
        "xmlns:c": "http://standaarden.overheid.nl/collectie/",
        "xmlns:cd": "http://standaarden.overheid.nl/cup/data",
    },
    diagnostic_namespace="http://docs.oasis-open.org/ns/search-ws/diagnostic",
)
TOO_DEEP = 10_000
"""From this record on, the front server gives up at once."""
ITEM = re.compile(r"/frbr/officielepublicaties/\w+/\d{4}/([\w-]+)/1/(xml|html|pdf|metadata)/[\w.-]+")
PAGE = re.compile(r"/([\w-]+)\.html")
METADATA = re.compile(r"/([\w-]+)/metadata\.xml")
TIME_OF_DAY = time(8, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationEntry(Entry):
    """A publication in the index."""

    publication: Publication


class GemeentebladPortal:
    """Answers the requests to the search service and the repository."""

    def __init__(self, library: Library, night: Callable[[], int]) -> None:
        self._library = library
        self._night = night
        self._index = lru_cache(maxsize=None)(self._build_index)

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.path in {"/sru", "/sru/Search"}:
            return self._search(request)
        if item := ITEM.fullmatch(request.path):
            return self._file(request, item[1], item[2])
        if metadata := METADATA.fullmatch(request.path):
            return self._file(request, metadata[1], "metadata")
        if page := PAGE.fullmatch(request.path):
            return self._file(request, page[1], "html")
        return html_response("<h1>404 Not Found</h1>", 404)

    def _search(self, request: Request) -> Response:
        parameters = request.parameters()
        start = parameters.get("startRecord", "1")
        if start.isdecimal() and int(start) >= TOO_DEEP:
            return html_response("<center><h1>504 Gateway Time-out</h1></center><hr><center>nginx</center>", 504)
        try:
            found = search(parameters, SERVICE, self._index(self._night()))
        except RefusedError as refusal:
            return xml_response(write_refusal(SERVICE, refusal.diagnostic))
        return xml_response(write_answer(SERVICE, found, lambda entry: _record(entry.publication, request.base)))

    def _build_index(self, night: int) -> tuple[PublicationEntry, ...]:
        return tuple(_entry(publication) for publication in self._library.shelf(night).publications)

    def _file(self, request: Request, identifier: str, manifestation: str) -> Response:
        night = self._night()
        known = [each for each in self._library.publications if each.identifier == identifier and each.night <= night]
        if not known:
            return html_response("<h1>404 Not Found</h1>", 404)
        if known[0].withdrawn(night):
            return html_response("<p>Deze publicatie is ingetrokken.</p>", 410)
        path = self._library.publication_file(known[0], manifestation)
        modified = datetime.combine(known[0].date, TIME_OF_DAY)
        return answer_conditionally(request, serve_file(path, MEDIA_TYPES[path.suffix], modified))


def _entry(publication: Publication) -> PublicationEntry:
    publisher = publication.publisher
    day = str(publication.date)
    words = {
        "dt.identifier": publication.identifier,
        "dt.title": publication.title,
        "dt.type": publication.rubriek,
        "dt.creator": publisher.name,
        "dt.subject": publication.subject,
        "ot.authority": publisher.name,
        "w.organisatietype": publisher.organisation,
        "w.publicatienaam": publisher.series,
        "w.jaargang": publication.year,
        "w.publicatienummer": publication.number,
        "w.gemeentenaam": publisher.name if publisher.organisation == "gemeente" else "",
        "c.product-area": "officielepublicaties",
        "c.content-area": f"officielepublicaties/{content_area(publication)}",
    }
    everything = "\n".join((*words.values(), plain_text(publication.blocks)))
    values = {index: (value,) for index, value in words.items()} | {"cql.textandindexes": (everything,)}
    return PublicationEntry(values=values | dict.fromkeys(DATE_INDEXES, (day,)), publication=publication)


def _record(publication: Publication, base: str) -> str:
    original = element(
        "gzd:originalData",
        element("overheidwetgeving:meta", _core(publication), _cover(publication, base), _place(publication)),
    )
    page = f"{base}/{publication.identifier}.html"
    items = (
        element("gzd:itemUrl", base + item_path(publication, manifestation), manifestation=manifestation)
        for manifestation in ("html", "metadata", "pdf", "xml")
    )
    enriched = element(
        "gzd:enrichedData",
        element("gzd:url", base + item_path(publication, "xml")),
        element("gzd:preferredUrl", page),
        *items,
        element("gzd:timestamp", _moment(publication)),
    )
    return element("gzd:gzd", original, enriched)


def _core(publication: Publication) -> str:
    publisher, name = publication.publisher, text(publication.publisher.name)
    return element(
        "overheidwetgeving:owmskern",
        element("dcterms:identifier", publication.identifier),
        element("dcterms:title", text(publication.title)),
        element("dcterms:language", "nl"),
        element("dcterms:type", text(publication.rubriek), scheme=publisher.rubrieken),
        element("dcterms:creator", name, scheme=publisher.scheme),
        element("dcterms:modified", str(publication.date)),
        element("overheid:authority", name, scheme=publisher.scheme),
    )


def _cover(publication: Publication, base: str) -> str:
    day, page = str(publication.date), f"{base}/{publication.identifier}.html"
    scheme = publication.publisher.scheme
    replaced = f"{base}/{publication.replaces}.html"
    return element(
        "overheidwetgeving:owmsmantel",
        element("dcterms:available", day),
        element("dcterms:date", day),
        element("dcterms:hasVersion", "1", resourceIdentifier=page),
        element("dcterms:replaces", publication.replaces, resourceIdentifier=replaced) if publication.replaces else "",
        element("dcterms:subject", text(publication.subject), scheme="OVERHEID.TaxonomieBeleidsagendaDecentraal"),
        element("dcterms:publisher", text(publication.publisher.name), scheme=scheme),
    )


def _place(publication: Publication) -> str:
    publisher = publication.publisher
    return element(
        "overheidwetgeving:tpmeta",
        element("c:product-area", "officielepublicaties"),
        element("c:content-area", f"officielepublicaties/{content_area(publication)}"),
        element("overheidwetgeving:jaargang", publication.year),
        element("overheidwetgeving:organisatietype", publisher.organisation, scheme="OVERHEID.Organisatietype"),
        element("overheidwetgeving:publicatienummer", publication.number),
        element("overheidwetgeving:publicatienaam", publisher.series),
        element("cd:datumTijdstipWijzigingWork", _moment(publication)),
        element("cd:datumTijdstipWijzigingExpression", _moment(publication)),
    )


def _moment(publication: Publication) -> str:
    return f"{datetime.combine(publication.date, TIME_OF_DAY).isoformat()}+01:00"
