"""Local regulations (CVDR, zoekservice.overheid.nl, SRU 1.2): query and records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from crawlers.protocols.sru import CORE, ENRICHED, VALIDITY, Record, Slice, address_of, day_of, quoted
from models.genres import genre_of
from pipeline.records import Document

_IDENTIFIER = re.compile(r"(CVDR\d+)_(\d+)")
_UNKNOWN = ("", "onbekend", "onbekend.", "geen")
"""What is written where nobody filled a field in."""
_NEW = ("nieuwe regeling", "nieuwe regeling.")


def query(creator: str, days: Slice) -> str:
    """Ask for the regulations of a municipality that changed on these days.

    The name alone would also find a province or a court that bears it.
    """
    wanted = [f"dcterms.creator={quoted(creator)}", "organisatietype=Gemeente"]
    return " AND ".join([*wanted, *days.clauses("dcterms.modified", "dcterms.issued")])


def is_of(record: Record, creator: str) -> bool:
    """Tell whether a record is of this very municipality: the service also finds those whose name holds the name.

    Some are written with their province or a former name behind them, as `Hengelo (O)`.
    """
    found = record.text("creator", CORE)
    return creator in (found, found.partition(" (")[0])


def parse_regulation(record: Record, *, source_id: str) -> Document:
    """Read one version of a regulation; raises KeyError or ValueError for an unknown shape."""
    identifier = record.text("identifier", CORE)
    work, _ = work_and_version(identifier)
    title, modified = record.text("title", CORE), record.text("modified", CORE)
    published_in = record.optional("isFormatOf")
    if not record.has("uitwerkingtredingDatum"):  # it may be empty
        raise KeyError(f"uitwerkingtredingDatum in {VALIDITY}")
    ends = record.optional("uitwerkingtredingDatum")
    return Document(
        key=f"cvdr:{work}:{identifier}",
        source_id=source_id,
        title=title,
        genre=genre_of(title, hints=record.texts("type")),
        url=address_of("publicatieurl_xml", record.text("publicatieurl_xml", ENRICHED)),
        page_url=record.text("preferred_url", ENRICHED),
        published=day_of("modified", modified),
        revision=f"{identifier} {modified} {ends}".strip(),
        related=(work, published_in) if published_in.startswith("gmb-") else (work,),
        valid_from=day_of("inwerkingtredingDatum", record.text("inwerkingtredingDatum", VALIDITY)),
        valid_until=day_of("uitwerkingtredingDatum", ends) if ends else None,
        legal_basis="; ".join(_known(record.texts("source"))),
        amends="; ".join(text for text in _known(record.texts("betreft")) if text.casefold() not in _NEW),
    )


def work_and_version(identifier: str) -> tuple[str, int]:
    """Take an identifier apart; raises ValueError when it has another form."""
    match = _IDENTIFIER.fullmatch(identifier)
    if match is None:
        raise ValueError(f"identifier {identifier!r} is not CVDR<work>_<version>")
    return match[1], int(match[2])


def _known(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text.casefold() not in _UNKNOWN]


def expired(regulation: Document, today: date) -> bool:
    """Tell whether a version is no longer in force (uitwerkingtreding is the first day without it)."""
    return regulation.valid_until is not None and regulation.valid_until <= today


def in_force(regulation: Document, today: date) -> bool:
    """Tell whether a version holds on this day, as far as it says itself."""
    return regulation.valid_from is not None and regulation.valid_from <= today and not expired(regulation, today)
