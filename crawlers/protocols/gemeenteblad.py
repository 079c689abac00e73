"""Official publications (repository.overheid.nl, SRU 2.0): query and records."""

from __future__ import annotations

from datetime import date

from crawlers.protocols.sru import Record, quoted
from models.genres import genre_of
from pipeline.records import Document

LEFT_OUT = (
    "omgevingsvergunning",
    "omgevingsmelding",
    "evenementenvergunning",
    "exploitatievergunning",
    "andere vergunning",
    "andere melding",
    "verkeersbesluit of -mededeling",
)
"""Rubrieken of permits and traffic: hundreds of thousands a year, never about policy or money.

Everything else is read: policy rules, participation rounds and plans rarely hold the word "subsidie"."""

MANIFESTATIONS = ("xml", "html", "pdf")
"""Forms of a publication, best structure first."""


def query(creator: str, since: date) -> str:
    """Ask for what a municipality published or changed since a day (the service knows days only)."""
    rubrieken = " or ".join(f"dt.type=={quoted(name)}" for name in LEFT_OUT)
    return (
        "(c.product-area==officielepublicaties and w.organisatietype==gemeente"
        f" and w.publicatienaam==Gemeenteblad and dt.creator=={quoted(creator)}"
        f" and dt.modified>={since.isoformat()}) not ({rubrieken})"
    )


def parse_publication(record: Record, *, source_id: str) -> Document:
    """Read one record; raises KeyError for a missing mandatory field."""
    identifier, title = record.text("identifier"), record.text("title")
    return Document(
        key=f"bekendmakingen:gmb:{identifier}",
        source_id=source_id,
        title=title,
        genre=genre_of(title, hints=[record.text("type")]),
        url=_file(record),
        page_url=record.text("preferredUrl"),
        published=date.fromisoformat(record.text("available")),
        revision=record.optional("datumTijdstipWijzigingWork") or record.text("modified"),
        related=(identifier,),
    )


def _file(record: Record) -> str:
    for manifestation in MANIFESTATIONS:
        if urls := record.texts("itemUrl", manifestation=manifestation):
            return urls[0]
    raise KeyError("itemUrl")
