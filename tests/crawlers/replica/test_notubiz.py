from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pypdfium2
import pytest

from crawlers.replica.library import build
from crawlers.replica.portals import Portals

Fetch = Callable[..., Any]
AUTUMN = {"organisation_id": 9901, "date_from": "2026-10-01 00:00:00", "date_to": "2026-12-31 23:59:59"}
COUNCIL, CLOSED, PRIVATE, OUTING = 1451126, 1451118, 1451116, 1451120


def every_event(api: Fetch, organisation: int) -> list[dict[str, Any]]:
    events, page = [], 1
    while True:
        answer = api("/events", **(AUTUMN | {"organisation_id": organisation, "page": page})).json
        events += answer["events"]
        if not answer["pagination"]["has_more_pages"]:
            return events
        page += 1


def walk(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for point in points for each in (point, *walk(point["agenda_items"]))]


def meeting(api: Fetch, number: int) -> dict[str, Any]:
    return dict(api(f"/events/meetings/{number}").json["meeting"])


def documents(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    points = walk(record["agenda_items"])
    found = [*record["documents"], *(each for point in points for each in point["documents"])]
    return {each["title"]: each for each in found}


def items(api: Fetch, module: int, organisation: int = 9901, **parameters: str) -> list[dict[str, Any]]:
    return list(api(f"/organisations/{organisation}/modules/{module}/items", **parameters).json["items"])


def main_document(item: dict[str, Any]) -> dict[str, Any] | None:
    values = [each["values"][0] for each in item["attributes"] if each["datatype"] == "document"]
    return values[0]["document"] if values else None


@pytest.mark.parametrize("path", ["/organisations", "/organisations/9901/modules", f"/events/meetings/{COUNCIL}"])
@pytest.mark.parametrize("version", ["", "latest"])
def test_without_a_good_version_nothing_is_shown(portals: Portals, fetch: Fetch, path: str, version: str) -> None:
    answer = fetch(f"{portals.urls['notubiz']}{path}?version={version}")
    assert answer.status == 400
    assert answer.json["message"].startswith("Zonder parameters")


def test_an_empty_user_agent_is_forbidden(portals: Portals, fetch: Fetch) -> None:
    url = f"{portals.urls['notubiz']}/organisations?version=1.17.0"
    assert fetch(url, headers={"User-Agent": ""}).status == 403
    assert fetch(url).status == 200


def test_a_hidden_organisation_is_only_found_directly(api: Fetch) -> None:
    listed = [each["@attributes"]["id"] for each in api("/organisations").json["organisations"]["organisation"]]
    assert "9901" in listed
    assert "9906" not in listed
    assert api("/organisations/9906").json["organisation"]["name"] == "Gemeente Kempenrade"
    assert api("/organisations/1").status == 404


def test_bodies_and_registers_have_their_names(api: Fetch) -> None:
    assert "Commissie Samenleving" in [each["title"] for each in api("/organisations/9901/gremia").json["gremia"]]
    modules = api("/organisations/9901/modules").json["modules"]
    assert {(each["id"], each["name"]) for each in modules} >= {
        (1, "Ingekomen stukken"),
        (3, "Toezeggingen"),
        (6, "Moties"),
        (8, "Bestuursdocumenten"),
        (19, "Raadsvoorstellen"),
    }
    assert "Raadsinformatiebrieven" in [each["custom_name"] for each in modules]


@pytest.mark.parametrize(
    "change",
    [
        {"date_from": "2026-10-01"},
        {"date_to": "2026-12-31T23:59:59"},
        {"date_from": "2026-10-1 00:00:00"},
        {"page": "0"},
        {"organisation_id": ""},
    ],
)
def test_parameters_must_be_exact(api: Fetch, change: dict[str, str]) -> None:
    assert api("/events", **(AUTUMN | change)).status == 400


def test_a_window_of_more_than_six_months_fails(api: Fetch) -> None:
    answer = api("/events", **(AUTUMN | {"date_from": "2026-01-01 00:00:00"}))
    assert (answer.status, answer.json["message"]) == (404, "An uncaught error has occurred")


def test_events_come_in_pages_that_start_at_one(api: Fetch) -> None:
    first = api("/events", **AUTUMN).json
    assert first["pagination"]["has_more_pages"] is True
    assert first == api("/events", **AUTUMN, page=1).json
    events = every_event(api, 9901)
    assert len({event["id"] for event in events}) == len(events) == first["pagination"]["total_results"]
    last = api("/events", **AUTUMN, page=first["pagination"]["total_pages"]).json
    assert last["pagination"]["has_more_pages"] is False
    assert api("/events", **AUTUMN, per_page=100).json["events"] == events


def test_some_events_are_private_and_some_have_no_body(api: Fetch) -> None:
    events = {event["id"]: event for event in every_event(api, 9901)}
    assert events[PRIVATE]["permission_group"] == "private"
    assert events[OUTING]["gremium"] is None
    assert events[COUNCIL]["plannings"][0]["start_date"] == "2026-11-26 19:30:00"


@pytest.mark.parametrize("number", [CLOSED, PRIVATE])
def test_a_meeting_can_be_refused_with_status_200(api: Fetch, number: int) -> None:
    answer = api(f"/events/meetings/{number}")
    assert answer.status == 200
    assert answer.json["message"] == "No rights to see this meeting"
    assert "meeting" not in answer.json


def test_the_agenda_has_labels_and_nested_points_with_papers(api: Fetch) -> None:
    record = meeting(api, COUNCIL)
    points = walk(record["agenda_items"])
    assert "label" in {point["type"] for point in points}
    child = next(point for point in points if point["type_data"]["title_prefix"] == "4a")
    parent = next(point for point in points if point["id"] == child["parent"]["id"])
    assert parent["type_data"]["title_prefix"] == "4."
    assert child["documents"][0]["title"] == "Raadsvoorstel Nieuwbouw IKC Zuiderkade"
    assert [each["title"] for each in record["documents"]] == ["Agenda gemeenteraad 26 november 2026"]


def test_self_has_no_scheme_and_url_has_the_base_of_the_portal(portals: Portals, api: Fetch) -> None:
    record = meeting(api, COUNCIL)
    host = portals.urls["notubiz"].removeprefix("http://")
    assert record["self"] == f"{host}/events/meetings/{COUNCIL}"
    for each in documents(record).values():
        assert each["self"] == f"{host}/document/{each['id']}"
        assert each["url"] == f"{portals.urls['notubiz']}/document/{each['id']}/{each['version']}"


def test_every_listed_file_has_the_type_and_size_that_were_announced(api: Fetch, fetch: Fetch) -> None:
    for event in every_event(api, 9901) + every_event(api, 9906):
        answer = api(f"/events/meetings/{event['id']}").json
        for each in documents(answer["meeting"]).values() if "meeting" in answer else ():
            file = fetch(each["url"])
            if each["confidential"]:
                assert file.status == 403
                continue
            version = next(one for one in each["versions"] if one["id"] == each["version"])
            assert file.headers["Content-Type"].partition(";")[0] == version["mime_type"]
            assert len(file.body) == version["file_size"]


def test_a_document_with_two_versions_serves_both(portals: Portals, api: Fetch, fetch: Fetch) -> None:
    document = main_document(items(api, 8)[0])
    assert document is not None
    assert [each["id"] for each in document["versions"]] == [2, 1]
    assert api(f"/document/{document['id']}").json["document"] == document
    texts = []
    for version in (1, 2):
        pages = pypdfium2.PdfDocument(fetch(f"{portals.urls['notubiz']}/document/{document['id']}/{version}").body)
        texts.append(pages[0].get_textpage().get_text_range())
        pages.close()
    assert "22 april" in texts[0]
    assert "15 april" in texts[1]
    assert fetch(f"{portals.urls['notubiz']}/document/{document['id']}/3").status == 404


def test_an_unchanged_file_is_answered_with_304(api: Fetch, fetch: Fetch) -> None:
    url = documents(meeting(api, COUNCIL))["Raadsvoorstel Nieuwbouw IKC Zuiderkade"]["url"]
    first = fetch(url)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": etag}, {"If-None-Match": f'"x", W/{etag}'}, {"If-Modified-Since": modified}):
        again = fetch(url, headers=headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == etag
    stale = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert fetch(url, headers=stale).body == first.body
    assert fetch(url, headers={"If-Modified-Since": "Thu, 19 Nov 2026 00:00:00 GMT"}).status == 200
    assert fetch(url, headers={"If-Modified-Since": "yesterday"}).status == 200


def test_the_same_bytes_can_stand_under_two_ids(api: Fetch, fetch: Fetch) -> None:
    council = documents(meeting(api, COUNCIL))["Raadsvoorstel Kansrijk Opgroeien in Zuiderkade 2027-2030"]
    committee = documents(meeting(api, 1451112))["Raadsvoorstel Kansrijk Opgroeien in Zuiderkade 2027-2030 (commissie)"]
    assert council["id"] != committee["id"]
    assert fetch(council["url"]).body == fetch(committee["url"]).body


def test_a_register_entry_can_be_without_a_file_and_hang_under_an_agenda_point(api: Fetch) -> None:
    promise = items(api, 3)[0]
    assert main_document(promise) is None
    links = [link for point in walk(meeting(api, 1451112)["agenda_items"]) for link in point["module_items"]]
    assert [link["id"] for link in links] == [promise["id"]]
    assert "://" not in links[0]["self"]
    assert api(f"/modules/0/items/{promise['id']}").json["item"] == promise


def test_registers_have_pages_and_dates(api: Fetch) -> None:
    every = api("/organisations/9901/modules/14/items").json
    assert every["pagination"] == {"list_start": 0, "list_end": 3, "total_results": 3}
    second = api("/organisations/9901/modules/14/items", page=2, per_page=2).json
    assert second["pagination"] == {"list_start": 2, "list_end": 3, "total_results": 3}
    assert second["items"] == every["items"][2:]
    window = {"date_from": "2026-11-12 00:00:00", "date_to": "2026-11-16 23:59:59"}
    assert len(items(api, 14, **window)) == 1
    assert api("/organisations/9901/modules/14/items", date_from="2026-11-12").status == 400


def test_a_new_version_keeps_the_id_and_changes_the_meeting(portals: Portals, api: Fetch, fetch: Fetch) -> None:
    before = meeting(api, COUNCIL)
    portals.night = 3
    after = meeting(api, COUNCIL)
    old, new = before["documents"][0], after["documents"][0]
    assert (old["id"], old["version"]) == (new["id"], 1)
    assert new["version"] == 2
    assert new["last_modified"] > old["last_modified"]
    assert after["last_modified"] > before["last_modified"]
    assert fetch(old["url"]).body != fetch(new["url"]).body


def test_meetings_and_register_entries_appear_in_their_night(portals: Portals, api: Fetch) -> None:
    assert 1451124 not in [event["id"] for event in every_event(api, 9901)]
    assert len(items(api, 3)) == 1
    portals.night = 2
    assert 1451124 in [event["id"] for event in every_event(api, 9901)]
    portals.night = 3
    assert len(items(api, 3)) == 2


def test_a_withdrawn_paper_leaves_the_agenda_and_changes_the_meeting(
    small_texts: Path, tmp_path: Path, fetch: Fetch
) -> None:
    source = (small_texts / "kempenrade" / "fietsbrug.md").read_text(encoding="utf-8")
    placed = source.replace('"register:raadsvoorstellen"', '"meeting"\nmeeting = "hs-raad-1126"\nwithdrawn_night = 3')
    (tmp_path / "texts" / "havenstede").mkdir(parents=True)
    (tmp_path / "texts" / "havenstede" / "brug.md").write_text(placed, encoding="utf-8")
    with Portals(build(tmp_path / "out", texts=[tmp_path / "texts"])) as portals:
        url = f"{portals.urls['notubiz']}/events/meetings/{COUNCIL}?version=1.21"
        before = fetch(url).json["meeting"]
        file = before["documents"][0]["url"]
        assert fetch(file).status == 200
        portals.night = 3
        after = fetch(url).json["meeting"]
        assert after["documents"] == []
        assert before["last_modified"] < after["last_modified"] == "2026-12-14 07:30:00"
        assert fetch(file).status == 404


@pytest.mark.parametrize(
    "path", ["/nergens", "/events/meetings/1", "/document/1", "/organisations/9901/modules/99/items"]
)
def test_what_does_not_exist_is_not_found(api: Fetch, path: str) -> None:
    assert api(path).status == 404


def test_a_repeated_parameter_counts_once(portals: Portals, fetch: Fetch) -> None:
    query = "&".join(f"{name}={quote(str(value))}" for name, value in AUTUMN.items())
    assert fetch(f"{portals.urls['notubiz']}/events?version=&version=1.21&{query}").status == 200


def fields(item: dict[str, Any]) -> dict[str, Any]:
    """The values of an entry by their labels: what a value stands for, or its content."""
    return {
        each["label"]: (value["meta_data"] or {}).get("label", value.get("content"))
        for each in item["attributes"]
        for value in each["values"]
    }


def test_a_promise_says_who_made_it_and_is_settled_later(portals: Portals, api: Fetch) -> None:
    before = items(api, 3)[0]
    assert fields(before)["Toegezegd door"] == "wethouder Samira Bouhali"
    assert fields(before)["Toelichting"].startswith("<p>De raad krijgt")
    assert (fields(before)["Status"], fields(before)["Datum afdoening"]) == ("open", None)
    portals.night = 3
    after = next(item for item in items(api, 3) if item["id"] == before["id"])
    assert (fields(after)["Status"], fields(after)["Datum afdoening"]) == ("afgedaan", "2026-12-10 00:00:00")
    assert after["last_modified"] > before["last_modified"]


def test_links_of_old_documents_are_broken(api: Fetch) -> None:
    old = api("/events/meetings/1460528").json["meeting"]["agenda_items"][1]["documents"][0]
    assert old["url"].startswith("httphttp://")
    assert api(f"/document/{old['id']}/{old['version']}").body.startswith(b"%PDF-")
