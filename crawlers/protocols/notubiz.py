"""The Notubiz API (api.notubiz.nl), read without network: answers, organisations, documents, modules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import urlencode

from crawlers.protocols.shapes import day, entries, flag, number, text
from models.genres import OTHER, genre_of
from pipeline.records import Document

API_VERSION = {"format": "json", "version": "1.17.0"}
"""Without a valid version the API silently drops every other parameter."""
TITLE = 1
"""Attribute ids are stable; labels are renamed per municipality."""
PUBLIC = "public"
LETTERS = 1
"""Ingekomen stukken: letters of inhabitants, personal data, not read."""
KNOWN_MODULES = frozenset({3, 4, 6, 8, 19})
"""Toezeggingen, schriftelijke vragen, moties, bestuursdocumenten, raadsvoorstellen."""
NO_RIGHTS = "No rights"
"""How the message begins that says that something is not public."""

Raw: TypeAlias = Mapping[str, Any]


class Unanswered(ValueError):
    """The API answered 200 with an error message instead of what was asked."""

    @property
    def is_closed(self) -> bool:
        """True when the message says that it is not public, which is an answer."""
        return str(self).startswith(NO_RIGHTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as it stands under a meeting, an agenda item or a module item."""

    document: Document
    confidential: bool
    web_page: bool
    """True when the file itself is a web page, as agendas are in some places."""
    event_key: str | None = None
    agenda_item_key: str | None = None
    content: str = ""
    """The page that was made of the fields of an entry without a file; empty where there is a file to ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A register, as the municipality calls it."""

    id: int
    name: str
    is_known: bool
    """True when its number or its name says what it holds."""

    @property
    def has_letters(self) -> bool:
        """True for the letters of inhabitants."""
        return self.id == LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The organisation whose records are parsed."""

    source_id: str
    organisation: str
    base_url: str

    def url(self, path: str, **parameters: str) -> str:
        """Build an address of the API with the parameters it always needs."""
        return f"{self.base_url}{path}?{urlencode(parameters | API_VERSION)}"


def answer_with(name: str, body: bytes) -> Raw:
    """Read an answer that must hold `name`; raises `Unanswered` for the error that comes with status 200.

    KeyError, TypeError or ValueError for an unknown shape.
    """
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise TypeError(f"no object with {name!r} but a {type(answer).__name__}")
    if name in answer:
        return answer
    if "message" in answer:
        raise Unanswered(text(answer, "message"))
    raise KeyError(name)


def parse_document(raw: Raw, site: Site, *, hint: str = "") -> Listed:
    """Read one document object; the file is asked at our own base, for `url` may name a dead municipal host."""
    version, title, modified = number(raw, "version"), text(raw, "title"), text(raw, "last_modified")
    kinds = [text(kind, "value") for kind in entries(raw, "types")]
    changed = day(raw, "last_modified")
    url = f"{site.base_url}/document/{number(raw, 'id')}/{version}"
    return Listed(
        document=Document(
            key=f"notubiz:{site.organisation}:{number(raw, 'id')}",
            source_id=site.source_id,
            title=title,
            genre=genre_of(title, hints=[*kinds, one_of(hint)]),
            url=url,
            page_url=url,
            # publication_date is sometimes later than the day the paper was there
            published=min(_publication(raw) or changed, changed),
            revision=f"{version} {modified}",
        ),
        confidential=flag(raw, "confidential"),
        web_page=_is_web_page(entries(raw, "versions"), version),
    )


def parse_gremium(raw: Raw) -> tuple[int, str]:
    """Give the id and the name of a body."""
    return number(raw, "id"), text(raw, "title")


def parse_module(raw: Raw) -> Module:
    """Read a register."""
    module, name, custom = number(raw, "id"), text(raw, "name"), text(raw, "custom_name")
    is_told = any(genre_of(one_of(words)) != OTHER for words in (name, custom))
    return Module(id=module, name=custom or name, is_known=module in KNOWN_MODULES or is_told)


def one_of(name: str) -> str:
    """Say what one document of a register is: `Raadsinformatiebrieven` holds a raadsinformatiebrief."""
    return name.replace("brieven", "brief").replace("Brieven", "Brief")


def public_meeting(event: Raw) -> str:
    """Give the id of a meeting that is open to all; empty for another."""
    meeting = number(event, "id")
    return str(meeting) if is_public(event) else ""


def is_public(raw: Raw) -> bool:
    """Tell whether something is open to all."""
    return text(raw, "permission_group") == PUBLIC


def is_closed(item: Raw) -> bool:
    """Tell whether a module item is not to be read: not public, or a letter of an inhabitant."""
    return not is_public(item) or number(item, "module_id") == LETTERS


def title_of(attributes: Iterable[Raw]) -> str:
    """Give the value of the attribute that is the title; raises KeyError without one."""
    for attribute in attributes:
        if number(attribute, "id") == TITLE:
            return text(attribute, "value")
    raise KeyError(f"attribute {TITLE} (title)")


def _publication(raw: Raw) -> date | None:
    return day(raw, "publication_date") if text(raw, "publication_date") else None


def _is_web_page(versions: Iterable[Raw], current: int) -> bool:
    return any(text(version, "mime_type") == "text/html" for version in versions if number(version, "id") == current)
