"""A library of two small texts, one of the real texts, and an HTTP client that keeps its connection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import etree

from crawlers.replica.library import Library, build
from crawlers.replica.portals import Portals

PAPER = """+++
title = "Raadsvoorstel Fietsbrug Kempenrade"
genre = "raadsvoorstel"
date = 2026-11-16
via = "register:raadsvoorstellen"
format = "pdf"
night = 1
+++

# Raadsvoorstel Fietsbrug Kempenrade

@kop
Zaaknummer: Z26-000001
Portefeuillehouder: wethouder Café Élan
@einde

Het krediet voor de fietsbrug bedraagt € 1.250.000 en de coördinatie ligt bij het ingenieursbureau.

1. Het krediet vast te stellen.
2. De raad te informeren.
"""

RULES = """+++
title = "Subsidieregeling Fietslessen Havenstede"
genre = "subsidieregeling"
date = 2026-11-19
via = "gemeenteblad+cvdr"
format = "html"
night = 1
[regulation]
rubriek = "algemeen verbindend voorschrift (verordening)"
gmb = "gmb-2026-490001"
cvdr = "CVDR700001_1"
in_force = 2026-11-20
subject = "verkeer"
+++

Het college van Havenstede besluit:

# Hoofdstuk 1 Algemeen

## Artikel 1 Plafond

1. Het subsidieplafond bedraagt € 12.000.

a. voor lessen;

## Artikel 2 Slot

Deze regeling treedt in werking op de dag na bekendmaking.

# Toelichting

Fietsen is gezond.
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def xml(self) -> etree._Element:
        return etree.fromstring(self.body)

    def texts(self, name: str) -> list[str]:
        """Return the texts of the elements with this local name."""
        return [str(each.text or "") for each in self.xml.iter(f"{{*}}{name}")]


Fetch = Callable[..., Answer]


@pytest.fixture(scope="session")
def small_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for town, slug, content in (("kempenrade", "fietsbrug", PAPER), ("havenstede", "fietslessen", RULES)):
        (folder / town).mkdir()
        (folder / town / f"{slug}.md").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory, small_texts: Path) -> Library:
    return build(tmp_path_factory.mktemp("small"), texts=[small_texts])


@pytest.fixture
def portals(library: Library) -> Iterator[Portals]:
    with Portals(library) as running:
        yield running


@pytest.fixture
def fetch() -> Iterator[Fetch]:
    connections: dict[str, HTTPConnection] = {}

    def ask(url: str, *, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        parts = urlsplit(url)
        connection = connections.setdefault(parts.netloc, HTTPConnection(parts.netloc, timeout=10))
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body, {"User-Agent": "test"} | (headers or {}))
        with connection.getresponse() as response:
            return Answer(response.status, response.headers, response.read())

    yield ask
    for connection in connections.values():
        connection.close()


@pytest.fixture
def api(portals: Portals, fetch: Fetch) -> Fetch:
    """Ask the council system, with the parameters it always needs."""

    def ask(path: str, **parameters: str | int) -> Answer:
        return fetch(
            f"{portals.urls['notubiz']}{path}?{urlencode({'version': '1.17.0', 'format': 'json'} | parameters)}"
        )

    return ask


@pytest.fixture
def search_gemeenteblad(portals: Portals, fetch: Fetch) -> Fetch:
    def ask(query: str, **parameters: str | int) -> Answer:
        fixed = {"operation": "searchRetrieve", "version": "2.0", "query": query}
        return fetch(f"{portals.urls['gemeenteblad']}/sru?{urlencode(fixed | parameters)}")

    return ask


@pytest.fixture
def search_cvdr(portals: Portals, fetch: Fetch) -> Fetch:
    def ask(query: str, **parameters: str | int) -> Answer:
        fixed = {"operation": "searchRetrieve", "version": "1.2", "x-connection": "cvdr", "query": query}
        return fetch(f"{portals.urls['cvdr']}/sru/Search?{urlencode(fixed | parameters)}")

    return ask
