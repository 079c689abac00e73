"""Crawls of a council site by GemeenteOplossingen: three nights over sockets, and its quirks and faults in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import Night
from memory import Reply, crawl_in_memory
from memory_portals import Country, close

from crawlers.replica.exchange import Request
from crawlers.replica.go import GoPortal
from crawlers.replica.library import Library, build
from crawlers.replica.portals import Portals

HOST = "veldhorst.go.example"
DATES = ["2026-11-23", "2026-11-24", "2026-12-14"]
PAPERS = {
    "Perspectiefnota 2027-2030": ("kadernota", "2026-06-11", "2026-07-02", "2."),
    "Motie Jongerenontmoetingsplek Noorddorp (verworpen)": ("motie", "2026-11-06", "2026-11-05", "3.1"),
    "Informatiebrief Overlast eikenprocessierups 2026": ("raadsinformatiebrief", "2026-11-09", None, None),
    "Verslag jongerenavond (gescand)": ("notulen", "2026-11-10", None, None),
    "Bijlage Omgevingsvergunning kap Lindelaan": ("bijlage", "2026-11-12", None, None),
    "Verslag raadsvergadering 5 november 2026": ("notulen", "2026-11-19", "2026-11-05", None),
    "Raadsvoorstel Vrijwilligersnota Samen doen": ("raadsvoorstel", "2026-11-20", "2026-12-10", "4."),
    "Startnotitie Jeugd- en jongerenagenda 2027-2031": ("startnotitie", "2026-11-20", "2026-12-10", "3."),
}
"""Genre, day of publication, and the meeting and agenda item under which it hangs."""
LIST = "Besluitenlijst college 24 november 2026"
PLACES = """select d.title, d.genre, d.published, e.date, i.number from documents d
            left join appearances a on a.document_key = d.key and a.event_key is not null
            left join events e on e.key = a.event_key left join agenda_items i on i.key = a.agenda_item_key
            order by d.key"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def country(library: Library, tmp_path: Path) -> Country:
    return Country(library, tmp_path)


def crawl(country: Country, *, first: bool = False, overdue: bool = False) -> dict[str, Any]:
    """Crawl once; gives what was asked and what is known after it."""
    country.asked.clear()
    plan = country.plan("go", first=first, overdue=overdue)
    (result,) = crawl_in_memory(plan, country.network)
    database, run = plan.store.database, plan.store.run_id
    found = {
        "result": result,
        "asked": [request.target.removeprefix("/api") for request in country.asked if request.path != "/robots.txt"],
        "papers": {row[0]: row[1:] for row in database.execute(PLACES).fetchall()},
        "stored": {row["title"]: row["n"] for row in database.query(
            "select d.title, count(*) as n from versions v join documents d on d.key = v.document_key group by d.key"
        )},
        "urls": [row["url"] for row in database.query("select url from documents order by key")],
        "content": {table: database.execute(f"select * from {table} order by 1, 2").fetchall()
                    for table in ("documents", "events", "agenda_items", "appearances", "versions")},
        "issues": database.execute("select kind, message from issues where run_id = ? order by id", [run]).fetchall(),
        "ends": {row["url"]: (row["state"], row["reason"]) for row in database.query(
            "select url, state, reason from ledger_entries where run_id = ?", [run]
        )},
    }  # fmt: skip
    close(plan)
    return found


def files(found: dict[str, Any]) -> list[str]:
    return [target for target in found["asked"] if "/download" in target or target.count("/") == 5]


def swap(**changed: Any) -> Callable[[Request, Reply], Reply]:
    """Change the answers to what a path begins with: a function of the JSON in them, or a whole reply."""

    def change(request: Request, reply: Reply) -> Reply:
        for path, other in changed.items():
            if request.path.startswith(f"/api/v2/{path.replace('_', '/')}"):
                if isinstance(other, Reply):
                    return other
                answer = json.loads(reply.body)
                other(answer["result"])
                return replace(reply, body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})
        return reply

    return change


