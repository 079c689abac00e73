"""The pages of a public portal of iBabs (`<site>.bestuurlijkeinformatie.nl`), read without network: links and files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from parsel import Selector, SelectorList

from models.genres import genre_of
from pipeline.records import Document

Raw: TypeAlias = Mapping[str, Any]

OVERVIEW = "/Reports"
CATEGORIES = "/ReportCategories"
"""Where a site keeps its overviews when it has put them in categories."""
_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_LETTERS = re.compile(r"\b(ingekomen|inwonersbrie|burgerbrie|brieven van (inwoners|burgers|derden))", re.IGNORECASE)
"""Lists with letters of inhabitants: personal data, not read."""
_KNOWN = re.compile(
    r"advie[sz]|agenda|amendement|begroting|beleid|besluit|brie[fv]|document|informatie|initiatie|jaarstuk|kader|memo"
    r"|motie|nota|notulen|openbaarma|planning|project|rekenkamer|schema|stemm|stukken|subsidie|toezegging|verordening"
    r"|verslag|voorstel|vra(ag|gen)|\bwoo\b",
    re.IGNORECASE,
)
"""What is in the names of lists whose kind we know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The portal whose pages are parsed, and for which of the municipalities on it."""

    source_id: str
    name: str
    base_url: str
    share: str = ""
    """Words by which a municipality that shares the site finds what is its own; empty where a site has one."""

    @property
    def key(self) -> str:
        """Give what the keys of this municipality begin with."""
        return f"ibabs:{self.name}/{self.share}" if self.share else f"ibabs:{self.name}"

    def url(self, path: str, *, part: str = "") -> str:
        """Build an address; each municipality on a site has its own, of which the portal never sees the difference."""
        mark = "-".join(filter(None, (part, quote(self.share))))
        return f"{self.base_url}{path}#{mark}" if mark else f"{self.base_url}{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as it stands under a meeting, an agenda item or an entry of an overview."""

    document: Document
    web_page: bool
    """True when the file itself is a web page."""
    event_key: str | None = None
    agenda_item_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An overview (moties, raadsinformatiebrieven, toezeggingen) with the name that the municipality gave it."""

    id: str
    name: str

    @property
    def has_letters(self) -> bool:
        """True for letters of inhabitants."""
        return _LETTERS.search(self.name) is not None

    @property
    def is_known(self) -> bool:
        """True when the name tells what kind of list it is."""
        return _KNOWN.search(self.name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What a page leads to."""

    bodies: dict[str, str]
    """Names of the kinds of meetings by their id."""
    reports: tuple[Report, ...]
    categories: tuple[str, ...]
    """Paths of the pages of categories of overviews."""
    overview: str
    """Path of the page with all overviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A link to a document, as a reader sees it."""

    page: str
    document: str
    item: str
    """The agenda item, where the link names one."""
    title: str
    size: str
    web_page: bool

    @property
    def revision(self) -> str:
        """Give all that the portal says that may change with the file."""
        return f"{self.title} {self.size}".strip()


def parse_page(html: str) -> Selector:
    """Read a page; raises ValueError when it is not one of the portal, such as one that asks for patience."""
    page = Selector(text=html)
    if not page.css("body[data-site-name]") and "iBabs" not in page.css("title::text").get(""):
        raise ValueError("this is no page of the portal")
    return page


def parse_menu(html: str) -> Menu:
    """Read where a page leads: kinds of meetings, overviews and their categories."""
    page = parse_page(html)
    bodies = {_last_part(link): words_of(link) for link in page.css('a[href^="/Calendar/OpenCategory/"]')}
    names: dict[str, str] = {}
    for link in page.css('a[href^="/Reports/Details/"]'):
        if found := re.match(rf"/Reports/Details/({_GUID})", link.attrib["href"]):
            report = found[1].lower()
            names[report] = names.get(report) or words_of(link)
    categories = dict.fromkeys(page.css(f'a[href^="{CATEGORIES}/Details/"]::attr(href)').getall())
    return Menu(
        bodies=bodies,
        reports=tuple(Report(id=report, name=name) for report, name in names.items()),
        categories=tuple(categories),
        overview=CATEGORIES if page.css(f'a[href="{CATEGORIES}"]') else OVERVIEW,
    )


def document_of(link: FileLink, site: Site, *, path: str, published: date, hints: Iterable[str]) -> Document:
    """Make the record of a document from what its link says and where its file is."""
    return Document(
        key=f"{site.key}:{link.document}",
        source_id=site.source_id,
        title=link.title,
        genre=genre_of(link.title, hints=[*hints]),
        url=site.url(path),
        page_url=urljoin(site.base_url, link.page),
        published=published,
        revision=link.revision,
    )


def parse_file_link(anchor: Selector) -> FileLink:
    """Read a link such as `/Agenda/Document/<meeting>?documentId=<guid>&agendaItemId=<guid>`, with name and size."""
    page = anchor.attrib["href"]
    query = parse_qs(urlsplit(page).query)
    title = words_of(anchor, but=("badge", "icon"))
    if not title:
        raise KeyError("the name of a document")
    return FileLink(
        page=page,
        document=guid(query["documentId"][0], "documentId"),
        item=guid(query["agendaItemId"][0], "agendaItemId") if "agendaItemId" in query else "",
        title=title,
        size=words_of(anchor.css(".badge")),
        web_page=any("htm" in kind.lower() for kind in anchor.css(".icon::attr(class)").getall()),
    )


def guid(value: str, name: str) -> str:
    """Give a GUID; raises ValueError with the name of the field when it is none, for it becomes part of an address."""
    if not re.fullmatch(_GUID, value):
        raise ValueError(f"{name} is {value!r}, not a GUID")
    return value.lower()


def find_script(body: str) -> str | None:
    """Give the path of the script that a viewer loads a document with; None for a page that is no viewer."""
    found = re.search(rf"/Script/LoadDocument/{_GUID}[^\"'\s<>]*", body)
    return found.group() if found else None


def find_document(script: str) -> str | None:
    """Give the path of the file that such a script names."""
    found = re.search(rf"Document/View/{_GUID}", script)
    return f"/{found.group()}" if found else None


def _last_part(link: Selector) -> str:
    return link.attrib["href"].rpartition("/")[2]


def words_of(found: Selector | SelectorList[Selector], *, but: tuple[str, ...] = ()) -> str:
    """Give the visible words on one line, without those of the elements of some classes."""
    within = (f"ancestor::*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" for name in but)
    others = "".join(f"[not({one})]" for one in within)
    return " ".join(" ".join(found.xpath(f".//text(){others}").getall()).replace("\0", " ").split())
