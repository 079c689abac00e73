from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, source
from sqlite_utils import Database

from pipeline.database import open_database
from pipeline.records import Municipality
from pipeline.runs import start_run
from pipeline.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "radar.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> Store:
    store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
    store.save_sources([Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren")], [source()])
    return store
