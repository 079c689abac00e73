"""The export of the aggregator; the lines are constructed from its documentation."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from crawlers.protocols.openbesluitvorming import (
    Change,
    Site,
    changes_url,
    entity_url,
    native_key,
    parse_feed,
    parse_freshness,
    parse_meeting,
    parse_paper,
    parse_text,
    snapshot_url,
)
from crawlers.protocols.shapes import Unread

SITE = Site(source_id="GM9904:openbesluitvorming", key="brinkwold", base_url="http://127.0.0.1:1")
OWN = Site(source_id="GM9901:openbesluitvorming", key="havenstede", base_url="", own_system="notubiz", own_site="9901")
PAYLOAD: dict[str, Any] = {
    "title": "Motie Eén loket voor jongeren",
    "organization": "brinkwold",
    "sortDate": "2026-11-20",
    "downloadUrl": "https://brinkwold.parlaeus.example/stukken/17.pdf",
    "contentType": "application/pdf",
    "pdfUrl": "http://127.0.0.1:1/api/files/17.pdf",
    "meetingId": "meeting:parlaeus:gemeente:brinkwold:3",
}
MEETING: dict[str, Any] = {
    "title": "Gemeenteraad",
    "sortDate": "2026-12-15T19:30:00",
    "agenda": [
        {
            "id": "3-8",
            "title": "Moties",
            "number": "8",
            "documents": [],
            "agenda_items": [
                {
                    "id": "3-8.1",
                    "title": "Eén loket",
                    "number": None,
                    "documents": [{"id": "document:parlaeus:gemeente:brinkwold:17", "name": "Motie"}],
                    "agenda_items": [],
                }
            ],
        }
    ],
}


def line(**changed: object) -> str:
    row = {
        "seq": 4,
        "op": "upsert",
        "entity_id": "document:parlaeus:gemeente:brinkwold:17",
        "entity_type": "Document",
        "content_hash": "h1",
        "payload": PAYLOAD,
    }
    return json.dumps(row | changed)


def changes(*lines: str) -> list[Change | Unread]:
    return list(parse_feed("\n".join(lines).encode() + b"\n"))


def change(**changed: object) -> Change:
    (found,) = changes(line(**changed))
    assert isinstance(found, Change)
    return found


def test_a_paper_has_its_file_its_page_and_its_meeting() -> None:
    paper = parse_paper(change(), SITE)
    assert paper.document.key == "openbesluitvorming:brinkwold:17"
    assert (paper.document.genre, paper.document.published) == ("motie", date(2026, 11, 20))
    assert paper.document.url == paper.file_url == PAYLOAD["pdfUrl"]
    assert paper.document.page_url == PAYLOAD["downloadUrl"]
    assert (paper.document.revision, paper.meeting) == ("h1", PAYLOAD["meetingId"])


def test_a_paper_without_a_file_is_its_text() -> None:
    paper = parse_paper(change(payload=PAYLOAD | {"pdfUrl": None, "meetingId": None}), SITE)
    assert (paper.file_url, paper.meeting) == ("", "")
    assert paper.document.url.endswith("/api/entities/document%3Aparlaeus%3Agemeente%3Abrinkwold%3A17#text")


def test_a_paper_of_a_system_that_is_read_has_its_key_there() -> None:
    assert native_key("document:notubiz:gemeente:havenstede:12345", OWN) == "notubiz:9901:12345"
    assert native_key("document:ibabs:gemeente:havenstede:12345", OWN) == "openbesluitvorming:havenstede:12345"
    with pytest.raises(ValueError, match="entity_id"):
        native_key("document:notubiz", OWN)


def test_a_meeting_has_nested_items_and_places() -> None:
    agenda = parse_meeting(change(entity_type="Meeting", entity_id="meeting:x", payload=MEETING), SITE)
    assert [(item.number, item.title, item.parent_key) for item in agenda.items] == [
        ("8", "Moties", None),
        ("", "Eén loket", "openbesluitvorming:meeting:x:3-8"),
    ]
    assert agenda.places == {"document:parlaeus:gemeente:brinkwold:17": "openbesluitvorming:meeting:x:3-8.1"}
    assert agenda.event.date == date(2026, 12, 15)


def test_a_delete_has_no_payload() -> None:
    found = change(op="delete", content_hash=None, payload=None)
    assert (found.operation, found.payload) == ("delete", {})


@pytest.mark.parametrize(
    ("changed", "named"),
    [({"op": "merge"}, "merge"), ({"op": 3}, "op"), ({"entity_id": None}, "entity_id"), ({"payload": []}, "payload")],
)
def test_a_line_of_an_unknown_shape_is_told_and_the_others_go_on(changed: dict[str, object], named: str) -> None:
    good, bad, last = changes(line(), line(**changed), line())
    assert isinstance(good, Change)
    assert isinstance(last, Change)
    assert isinstance(bad, Unread)
    assert named in bad.message


def test_a_line_that_is_no_json_is_told() -> None:
    bad, good = changes("{", line())
    assert isinstance(bad, Unread)
    assert isinstance(good, Change)


def test_the_addresses_carry_key_limit_and_cursor() -> None:
    assert snapshot_url(SITE) == "http://127.0.0.1:1/api/export/snapshot?source=brinkwold&limit=1000"
    assert snapshot_url(SITE, "25").endswith("&cursor=25")
    assert changes_url(SITE, "7").endswith("/api/export/changes?source=brinkwold&cursor=7&limit=1000")
    assert entity_url(SITE, "a:b/c").endswith("/api/entities/a%3Ab%2Fc")


def test_text_and_freshness() -> None:
    assert parse_text(b'{"markdownText": "# Motie"}') == "# Motie"
    with pytest.raises(KeyError, match="markdownText"):
        parse_text(b'{"markdownText": ""}')
    assert parse_freshness(b'{"sources": [{"key": "brinkwold", "state": "stale"}]}') == {"brinkwold": "stale"}
