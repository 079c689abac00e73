"""Local regulations (CVDR, zoekservice.overheid.nl, SRU 1.2): query and records."""

from __future__ import annotations

import re
from datetime import date

from crawlers.protocols.sru import Record, quoted
from models.genres import genre_of
from pipeline.records import Document

_IDENTIFIER = re.compile(r"(CVDR\d+)_\d+")


def query(creator: str, since: date | None) -> str:
    """Ask for the regulations of a municipality, all of them or those changed since a day.

    The name alone would also find a province or a court that bears it.
    """
    everything = f"dcterms.creator={quoted(creator)} AND organisatietype=Gemeente"
    return everything if since is None else f"{everything} AND dcterms.modified>={since.isoformat()}"


def parse_regulation(record: Record, *, source_id: str) -> Document:
    """Read one version of a regulation; raises KeyError or ValueError for an unknown shape."""
    identifier = record.text("identifier")
    match = _IDENTIFIER.fullmatch(identifier)
    if match is None:
        raise ValueError(f"identifier {identifier!r} is not CVDR<work>_<version>")
    work = match.group(1)
    title, modified = record.text("title"), record.text("modified")
    published_in = record.optional("isFormatOf")
    ends = record.optional("uitwerkingtredingDatum")
    return Document(
        key=f"cvdr:{work}:{identifier}",
        source_id=source_id,
        title=title,
        genre=genre_of(title, hints=record.texts("type")),
        url=record.text("publicatieurl_xml"),
        page_url=record.text("preferred_url"),
        published=date.fromisoformat(modified),
        revision=f"{identifier} {modified} {ends}".strip(),
        related=(work, published_in) if published_in.startswith("gmb-") else (work,),
        valid_from=date.fromisoformat(record.text("inwerkingtredingDatum")),
        valid_until=date.fromisoformat(ends) if ends else None,
    )


def expired(regulation: Document, today: date) -> bool:
    """Tell whether a version is no longer in force (uitwerkingtreding is the first day without it)."""
    return regulation.valid_until is not None and regulation.valid_until <= today
