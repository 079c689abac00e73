import sqlite3
from dataclasses import replace

import pytest
from builders import NOW, appearance, document

from pipeline.records import Listing, Outcome, Version
from pipeline.runs import start_run
from pipeline.store import Store

CONTENT = ("municipalities", "sources", "documents", "document_references", "appearances", "versions", "contents")


def stored(key: str, sha256: str, revision: str = "1") -> tuple[Version, Outcome]:
    url = f"http://127.0.0.1:1/document/{key}"
    version = Version(
        document_key=key,
        sha256=sha256,
        size=10,
        media_type="application/pdf",
        revision=revision,
        etag='"e"',
        last_modified="",
    )
    return version, Outcome(url=url, source_id="GM9901:notubiz", state="stored", reason="new", document_key=key)


def crawl_once(store: Store, sha256: str = "a" * 64, revision: str = "1") -> None:
    one = document(revision=revision)
    store.save_document(one)
    store.save_appearance(appearance())
    store.ledger.discover(one.url, source_id=one.source_id, kind="document", document_key=one.key)
    store.save_version(*stored(one.key, sha256, revision))


def content(store: Store) -> dict[str, list[dict[str, object]]]:
    return {table: list(store.database.query(f"select * from {table} order by 1, 2")) for table in CONTENT}


def test_the_same_night_twice_changes_no_content(store: Store) -> None:
    crawl_once(store)
    before = content(store)
    again = Store(store.database, start_run(store.database, started=NOW, now=NOW), "2026-11-24T02:15:00Z")
    crawl_once(again)
    assert content(again) == before


def test_new_bytes_become_a_new_version_and_are_processed_anew(store: Store) -> None:
    crawl_once(store)
    store.database.execute("update documents set processed_with = 'x'")
    store.database.conn.commit()
    later = Store(store.database, start_run(store.database, started=NOW, now=NOW), "2026-11-24T02:15:00Z")
    crawl_once(later, sha256="b" * 64, revision="2")
    assert [row["sha256"][0] for row in store.database.query("select sha256 from versions order by number")] == [
        "a",
        "b",
    ]
    row = next(iter(store.database.query("select * from documents")))
    assert (row["first_seen"], row["changed_at"], row["processed_with"]) == (NOW, "2026-11-24T02:15:00Z", None)
    known = later.known_version("notubiz:9901:1")
    assert known is not None
    assert (known.sha256, known.revision, known.etag) == ("b" * 64, "2", '"e"')


def test_another_place_queues_the_document_again(store: Store) -> None:
    crawl_once(store)
    store.database.execute("update documents set processed_with = 'x'")
    store.database.conn.commit()
    store.save_appearance(appearance(list_name="Raadsvoorstellen"))
    assert next(iter(store.database.query("select processed_with from documents")))["processed_with"] is None


def test_a_withdrawn_document_is_marked_and_kept(store: Store) -> None:
    crawl_once(store)
    store.withdraw("notubiz:9901:1")
    assert next(iter(store.database.query("select withdrawn from documents")))["withdrawn"] == 1
    assert store.known_version("notubiz:9901:1") is not None
    store.save_document(document())
    assert next(iter(store.database.query("select withdrawn from documents")))["withdrawn"] == 0


def test_a_list_in_pieces_adds_up(store: Store) -> None:
    for listed in (3, 4):
        store.save_listing(Listing(source_id="GM9901:notubiz", list_name="vergaderingen", listed=listed))
    assert next(iter(store.database.query("select listed from listings")))["listed"] == 7


def test_a_document_of_an_unknown_source_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.save_document(replace(document(), source_id="GM0000:notubiz"))


def test_strict_tables_refuse_text_in_a_number(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.database.execute(
            "insert into listings (run_id, source_id, list_name, listed) values (?, 'GM9901:notubiz', 'x', 'many')",
            [store.run_id],
        )


def test_coverage_compares_what_is_listed_with_what_is_held(store: Store) -> None:
    crawl_once(store)
    store.save_document(document("notubiz:9901:2"))
    store.save_appearance(appearance("notubiz:9901:2"))
    url = document("notubiz:9901:2").url
    store.ledger.discover(url, source_id="GM9901:notubiz", kind="document", document_key="notubiz:9901:2")
    store.ledger.finish(Outcome(url=url, source_id="GM9901:notubiz", state="failed", reason="empty body"))
    store.save_listing(Listing(source_id="GM9901:notubiz", list_name="Moties", listed=2))
    row = next(iter(store.database.query("select * from coverage")))
    assert (row["listed"], row["held"], row["ratio"], row["state"]) == (2, 1, 0.5, "incomplete")
    assert row["last_new"] == NOW
