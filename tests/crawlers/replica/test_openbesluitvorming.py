from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from crawlers.replica.library import Library
from crawlers.replica.openbesluitvorming import OpenbesluitvormingPortal
from crawlers.replica.portals import Portals
from crawlers.replica.serving import PortalServer, as_application

Fetch = Callable[..., Any]


@pytest.fixture
def ask(portals: Portals, fetch: Fetch) -> Fetch:
    return lambda path, **parameters: fetch(f"{portals.urls['openbesluitvorming']}{path}?{urlencode(parameters)}")


def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.body.decode().splitlines()]


def every(ask: Fetch, kind: str, **parameters: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        answer = ask(f"/api/export/{kind}", **parameters)
        found += lines(answer)
        if answer.headers["X-Has-More"] == "false":
            return found
        parameters["cursor"] = answer.headers["X-Next-Cursor"]


def named(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if row.get("payload", {}).get("name") == name)


def entity(ask: Fetch, row: dict[str, Any]) -> Any:
    return ask(f"/api/entities/{quote(row['entity_id'], safe='')}").json


def test_every_answer_tells_what_is_left_of_the_allowance(ask: Fetch) -> None:
    first, second = ask("/api/sources"), ask("/api/nothing")
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in (first, second)]
    assert left[0] - left[1] == 1
    assert {"RateLimit-Limit", "RateLimit-Reset"} <= set(first.headers)
    assert (second.status, second.json["code"]) == (404, "not_found")


def test_a_used_up_allowance_is_refused_once(library: Library, fetch: Fetch, portals: Portals) -> None:
    strict = OpenbesluitvormingPortal(library, lambda: 1, allowance=2)
    server = PortalServer(0, as_application("openbesluitvorming", strict, portals.faults, portals.log))
    server.start()
    answers = [fetch(f"{server.url}/api/sources") for _ in range(4)]
    server.stop()
    assert [answer.status for answer in answers] == [200, 200, 429, 200]
    assert answers[2].headers["Retry-After"] == "1"
    assert (answers[2].json["code"], answers[2].json["limit_per_minute"]) == ("rate_limited", 2)


def test_a_snapshot_goes_by_entity_id_page_by_page(ask: Fetch) -> None:
    first = ask("/api/export/snapshot", source="brinkwold", limit=1000)
    assert first.headers["Content-Type"] == "application/x-ndjson"
    rows = lines(first)
    assert len(rows) == 10
    assert first.headers["X-Next-Cursor"] == rows[-1]["entity_id"]
    assert first.headers["X-Has-More"] == "true"
    whole = every(ask, "snapshot", source="brinkwold")
    assert [row["entity_id"] for row in whole] == sorted(row["entity_id"] for row in whole)
    assert first.headers["X-Changes-Cursor"] == str(len(whole))


def test_the_changes_are_numbered_from_nought_per_source(ask: Fetch) -> None:
    for town in ("brinkwold", "havenstede"):
        rows = every(ask, "changes", source=town)
        assert [row["seq"] for row in rows] == list(range(len(rows)))
        assert {row["source_key"] for row in rows} == {town}
        assert {row["schema_version"] for row in rows} == {"v1alpha1"}
    answer = ask("/api/export/changes", source="brinkwold", cursor="3", limit=2)
    assert [row["seq"] for row in lines(answer)] == [3, 4]
    assert answer.headers["X-Next-Cursor"] == "5"


def test_who_is_up_to_date_gets_nothing_and_the_same_cursor(ask: Fetch, portals: Portals) -> None:
    end = ask("/api/export/snapshot", source="brinkwold").headers["X-Changes-Cursor"]
    answer = ask("/api/export/changes", source="brinkwold", cursor=end)
    assert (answer.body, answer.headers["X-Next-Cursor"], answer.headers["X-Has-More"]) == (b"", end, "false")
    portals.night = 3
    assert lines(ask("/api/export/changes", source="brinkwold", cursor=end))


@pytest.mark.parametrize(
    ("path", "parameters", "code"),
    [
        ("/api/export/snapshot", {}, "missing_export_source"),
        ("/api/export/changes", {"source": "nergens"}, "unknown_export_source"),
        ("/api/export/changes", {"source": "brinkwold", "cursor": "document:1"}, "invalid_export_cursor"),
        ("/api/search", {"query": "motie", "organization": "nergens"}, "unknown_organization"),
        ("/api/search", {"query": "motie", "entityType": "Besluit"}, "unknown_entity_type"),
        ("/api/search", {"query": "motie", "limit": "0"}, "invalid_limit"),
        ("/api/search", {"query": "motie", "offset": "-1"}, "invalid_offset"),
    ],
)
def test_what_cannot_be_honoured_is_refused(ask: Fetch, path: str, parameters: dict[str, str], code: str) -> None:
    answer = ask(path, **parameters)
    assert (answer.status, answer.json["code"]) == (400, code)


def test_what_was_taken_away_leaves_a_line_without_payload_and_hash(ask: Fetch, portals: Portals) -> None:
    memo = named(every(ask, "snapshot", source="brinkwold"), "Memo Planning verbouwing raadszaal")
    portals.night = 3
    (gone,) = (row for row in every(ask, "changes", source="brinkwold") if row["op"] == "delete")
    assert gone["entity_id"] == memo["entity_id"]
    assert not {"payload", "content_hash", "commit_id", "schema_version"} & set(gone)
    assert memo["entity_id"] not in {row["entity_id"] for row in every(ask, "snapshot", source="brinkwold")}
    assert ask(f"/api/entities/{quote(memo['entity_id'], safe='')}").status == 404


