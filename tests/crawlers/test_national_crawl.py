"""Crawls of the national services: Gemeenteblad, Provinciaal blad, Staatscourant and the local regulations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import Reply, crawl_in_memory
from memory_portals import Country, close

from crawlers.national import publishers
from crawlers.plan import CrawlPlan, SourcePlan
from crawlers.protocols.gemeenteblad import LEFT_OUT
from crawlers.registry import Origin
from crawlers.replica import gemeenteblad
from crawlers.replica.exchange import Request
from crawlers.replica.faults import Fault, Faults
from crawlers.replica.library import Library, build
from crawlers.spiders.bekendmakingen import BekendmakingenSpider

PROVINCES = ["Zuid-Maren", "Oosterland"]
HOST = "http://gemeenteblad.example"
Found = dict[str, set[str]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("journals"))


@pytest.fixture
def country(library: Library, tmp_path: Path) -> Country:
    return Country(library, tmp_path)


def with_publishers(plan: CrawlPlan) -> CrawlPlan:
    """Add the provinces and the state, which stand beside the municipalities."""
    rows = publishers(PROVINCES)
    plan.store.save_sources((place for place, _ in rows), (source for _, source in rows))
    first = plan.sources[0].first
    origins = frozenset({Origin.of(HOST)})
    added = [SourcePlan(source=source, base_url=HOST, origins=origins, first=first) for _, source in rows]
    return replace(plan, sources=(*plan.sources, *added))


def crawl(country: Country, system: str = "bekendmakingen", **options: bool) -> tuple[Found, list[str]]:
    """Crawl once; give what is stored by source, and the requests for documents."""
    country.asked.clear()
    plan = country.plan(system, **options)
    plan = with_publishers(plan) if system == "bekendmakingen" else plan
    results = crawl_in_memory(plan, country.network)
    assert [result.source_id for result in results if result.failed or result.listings_failed] == []
    database = plan.store.database
    assert list(database.query("select kind, message from issues")) == []
    stored: Found = {source.source.id.removesuffix(f":{system}"): set() for source in plan.sources}
    query = "select d.source_id, d.key from documents d join versions v on v.document_key = d.key"
    for row in database.query(query):
        stored[row["source_id"].removesuffix(f":{system}")].add(row["key"].rpartition(":")[2])
    close(plan)
    return stored, [request.path for request in country.asked if not request.path.startswith(("/sru", "/robots"))]


def rows(country: Country, query: str) -> list[dict[str, Any]]:
    plan = country.plan("cvdr")
    found = list(plan.store.database.query(query))
    close(plan)
    return found


def published(library: Library, town: str, *, left_out: tuple[str, ...] = LEFT_OUT) -> set[str]:
    """What a municipality has in the Gemeenteblad in the first night, without some rubrieken."""
    return {
        each.identifier
        for each in library.shelf(1).publications
        if (each.publisher.name, each.publisher.series) == (town, "Gemeenteblad") and each.rubriek not in left_out
    }


def test_every_layer_gets_its_own_publications(country: Country, library: Library) -> None:
    stored, _ = crawl(country)
    for town in library.country.towns:
        assert stored[town.code] == published(library, town.name)
    assert stored["PV:Zuid-Maren"] == {"prb-2026-17642"}
    assert stored["PV:Oosterland"] == {"prb-2026-17655"}
    assert stored["RIJK"] == {"stcrt-2026-38811"}
    layers = rows(country, "select distinct bestuurslaag, substr(key, 16, 3) as journal from documents order by 1")
    assert [(row["bestuurslaag"], row["journal"]) for row in layers] == [
        ("gemeente", "gmb"),
        ("provincie", "prb"),
        ("rijk", "stc"),
    ]
    lists = rows(country, "select distinct list_name from listings where listed > 0 order by 1")
    assert [row["list_name"] for row in lists] == ["gemeenteblad", "provinciaal blad", "staatscourant"]


def test_the_state_and_the_provinces_are_asked_once_for_all(country: Country) -> None:
    crawl(country)
    searches = Counter(request.parameters()["query"] for request in country.asked if request.path == "/sru")
    assert set(searches.values()) == {1}
    assert len([query for query in searches if "Staatscourant" in query]) == 1


def test_the_nights_after_bring_what_is_new_and_ask_nothing_twice(country: Country, library: Library) -> None:
    first, _ = crawl(country)
    again, asked = crawl(country, first=False)
    assert (again, asked) == (first, [])
    country.night = 2
    second, asked = crawl(country, first=False)
    assert second["PV:Zuid-Maren"] - first["PV:Zuid-Maren"] == {"prb-2026-18107"}
    assert "gmb-2026-491654" in second["GM9906"] - first["GM9906"]
    assert len(asked) == sum(len(second[code] - first[code]) for code in second)
    country.night = 3
    third, _ = crawl(country, first=False)
    assert third["RIJK"] - second["RIJK"] == {"stcrt-2026-41277"}


def test_more_than_can_be_paged_is_found_in_shorter_stretches(
    country: Country, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that pages to the fifteenth record only, three at a time, and permits that are asked as well."""
    monkeypatch.setattr(BekendmakingenSpider, "deepest_record", 16)
    monkeypatch.setattr(BekendmakingenSpider, "rows", 3)
    monkeypatch.setattr(gemeenteblad, "TOO_DEEP", 16)
    monkeypatch.setattr("crawlers.protocols.gemeenteblad.LEFT_OUT", ("watervergunning",))
    everything = {town.code: published(library, town.name, left_out=()) for town in library.country.towns}
    assert max(map(len, everything.values())) > 3 * 16
    statuses = Counter[int]()

    def count(request: Request, reply: Reply) -> Reply:
        statuses[reply.status] += 1
        return reply

    country.change = count
    stored, _ = crawl(country)
    assert {code: stored[code] for code in everything} == everything
    assert statuses[504] == 0
    assert any("dt.modified<=" in request.parameters().get("query", "") for request in country.asked)


