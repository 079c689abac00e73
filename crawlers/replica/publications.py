"""Publications of the Gemeenteblad and the other journals: the records, and their XML, HTML and metadata."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crawlers.replica.elements import element, text
from crawlers.replica.markup import Block
from crawlers.replica.pages import html_blocks, page
from crawlers.replica.regulation_xml import announcement, child_label, has_articles, regulation
from crawlers.replica.wording import dutch_date

SCHEMA = "http://technische-documentatie.oep.overheid.nl/schema/op-xsd-2012-3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SERIES = {
    "Gemeenteblad": "gmb",
    "Waterschapsblad": "wsb",
    "Provinciaal blad": "prb",
    "Staatscourant": "stcrt",
}
"""The journals, with the first part of the numbers of their publications."""
OWN_JOURNAL = {
    "gemeente": "Gemeenteblad",
    "waterschap": "Waterschapsblad",
    "provincie": "Provinciaal blad",
    "ministerie": "Staatscourant",
}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes, and where."""

    name: str
    organisation: str
    journal: str = ""
    """Where it is not the journal of its own kind: others publish in the Staatscourant too."""

    @property
    def code(self) -> str:
        """The first part of its publication numbers, `gmb`."""
        return SERIES[self.series]

    @property
    def series(self) -> str:
        """The name of the journal, `Gemeenteblad`."""
        return self.journal or OWN_JOURNAL[self.organisation]

    @property
    def owner(self) -> str:
        """Whose journal it is, `de gemeente Havenstede`."""
        if self.series == "Staatscourant":
            return "het Koninkrijk"
        return f"de {self.organisation} {self.name}" if self.organisation in {"gemeente", "provincie"} else self.name

    @property
    def scheme(self) -> str:
        """The list that its name is from, `OVERHEID.Gemeente`."""
        return f"OVERHEID.{self.organisation.capitalize()}"

    @property
    def rubrieken(self) -> str:
        """The list that the rubrieken of the journal are from."""
        return "OVERHEIDop.Staatscourant" if self.series == "Staatscourant" else "OVERHEIDop.Rubriek"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One publication in a journal."""

    identifier: str
    publisher: Publisher
    title: str
    rubriek: str
    subject: str
    date: date
    night: int
    blocks: tuple[Block, ...]
    withdrawn_night: int | None = None
    replaces: str = ""

    @property
    def number(self) -> str:
        """The number within the year."""
        return self.identifier.rsplit("-", 1)[1]

    @property
    def year(self) -> str:
        """The year in the identifier."""
        return self.identifier.split("-")[1]

    def visible(self, night: int) -> bool:
        """Tell whether the publication can be found in this night."""
        return self.night <= night and not self.withdrawn(night)

    def withdrawn(self, night: int) -> bool:
        """Tell whether the publication has been taken down by this night."""
        return self.withdrawn_night is not None and self.withdrawn_night <= night


def night_of(day: date, nights: tuple[date, ...]) -> int:
    """Return the first night (1-based) that sees something of this day."""
    return next(number for number, night in enumerate(nights, start=1) if day <= night)


def publication_xml(publication: Publication) -> str:
    """Write the publication XML."""
    publisher = publication.publisher
    write = regulation if has_articles(publication.blocks) else announcement
    content = write(publication.blocks, child_label)
    heading = element("kop", element("titel", text(publication.title)))
    record = element(
        "meta", name="OVERHEIDop.externMetadataRecord", content=f"/{publication.identifier}/metadata.xml", scheme=""
    )
    top = element(
        "kop",
        element("titel", publisher.series.upper()),
        element("subtitel", text(f"Officiële uitgave van {publisher.owner}")),
    )
    attributes = {"xsi:noNamespaceSchemaLocation": SCHEMA, "xmlns:xsi": XSI}
    body = element("metadata", record) + top + element(publisher.series.lower().replace(" ", ""), heading, content)
    return DECLARATION + element("officiele-publicatie", body, **attributes)


def publication_page(publication: Publication) -> str:
    """Write the page on which people read the publication."""
    publisher = publication.publisher
    crumbs = '<div class="broodkruimels"><a href="/">Home</a> <a href="/">Officiële bekendmakingen</a></div>'
    number = element(
        "div",
        f"Jaargang {publication.year}<br/>Nr. {publication.number}<br/>Gepubliceerd op {publication.date}",
        class_="nummer",
    )
    main = element(
        "div",
        element("h1", text(publication.title)),
        element("div", *html_blocks(publication.blocks, deeper=1), class_="officiele-publicatie"),
        id="broodtekst",
    )
    pdf = element("a", "Authentieke versie downloaden (pdf)", href=item_path(publication, "pdf"), class_="downloadPdf")
    owner = element("p", text(f"{publisher.series}. Officiële uitgave van {publisher.owner}"), class_="uitgave")
    return page(publication.title, crumbs, owner, number, main, element("div", pdf, id="right-column"))


def publication_metadata(publication: Publication) -> str:
    """Write `metadata.xml` of the publication."""
    publisher = publication.publisher
    rows = [
        ("OVERHEID.organisationType", "OVERHEID.Organisatietype", publisher.organisation),
        ("OVERHEIDop.publicationName", "", publisher.series),
        ("DC.creator", publisher.scheme, publisher.name),
        ("DC.type", publisher.rubrieken, publication.rubriek),
        ("DCTERMS.language", "DCTERMS.RFC4646", "nl"),
        ("DC.title", "", publication.title),
        ("DCTERMS.available", "DCTERMS.W3CDTF", str(publication.date)),
        ("OVERHEIDop.jaargang", "DCTERMS.W3CDTF", publication.year),
        ("OVERHEIDop.publicationIssue", "", publication.number),
        ("DC.identifier", "", publication.identifier),
    ]
    if publication.replaces:
        rows.append(("DCTERMS.replaces", "", publication.replaces))
    entries = (element("metadata", name=name, scheme=scheme, content=content) for name, scheme, content in rows)
    return DECLARATION + element("metadata_gegevens", *entries)


def item_path(publication: Publication, manifestation: str) -> str:
    """Return the path of one manifestation: xml, html, pdf or metadata."""
    name = "metadata.xml" if manifestation == "metadata" else f"{publication.identifier}.{manifestation}"
    return f"/frbr/officielepublicaties/{content_area(publication)}/{publication.identifier}/1/{manifestation}/{name}"


def content_area(publication: Publication) -> str:
    """Return journal and year, `gmb/2026`."""
    return f"{publication.publisher.code}/{publication.year}"


def imprint(publication: Publication) -> str:
    """Return the line under the title of the journal."""
    return f"Nr. {publication.number} – {dutch_date(publication.date)}"