def test_three_nights_over_sockets(library: Library, tmp_path: Path) -> None:
    with Portals(library) as portals:
        base = f"{portals.urls['go_veldhorst']}/api"
        night = Night(
            folder=tmp_path,
            systems={"go": {"hosts": []}},
            sources=[("GM9902", "go", {"key": base, "base_url": base})],
            others={"window": {"first_lookback": 210}},
            limits={"timeout_seconds": 5.0},
        )
        results = [night.run()]
        before = night.content()
        results.append(night.run(first=False))
        assert night.content() == before
        asked = len(portals.log.entries)
        for number in (2, 3):
            portals.night = number
            late = replace(night, others=night.others | {"now": f"{DATES[number - 1]}T02:15:00Z"})
            results.append(late.run(first=False))
        bodies = [entry.target for entry in portals.log.entries[asked:] if "/download" in entry.target]
    assert [(one["failed"], one["listings_failed"]) for (one,) in results] == [(False, 0)] * 4
    assert night.issues() == []
    rows = night.rows(PLACES)
    assert {row["title"]: tuple(row.values())[1:] for row in rows} == PAPERS | {
        LIST: ("besluitenlijst", "2026-11-24", "2026-11-24", "1.")
    }
    assert bodies == ["/api/v2/documents/25024/download"]
    lists = {row["list_name"]: row["listed"] for row in night.rows("select * from listings where run_id = 1")}
    assert lists == {"vergaderingen": 5, "documenten": 8}


def test_the_first_night_finds_every_paper_once_with_its_places(country: Country) -> None:
    found = crawl(country, first=True)
    assert found["issues"] == []
    assert found["papers"] == PAPERS
    assert found["stored"] == dict.fromkeys(PAPERS, 1)
    assert len(files(found)) == len(set(files(found))) == len(PAPERS)
    assert len(found["content"]["appearances"]) == 8 + 5, "in the list of documents, and five under a meeting"
    assert {state for state, _ in found["ends"].values()} == {"stored"}
    nested = {row[0].rpartition(":")[2]: row[2] for row in found["content"]["agenda_items"] if row[2]}
    assert len(nested) == 1, "the one item that stands below another"


def test_a_wide_window_is_asked_in_narrow_ones(country: Country) -> None:
    asked = crawl(country, first=True)["asked"]
    days = [target for target in asked if target.startswith("/v2/meetings?") and target.endswith("offset=0")]
    assert days == [
        "/v2/meetings?date_from=2026-04-27&date_to=2026-10-23&limit=250&offset=0",
        "/v2/meetings?date_from=2026-10-24&date_to=2027-01-22&limit=250&offset=0",
    ]


def test_a_private_meeting_is_not_asked(country: Country) -> None:
    assert not [target for target in crawl(country, first=True)["asked"] if "/meetings/1211" in target]


def test_a_repeated_night_changes_nothing_and_asks_no_paper_and_no_list_below(country: Country) -> None:
    before = crawl(country, first=True)
    again = crawl(country)
    assert again["content"] == before["content"]
    assert again["issues"] == []
    assert files(again) == []
    assert [target for target in again["asked"] if "/documents?limit" in target and "meeting" in target] == []
    assert len(again["asked"]) == len(set(again["asked"])) == 7


def test_the_second_night_finds_what_is_new(country: Country) -> None:
    crawl(country, first=True)
    country.night = 2
    found = crawl(country)
    assert files(found) == ["/v2/documents/25024/download"]
    assert found["papers"][LIST] == ("besluitenlijst", "2026-11-24", "2026-11-24", "1.")
    assert set(found["stored"]) == {*PAPERS, LIST}


def test_a_paper_that_is_put_there_late_under_an_old_date_is_found(country: Country) -> None:
    """Minutes get the date of their meeting: the list by day of publication does not show them."""
    crawl(country, first=True)

    def add(result: dict[str, Any]) -> None:
        if int(result["totalCount"]) == 8:  # the list of all documents
            result["totalCount"] = "9"
            late = result["documents"][-1] | {"id": 25090, "description": "Verslag van lang geleden"}
            result["documents"] += [late | {"publicationDate": {"date": "2018-07-05 00:00:00.000000"}}]

    country.change = swap(documents=lambda result: add(result) if result["offset"] == 5 else None)
    found = crawl(country)
    assert found["papers"]["Verslag van lang geleden"][1] == "2018-07-05"
    assert "/v2/documents/25090/download" in found["asked"]


