"""What openbesluitvorming.nl says of its own sources: how it calls each, how fresh its data are, where its feed is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode

from crawlers.names import fold
from crawlers.protocols.openbesluitvorming import Site
from crawlers.protocols.shapes import Unread, entries, read_each, text

ROWS = 1000
"""Lines per page that the service gives at most."""
FRESH = "ok"
STATES = frozenset({FRESH, "stale", "failing", "never_imported", "not_implemented", "discontinued"})
MUNICIPALITY = "gemeente"
Raw: TypeAlias = Mapping[str, Any]


def snapshot_url(site: Site, cursor: str = "") -> str:
    """Build the address of a page of everything that there is."""
    page = {"cursor": cursor} if cursor else {}
    return f"{site.base_url}/api/export/snapshot?{urlencode({'source': site.key, 'limit': str(ROWS), **page})}"


def changes_url(site: Site, cursor: str) -> str:
    """Build the address of what changed since a cursor."""
    query = {"source": site.key, "cursor": cursor, "limit": str(ROWS)}
    return f"{site.base_url}/api/export/changes?{urlencode(query)}"


def parse_catalogue(body: bytes) -> Iterator[tuple[str, str] | Unread]:
    """Give the name, folded, and the key of each municipality; the key is empty for a province or water board.

    These may have the name of a municipality.
    """
    return read_each(entries(json.loads(body), "sources"), _catalogued)


def parse_freshness(body: bytes) -> Iterator[tuple[str, str] | Unread]:
    """Give the key of each source and how fresh its data are: one of STATES."""
    return read_each(entries(json.loads(body), "sources"), _freshness)


def _catalogued(raw: Raw) -> tuple[str, str]:
    kind, name, key = text(raw, "organizationType"), text(raw, "label"), text(raw, "key")
    return fold(name), key if kind == MUNICIPALITY else ""


def _freshness(raw: Raw) -> tuple[str, str]:
    key, state = text(raw, "sourceKey"), text(raw, "state")
    if state not in STATES:
        raise ValueError(f"state of {key} is {state!r}, which is unknown")
    return key, state
