"""What a second night brings, and that the same night twice brings nothing."""

import json
from collections.abc import Callable
from email import message_from_string, policy

import pytest
from nights import Radar, content, files_with

from pipeline.dossiers import group
from pipeline.tie_store import linked
from pipeline.ties import with_ties

MATTERS = (
    ("9901:17621287", "9901:17076314"),
    ("gmb:gmb-2026-487213", "CVDR761204:CVDR761204_1"),
    ("gmb:gmb-2026-512408", "CVDR761318:CVDR761318_1"),
    ("gmb:gmb-2026-514077", "CVDR761326:CVDR761326_1"),
    ("gmb:gmb-2026-520316", "CVDR762039:CVDR762039_1"),
    ("gmb:gmb-2026-521187", "CVDR762104:CVDR762104_1"),
    ("gmb:gmb-2026-479916", "CVDR744180:CVDR744180_1"),
    ("gmb:gmb-2026-487316", "gmb:gmb-2026-491654", "CVDR746918:CVDR746918_1", "CVDR746918:CVDR746918_2"),
    ("prb:prb-2026-17642", "prb:prb-2026-18107"),
)
"""Every matter of the first two nights with more than one paper; all other papers stand alone."""


def plain(message: str) -> str:
    body = message_from_string(message, policy=policy.SMTP).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


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
    assert "plafond € 300.000 → € 350.000; sluiting 12 → 19 februari 2027" in plain(outbox[1]["message"])


def test_only_papers_of_one_matter_are_tied(radar: Radar) -> None:
    database = radar.database
    tied = set()
    for (code,) in database.execute("select code from municipalities").fetchall():
        groups = group(with_ties(linked(database, code)))
        tied |= {frozenset(one.key.split(":", 1)[1] for one in members) for members in groups if len(members) > 1}
    assert tied == {frozenset(names) for names in MATTERS}


def test_a_forgotten_document_is_nowhere_and_is_not_fetched_again(radar: Radar) -> None:
    sentence = "constaterende dat meerdere MDT-trajecten in 2027 aflopen"
    (row,) = radar.database.query(
        """select d.key, d.url, v.sha256, o.id from documents d join current_versions v on v.document_key = d.key
           join opportunities o on o.document_key = d.key where d.title like 'Motie Houd de maatschappelijke%'"""
    )

    assert [file for file in files_with(sentence, radar.folder) if file.endswith("radar.db")]
    done = radar.run("forget", str(row["url"]))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Forgotten: 1 documents, 1 files, 1 opportunities")
    asked = len(radar.portals.log.entries)
    for _ in ("now", "after the next night"):
        assert files_with(sentence, radar.folder) == []
        assert not list(radar.folder.rglob(str(row["sha256"])))
        assert radar.run("show", str(row["id"])).returncode == 2
        assert radar.run("nightly").returncode == 0
    assert not [one for one in radar.portals.log.entries[asked:] if one.target in str(row["url"]) and one.status == 200]
    entries = radar.database.query("select distinct state, reason from ledger_entries where url = ?", [row["url"]])
    assert list(entries) == [{"state": "refused", "reason": "forgotten"}]
    assert radar.run("forget", str(row["url"])).returncode == 2


def test_the_third_night_notes_what_changed_and_vanished(radar: Radar) -> None:
    radar.portals.night = 3
    assert radar.run("nightly").returncode == 0
    outbox = list(radar.database.query("select message from outbox order by period"))
    assert "€ 95.000 → € 110.000" in plain(outbox[2]["message"])
    rows = json.loads(radar.run("matches", "--gemeente", "Duinmeren", "--json").stdout)
    assert [row["amount_eur"] for row in rows if "beweegakkoord" in row["title"]] == [110_000]
    agenda = list(
        radar.database.query(
            """select count(*) as n from versions v join documents d on d.key = v.document_key
               where d.title = 'Agenda gemeenteraad 26 november 2026'"""
        )
    )
    assert agenda[0]["n"] == 2
    assert list(radar.database.execute("pragma foreign_key_check")) == []
