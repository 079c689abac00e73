"""Crawls of one Notubiz organisation whose answers are set by the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import PDF, Answer, Night, Server

ORGANISATION = "/organisations/9901"
MEETING = "/events/meetings/1310044"
LINKED = "/modules/0/items/1190008"


@pytest.fixture
def load(fixture_text: Callable[[str], bytes]) -> Callable[[str], Any]:
    return lambda name: json.loads(fixture_text(f"notubiz_{name}.json"))


@pytest.fixture
def portal(server: Server, load: Callable[[str], Any]) -> Server:
    """An organisation with one public meeting and one module."""
    nothing = {"pagination": {"list_start": 0, "list_end": 0, "total_results": 0}, "items": []}
    server.put_json(f"{ORGANISATION}/modules", load("modules"))
    server.put_json(f"{ORGANISATION}/modules/6/items", load("items"), nothing)
    server.put_json(f"{ORGANISATION}/modules/19/items", nothing)
    server.put_json(f"{ORGANISATION}/gremia", load("gremia"))
    server.put_json("/events", load("events"), {"pagination": {"has_more_pages": False}, "events": []})
    server.put_json(MEETING, load("meeting"))
    server.put_json("/modules/0/items/1190007", {"item": load("items")["items"][5]})
    server.put_json(LINKED, {"item": load("items")["items"][0]})
    for number in range(16600001, 16600017):
        for version in (1, 2):
            server.put(f"/document/{number}/{version}", Answer(body=PDF + b"%d.%d" % (number, version)))
    return server


@pytest.fixture
def night(portal: Server, tmp_path: Path) -> Night:
    return Night(
        folder=tmp_path,
        systems={"notubiz": {"base_url": portal.url, "hosts": [portal.url]}},
        sources=[("GM9901", "notubiz", {"key": "9901"})],
    )


def asked(portal: Server, path: str) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(one).query) for one in portal.paths if urlsplit(one).path == path]


def documents(portal: Server) -> list[str]:
    return [path for path in portal.paths if path.startswith("/document/")]


def places(night: Night, document: str) -> set[tuple[str, str]]:
    rows = night.rows(f"select list_name, place from appearances where document_key = 'notubiz:9901:{document}'")
    return {(row["list_name"], row["place"]) for row in rows}


def test_meetings_and_modules_are_both_read(night: Night, portal: Server) -> None:
    (result,) = night.run()
    assert sorted(documents(portal)) == [
        f"/document/{number}" for number in ("16600001/1", "16600002/2", "16600004/1", "16600010/1", "16600011/1", "16600012/1")
    ]
    lists = {row["list_name"]: row["listed"] for row in night.rows("select list_name, listed from listings")}
    assert lists == {"vergaderingen": 8, "Moties en Amendementen": 4, "Raadsvoorstellen": 0}
    assert (result["listings_failed"], result["failed"]) == (0, False)
    assert [kind for kind, _ in night.issues()] == ["unknown_shape", "unknown_shape"]


def test_every_request_carries_a_version_and_windows_are_narrow(night: Night, portal: Server) -> None:
    night.run()
    for path in portal.paths:
        if path != "/robots.txt" and not path.startswith("/document/"):
            assert "format=json&version=1.17.0" in path
    for path in ("/events", f"{ORGANISATION}/modules/6/items"):
        windows = [(query["date_from"][0], query["date_to"][0]) for query in asked(portal, path)]
        assert windows == [("2026-08-25 00:00:00", "2026-11-22 23:59:59"), ("2026-11-23 00:00:00", "2027-01-22 23:59:59")]


def test_letters_of_inhabitants_are_not_read(night: Night, portal: Server) -> None:
    night.run()
    assert not asked(portal, f"{ORGANISATION}/modules/1/items")
    assert "/document/16600016/1" not in documents(portal)
    letter = next(end for url, end in night.ends().items() if "/modules/0/items/1190007" in url)
    assert letter == ("refused", "not public, or a letter of an inhabitant")


def test_what_is_confidential_is_noted_and_not_asked(night: Night, portal: Server) -> None:
    night.run()
    refused = {url.removeprefix(portal.url) for url, end in night.ends().items() if end == ("refused", "confidential")}
    assert refused == {f"/document/{number}/1" for number in (16600003, 16600007, 16600014)}
    assert not refused & set(documents(portal))


def test_a_linked_item_stands_under_every_meeting_that_names_it(
    night: Night, portal: Server, load: Callable[[str], Any]
) -> None:
    events, second = load("events"), load("meeting")
    events["events"].append(events["events"][0] | {"id": 1310099})
    second["meeting"]["id"] = 1310099
    portal.put_json("/events", events, {"pagination": {"has_more_pages": False}, "events": []})
    portal.put_json("/events/meetings/1310099", second)
    night.run()
    assert len(asked(portal, LINKED)) == 1
    assert places(night, "16600010") == {
        ("Moties en Amendementen", "Moties en Amendementen"),
        ("vergaderingen", "notubiz:9901:meeting:1310044"),
        ("vergaderingen", "notubiz:9901:meeting:1310099"),
    }
    item = night.rows("select agenda_item_key from appearances where place like '%1310044' and document_key like '%16600010'")
    assert item == [{"agenda_item_key": "notubiz:9901:meeting:1310044:8400003"}]


def test_the_next_page_is_asked_and_an_endless_list_is_told(
    night: Night, portal: Server, load: Callable[[str], Any]
) -> None:
    events = load("events")
    more = events | {"pagination": {"has_more_pages": True}}
    none = {"pagination": {"has_more_pages": True}, "events": []}
    portal.put_json("/events", more, {"pagination": {"has_more_pages": False}, "events": []}, none)
    night.run()
    pages = [(query["date_from"][0][:10], query["page"][0]) for query in asked(portal, "/events")]
    assert pages == [("2026-08-25", "1"), ("2026-11-23", "1"), ("2026-08-25", "2")]
    assert ("incomplete_list", "the events do not end at page 2") in night.issues()


@pytest.mark.parametrize(("start", "complete"), [(6, True), (0, False)])
def test_a_module_of_several_pages(
    night: Night, portal: Server, load: Callable[[str], Any], start: int, complete: bool
) -> None:
    first, nothing = load("items"), {"pagination": {"list_start": 0, "list_end": 0, "total_results": 0}, "items": []}
    first["pagination"]["total_results"] = 7
    second = deepcopy(first)
    second["pagination"]["list_start"] = start
    second["pagination"]["list_end"] = start + 1
    portal.put_json(f"{ORGANISATION}/modules/6/items", first, nothing, second)
    night.run()
    told = [message for kind, message in night.issues() if kind == "incomplete_list"]
    assert told == ([] if complete else ["Moties en Amendementen: 1 of 7 items came"])
    assert [query.get("page") for query in asked(portal, f"{ORGANISATION}/modules/6/items")] == [None, None, ["2"]]


def test_the_error_with_status_200_is_an_answer(night: Night, portal: Server, load: Callable[[str], Any]) -> None:
    portal.put_json(MEETING, load("meeting_refused"))
    (result,) = night.run()
    assert (result["listings_failed"], result["failed"]) == (0, False)
    assert "No rights to see this meeting" in [reason for _, reason in night.ends().values()]


def test_a_list_that_fails_midway_keeps_what_came_before(
    night: Night, portal: Server, load: Callable[[str], Any]
) -> None:
    portal.put_json("/events", {"events": load("events")["events"]})
    (result,) = night.run()
    assert "/document/16600001/1" in documents(portal)
    failed = [reason for state, reason in night.ends().values() if state == "failed"]
    assert failed == ["KeyError: 'pagination'"] * 2
    assert result["listings_failed"] == 2
    assert ("listing_failed", "2 of 9 listings failed") in night.issues()


@pytest.mark.parametrize("body", [b"", b"<html>Even geduld</html>", b"[]", b"[" * 5000, b'{"modules": {"id": 6}}'])
def test_an_answer_of_another_kind_fails_one_list(night: Night, portal: Server, body: bytes) -> None:
    portal.put(f"{ORGANISATION}/modules", Answer(body=body, kind="application/json"))
    (result,) = night.run()
    assert "/document/16600001/1" in documents(portal)
    assert (result["listings_failed"], result["failed"]) == (1, False)


def test_a_web_page_is_kept_only_where_the_source_says_so(night: Night, portal: Server) -> None:
    page = Answer(body=b"<!doctype html><html><body>Agenda</body></html>", kind="text/html")
    portal.put("/document/16600001/1", page)
    portal.put("/document/16600002/2", page)
    night.run()
    ends = night.ends()
    assert ends[f"{portal.url}/document/16600001/1"] == ("stored", "new")
    assert ends[f"{portal.url}/document/16600002/2"] == ("failed", "a web page came instead of the document")


def test_a_source_that_is_refused_everywhere_has_failed(night: Night, portal: Server) -> None:
    for path in (f"{ORGANISATION}/modules", f"{ORGANISATION}/gremia"):
        portal.put(path, Answer(status=403))
    (result,) = night.run()
    assert result["failed"]
    assert night.issues() == [("source_failed", "no listing could be read")]


def test_the_same_night_again_asks_no_document_whose_revision_is_known(night: Night, portal: Server, load: Callable[[str], Any]) -> None:
    night.run()
    before, seen = night.content(), len(documents(portal))
    for path, name in ((f"{ORGANISATION}/modules/6/items", "items"), ("/events", "events")):
        portal.put_json(path, load(name))
    night.run(first=False)
    assert len(documents(portal)) == seen
    assert night.content() == before
    assert "the source gives the same revision as held" in [reason for _, reason in night.ends().values()]


def test_a_new_version_has_another_address_and_is_asked_without_the_old_validator(
    night: Night, portal: Server, load: Callable[[str], Any]
) -> None:
    old, new = "/document/16600001/1", "/document/16600001/2"
    portal.put(old, Answer(body=PDF + b"old", headers={"ETag": '"one for all"'}))
    portal.put(new, Answer(body=PDF + b"new", headers={"ETag": '"one for all"'}))
    night.run()
    meeting = load("meeting")
    meeting["meeting"]["documents"][0] |= {"version": 2, "last_modified": "2026-11-21 09:00:00"}
    portal.put_json(MEETING, meeting)
    portal.put_json("/events", load("events"))
    night.run(first=False)
    assert "If-None-Match" not in portal.of(new)[0].headers
    assert night.ends()[portal.url + new] == ("stored", "changed")
    assert len(night.rows("select * from versions where document_key = 'notubiz:9901:16600001'")) == 2