def test_a_new_version_has_another_hash_and_the_same_id(ask: Fetch, portals: Portals) -> None:
    portals.night = 3
    rows = every(ask, "changes", source="duinmeren")
    new = named(rows, "Raadsvoorstel Sport- en beweegakkoord Duinmeren 2027-2030 (gewijzigd)")
    hashes = [row["content_hash"] for row in rows if row["entity_id"] == new["entity_id"]]
    assert len(hashes) == len(set(hashes)) == 2


def test_a_document_in_the_feed_has_no_text_and_its_entity_has(ask: Fetch) -> None:
    row = named(every(ask, "snapshot", source="brinkwold"), "Motie Eén loket voor jongeren")
    payload, motion = row["payload"], entity(ask, row)
    assert not {"title", "sortDate", "downloadUrl", "pdfUrl", "meetingId", "markdownText"} & set(payload)
    assert payload["last_discussed_at"] == "2026-12-15T18:30:00.000Z", "half past seven here"
    assert (motion["title"], motion["sortDate"]) == (payload["name"], "2026-12-15 18:30:00")
    assert "jongeren" in motion["markdownText"]
    assert motion["meetingId"].startswith("meeting:parlaeus:gemeente:brinkwold:")


def test_the_file_of_a_document_is_at_the_aggregator(ask: Fetch, fetch: Fetch) -> None:
    motion = entity(ask, named(every(ask, "snapshot", source="brinkwold"), "Motie Eén loket voor jongeren"))
    file = fetch(motion["pdfUrl"])
    assert file.body.startswith(b"%PDF-")
    assert fetch(motion["pdfUrl"], headers={"If-None-Match": file.headers["ETag"]}).status == 304


def test_a_scan_has_no_text_and_another_file_no_pdf(ask: Fetch, library: Library) -> None:
    scans = [text for text in library.texts.values() if text.format == "scan" and "register" in text.channels]
    scan = next(text for text in scans if not text.version_of and text.night == 1 and not text.confidential)
    found = entity(ask, named(every(ask, "snapshot", source=scan.town), scan.title))
    assert "markdownText" not in found
    assert "pdfUrl" in found
    word = named(every(ask, "snapshot", source="brinkwold"), "Uitvoeringsprogramma Statushouders aan de slag 2027")
    assert "pdfUrl" not in entity(ask, word)


def test_a_field_that_is_empty_is_left_out(ask: Fetch) -> None:
    rows = every(ask, "snapshot", source="brinkwold")
    (agenda,) = (row["payload"]["agenda"] for row in rows if row["payload"]["name"] == "Gemeenteraad")
    assert set(agenda[0]) == {"id", "title", "number"}
    assert set(agenda[1]) == {"id", "title", "number", "agenda_items"}
    board = named(rows, "College van B&W")["payload"]
    assert "agenda" not in board
    assert board["attachment"] == [named(rows, "Besluitenlijst B&W 17 november 2026")["entity_id"]]


def test_the_ids_are_those_of_the_own_systems(ask: Fetch) -> None:
    suppliers = {"havenstede": "notubiz", "duinmeren": "ibabs", "veldhorst": "gemeenteoplossingen"}
    for town, supplier in suppliers.items():
        for row in every(ask, "snapshot", source=town):
            assert row["supplier"] == supplier
            assert row["entity_id"].startswith(f"{row['entity_type'].lower()}:{supplier}:gemeente:{town}:")
    veldhorst = every(ask, "snapshot", source="veldhorst")
    assert "document:gemeenteoplossingen:gemeente:veldhorst:25000" in {row["entity_id"] for row in veldhorst}


def test_what_is_not_public_is_not_there(ask: Fetch, library: Library) -> None:
    for town in library.country.towns:
        names = {row["payload"]["name"] for row in every(ask, "snapshot", source=town.key)}
        assert (
            not {text.title for text in library.texts.values() if text.town == town.key and text.confidential} & names
        )


def test_a_search_wants_every_word_and_guesses_how_many(ask: Fetch) -> None:
    answer = ask("/api/search", query="loket jongeren", organization="brinkwold").json
    (motion,) = (found for found in answer["results"] if found["entityType"] == "Document")
    assert (motion["title"], motion["date"]) == ("Motie Eén loket voor jongeren", "15 december 2026")
    assert answer["totalIsApproximate"]
    assert ask("/api/search", query="loket fietsbrug").json["results"] == []
    assert ask("/api/search").json["results"] == [], "neither words nor a source"


def test_a_search_has_pages_newest_first(ask: Fetch) -> None:
    whole = ask("/api/search", organization="brinkwold", limit=100).json
    assert not whole["hasMore"]
    days = [found["sortDate"] for found in whole["results"]]
    assert days == sorted(days, reverse=True)
    page = ask("/api/search", organization="brinkwold", limit=2, offset=2).json
    assert page["hasMore"]
    assert page["results"] == whole["results"][2:4]
    meetings = ask("/api/search", organization="brinkwold", entityType="Meeting").json["results"]
    assert {found["entityType"] for found in meetings} == {"Meeting"}


def test_the_status_names_sources_in_its_own_way(ask: Fetch) -> None:
    catalogue = {source["key"]: source for source in ask("/api/sources", implemented="true").json["sources"]}
    states = {source["sourceKey"]: source for source in ask("/api/status").json["sources"]}
    assert set(catalogue) == set(states)
    assert (states["brinkwold"]["cbsId"], states["brinkwold"]["state"]) == ("GM9904", "ok")
    assert catalogue["veldhorst"]["supplier"] == "gemeenteoplossingen"
    assert {source["organizationType"] for source in catalogue.values()} == {"gemeente"}
