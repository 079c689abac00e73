from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders import NOW, appearance, document, source

from crawlers.files import Fetched
from crawlers.item_pipelines import StorePipeline
from pipeline.database import open_database
from pipeline.forgetting import find_document, forget
from pipeline.originals import Originals
from pipeline.records import AgendaItem, Event, Issue, Listing, Municipality, Outcome, Version
from pipeline.runs import start_run
from pipeline.store import Store

KEY = "notubiz:9901:1"


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = open_database(tmp_path / "radar.db")
    store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
    store.save_sources([Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren")], [source()])
    yield store
    database.close()


def test_every_record_goes_to_its_table(store: Store, originals: Originals) -> None:
    one = document(KEY)
    store.ledger.discover(one.url, source_id=one.source_id, kind="document", document_key=KEY)
    event = Event(
        key="e", source_id=one.source_id, title="Raad", body="Raad", date=date(2026, 11, 26), url="u", last_modified="m"
    )
    version = Version(
        document_key=KEY, sha256="a" * 64, size=1, media_type="application/pdf", revision="1", etag="", last_modified=""
    )
    ended = Outcome(url=one.url, source_id=one.source_id, state="stored", reason="new", document_key=KEY)
    records = [
        event,
        AgendaItem(key="i", event_key="e", position=0, number="1.", title="Opening"),
        one,
        appearance(KEY),
        Listing(source_id=one.source_id, list_name="Moties", listed=1),
        Issue(source_id=one.source_id, kind="empty_list", message="nothing"),
        Fetched(version=version, outcome=ended),
    ]
    for record in records:
        assert StorePipeline(store, originals).process_item(record) is record
    for table in ("events", "agenda_items", "documents", "appearances", "listings", "issues", "versions"):
        assert store.database.execute(f"select count(*) from {table}").fetchone()[0] == 1, table
    assert store.ledger.sums() == {"stored": 1}


@pytest.mark.parametrize(("state", "withdrawn"), [("gone", 1), ("failed", 0), ("refused", 0)])
def test_only_what_is_gone_is_withdrawn(store: Store, originals: Originals, state: str, withdrawn: int) -> None:
    store.save_document(document(KEY))
    ended = Outcome(url="u", source_id="GM9901:notubiz", state=state, reason="because", document_key=KEY)  # type: ignore[arg-type]
    StorePipeline(store, originals).process_item(ended)
    assert store.database.execute("select withdrawn from documents").fetchone()[0] == withdrawn


def test_a_record_of_an_unknown_type_is_an_error(store: Store, originals: Originals) -> None:
    with pytest.raises(TypeError, match="a spider gave a dict, which the store does not know"):
        StorePipeline(store, originals).process_item({"title": "Nota"})


def test_what_was_forgotten_stays_away_under_any_key(store: Store, originals: Originals) -> None:
    def give(key: str, number: int) -> None:
        one = document(key, title="Verzoek van een inwoner")
        store.ledger.discover(f"{one.url}/{number}", source_id=one.source_id, kind="document", document_key=key)
        version = Version(
            document_key=key,
            sha256=originals.save(b"x"),
            size=1,
            media_type="",
            revision="1",
            etag="",
            last_modified="",
        )
        ended = Outcome(
            url=f"{one.url}/{number}", source_id=one.source_id, state="stored", reason="new", document_key=key
        )
        for record in (one, appearance(key), Fetched(version=version, outcome=ended)):
            StorePipeline(store, originals).process_item(record)

    give(KEY, 1)
    forget(store.database, originals, find_document(store.database, KEY), NOW)
    for key in (KEY, "notubiz:9901:2"):
        give(key, 2)
        for table in ("documents", "appearances", "versions", "contents"):
            assert store.database.execute(f"select count(*) from {table}").fetchone()[0] == 0, table
        assert not list(originals.folder.glob("*/*"))
    assert store.ledger.sums() == {"refused": 3}