def test_a_replaced_file_is_fetched_again(country: Country) -> None:
    crawl(country, first=True)

    def renew(result: dict[str, Any]) -> None:
        for record in result["documents"]:
            record["objectId"] += record["id"] == 25006

    country.change = swap(documents=lambda result: renew(result) if "documents" in result else None)
    country.change = _but_files(country.change)
    found = crawl(country)
    assert files(found) == ["/v2/documents/25006/download"]
    assert found["ends"][f"http://{HOST}/api/v2/documents/25006/download"] == ("unchanged", "the same bytes as held")


def _but_files(change: Callable[[Request, Reply], Reply]) -> Callable[[Request, Reply], Reply]:
    return lambda request, reply: reply if "/download" in request.path else change(request, reply)


def test_a_paper_that_vanished_is_not_seen_since_and_kept(country: Country) -> None:
    crawl(country, first=True)

    def drop(result: dict[str, Any]) -> None:
        kept = [record for record in result["documents"] if record["id"] != 25012]
        result["totalCount"] = str(int(result["totalCount"]) - (len(kept) < len(result["documents"])))
        result["documents"] = kept

    country.change = _but_files(swap(documents=drop))
    found = crawl(country, overdue=True)
    unseen = [row for row in found["content"]["documents"] if row[0].endswith(":25012")]
    assert "2026-11-23" in unseen[0]
    assert found["stored"]["Bijlage Omgevingsvergunning kap Lindelaan"] == 1


def test_fewer_records_than_were_counted_are_told(country: Country) -> None:
    country.change = _but_files(swap(documents=lambda result: result.update(totalCount="30")))
    found = crawl(country, first=True)
    assert found["papers"] == PAPERS
    assert {kind for kind, _ in found["issues"]} == {"incomplete_list"}
    assert ("incomplete_list", "documents: 7 of 30 records came") in found["issues"]


def test_a_site_that_always_gives_the_first_page_is_told_and_left(country: Country) -> None:
    def stuck(request: Request, reply: Reply) -> Reply:
        if request.path != "/api/v2/documents" or "publicationDate" not in request.query:
            return reply
        first = replace(request, query=request.query.replace("offset=5", "offset=0"))
        answer = country.portals[HOST](first)
        return Reply(body=answer.body, headers={"Content-Type": answer.content_type})

    country.change = stuck
    found = crawl(country, first=True)
    assert ("incomplete_list", "documents: 5 of 7 records came") in found["issues"]
    assert len(found["asked"]) < 60


def test_version_1_is_read_where_version_2_is_not_spoken(library: Library, country: Country) -> None:
    town = library.country.town("veldhorst")
    country.portals[HOST] = GoPortal(library, lambda: country.night, town, versions=("v1",))
    first = crawl(country, first=True)
    assert first["issues"] == []
    assert first["papers"] == PAPERS
    assert first["stored"] == dict.fromkeys(PAPERS, 1)
    assert f"http://{HOST}/api/v1/meetings/1223/documents/25018" in first["urls"]
    assert first["ends"][f"http://{HOST}/api/v2/dmus"][0] == "stored", "both versions are one entry"
    again = crawl(country)
    assert again["content"] == first["content"]
    assert files(again) == []
    country.night = 2
    assert files(crawl(country)) == ["/v1/meetings/1215/documents/25024"]


def test_version_1_follows_what_only_a_meeting_names(library: Library, country: Country) -> None:
    town = library.country.town("veldhorst")
    portal = GoPortal(library, lambda: country.night, town, versions=("v1",))
    country.portals[HOST] = portal
    country.change = lambda request, reply: (
        Reply(body=b"[]", headers={"Content-Type": "application/json"})
        if request.path == "/api/v1/documents"
        else reply
    )
    found = crawl(country, first=True)
    under_meetings = {title: paper for title, paper in PAPERS.items() if paper[2]}
    assert set(found["stored"]) == set(under_meetings)
    assert {title: paper[2:] for title, paper in found["papers"].items()} == {
        title: paper[2:] for title, paper in under_meetings.items()
    }
    assert max(published for _, published, *_ in found["papers"].values()) == "2026-11-23", "never in the future"
    country.change = lambda request, reply: reply
    assert files(crawl(country, overdue=True)) != [], "what the list of documents says of them is more"
    assert files(crawl(country)) == []


