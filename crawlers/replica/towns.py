"""The municipalities of the loopback portals: bodies, meetings, agendas, modules."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import NAMESPACE_OID, uuid5

HOME = Path(__file__).parent


class TownError(ValueError):
    """The municipalities do not know something that a text asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body of the council (gremium)."""

    id: int
    title: str
    kind: Literal["council", "committee", "board"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A register that is not a meeting."""

    id: int
    name: str
    register: str
    custom_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A register entry without a file (toezegging)."""

    title: str
    settled: date | None = None
    """The day on which it was settled; it is open until then."""
    date: date
    night: int
    explanation: str = ""
    promised_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPoint:
    """A point or a label on an agenda, with the titles of the papers that hang under it."""

    title: str
    number: str = ""
    label: bool = False
    papers: tuple[str, ...] = ()
    promise: str = ""
    items: tuple[AgendaPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting, or another event of the calendar when it has no body."""

    key: str
    id: int
    title: str
    start: datetime
    location: str
    end: datetime | None = None
    body: int | None = None
    night: int = 1
    permission: Literal["public", "private"] = "public"
    refused: bool = False
    """Listed as public, but its details are refused with HTTP 200."""
    agenda: tuple[AgendaPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A fictional municipality."""

    key: str
    code: str
    name: str
    system: Literal["notubiz", "ibabs", "go", "parlaeus"]
    site: str
    """What the council system calls it: an organisation number, or the name in its address."""
    colour: str
    address: str
    page: str
    page_title: str
    page_intro: str
    bodies: tuple[Body, ...]
    modules: tuple[Module, ...]
    promises: tuple[Promise, ...]
    meetings: tuple[Meeting, ...]
    hidden: bool = False
    """Missing from the list of organisations of the council system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """How the council system names a genre."""

    id: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Another customer of the council system, without papers here."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Everything in `towns.toml`."""

    nights: tuple[date, ...]
    document_types: dict[str, DocumentType]
    organisations: tuple[Organisation, ...]
    towns: tuple[Town, ...]

    def town(self, key: str) -> Town:
        """Return the town with this key."""
        return next(town for town in self.towns if town.key == key)

    def of_system(self, system: str) -> tuple[Town, ...]:
        """Return the towns whose council uses this system."""
        return tuple(town for town in self.towns if town.system == system)

    def document_type(self, genre: str) -> DocumentType:
        """Return what the council system calls this genre."""
        if genre not in self.document_types:
            raise TownError(f"no document type for genre {genre!r}")
        return self.document_types[genre]


def stable_number(low: int, span: int, *parts: str) -> int:
    """Derive an id in `[low, low + span)` that never changes for the same parts."""
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return low + int.from_bytes(digest, "big") % span


def stable_guid(*parts: str) -> str:
    """Derive a GUID that never changes for the same parts."""
    return str(uuid5(NAMESPACE_OID, "\0".join(parts)))


def load_country(path: Path = HOME / "towns.toml") -> Country:
    """Read the municipalities."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Country(
        nights=tuple(raw["nights"]),
        document_types={genre: DocumentType(**entry) for genre, entry in raw["document_types"].items()},
        organisations=tuple(Organisation(**entry) for entry in raw["organisation"]),
        towns=tuple(_town(entry) for entry in raw["town"]),
    )


def _town(raw: dict[str, Any]) -> Town:
    lists = {"body", "module", "promise", "meeting"}
    return Town(
        **{key: value for key, value in raw.items() if key not in lists},
        bodies=tuple(Body(**entry) for entry in raw["body"]),
        modules=tuple(Module(**entry) for entry in raw.get("module", ())),
        promises=tuple(Promise(**entry) for entry in raw.get("promise", ())),
        meetings=tuple(_meeting(entry) for entry in raw["meeting"]),
    )


def _meeting(raw: dict[str, Any]) -> Meeting:
    agenda = tuple(_point(entry) for entry in raw.get("agenda", ()))
    return Meeting(**{**raw, "agenda": agenda})


def _point(raw: dict[str, Any]) -> AgendaPoint:
    papers = tuple(raw.get("papers", ()))
    items = tuple(_point(entry) for entry in raw.get("items", ()))
    return AgendaPoint(**{**raw, "papers": papers, "items": items})
