"""Local regulations (CVDR, zoekservice.overheid.nl, SRU 1.2): query and records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.genres import genre_of

from crawlers.protocols.sru import Record, quoted
from pipeline.records import Document

_IDENTIFIER = re.compile(r"(CVDR\d+)_(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One version of a regulation with its validity."""

    document: Document
    work: str
    version: int


def query(creator: str, since: date | None) -> str:
    """Ask for the regulations of a municipality, all of them or those changed since a day."""
    everything = f"dcterms.creator={quoted(creator)}"
    return everything if since is None else f"{everything} AND dcterms.modified>={since.isoformat()}"


def parse_regulation(record: Record, *, source_id: str) -> Regulation:
    """Read one record; raises KeyError or ValueError for an unknown shape."""
    identifier = record.text("identifier")
    match = _IDENTIFIER.fullmatch(identifier)
    if match is None:
        raise ValueError(f"identifier {identifier!r} is not CVDR<work>_<version>")
    work, version = match.group(1), int(match.group(2))
    title = record.text("title")
    published_in = record.optional("isFormatOf")
    ends = record.optional("uitwerkingtredingDatum")
    return Regulation(
        document=Document(
            key=f"cvdr:{work}:{identifier}",
            source_id=source_id,
            title=title,
            genre=genre_of(title, hints=record.texts("type")),
            url=record.text("publicatieurl_xml"),
            page_url=record.text("preferred_url"),
            published=date.fromisoformat(record.text("modified")),
            revision=f"{identifier} {record.text('modified')} {ends}".strip(),
            related=(work, published_in) if published_in.startswith("gmb-") else (work,),
            valid_from=date.fromisoformat(record.text("inwerkingtredingDatum")),
            valid_until=date.fromisoformat(ends) if ends else None,
        ),
        work=work,
        version=version,
    )


def expired(regulation: Regulation, today: date) -> bool:
    """Tell whether a version is no longer in force (uitwerkingtreding is the first day without it)."""
    ends = regulation.document.valid_until
    return ends is not None and ends <= today