@pytest.mark.parametrize(
    ("guard", "words"),
    [("interstitial", "'/.within.website/x/cmd/anubis/' with HTTP 200"),
     ("denied", "'Toegang geweigerd: foutcode' with HTTP 403")],
)  # fmt: skip
def test_a_firewall_is_a_block_and_never_an_empty_list(
    library: Library, country: Country, guard: Any, words: str
) -> None:
    before = crawl(country, first=True)
    usual = country.portals[HOST]
    country.portals[HOST] = GoPortal(library, lambda: 1, library.country.town("veldhorst"), guard=guard)
    found = crawl(country)
    assert found["issues"] == [("blocked", f"blocked: {words}"), ("source_failed", "no listing could be read")]
    assert found["content"] == before["content"]
    country.portals[HOST] = usual
    assert crawl(country)["issues"] == []


def test_a_block_midway_keeps_what_came_and_ends_the_night(library: Library, country: Country) -> None:
    denied = GoPortal(library, lambda: 1, library.country.town("veldhorst"), guard="denied")
    page = denied(Request(method="GET", path="/", query="", base="", headers={}))
    country.change = swap(meetings_1223=Reply(body=page.body, status=403, headers={"Content-Type": "text/html"}))
    found = crawl(country, first=True)
    assert found["result"].blocked
    country.change = lambda request, reply: reply
    assert crawl(country, first=True)["papers"] == PAPERS


@pytest.mark.parametrize("kind", ["text/html", ""])
def test_what_is_no_json_fails_its_list_only(country: Country, kind: str) -> None:
    country.change = swap(meetings=Reply(body=b"[]", headers={"Content-Type": kind} if kind else {}))
    found = crawl(country, first=True)
    assert set(found["stored"]) == set(PAPERS), "the list of all documents has them"
    failed = [reason for state, reason in found["ends"].values() if state == "failed"]
    assert failed == [f"ValueError: {kind or 'something without a type'} came instead of JSON"] * 2
    assert ("listing_failed", "2 of 9 listings failed") in found["issues"]


@pytest.mark.parametrize("status", [400, 404])
def test_where_no_version_is_spoken_the_source_has_failed(country: Country, status: int) -> None:
    country.change = lambda request, reply: Reply(body=b"{}", status=status)
    found = crawl(country, first=True)
    assert ("source_failed", "no listing could be read") in found["issues"]
    assert found["asked"] == ["/v2/dmus", "/v1/dmus"]


def test_what_is_confidential_is_refused_and_not_asked(country: Country) -> None:
    def close_some(result: dict[str, Any]) -> None:
        for record in result["documents"]:
            record["confidential"] = int(record["id"] in (25006, 25015))

    def close_items(result: dict[str, Any]) -> None:
        for item in result["meetingitems"]:
            item["confidential"] = item["number"] == "4."

    country.change = _but_files(
        lambda request, reply: swap(meetings_1223_meetingitems=close_items)(
            request, swap(documents=close_some, meetings_1204_documents=close_some)(request, reply)
        )
    )
    found = crawl(country, first=True)
    assert "Informatiebrief Overlast eikenprocessierups 2026" not in found["papers"]
    assert "/v2/documents/25006/download" not in found["asked"]
    title = "Raadsvoorstel Vrijwilligersnota Samen doen"
    assert found["papers"][title] == (*PAPERS[title][:2], None, None), "what is confidential there shows no place"
    assert found["ends"][f"http://{HOST}/api/v2/documents/25015/download"] == ("refused", "confidential")


def test_a_meeting_or_document_of_an_unknown_shape_is_told_and_the_others_stay(country: Country) -> None:
    def break_one(result: dict[str, Any]) -> None:
        for record in result.get("documents", result.get("meetings", [])):
            if record["id"] in (25009, 1187):
                del record["description"]

    country.change = _but_files(swap(documents=break_one, meetings=break_one))
    found = crawl(country, first=True)
    assert found["papers"]["Perspectiefnota 2027-2030"][2:] == (None, None)
    assert found["papers"]["Startnotitie Jeugd- en jongerenagenda 2027-2031"][2:] == ("2026-12-10", "3.")
    assert set(found["stored"]) == set(PAPERS) - {"Verslag jongerenavond (gescand)"}
    assert {kind for kind, _ in found["issues"]} == {"unknown_shape"}
    assert all("description" in message for _, message in found["issues"])
