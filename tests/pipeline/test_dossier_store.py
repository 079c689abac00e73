"""Opportunities keep their id, and people hear of a change in the papers, not of a change in our code."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from builders import NOW, appearance, document, finding
from sqlite_utils import Database

from pipeline.dossier_store import News, rebuild, save_scored, stale, standing
from pipeline.finding_store import save_finding
from pipeline.records import Evidence, Finding, Outcome, Version
from pipeline.score_part import ScorePart
from pipeline.scoring import Scored
from pipeline.store import Store

TODAY = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)


def put(
    store: Store,
    key: str,
    found: Finding | None,
    *,
    sha256: str = "a" * 64,
    reference: str = "gmb-2026-1",
    **changed: Any,
) -> None:
    """Crawl a document with these bytes and judge it."""
    one = replace(document(key), related=(reference,), **changed)
    store.save_document(one)
    store.save_appearance(appearance(key))
    store.ledger.discover(one.url, source_id=one.source_id, kind="document", document_key=key)
    version = Version(document_key=key, sha256=sha256, size=1, media_type="", revision="1", etag="", last_modified="")
    store.save_version(version, Outcome(url=one.url, source_id=one.source_id, state="stored", reason="new"))
    with store.database.atomic():
        save_finding(store.database, key, found, "v1")


def rows(database: Database) -> list[dict[str, object]]:
    return list(database.query("select * from opportunities order by id"))


@pytest.fixture
def first(store: Store) -> str:
    put(store, "notubiz:9901:1", finding(amount_eur=300_000, deadline=date(2027, 2, 12)))
    news = rebuild(store.database, "GM9901", TODAY)
    assert len(news.new) == 1
    return news.new[0]


def test_a_new_matter_is_news_once(store: Store, first: str) -> None:
    assert stale(store.database, TODAY.date()) == []
    assert rebuild(store.database, "GM9901", TODAY) == News()
    assert [row["id"] for row in rows(store.database)] == [first]


def test_a_changed_paper_changes_the_same_opportunity(store: Store, first: str) -> None:
    later = Store(store.database, store.run_id, "2026-11-24T02:15:00Z")
    put(later, "notubiz:9901:2", finding("notubiz:9901:2", amount_eur=350_000), sha256="b" * 64)
    assert rebuild(store.database, "GM9901", TOMORROW).changed == (first,)
    row = rows(store.database)[0]
    assert row["changed_at"] == "2026-11-24T02:15:00Z"
    assert json.loads(str(row["changes"])) == [
        {"field": "amount_eur", "old": 300_000, "new": 350_000},
        {"field": "deadline", "old": "2027-02-12", "new": None},
    ]


def test_better_code_on_the_same_paper_is_no_news(store: Store, first: str) -> None:
    with store.database.atomic():
        store.database.execute(
            """insert into outbox (subscriber, period, message_id, subject, message, state, created_at)
               values ('a@b.example', '2026-11-23', '<1>', 's', 'm', 'sent', ?)""",
            [NOW],
        )
        store.database.execute(
            "insert into deliveries select 'a@b.example', id, facts, 1 from opportunities where id = ?", [first]
        )
        save_finding(store.database, "notubiz:9901:1", finding(amount_eur=310_000), "v2")
    assert rebuild(store.database, "GM9901", TOMORROW) == News()
    told = next(iter(store.database.query("select d.facts = o.facts as same from deliveries d, opportunities o")))
    assert told["same"] == 1


def test_a_matter_without_finding_is_closed_and_can_come_back(store: Store, first: str) -> None:
    with store.database.atomic():
        save_finding(store.database, "notubiz:9901:1", None, "v2")
    rebuild(store.database, "GM9901", TOMORROW)
    assert list(store.database.query("select * from matches")) == []
    with store.database.atomic():
        save_finding(store.database, "notubiz:9901:1", finding(), "v3")
    rebuild(store.database, "GM9901", TOMORROW)
    assert [row["id"] for row in store.database.query("select id from matches")] == [first]


def test_two_matters_that_prove_to_be_one_keep_the_older_id(store: Store, first: str) -> None:
    later = Store(store.database, store.run_id, "2026-11-24T02:15:00Z")
    other = {"sha256": "b" * 64, "title": "Motie Buurthuis open"}
    put(later, "notubiz:9901:2", finding("notubiz:9901:2"), reference="gmb-2026-2", **other)
    second = rebuild(store.database, "GM9901", TOMORROW).new[0]
    put(later, "notubiz:9901:2", finding("notubiz:9901:2"), reference="gmb-2026-1", **other)
    rebuild(store.database, "GM9901", TOMORROW)
    assert [row["id"] for row in store.database.query("select id from matches")] == [first]
    closed = next(row for row in rows(store.database) if row["id"] == second)
    assert first in str(closed["closed"])


def test_a_regulation_that_ends_makes_its_municipality_stale(store: Store, first: str) -> None:
    store.database.execute("update documents set valid_until = '2026-11-24'")
    assert stale(store.database, TODAY.date()) == []
    assert stale(store.database, TOMORROW.date()) == ["GM9901"]


def test_a_score_is_written_only_when_it_differs(store: Store, first: str) -> None:
    scored = Scored(score=20, band="laag", parts=(ScorePart(name="geld", points=20, because="€ 300.000"),))
    save_scored(store.database, first, scored)
    before = store.database.conn.total_changes
    save_scored(store.database, first, scored)
    assert store.database.conn.total_changes == before
    assert standing(store.database)[0].finding == finding(amount_eur=300_000, deadline=date(2027, 2, 12))


def test_a_version_in_the_same_place_takes_over_the_closing_date(store: Store) -> None:
    proof = Evidence(field="deadline", value="2027-02-12", quote="Aanvragen kan tot 12 februari 2027.", page=1)
    dated = {"deadline": date(2027, 2, 12), "deadline_kind": "application", "opening": "strong", "evidence": (proof,)}
    put(store, "notubiz:9901:1", finding(amount_eur=300_000, **dated))
    first = rebuild(store.database, "GM9901", TODAY).new[0]
    later = Store(store.database, store.run_id, "2026-11-24T02:15:00Z")
    put(later, "notubiz:9901:1", finding(amount_eur=350_000, sha256="b" * 64), sha256="b" * 64)
    assert rebuild(store.database, "GM9901", TOMORROW).changed == (first,)
    row = rows(store.database)[0]
    assert json.loads(str(row["changes"])) == [{"field": "amount_eur", "old": 300_000, "new": 350_000}]
    assert standing(store.database)[0].finding.deadline == date(2027, 2, 12)
    assert standing(store.database)[0].finding.evidence[0].document_key == "notubiz:9901:1"
    before = store.database.conn.total_changes
    assert rebuild(store.database, "GM9901", TOMORROW) == News()
    assert store.database.conn.total_changes == before, "the same night twice writes nothing"


def test_an_open_call_stands_for_a_matter_until_it_closes(store: Store) -> None:
    call = {"deadline": date(2027, 2, 12), "deadline_kind": "application"}
    put(store, "notubiz:9901:1", finding(**call), genre="subsidieregeling")
    first = rebuild(store.database, "GM9901", TODAY).new[0]
    put(
        store,
        "notubiz:9901:2",
        finding("notubiz:9901:2", type="alignment"),
        sha256="b" * 64,
        genre="raadsinformatiebrief",
        published=date(2026, 11, 23),
    )
    assert rebuild(store.database, "GM9901", TOMORROW) == News()
    assert [row["document_key"] for row in rows(store.database)] == ["notubiz:9901:1"]
    rebuild(store.database, "GM9901", datetime(2027, 2, 13, tzinfo=UTC))
    assert [(row["id"], row["document_key"]) for row in rows(store.database)] == [(first, "notubiz:9901:2")]
