"""Ties come from the text as it is held, once per content."""

from pathlib import Path

import pytest
from builders import NOW, document, hold, keep
from sqlite_utils import Database

from pipeline import tie_store
from pipeline.dossiers import group
from pipeline.originals import Originals
from pipeline.store import Store
from pipeline.ties import with_ties

BODY = " ".join(f"De {number}e zin van dit stuk gaat over iets eigens." for number in range(30))


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def matters(database: Database) -> list[list[str]]:
    return [[one.key for one in members] for members in group(with_ties(tie_store.linked(database, "GM9901")))]


def test_papers_are_tied_by_what_stands_in_them(store: Store, originals: Originals) -> None:
    keep(store, originals, "a", "Motie Eén loket", "Zaaknummer: Z26-118402\nDe raad verzoekt het college.")
    keep(store, originals, "b", "Brief over het loket", "Ons kenmerk: Z26-118402\nHet college meldt de stand.")
    keep(store, originals, "c", "Nota over iets", BODY)
    keep(store, originals, "d", "Stuk voor de commissie", BODY.replace("12e", "twaalfde"))
    keep(store, originals, "e", "Los stuk", "Zaaknummer: Z26-000009\nNiets dat hiermee te maken heeft.")
    assert matters(store.database) == [["a"], ["b"], ["c"], ["d"], ["e"]]
    assert tie_store.tie_new(store.database) == 5
    assert matters(store.database) == [["a", "b"], ["c", "d"], ["e"]]


def test_ties_are_made_once_and_again_with_a_new_text(store: Store, originals: Originals) -> None:
    keep(store, originals, "a", "Motie Eén loket", "Zaaknummer: Z26-118402")
    assert (tie_store.tie_new(store.database), tie_store.tie_new(store.database)) == (1, 0)
    store.database.execute("update municipalities set stale = 0")
    keep(Store(store.database, store.run_id, NOW), originals, "a", "Motie Eén loket", "Zaaknummer: Z26-999999")
    assert tie_store.tie_new(store.database) == 1
    assert list(store.database.query("select kind, tie from document_ties")) == [{"kind": "case", "tie": "Z26-999999"}]
    assert next(iter(store.database.query("select stale from municipalities")))["stale"] == 1


def test_a_document_that_was_not_judged_waits(store: Store, originals: Originals) -> None:
    path = originals.folder.parent / "bytes"
    path.write_text("x", encoding="utf-8")
    hold(store, originals, path, document())
    assert tie_store.tie_new(store.database) == 0
