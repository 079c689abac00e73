"""What a second night brings, and that the same night twice brings nothing."""

import json
from collections.abc import Callable

import pytest
from nights import Radar, content

pytestmark = pytest.mark.xdist_group("more_nights")


@pytest.fixture(scope="module")
def radar(new_radar: Callable[[int], Radar]) -> Radar:
    radar = new_radar(1)
    assert radar.run("nightly").returncode == 0
    return radar


def test_the_same_night_twice_changes_nothing(radar: Radar) -> None:
    before = content(radar.database)
    asked = len(radar.portals.log.entries)
    assert radar.run("nightly").returncode == 0
    assert content(radar.database) == before
    assert len(radar.portals.log.entries) > asked
    again = radar.portals.log.entries[asked:]
    assert not [entry for entry in again if "/document/" in entry.target and entry.status == 200]
    assert len(list((radar.folder / "mail").glob("*.eml"))) == 1


def test_the_second_night_updates_the_rectified_regulation(radar: Radar) -> None:
    def regulation() -> dict[str, object]:
        rows = json.loads(radar.run("matches", "--gemeente", "Kempenrade", "--json").stdout)
        found = [row for row in rows if "Maatschappelijke inzet jongeren" in row["title"]]
        assert len(found) == 1
        return dict(found[0])

    before = regulation()
    radar.portals.night = 2
    assert radar.run("nightly").returncode == 0
    after = regulation()
    assert after["id"] == before["id"]
    assert (before["amount_eur"], before["deadline"]) == (300_000, "2027-02-12")
    assert (after["amount_eur"], after["deadline"]) == (350_000, "2027-02-19")
    mails = sorted((radar.folder / "mail").glob("*.eml"))
    assert len(mails) == 2
    outbox = list(radar.database.query("select message from outbox order by period"))
    assert "Gewijzigd" in outbox[1]["message"]


def test_the_third_night_notes_what_changed_and_vanished(radar: Radar) -> None:
    radar.portals.night = 3
    assert radar.run("nightly").returncode == 0
    agenda = list(
        radar.database.query(
            """select count(*) as n from versions v join documents d on d.key = v.document_key
               where d.title = 'Agenda gemeenteraad 26 november 2026'"""
        )
    )
    assert agenda[0]["n"] == 2
    assert list(radar.database.execute("pragma foreign_key_check")) == []
