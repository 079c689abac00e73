"""The portal of the local regulations: SRU 1.2 with another namespace, the content files, and the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from crawlers.replica.elements import element, text
from crawlers.replica.exchange import (
    XML,
    Request,
    Response,
    Served,
    answer_conditionally,
    html_response,
    xml_response,
)
from crawlers.replica.library import Library
from crawlers.replica.markup import Paragraph, plain_text
from crawlers.replica.matching import Entry, Indexes
from crawlers.replica.pages import html_blocks, page
from crawlers.replica.regulation_xml import attribute_label, regulation
from crawlers.replica.shelf import RegulationVersion
from crawlers.replica.sru import RefusedError, Service, search, write_answer, write_refusal

TERMS = "http://standaarden.overheid.nl/cvdr/terms/"
META = "http://standaarden.overheid.nl/cvdr/meta/"
DCTERMS = "http://purl.org/dc/terms/"
OWMS = "http://standaarden.overheid.nl/owms/terms/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
WORD_INDEXES = [
    "dcterms.identifier",
    "dcterms.title",
    "dcterms.type",
    "dcterms.creator",
    "dcterms.subject",
    "dcterms.alternative",
    "dcterms.language",
    "organisatietype",
    "gemeente",
    "creator",
    "title",
    "subject",
    "keyword",
    "workid",
]
DATE_INDEXES = ["dcterms.modified", "dcterms.issued"]
SERVICE = Service(
    version="1.2",
    indexes=Indexes(kinds={**dict.fromkeys(WORD_INDEXES, "words"), **dict.fromkeys(DATE_INDEXES, "date")}),
    most=100,
    prefix="",
    namespaces={"xmlns": "http://www.loc.gov/zing/srw/", "xmlns:xsi": XSI},
    diagnostic_namespace="http://www.loc.gov/zing/srw/diagnostic/",
)
CONTENT = re.compile(r"/(?:cvdr|CVDR)/(CVDR\d+)/(\d+)/xml/CVDR\d+_\d+\.xml")
PAGE = re.compile(r"/(CVDR\d+)(?:/(\d+))?")
RIGHTS = "De tekst in dit document is vrij van auteursrecht en databankrecht"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationEntry(Entry):
    """A version of a regulation in the index."""

    found: RegulationVersion


class CvdrPortal:
    """Answers the requests to the search service, the repository and the website for regulations."""

    def __init__(self, library: Library, night: Callable[[], int]) -> None:
        self._library = library
        self._night = night
        self._index = lru_cache(maxsize=None)(self._build_index)

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.path == "/sru/Search":
            return self._search(request)
        if content := CONTENT.fullmatch(request.path):
            return self._content(request, content[1], content[2])
        if shown := PAGE.fullmatch(request.path):
            return self._page(shown[1], shown[2])
        return html_response("<h1>404 Not Found</h1>", 404)

    def _search(self, request: Request) -> Response:
        parameters = request.parameters()
        try:
            connection = parameters.get("x-connection", "")
            if connection != "cvdr":
                raise RefusedError(6, "Unsupported parameter value", f"x-connection={connection}")
            found = search(parameters, SERVICE, self._index(self._night()))
        except RefusedError as refusal:
            return xml_response(write_refusal(SERVICE, refusal.diagnostic))
        return xml_response(write_answer(SERVICE, found, lambda entry: _record(entry.found, request.base)))

    def _build_index(self, night: int) -> tuple[RegulationEntry, ...]:
        return tuple(_entry(found) for found in self._library.shelf(night).regulations)

    def _versions(self, work: str) -> list[RegulationVersion]:
        return [entry.found for entry in self._index(self._night()) if entry.found.work == work]

    def _content(self, request: Request, work: str, version: str) -> Response:
        for found in self._versions(work):
            if found.version == int(version):
                served = Served(
                    content=_content(found, request.base).encode(),
                    media_type=XML,
                    modified=datetime.combine(found.modified, time(6)),
                )
                return answer_conditionally(request, served)
        return html_response("<h1>404 Not Found</h1>", 404)

    def _page(self, work: str, version: str | None) -> Response:
        wanted = [found for found in self._versions(work) if version in {None, str(found.version)}]
        if not wanted:
            return html_response("<h1>404 Not Found</h1>", 404)
        found = wanted[-1]
        until = f" t/m {found.out_of_force}" if found.out_of_force else " t/m heden"
        validity = element("p", f"Geldend van {found.rules.in_force}{until}")
        heading = element("h1", text(found.text.title))
        return html_response(page(found.text.title, heading, validity, *html_blocks(found.text.blocks, deeper=1)))


def _entry(found: RegulationVersion) -> RegulationEntry:
    title, rules = found.text.title, found.rules
    words = {
        "dcterms.identifier": (rules.cvdr, found.work),
        "workid": (found.work,),
        "dcterms.title": (title,),
        "title": (title,),
        "dcterms.alternative": (title,),
        "dcterms.type": ("regeling", rules.rubriek),
        "dcterms.creator": (found.creator,),
        "creator": (found.creator,),
        "gemeente": (found.creator,),
        "dcterms.subject": (rules.subject,),
        "subject": (rules.subject,),
        "dcterms.language": ("nl",),
        "organisatietype": ("Gemeente",),
        "keyword": (f"{title}\n{rules.subject}\n{plain_text(found.text.blocks)}",),
    }
    dates = {"dcterms.modified": (str(found.modified),), "dcterms.issued": (str(found.text.date),)}
    return RegulationEntry(values=words | dates, found=found)


def _record(found: RegulationVersion, base: str) -> str:
    meta = element(
        "overheidrg:meta",
        _core(found),
        _cover(found, base, with_rights=False),
        _validity(found, always=True),
        **{"xmlns:overheidrg": TERMS},
    )
    path = f"{found.work}/{found.version}"
    enriched = element(
        "enrichedData",
        element("organisatietype", "Gemeente"),
        element("publicatieurl_xml", f"{base}/cvdr/{path}/xml/{found.rules.cvdr}.xml"),
        element("preferred_url", f"{base}/{path}"),
        element("preferred_work_url", f"{base}/{found.work}"),
    )
    namespaces = {"xmlns": "http://standaarden.overheid.nl/sru", "xmlns:dcterms": DCTERMS, "xmlns:overheid": OWMS}
    return element("gzd", element("originalData", meta), enriched, **namespaces)


def _content(found: RegulationVersion, base: str) -> str:
    """Write the content file, in which the prefix overheidrg is bound to another namespace than in a record."""
    meta = element("meta", _core(found), _cover(found, base, with_rights=True), _validity(found, always=False))
    body = element("body", element("intitule", text(found.text.title)), regulation(found.text.blocks, attribute_label))
    namespaces = {
        "xmlns": TERMS,
        "xmlns:dcterms": DCTERMS,
        "xmlns:overheid": OWMS,
        "xmlns:overheidrg": META,
        "xmlns:xsi": XSI,
    }
    return '<?xml version="1.0" encoding="utf-8"?>' + element("cvdr", meta, body, **namespaces)


def _core(found: RegulationVersion) -> str:
    return element(
        "owmskern",
        element("dcterms:identifier", found.rules.cvdr),
        element("dcterms:title", text(found.text.title)),
        element("dcterms:language", "nl"),
        element("dcterms:type", "regeling", scheme="overheid:Informatietype"),
        element("dcterms:type", text(found.rules.rubriek), scheme="overheidop:Rubriek"),
        element("dcterms:creator", found.creator, scheme="overheid:Gemeente"),
        element("dcterms:modified", str(found.modified)),
    )


def _cover(found: RegulationVersion, base: str, *, with_rights: bool) -> str:
    number = found.rules.gmb
    return element(
        "owmsmantel",
        element("dcterms:isFormatOf", number, resourceIdentifier=f"{base}/{number}"),
        element("dcterms:alternative", text(found.text.title)),
        element("dcterms:source", text(_basis(found)), resourceIdentifier=""),
        element("overheid:isRatifiedBy", _authority(found), scheme="overheid:BestuursorgaanGemeente"),
        element("dcterms:subject", text(found.rules.subject)),
        element("dcterms:rights", RIGHTS) if with_rights else "",
        element("dcterms:issued", str(found.text.date)),
    )


def _validity(found: RegulationVersion, *, always: bool) -> str:
    """Write dates and kind; a record has the end date even when it is empty, a content file leaves it out."""
    until = str(found.out_of_force or "")
    return element(
        "cvdripm",
        element("overheidrg:inwerkingtredingDatum", str(found.rules.in_force)),
        element("overheidrg:uitwerkingtredingDatum", until) if until or always else "",
        element("overheidrg:betreft", "nieuwe regeling" if found.version == 1 else "wijziging"),
        element("overheidrg:kenmerk", "Onbekend."),
        element("overheidrg:onderwerp"),
        element("overheidrg:redactioneleToevoeging"),
        element("overheidrg:indeling", _kind(found.rules.rubriek)),
        element("overheidrg:omgevingswet", "nee"),
    )


def _basis(found: RegulationVersion) -> str:
    """Say on what a regulation rests, as it says itself after `gelet op`."""
    opening = (block.text for block in found.text.blocks if isinstance(block, Paragraph))
    named = (re.match(r"gelet op (.+?)[;,]?$", line, re.IGNORECASE) for line in opening)
    return next((match[1] for match in named if match), "Onbekend")


def _kind(rubriek: str) -> str:
    return next((kind for kind in ("verordening", "beleidsregel") if kind in rubriek), "overig")


def _authority(found: RegulationVersion) -> str:
    opening = next((block.text for block in found.text.blocks if isinstance(block, Paragraph)), "")
    return "gemeenteraad" if opening.startswith("De raad") else "college van burgemeester en wethouders"
