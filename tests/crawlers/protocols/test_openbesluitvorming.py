"""The export of the aggregator; the lines are constructed from its documentation."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from crawlers.protocols.openbesluitvorming import (
    Change,
    Listed,
    Paper,
    Site,
    entity_url,
    native_key,
    own_event_key,
    parse_feed,
    parse_listed,
    parse_meeting,
    parse_paper,
)
from crawlers.protocols.openbesluitvorming_sources import changes_url, parse_catalogue, parse_freshness, snapshot_url
from crawlers.protocols.shapes import Unread

SITE = Site(source_id="GM9904:openbesluitvorming", key="brinkwold", base_url="http://127.0.0.1:1")
OWN = Site(source_id="GM9901:openbesluitvorming", key="havenstede", base_url="", own_system="notubiz", own_site="9901")
GO = Site(source_id="GM9902:openbesluitvorming", key="veldhorst", base_url="", own_system="go", own_site="GM9902")
IBABS = Site(source_id="GM9903:openbesluitvorming", key="duinmeren", base_url="", own_system="ibabs", own_site="dm")
MOTION = "document:parlaeus:gemeente:brinkwold:17"
COUNCIL = "meeting:parlaeus:gemeente:brinkwold:3"
ADDRESS = "https://brinkwold.parlaeus.example/stukken/17.pdf"
PAYLOAD: dict[str, Any] = {
    "type": "Document",
    "name": "Motie Eén loket voor jongeren",
    "classification": ["Motie"],
    "original_url": ADDRESS,
    "file_name": "motie.pdf",
    "last_discussed_at": "2026-12-15T18:30:00.000Z",
    "derived_content": {"markdown_key": "derived/17.md"},
}
ENTITY: dict[str, Any] = {
    "entityId": MOTION,
    "entityType": "Document",
    "title": "Motie Eén loket voor jongeren",
    "sortDate": "2026-12-15 18:30:00",
    "markdownText": "# Motie",
    "downloadUrl": ADDRESS,
    "pdfUrl": "http://127.0.0.1:1/api/files/17.pdf",
    "meetingId": COUNCIL,
}
MEETING: dict[str, Any] = {
    "type": "Meeting",
    "name": "Gemeenteraad",
    "start_date": "2026-12-15T18:30:00.000Z",
    "agenda": [
        {"id": "3-1"},
        {
            "id": "3-8",
            "title": "Moties",
            "number": "8",
            "agenda_items": [{"id": "3-8.1", "title": "Eén loket", "documents": [{"id": MOTION, "name": "Motie"}]}],
        },
    ],
    "attachment": [MOTION, "document:parlaeus:gemeente:brinkwold:18"],
}


def line(**changed: object) -> str:
    row = {
        "seq": 0,
        "op": "upsert",
        "time": "2026-11-23T01:00:00.000Z",
        "entity_id": MOTION,
        "entity_type": "Document",
        "content_hash": "sha256:1",
        "payload": PAYLOAD,
    }
    return json.dumps({name: value for name, value in (row | changed).items() if value is not None})


def changes(*lines: str) -> list[Change | Unread]:
    return list(parse_feed("\n".join(lines).encode() + b"\n"))


def change(**changed: object) -> Change:
    (found,) = changes(line(**changed))
    assert isinstance(found, Change)
    return found


def listed(*, left_out: str = "", **payload: object) -> Listed:
    content = {name: value for name, value in (PAYLOAD | payload).items() if name != left_out}
    return parse_listed(change(payload=content), SITE)


def paper(*, left_out: str = "", site: Site = SITE, **changed: object) -> Paper:
    content = {name: value for name, value in (ENTITY | changed).items() if name != left_out}
    return parse_paper(json.dumps(content).encode(), listed(), site)


def test_a_paper_has_its_file_its_page_and_its_meeting() -> None:
    found = paper()
    assert found.document.key == "openbesluitvorming:brinkwold:17"
    assert (found.document.genre, found.document.revision) == ("motie", "sha256:1")
    assert found.document.url == found.file_url == ENTITY["pdfUrl"]
    assert found.document.page_url == ADDRESS
    assert (found.text, found.events) == ("# Motie", (f"openbesluitvorming:{COUNCIL}",))


def test_a_paper_without_a_file_is_its_text() -> None:
    found = paper(left_out="pdfUrl")
    assert found.file_url == ""
    assert found.document.url.endswith("/api/entities/document%3Aparlaeus%3Agemeente%3Abrinkwold%3A17#text")
    assert not found.lacks_file
    assert paper(left_out="pdfUrl", contentType="application/pdf").lacks_file
    assert paper(left_out="markdownText").text == ""
    assert paper(left_out="meetingId").events == ()


def test_the_file_may_be_at_a_relative_address() -> None:
    assert paper(pdfUrl="/api/files/17.pdf").file_url == ENTITY["pdfUrl"]


@pytest.mark.parametrize(
    ("payload", "published"),
    [
        ({}, date(2026, 11, 23)),
        ({"last_discussed_at": "2026-11-18T22:59:00Z"}, date(2026, 11, 18)),
        ({"last_discussed_at": "2026-11-18T23:00:00Z"}, date(2026, 11, 19)),
        ({"last_discussed_at": "2026-07-18T22:00:00Z"}, date(2026, 7, 19)),
        ({"last_discussed_at": "2026-11-18T23:00:00"}, date(2026, 11, 19)),
        ({"last_discussed_at": "2026-11-18"}, date(2026, 11, 18)),
        ({"last_discussed_at": None, "date_modified": "2026-11-16T12:00:00Z"}, date(2026, 11, 16)),
        ({"last_discussed_at": None}, date(2026, 11, 23)),
    ],
)
def test_a_paper_is_of_the_day_here_and_no_later_than_it_was_seen(payload: dict[str, Any], published: date) -> None:
    assert listed(**payload).document.published == published


def test_a_paper_that_the_feed_does_not_date_is_dated_by_its_entity() -> None:
    undated = listed(left_out="last_discussed_at")
    body = json.dumps(ENTITY | {"sortDate": "2026-11-17 23:30:00"}).encode()
    assert parse_paper(body, undated, SITE).document.published == date(2026, 11, 18)


def test_a_paper_lies_in_a_period_by_its_discussion_or_its_change() -> None:
    first, last = date(2026, 11, 1), date(2026, 12, 31)
    assert listed().lies_in(first, last)
    assert not listed(last_discussed_at="2019-03-01T19:00:00Z").lies_in(first, last)
    assert listed(last_discussed_at="2019-03-01T19:00:00Z", date_modified="2026-11-20T09:00:00Z").lies_in(first, last)
    assert listed(last_discussed_at=None).lies_in(date(2026, 11, 23), date(2026, 11, 23)), "when it was seen"


def test_a_letter_is_told_by_its_title_or_its_list() -> None:
    assert listed(name="Brief van een inwoner over de kap").is_letter
    assert listed(classification=["Ingekomen stukken"]).is_letter
    assert not listed(classification=["Raadsinformatiebrieven"]).is_letter
    assert not listed(left_out="classification").is_letter
    with pytest.raises(TypeError, match="classification"):
        listed(classification=[3])


@pytest.mark.parametrize("field", ["name", "last_discussed_at", "original_url", "classification"])
def test_a_field_of_another_type_is_named(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        listed(**{field: 3})


@pytest.mark.parametrize("field", ["title", "sortDate", "pdfUrl", "meetingId", "downloadUrl", "markdownText"])
def test_a_field_of_an_entity_of_another_type_is_named(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        paper(**{field: 3})


def test_a_paper_of_a_system_that_is_read_has_its_key_there() -> None:
    guid = "0a1b2c3d-0000-4000-8000-00000000000A"
    assert native_key("document:notubiz:gemeente:havenstede:12345", OWN) == "notubiz:9901:12345"
    assert native_key("document:gemeenteoplossingen:gemeente:veldhorst:25003", GO) == "go:GM9902:25003"
    assert native_key(f"document:ibabs:gemeente:duinmeren:{guid}", IBABS) == f"ibabs:dm:{guid.lower()}"
    assert native_key("document:ibabs:gemeente:havenstede:12345", OWN) == "openbesluitvorming:havenstede:12345"
    for broken in ("document:notubiz", "document:notubiz:gemeente:havenstede:"):
        with pytest.raises(ValueError, match="entity_id"):
            native_key(broken, OWN)


def test_a_meeting_of_a_system_that_is_read_has_its_key_there() -> None:
    assert own_event_key("meeting:notubiz:gemeente:havenstede:83", OWN) == "notubiz:9901:meeting:83"
    assert own_event_key("meeting:gemeenteoplossingen:gemeente:veldhorst:1204", GO) == "go:GM9902:meeting:1204"
    assert own_event_key("meeting:ibabs:gemeente:duinmeren:A-1", IBABS) == "ibabs:dm:meeting:a-1"
    assert own_event_key(COUNCIL, SITE) == ""
    meeting = "meeting:notubiz:gemeente:havenstede:83"
    assert paper(meetingId=meeting, site=OWN).events == ("notubiz:9901:meeting:83", f"openbesluitvorming:{meeting}")


def test_a_meeting_has_nested_items_and_places() -> None:
    agenda = parse_meeting(change(entity_type="Meeting", entity_id=COUNCIL, payload=MEETING), SITE)
    key = f"openbesluitvorming:{COUNCIL}"
    assert [(item.number, item.title, item.parent_key) for item in agenda.items] == [
        ("", "", None),
        ("8", "Moties", None),
        ("", "Eén loket", f"{key}:3-8"),
    ]
    assert agenda.places == {MOTION: f"{key}:3-8.1", "document:parlaeus:gemeente:brinkwold:18": None}
    assert (agenda.event.date, agenda.own_key, agenda.unread) == (date(2026, 12, 15), "", [])


def test_a_meeting_may_have_no_agenda_and_no_attachment() -> None:
    bare = {"name": "Gemeenteraad", "start_date": "2026-12-15T23:30:00Z"}
    agenda = parse_meeting(change(entity_type="Meeting", entity_id=COUNCIL, payload=bare), SITE)
    assert (agenda.items, agenda.places) == ([], {})
    assert agenda.event.date == date(2026, 12, 16)


def test_what_hangs_wrongly_under_a_meeting_is_told() -> None:
    wrong = MEETING | {"attachment": [3, MOTION], "agenda": [{"id": 4}, {"id": "x", "documents": [{"id": None}]}]}
    agenda = parse_meeting(change(entity_type="Meeting", entity_id=COUNCIL, payload=wrong), SITE)
    assert agenda.places == {MOTION: None}
    assert [next(name for name in ("attachment", "id") if name in one.message) for one in agenda.unread] == [
        "id",
        "id",
        "attachment",
    ]


def test_a_delete_has_neither_payload_nor_hash() -> None:
    found = change(op="delete", content_hash=None, payload=None)
    assert (found.operation, found.payload, found.content_hash) == ("delete", {}, "")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"op": "merge"}, "merge"),
        ({"op": 3}, "op"),
        ({"entity_id": None}, "entity_id"),
        ({"payload": []}, "payload"),
        ({"time": "gisteren om twee uur"}, "time"),
        ({"entity_type": "Besluit"}, "Besluit"),
    ],
)
def test_a_line_of_an_unknown_shape_is_told_and_the_others_go_on(changed: dict[str, object], named: str) -> None:
    good, bad, last = changes(line(), line(**changed), line())
    assert isinstance(good, Change)
    assert isinstance(last, Change)
    assert isinstance(bad, Unread)
    assert named in bad.message


def test_a_motion_and_a_recording_are_no_unknown_shape() -> None:
    assert change(entity_type="Motion", payload={"name": "Motie"}).entity_type == "Motion"
    assert change(entity_type="Recording", payload={}).entity_type == "Recording"


def test_a_line_that_is_no_json_is_told() -> None:
    bad, good = changes("{", line())
    assert isinstance(bad, Unread)
    assert isinstance(good, Change)


def test_the_addresses_carry_key_limit_and_cursor() -> None:
    assert snapshot_url(SITE) == "http://127.0.0.1:1/api/export/snapshot?source=brinkwold&limit=1000"
    assert snapshot_url(SITE, MOTION).endswith("&cursor=document%3Aparlaeus%3Agemeente%3Abrinkwold%3A17")
    assert changes_url(SITE, "7").endswith("/api/export/changes?source=brinkwold&cursor=7&limit=1000")
    assert entity_url(SITE, "a:b/c").endswith("/api/entities/a%3Ab%2Fc")


def sources(*rows: dict[str, str]) -> bytes:
    return json.dumps({"sources": rows}).encode()


def test_a_province_has_no_key_whatever_its_name() -> None:
    town = {"label": "Brinkwold", "key": "brinkwold", "organizationType": "gemeente"}
    province = {"label": "Brinkwold", "key": "brinkwold_provincie", "organizationType": "provincie"}
    first, second, bad = parse_catalogue(sources(town, province, {"label": "Havenstede"}))
    assert (first, second) == (("brinkwold", "brinkwold"), ("brinkwold", ""))
    assert isinstance(bad, Unread)


def test_the_freshness_is_one_of_the_known_states() -> None:
    states = ("ok", "stale", "failing", "never_imported", "not_implemented", "discontinued")
    rows = [{"sourceKey": "brinkwold", "state": state} for state in states]
    assert list(parse_freshness(sources(*rows))) == [("brinkwold", state) for state in states]
    unknown, renamed = parse_freshness(sources({"sourceKey": "a", "state": "fine"}, {"key": "a", "state": "ok"}))
    assert isinstance(unknown, Unread)
    assert "fine" in unknown.message
    assert isinstance(renamed, Unread)
    assert "sourceKey" in renamed.message
