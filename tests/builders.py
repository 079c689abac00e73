"""Records with sensible values, for tests that care about one field."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.finding_store import save_finding
from pipeline.originals import Originals
from pipeline.records import Appearance, Document, Finding, Line, Outcome, Page, Passage, Reading, Source, Version
from pipeline.store import Store
from pipeline.text_store import save_reading

NOW = "2026-11-23T02:15:00Z"


def source() -> Source:
    return Source(id="GM9901:notubiz", gemeentecode="GM9901", gemeente="Havenstede", system="notubiz", key="9901")


def document(key: str = "notubiz:9901:1", *, title: str = "Motie Kom in beweging", revision: str = "1") -> Document:
    return Document(
        key=key,
        source_id="GM9901:notubiz",
        title=title,
        genre="motie",
        url=f"http://127.0.0.1:1/document/{key}",
        page_url=f"http://127.0.0.1:1/document/{key}",
        published=date(2026, 11, 19),
        revision=revision,
        related=("gmb-2026-1",),
    )


def appearance(key: str = "notubiz:9901:1", list_name: str = "Moties") -> Appearance:
    return Appearance(document_key=key, source_id="GM9901:notubiz", list_name=list_name)


def finding(key: str = "notubiz:9901:1", **fields: object) -> Finding:
    values: dict[str, object] = {
        "document_key": key,
        "sha256": "a" * 64,
        "type": "funding",
        "state": "open",
        "page": 2,
        "quote": "Het subsidieplafond bedraagt € 200.000.",
        "boxes": (),
        "domains": ("jeugd",),
        "strength": 0.9,
    }
    return Finding(**(values | fields))  # type: ignore[arg-type]


def hold(store: Store, originals: Originals, path: Path, one: Document) -> str:
    """Store a file as the bytes of a document, as the crawl does; gives its sha256."""
    version = Version(
        document_key=one.key,
        sha256=originals.save(path.read_bytes()),
        size=path.stat().st_size,
        media_type="application/pdf",
        revision=one.revision,
        etag="",
        last_modified="",
    )
    store.save_document(one)
    store.ledger.discover(one.url, source_id=one.source_id, kind="document", document_key=one.key)
    outcome = Outcome(url=one.url, source_id=one.source_id, state="stored", reason="new", document_key=one.key)
    store.save_version(version, outcome)
    return version.sha256


def keep(store: Store, originals: Originals, key: str, title: str, text: str, **fields: object) -> str:
    """Hold a document with this text, read and judged."""
    path = originals.folder.parent / "bytes"
    path.write_text(text, encoding="utf-8")
    sha256 = hold(store, originals, path, replace(document(key, title=title), related=(), genre="raadsvoorstel"))
    page = Page(number=1, method="text", lines=tuple(Line(text=line) for line in text.splitlines()))
    passage = Passage(position=0, page=1, text=text, heading="", structure="body", boxes=(), offsets=())
    reading = Reading(state="ok", reason="", media_type="text/plain", pages=(page,), engine="text")
    save_reading(store.database, sha256, reading, [passage], "1")
    with store.database.atomic():
        save_finding(
            store.database, key, finding(key, **({"sha256": sha256, "page": 1, "quote": text[:40]} | fields)), "v1"
        )
    return sha256
