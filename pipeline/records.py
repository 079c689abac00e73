"""The records that pass between stages: frozen, typed, without bytes.

Code is English, domain values are Dutch (`genre="raadsvoorstel"`). Dates are `datetime.date`,
moments are UTC ISO strings, amounts are whole euros, coordinates are PDF points from the top left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LedgerState = Literal["stored", "unchanged", "refused", "failed", "retry_later", "gone"]
DocumentState = Literal[
    "ok", "partial", "no_text", "needs_ocr", "encrypted", "broken", "too_large", "timeout", "out_of_memory",
    "unsupported"
]  # fmt: skip
PageMethod = Literal["pdfplumber", "pdfium", "ocr", "html", "docx", "odt", "text"]
Structure = Literal[
    "body", "list_item", "table_row", "definition", "contents_line", "agenda_line", "signature", "boilerplate"
]
OpportunityType = Literal["funding", "alignment", "threat"]
Bestuurslaag = Literal["gemeente", "provincie", "rijk"]
Box = tuple[float, float, float, float]
"""x0, top, x1, bottom on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality (gemeente) by its code, such as `GM0344`; or a province (`PV30`) or the state (`RIJK`)."""

    code: str
    name: str
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One system at one municipality, as the crawl needs it."""

    id: str
    """`<gemeentecode>:<system>`."""
    gemeentecode: str
    gemeente: str
    system: str
    key: str
    """What the system calls it: organisation id, site name, name of the publisher, or a page address."""
    bestuurslaag: Bestuurslaag = "gemeente"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A meeting of a body (raad, commissie, college)."""

    key: str
    source_id: str
    title: str
    body: str
    date: date
    url: str
    last_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item on the agenda of an event."""

    key: str
    event_key: str
    position: int
    number: str
    title: str
    parent_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as a source lists it; its bytes are a `Version`."""

    key: str
    """`<system>:<site>:<native id>`, stable over runs."""
    source_id: str
    title: str
    genre: str
    url: str
    """Where the file is fetched."""
    page_url: str
    """Where a person reads it."""
    published: date
    revision: str
    """What the source says changes with the content (version, last modified); empty when it says nothing."""
    bestuurslaag: str = "gemeente"
    related: tuple[str, ...] = ()
    """Identifiers of the same matter, such as `gmb-2026-1` or `CVDR123`."""
    withdrawn: bool = False
    valid_from: date | None = None
    """First day in force, for regulations."""
    valid_until: date | None = None
    """First day no longer in force."""
    legal_basis: str = ""
    """On what a regulation rests, in the words of the source, such as `artikel 3 van de Algemene verordening`."""
    amends: str = ""
    """What this version of a regulation changes, in the words of the source, such as `art. 5`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where a document is listed: under an agenda item, an event, or in a register."""

    document_key: str
    source_id: str
    list_name: str
    event_key: str | None = None
    agenda_item_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How many entries one list of a source says it has."""

    source_id: str
    list_name: str
    listed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The bytes of a document at one moment."""

    document_key: str
    sha256: str
    size: int
    media_type: str
    revision: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the fetch of one discovered URL ended."""

    url: str
    source_id: str
    state: LedgerState
    reason: str
    http_status: int | None = None
    document_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A problem that someone must look at."""

    source_id: str
    kind: str
    message: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text with its place; `size` is the font size in points, 0 where there is none."""

    text: str
    box: Box | None = None
    size: float = 0.0
    heading_level: int = 0
    """1-6 where the format says so (HTML, DOCX), 0 otherwise."""
    structure: Structure = "body"
    block: int = 0
    """Lines with the same number form one paragraph, cell row or list item."""
    starts: tuple[float, ...] = ()
    """Where each word begins along the line, where its words stand as in `text`."""
    turn: int = 0
    """Degrees counter-clockwise in which the line is turned on the page as shown."""
    cells: tuple[str, ...] = ()
    """The cells of a row of a ruled table, empty ones included."""
    names: tuple[str, ...] = ()
    """What stands above those cells, where a header does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in reading order; formats without pages have one."""

    number: int
    method: PageMethod
    lines: tuple[Line, ...]
    confidence: float | None = None
    """How sure character recognition is of the page (0-1); None for other methods."""

    @property
    def text(self) -> str:
        """The text, one line per line."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading one file gave: a state with a reason, and the pages."""

    state: DocumentState
    reason: str
    media_type: str
    pages: tuple[Page, ...]
    engine: str
    """Engine names and versions, such as `pdfplumber 0.11.10`."""
    for_ocr: tuple[int, ...] = ()
    """Pages that are a picture or cannot be read otherwise; empty where they are few and likely photographs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBox:
    """One rectangle of a passage or quote on a page."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of text of 40-200 words (list items and table rows may be shorter) with its place."""

    position: int
    page: int
    """The page on which it begins."""
    text: str
    heading: str
    """Heading path, `Financiën > Dekking`."""
    structure: Structure
    boxes: tuple[PlacedBox, ...]
    """One rectangle per line of the source, in order."""
    offsets: tuple[int, ...]
    """For each rectangle, where its line begins in `text`."""
    starts: tuple[tuple[float, ...], ...] = ()
    """For each rectangle, where the words of its line begin along the line, where this is known."""
    turns: tuple[int, ...] = ()
    """For each rectangle, the degrees counter-clockwise in which its line is turned; none when no line is."""
    paragraph: int | None = None
    """Which paragraph, heading, list item or row of the text it begins with, from 1; None where there are pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The literal words that carry a field."""

    field: str
    value: str
    quote: str
    page: int
    boxes: tuple[PlacedBox, ...] = ()
    paragraph: int | None = None
    """As in `Passage`."""
    document_key: str = ""
    """The document with these words, when that is an earlier version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one document offers (funding, alignment) or warns of (threat), with the evidence."""

    document_key: str
    sha256: str
    type: OpportunityType
    state: str
    page: int
    quote: str
    boxes: tuple[PlacedBox, ...]
    domains: tuple[str, ...]
    strength: float
    """How sure the classifier is of the passage that names the document, 0-1."""
    paragraph: int | None = None
    """As in `Passage`, for the quote."""
    themes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    perspectives: tuple[str, ...] = ()
    amount_eur: int | None = None
    amount_kind: str | None = None
    max_per_application_eur: int | None = None
    deadline: date | None = None
    deadline_kind: str | None = None
    decision_date: date | None = None
    stage: str | None = None
    holder: str | None = None
    opening: str = ""
    """strong, medium or empty: how explicitly the text invites others."""
    applicants: str = "unknown"
    """included, excluded or unknown: can an MDT party apply?"""
    list_only: bool = False
    """True when the document only confirms or lists (decision list, ceilings)."""
    evidence: tuple[Evidence, ...] = ()
    explanation: str = "{}"
    """JSON: hits, features and rules of the passage that names the document."""