def in_force(library: Library, town: str, night: int) -> set[str]:
    today = library.country.nights[night - 1]
    return {
        version.rules.cvdr
        for version in library.shelf(night).regulations
        if version.creator == town and (version.out_of_force is None or version.out_of_force > today)
    }


def test_all_regulations_in_force_or_to_come_are_read_whatever_their_age(country: Country, library: Library) -> None:
    stored, _ = crawl(country, "cvdr")
    for town in library.country.towns:
        assert stored[town.code] == in_force(library, town.name, 1)
    assert "CVDR597301_2" in stored["GM9906"], "of 2024"
    (old,) = rows(country, "select state, reason from ledger where url like '%CVDR648820_1.xml'")
    assert old == {"state": "refused", "reason": "no longer in force since 2023-01-01"}


def test_a_new_version_ends_the_old_one(country: Country) -> None:
    first, _ = crawl(country, "cvdr")
    country.night = 2
    second, asked = crawl(country, "cvdr", first=False)
    assert second["GM9906"] - first["GM9906"] == {"CVDR746918_2"}
    assert [path.rpartition("/")[2] for path in asked].count("CVDR746918_1.xml") == 1, "its end date is new"
    ends = rows(country, "select key, valid_until from documents where key like 'cvdr:CVDR746918:%' order by key")
    assert [row["valid_until"] for row in ends] == ["2026-11-25", None]


def test_a_night_in_between_asks_for_changes_and_a_full_pass_for_everything(country: Country) -> None:
    crawl(country, "cvdr")
    for overdue in (False, True):
        _, asked = crawl(country, "cvdr", first=False, overdue=overdue)
        queries = [request.parameters()["query"] for request in country.asked if request.path == "/sru/Search"]
        assert asked == []
        assert all(("dcterms.modified" in query) is not overdue for query in queries), queries


@pytest.fixture
def faults(country: Country) -> Iterator[Faults]:
    """Faults on the portals in memory."""
    switches = Faults()
    for host, portal in country.portals.items():
        country.portals[host] = lambda request, portal=portal: switches.answer(request, portal)  # type: ignore[misc]
    yield switches
    switches.release()


def test_a_406_with_its_body_is_an_answer(country: Country, library: Library, faults: Faults) -> None:
    faults.put("/sru/Search", Fault(kind="status_only", status=406))
    stored, _ = crawl(country, "cvdr")
    assert stored["GM9901"] == in_force(library, "Havenstede", 1)


def test_a_journal_that_fails_is_named_and_costs_no_other(country: Country, faults: Faults) -> None:
    faults.put("/sru*Staatscourant*", Fault(kind="status", status=503))
    plan = with_publishers(country.plan("bekendmakingen"))
    results = {result.source_id: result for result in crawl_in_memory(plan, country.network)}
    assert [source_id for source_id, result in results.items() if result.failed] == ["RIJK:bekendmakingen"]
    (issue,) = plan.store.database.query("select source_id, kind from issues")
    assert issue == {"source_id": "RIJK:bekendmakingen", "kind": "source_failed"}
    close(plan)
