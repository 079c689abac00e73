"""Crawls of the aggregator over three nights: the only way to Brinkwold, a second way to Havenstede."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import Reply, crawl_in_memory
from memory_portals import Country, close

from crawlers.checks import SourceResult
from crawlers.plan import CrawlPlan, Window
from crawlers.replica.exchange import Request
from crawlers.replica.library import Library
from crawlers.replica.openbesluitvorming import OpenbesluitvormingPortal

SYSTEM = "openbesluitvorming"
PAPERS = 11
"""Of Brinkwold, one of them no paper of the story."""


@pytest.fixture
def country(library: Library, tmp_path: Path) -> Country:
    return Country(library, tmp_path)


def only(plan: CrawlPlan, town: str, **changed: Any) -> CrawlPlan:
    sources = [replace(source, **changed) for source in plan.sources if source.source.gemeente == town]
    return replace(plan, sources=tuple(sources))


def night(country: Country, town: str = "Brinkwold", *, first: bool = False, **changed: Any) -> dict[str, Any]:
    """Crawl once; gives what is known after it."""
    country.asked.clear()
    plan = only(country.plan(SYSTEM, first=first), town, **changed)
    (result,) = crawl_in_memory(plan, country.network)
    found = known(plan, result)
    close(plan)
    return found | {"asked": [request.path for request in country.asked]}


def entities(country: Country) -> list[str]:
    """The entities that were asked."""
    return [request.path for request in country.asked if request.path.startswith("/api/entities/")]


def known(plan: CrawlPlan, result: SourceResult) -> dict[str, Any]:
    database = plan.store.database
    query = "select key, title, withdrawn from documents order by key"
    return {
        "result": result,
        "documents": {row["title"]: row for row in database.query(query)},
        "states": plan.store.ledger.sums(),
        "places": dict(
            database.execute(
                """select d.title, e.title || ' ' || coalesce(i.number, '') from appearances a
                   join documents d on d.key = a.document_key join events e on e.key = a.event_key
                   left join agenda_items i on i.key = a.agenda_item_key"""
            ).fetchall()
        ),
        "types": dict(
            database.execute(
                """select d.title, c.media_type from current_versions v join documents d on d.key = v.document_key
                   join contents c on c.sha256 = v.sha256"""
            ).fetchall()
        ),
        "everything": everything(plan),
        "issues": database.execute(
            "select kind, message from issues where run_id = ? order by id", [plan.store.run_id]
        ).fetchall(),
    }


def test_the_first_night_reads_everything_page_by_page(country: Country) -> None:
    found = night(country, first=True)
    assert found["issues"] == []
    assert found["result"].listed == len(found["types"]) == PAPERS
    assert found["places"]["Motie Eén loket voor jongeren"] == "Gemeenteraad 8.1"
    assert found["types"]["Motie Eén loket voor jongeren"] == "application/pdf"
    assert found["types"]["Uitvoeringsprogramma Statushouders aan de slag 2027"] == "text/plain", "no file may be asked"


def test_a_repeated_night_asks_three_lists_and_no_document(country: Country) -> None:
    night(country, first=True)
    found = night(country)
    assert sorted(found["asked"]) == ["/api/export/changes", "/api/sources", "/api/status", "/robots.txt"]
    assert found["issues"] == []


def test_later_nights_bring_what_is_new_and_take_away_what_was_deleted(country: Country) -> None:
    memo = "Memo Planning verbouwing raadszaal"
    assert night(country, first=True)["documents"][memo]["withdrawn"] == 0
    country.night = 2
    assert night(country)["documents"][memo]["withdrawn"] == 0
    country.night = 3
    found = night(country)
    assert found["documents"][memo]["withdrawn"] == 1
    assert memo in found["types"], "what we hold of it stays"


def test_a_new_version_is_fetched(country: Country) -> None:
    night(country, "Duinmeren", first=True)
    country.night = 3
    found = night(country, "Duinmeren")
    assert found["states"]["stored"] == 5, "three lists, what is said of it and the new version"
    assert "Raadsvoorstel Sport- en beweegakkoord Duinmeren 2027-2030 (gewijzigd)" in found["documents"]


def test_a_second_way_gives_only_what_the_own_system_did_not(country: Country) -> None:
    plan = country.plan("notubiz")
    crawl_in_memory(plan, country.network)
    lost = plan.store.database.execute("select key, title from documents where title like 'Motie Houd%'").fetchone()
    with plan.store.database.atomic():
        for table in ("versions", "document_references", "appearances"):
            plan.store.database.execute(f"delete from {table} where document_key = ?", [lost[0]])
        plan.store.database.execute("delete from documents where key = ?", [lost[0]])
    close(plan)
    found = night(country, "Havenstede", first=True, own_system="notubiz", own_site="9901")
    assert found["issues"] == [("missing_at_source", f"1 papers that notubiz did not give, such as {lost[1]}")]
    assert found["documents"][lost[1]]["key"] == lost[0]
    again = night(country, "Havenstede", own_system="notubiz", own_site="9901")
    assert again["issues"] == []


OWN = [("Havenstede", "notubiz", "9901"), ("Veldhorst", "go", "GM9902"), ("Duinmeren", "ibabs", "duinmeren")]


@pytest.mark.parametrize(("town", "system", "site"), OWN)
def test_what_the_own_system_gave_has_its_keys_and_comes_once(
    country: Country, town: str, system: str, site: str
) -> None:
    plan = only(country.plan(system), town)
    crawl_in_memory(plan, country.network)
    before = everything(plan)
    close(plan)
    assert any(key.startswith(f"{system}:{site}:meeting:") for key in before["events"])
    found = night(country, town, first=True, own_system=system, own_site=site)
    assert found["issues"] == []
    assert not [path for path in found["asked"] if path.startswith("/api/entities/")]
    assert found["everything"] == before


def everything(plan: CrawlPlan) -> dict[str, set[str]]:
    tables = ("documents", "events", "agenda_items")
    return {
        table: {key for (key,) in plan.store.database.execute(f"select key from {table}").fetchall()}
        for table in tables
    }


def test_an_entity_that_fails_is_asked_the_next_night(country: Country) -> None:
    failed: list[str] = []

    def broken(request: Request, reply: Reply) -> Reply:
        if request.path.startswith("/api/entities/") and (not failed or request.path in failed):
            failed.append(request.path)
            return replace(reply, status=503)
        return reply

    country.change = broken
    assert len(night(country, first=True)["types"]) == PAPERS - 1
    country.change = lambda request, reply: reply
    found = night(country)
    assert set(entities(country)) == set(failed), "and none that was read"
    assert len(found["types"]) == PAPERS
    assert "/api/export/changes" in night(country)["asked"]


def test_an_entity_that_is_gone_does_not_keep_the_cursor(country: Country) -> None:
    def gone(request: Request, reply: Reply) -> Reply:
        return replace(reply, status=404) if request.path.startswith("/api/entities/") else reply

    country.change = gone
    assert night(country, first=True)["types"] == {}
    assert "/api/export/changes" in night(country)["asked"]


def test_what_lies_outside_the_window_is_not_asked(country: Country) -> None:
    plan = only(country.plan(SYSTEM), "Brinkwold")
    (result,) = crawl_in_memory(replace(plan, window=Window(first_lookback=5)), country.network)
    found = known(plan, result)
    assert result.listed == len(found["documents"]) == len(entities(country))
    assert set(found["documents"]) == {
        "Beantwoording technische vragen begroting 2027 deel Jeugdhulp",
        "Motie Eén loket voor jongeren",
        "Uitvoeringsprogramma Statushouders aan de slag 2027",
        "Wensen en bedenkingen Regionaal programma van school naar duurzaam werk 2027-2030",
    }
    assert "Gemeenteraad (jaarstukken)" not in {
        title for (title,) in plan.store.database.execute("select title from events")
    }


def test_a_full_pass_reads_the_changes_and_everything(country: Country) -> None:
    night(country, first=True)
    country.night = 3
    country.asked.clear()
    plan = only(country.plan(SYSTEM, first=False, overdue=True), "Brinkwold")
    (result,) = crawl_in_memory(plan, country.network)
    found = known(plan, result)
    assert {"/api/export/changes", "/api/export/snapshot"} <= {request.path for request in country.asked}
    assert found["documents"]["Memo Planning verbouwing raadszaal"]["withdrawn"] == 1
    assert found["issues"] == []


def test_a_paper_without_file_and_text_is_told(country: Country) -> None:
    def wordless(request: Request, reply: Reply) -> Reply:
        if not request.path.startswith("/api/entities/"):
            return reply
        content = json.loads(reply.body)
        bare = {name: value for name, value in content.items() if name not in ("pdfUrl", "markdownText")}
        return replace(reply, body=json.dumps(bare).encode(), headers={"Content-Type": "application/json"})

    country.change = wordless
    found = night(country, first=True)
    assert found["types"] == {}
    assert len(found["issues"]) == PAPERS
    assert all("markdownText is empty" in message for _, message in found["issues"])


def test_a_feed_that_is_behind_is_told(country: Country) -> None:
    def stale(request: Request, reply: Reply) -> Reply:
        if request.path != "/api/status":
            return reply
        return replace(
            reply, body=reply.body.replace(b'"ok"', b'"failing"'), headers={"Content-Type": "application/json"}
        )

    country.change = stale
    found = night(country, first=True)
    assert found["issues"] == [("aggregator_stale", "the aggregator calls its own data failing")]
    assert found["result"].listed == PAPERS


def test_an_unknown_municipality_fails_with_its_cause(country: Country) -> None:
    plan = only(country.plan(SYSTEM), "Brinkwold")
    stranger = replace(plan.sources[0], source=replace(plan.sources[0].source, gemeente="Nergens"))
    (result,) = crawl_in_memory(replace(plan, sources=(stranger,)), country.network)
    found = known(plan, result)
    assert ("aggregator_stale", "not in the catalogue") in found["issues"]
    assert result.listed == 0


def test_a_small_allowance_is_waited_for(country: Country) -> None:
    strict = OpenbesluitvormingPortal(country.library, lambda: country.night, allowance=3)
    country.portals[f"{SYSTEM}.example"] = strict
    found = night(country, first=True)
    assert found["issues"] == []
    assert found["result"].listed == PAPERS


def test_a_cursor_moves_only_when_everything_was_read(country: Country) -> None:
    def broken(request: Request, reply: Reply) -> Reply:
        return replace(reply, status=503) if "cursor" in request.parameters() else reply

    country.change = broken
    cut = night(country, "Havenstede", first=True)
    assert cut["result"].listings_failed
    country.change = lambda request, reply: reply
    whole = night(country, "Havenstede", first=True)
    assert whole["result"].listed == len(whole["types"]) > 10
