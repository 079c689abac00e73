"""A forgotten document is nowhere: not in a table, not in the search index, not in the files, and stays away."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders import NOW, appearance, document, keep
from nights import files_with
from sqlite_utils import Database

from pipeline import tie_store
from pipeline.dossier_store import rebuild
from pipeline.forgetting import (
    UnknownDocument,
    find_document,
    forget,
    forget_copy,
    is_forgotten,
    is_forgotten_content,
    wipe,
)
from pipeline.originals import Originals
from pipeline.records import Evidence
from pipeline.store import Store

TODAY = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
SENTENCE = "Mevrouw Zonnebloem-Achterberg vraagt een speeltuin aan de Kwikstaartlaan."
REST = " ".join(f"Zin {number} gaat over iets anders." for number in range(20))


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def judged(store: Store) -> list[str]:
    tie_store.tie_new(store.database)
    return list(rebuild(store.database, "GM9901", TODAY).new)


def counts(database: Database) -> dict[str, int]:
    return {name: database.table(name).count for name in database.table_names() if not name.startswith("pages_fts")}


def test_nothing_of_a_document_remains(store: Store, originals: Originals, tmp_path: Path) -> None:
    keep(store, originals, "other", "Nota Ander onderwerp", REST)
    store.save_appearance(appearance("other"))
    judged(store)
    before = counts(store.database)
    keep(store, originals, "secret", "Verzoek Kwikstaartlaan", f"{SENTENCE} {REST}")
    store.save_appearance(appearance("secret"))
    (opportunity,) = judged(store)
    (originals.folder.parent / "bytes").unlink()
    store.database.conn.commit()
    assert files_with("Kwikstaartlaan", tmp_path)
    found = find_document(store.database, opportunity.lower())
    assert (found.keys, found.opportunities, found.related) == (("secret",), (opportunity,), ())
    forget(store.database, originals, found, NOW)
    wipe(store.database)
    for words in ("Kwikstaartlaan", "kwikstaartlaan", "Zonnebloem", "zonnebloem"):
        assert files_with(words, tmp_path) == []
    after = counts(store.database)
    grown = {name: number - before[name] for name, number in after.items() if number != before[name]}
    assert grown == {"forgotten_documents": 1, "forgotten_contents": 1, "ledger_entries": 1}
    assert list(store.database.execute("pragma foreign_key_check")) == []
    assert store.database.execute("pragma integrity_check").fetchone()[0] == "ok"
    store.database.execute("insert into pages_fts (pages_fts) values ('integrity-check')")
    rows = store.database.query("select state, reason from ledger_entries where document_key = 'secret'")
    assert list(rows) == [{"state": "refused", "reason": "forgotten"}]


def test_copies_go_together_and_the_rest_of_the_matter_stays(store: Store, originals: Originals) -> None:
    keep(store, originals, "a", "Raadsvoorstel Samen tegen eenzaamheid", REST)
    keep(store, originals, "b", "Samen tegen eenzaamheid (commissie)", REST)
    keep(store, originals, "c", "Raadsvoorstel Samen tegen eenzaamheid (gewijzigd)", f"{REST} Nog iets.")
    (opportunity,) = judged(store)
    found = find_document(store.database, document("a").url)
    assert (found.keys, found.related) == (("a", "b"), ("c",))
    forget(store.database, originals, found, NOW)
    rebuild(store.database, "GM9901", TODAY)
    shown = store.database.query("select id, title from matches")
    assert list(shown) == [{"id": opportunity, "title": "Raadsvoorstel Samen tegen eenzaamheid (gewijzigd)"}]


def test_what_a_later_version_took_over_goes_too(store: Store, originals: Originals) -> None:
    proof = Evidence(field="deadline", value="2027-02-12", quote=SENTENCE, page=1)
    dated = {"deadline": date(2027, 2, 12), "deadline_kind": "application", "evidence": (proof,)}
    keep(store, originals, "a", "Raadsvoorstel Samen tegen eenzaamheid", f"{SENTENCE} {REST}", **dated)
    judged(store)
    store.database.execute("update documents set published = '2026-11-01'")
    keep(store, originals, "b", "Raadsvoorstel Samen tegen eenzaamheid (gewijzigd)", REST)
    judged(store)
    deadline = "select deadline from findings where document_key = 'b'"
    assert store.database.execute(deadline).fetchone()[0] == "2027-02-12"
    forget(store.database, originals, find_document(store.database, "a"), NOW)
    assert store.database.execute(deadline).fetchone()[0] is None
    assert not list(store.database.query("select 1 from findings where evidence like '%Zonnebloem%'"))


def test_the_same_bytes_do_not_come_back_under_another_key(store: Store, originals: Originals) -> None:
    sha256 = keep(store, originals, "a", "Verzoek Kwikstaartlaan", SENTENCE)
    forget(store.database, originals, find_document(store.database, "a"), NOW)
    assert is_forgotten(store.database, "a")
    assert is_forgotten_content(store.database, sha256)
    assert not is_forgotten(store.database, "b")
    store.save_document(document("b", title="Verzoek Kwikstaartlaan"))
    originals.save(SENTENCE.encode())
    forget_copy(store.database, originals, "b", sha256, NOW)
    assert store.database.table("documents").count == 0
    assert not originals.path(sha256).exists()
    assert is_forgotten(store.database, "b")


def test_an_unknown_document_is_said_so(store: Store) -> None:
    with pytest.raises(UnknownDocument, match="'nothing'"):
        find_document(store.database, "nothing")
