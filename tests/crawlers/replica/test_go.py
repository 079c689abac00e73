from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from crawlers.replica.go import GoPortal, Guard
from crawlers.replica.library import Library, build
from crawlers.replica.portals import Portals
from crawlers.replica.serving import PortalServer, as_application

Fetch = Callable[..., Any]
AUTUMN = {"date_from": "2026-10-01", "date_to": "2026-12-31"}
BUDGET, COUNCIL, PRIVATE = 1204, 1223, 1211
PAPER = """+++
title = "{title}"
genre = "bijlage"
date = 2026-11-09
via = "register:bestuursdocumenten"
format = "pdf"
night = 1
confidential = {confidential}
{more}
+++

# {title}

Tekst.
"""


@pytest.fixture
def v2(portals: Portals, fetch: Fetch) -> Fetch:
    return lambda path, **parameters: fetch(f"{portals.urls['go_veldhorst']}/api/v2{path}?{urlencode(parameters)}")


@pytest.fixture
def v1(portals: Portals, fetch: Fetch) -> Fetch:
    return lambda path, **parameters: fetch(f"{portals.urls['go_veldhorst']}/api/v1{path}?{urlencode(parameters)}")


def every(v2: Fetch, path: str, **parameters: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        result = v2(path, offset=len(found), limit=50, **parameters).json["result"]
        found += result[path.rpartition("/")[2]]
        if len(found) >= int(result["totalCount"]):
            return found


def titles(records: list[dict[str, Any]]) -> set[str]:
    return {record["description"] for record in records}


def test_version_2_wraps_its_lists_and_counts_in_a_string(v2: Fetch) -> None:
    answer = v2("/documents", limit=3).json
    assert (answer["status"], answer["code"], answer["messages"]) == ("OK", 200, [])
    assert {name: answer["result"][name] for name in ("offset", "limit", "count", "totalCount")} == {
        "offset": 0,
        "limit": 3,
        "count": 3,
        "totalCount": "8",
    }
    assert [record["id"] for record in answer["result"]["documents"]] == [25000, 25003, 25006]
    assert v2("/documents", limit="veel").status == 400


def test_version_1_gives_bare_lists(v1: Fetch) -> None:
    documents = v1("/documents", limit=50000).json
    assert len(documents) == 8
    assert isinstance(v1("/dmus").json, list)


@pytest.mark.parametrize("path", ["/agendas", "/items", "/committees", "/meeting", "/calendar"])
def test_an_unknown_collection_is_a_bad_request(v2: Fetch, path: str) -> None:
    assert v2(path).status == 400


@pytest.mark.parametrize("path", ["/events", "/meetingsessions"])
def test_other_collections_answer(v2: Fetch, path: str) -> None:
    assert v2(path).json["result"][path[1:]] == []


def test_meetings_come_newest_first_with_their_body_and_page(v2: Fetch, portals: Portals, fetch: Fetch) -> None:
    meetings = every(v2, "/meetings", **AUTUMN)
    assert [meeting["id"] for meeting in meetings] == [COUNCIL, PRIVATE, BUDGET]
    assert meetings[0]["dmu"] == {"id": 14, "name": "Gemeenteraad", "sortOrder": 0}
    assert (meetings[0]["description"], meetings[0]["date"]) == ("<p>Gemeenteraad</p>", "2026-12-10")
    assert meetings[0]["url"] == "/Vergaderingen/Gemeenteraad/2026/10-december/20:00"
    assert fetch(portals.urls["go_veldhorst"] + meetings[0]["url"]).status == 200
    assert fetch(portals.urls["go_veldhorst"] + "/Vergaderingen/Nergens").status == 404


def test_a_private_meeting_is_marked_and_gives_nothing(v2: Fetch, v1: Fetch) -> None:
    marks = {meeting["id"]: meeting["confidential"] for meeting in every(v2, "/meetings", **AUTUMN)}
    assert marks == {COUNCIL: 0, PRIVATE: 1, BUDGET: 0}
    assert v2(f"/meetings/{PRIVATE}/documents").status == 403
    assert PRIVATE not in [meeting["id"] for meeting in v1("/meetings").json]


def test_a_meeting_with_a_valid_id_may_not_be_found(v2: Fetch) -> None:
    assert v2(f"/meetings/{COUNCIL}").status == 404
    assert v2(f"/meetings/{BUDGET}").json["result"]["meeting"]["id"] == BUDGET
    assert v2(f"/meetings/{COUNCIL}/meetingitems").status == 200


@pytest.mark.parametrize(
    ("path", "begin", "end"),
    [
        ("/meetings", "2026-01-01", "2026-12-31"),
        ("/documents", "2026-01-01T00:00:00", "2026-12-31T23:59:59"),
    ],
)
def test_more_than_half_a_year_is_too_much(v2: Fetch, path: str, begin: str, end: str) -> None:
    names = ("date_from", "date_to") if path == "/meetings" else ("publicationDate_from", "publicationDate_to")
    answer = v2(path, **dict(zip(names, (begin, end), strict=True)))
    assert answer.status == 500
    assert answer.headers["Content-Type"].startswith("text/html")
    assert v2(path, **{names[0]: "gisteren"}).status == 400


def test_an_agenda_has_headings_and_numbers_that_nest(v2: Fetch) -> None:
    items = sorted(every(v2, f"/meetings/{BUDGET}/meetingitems"), key=lambda item: int(item["sortOrder"]))
    assert [(item["number"], item["isHeading"]) for item in items] == [
        ("1.", False),
        ("2.", False),
        (None, True),
        ("3.", False),
        ("3.1", False),
        ("4.", False),
    ]
    assert {item["meeting"]["id"] for item in items} == {BUDGET}
    assert titles(every(v2, f"/meetingitems/{items[4]['id']}/documents")) == {
        "Motie Jongerenontmoetingsplek Noorddorp (verworpen)"
    }
    assert every(v2, f"/meetingitems/{items[0]['id']}/documents") == []


def test_most_documents_hang_under_no_meeting_and_all_are_listed(v2: Fetch) -> None:
    listed = titles(every(v2, "/documents"))
    assert "Informatiebrief Overlast eikenprocessierups 2026" in listed
    assert titles(every(v2, f"/meetings/{BUDGET}/documents")) == {"Verslag raadsvergadering 5 november 2026"}
    november = every(
        v2, "/documents", publicationDate_from="2026-11-12T00:00:00", publicationDate_to="2026-11-19T23:59:59"
    )
    assert titles(november) == {
        "Bijlage Omgevingsvergunning kap Lindelaan",
        "Verslag raadsvergadering 5 november 2026",
    }


def test_a_document_says_what_its_file_is(v2: Fetch) -> None:
    for record in every(v2, "/documents"):
        file = v2(f"/documents/{record['id']}/download")
        assert (file.status, len(file.body)) == (200, record["fileSize"])
        assert not {"ETag", "Last-Modified"} & set(file.headers)
        assert record["publicationDate"]["timezone"] == "Europe/Berlin"
    assert v2("/documents/1/download").status == 404


def test_version_1_inlines_agenda_and_documents(v1: Fetch) -> None:
    meetings = {meeting["id"]: meeting for meeting in v1("/meetings", date_from=1790812800, date_to=1798761599).json}
    assert set(meetings) == {BUDGET, COUNCIL}
    assert (meetings[BUDGET]["date"], meetings[COUNCIL]["date"]) == ("2026-11-05", "2026-12-10 20:00:00")
    assert [item["sortorder"] for item in meetings[BUDGET]["items"]] == [2, 4, None, 8, 10, 12]
    (paper,) = meetings[BUDGET]["documents"]
    assert paper["filename"] == "Verslag raadsvergadering 5 november 2026.pdf"
    assert v1(f"/meetings/{BUDGET}/documents/{paper['id']}").body.startswith(b"%PDF")
    assert v1("/meetings", date_from=0, date_to=1798761599).status == 500


def test_ids_go_up_with_the_nights(portals: Portals, v2: Fetch) -> None:
    before = every(v2, "/documents")
    portals.night = 2
    after = every(v2, "/documents")
    assert after[:-1] == before
    assert after[-1]["description"] == "Besluitenlijst college 24 november 2026"
    assert after[-1]["id"] > before[-1]["id"]


@pytest.mark.parametrize(("guard", "status"), [("interstitial", 200), ("denied", 403)])
def test_a_firewall_answers_with_a_page(library: Library, fetch: Fetch, guard: Guard, status: int) -> None:
    portals = Portals(library)
    portal = GoPortal(library, lambda: 1, library.country.town("veldhorst"), guard=guard)
    server = PortalServer(0, as_application("go", portal, portals.faults, portals.log))
    server.start()
    answer = fetch(f"{server.url}/api/v2/documents")
    server.stop()
    assert answer.status == status
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_site_may_speak_one_version_only(library: Library, fetch: Fetch) -> None:
    portals = Portals(library)
    portal = GoPortal(library, lambda: 1, library.country.town("veldhorst"), versions=("v1",))
    server = PortalServer(0, as_application("go", portal, portals.faults, portals.log))
    server.start()
    statuses = [fetch(f"{server.url}/api/{version}/dmus").status for version in ("v1", "v2")]
    server.stop()
    assert statuses == [200, 404]


def test_confidential_changed_and_withdrawn_papers(tmp_path: Path, fetch: Fetch) -> None:
    folder = tmp_path / "texts" / "veldhorst"
    folder.mkdir(parents=True)
    for slug, confidential, more in (
        ("geheim", "true", ""),
        ("nota", "false", ""),
        ("nota-gewijzigd", "false", 'version_of = "nota"'),
        ("weg", "false", "withdrawn_night = 3"),
    ):
        text = PAPER.format(title=slug.capitalize(), confidential=confidential, more=more)
        since = "night = 2" if more.startswith("version_of") else "night = 1"
        (folder / f"{slug}.md").write_text(text.replace("night = 1", since, 1), encoding="utf-8")
    with Portals(build(tmp_path / "out", texts=[tmp_path / "texts"])) as portals:
        url = f"{portals.urls['go_veldhorst']}/api/v2/documents"
        nights: list[dict[str, Any]] = []
        for night in (1, 2, 3):
            portals.night = night
            nights.append({record["id"]: record for record in fetch(url).json["result"]["documents"]})
        first, second, third = nights
        secret, nota, gone = sorted(first)
        assert (first[secret]["confidential"], fetch(f"{url}/{secret}/download").status) == (1, 403)
        assert second[nota]["objectId"] > first[nota]["objectId"]
        assert second[nota]["fileName"] == "Nota-gewijzigd.pdf"
        assert set(third) == {secret, nota}
        assert fetch(f"{url}/{gone}/download").status == 404
