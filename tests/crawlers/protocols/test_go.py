"""Records of version 2 are in the recorded shape; those of version 1 are reconstructed from what others read of it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any, Literal

import pytest

from crawlers.protocols.go import (
    Item,
    Listed,
    Meeting,
    parse_agenda,
    parse_document,
    parse_inlined,
    parse_meeting,
)
from crawlers.protocols.go_lists import Site, half_years, parse_page
from crawlers.protocols.shapes import Unread, read_each

EVENT = "go:GM9902:meeting:1223"


def site(version: Literal["v1", "v2"] = "v2") -> Site:
    return Site(source_id="GM9902:go", key="go:GM9902", base_url="http://127.0.0.1:1/api", version=version)


@pytest.fixture
def load(fixture_text: Callable[[str], bytes]) -> Callable[[str], Any]:
    return lambda name: json.loads(fixture_text(f"go_{name}.json"))


@pytest.fixture
def papers(load: Callable[[str], Any]) -> list[dict[str, Any]]:
    return list(load("documents")["result"]["documents"])


@pytest.fixture
def agenda(load: Callable[[str], Any]) -> list[dict[str, Any]]:
    return list(load("items")["result"]["meetingitems"])


def document(raw: dict[str, Any]) -> Listed:
    listed = parse_document(raw, site())
    assert listed is not None
    return listed


def test_documents(papers: list[dict[str, Any]], golden: Callable[[str, object], None]) -> None:
    found = [parse_document(paper, site()) for paper in papers]
    golden("go_documents", [listed and asdict(listed) for listed in found])


def test_meetings(load: Callable[[str], Any], golden: Callable[[str, object], None]) -> None:
    found = [parse_meeting(raw, site()) for raw in load("meetings")["result"]["meetings"]]
    golden("go_meetings", [meeting and asdict(meeting) for meeting in found])


def test_an_agenda(agenda: list[dict[str, Any]], golden: Callable[[str, object], None]) -> None:
    golden("go_items", [asdict(found) for found in parse_agenda(agenda, EVENT, site())])


def test_what_version_1_gives_with_a_meeting(load: Callable[[str], Any], golden: Callable[[str, object], None]) -> None:
    found = []
    for raw in load("v1_meetings"):
        meeting = parse_meeting(raw, site("v1"))
        assert meeting is not None
        found.append([asdict(meeting), asdict(parse_inlined(raw, meeting, site("v1")))])
    golden("go_v1_meetings", found)


def test_letters_from_outside_are_not_read(papers: list[dict[str, Any]]) -> None:
    left_out = [paper["documentTypeLabel"] for paper in papers if parse_document(paper, site()) is None]
    assert left_out == ["Ingekomen stuk", "Zienswijze (Inkomend)"]


def test_a_meeting_that_is_not_public_is_left_out(load: Callable[[str], Any]) -> None:
    found = [parse_meeting(raw, site()) for raw in load("meetings")["result"]["meetings"]]
    assert [meeting and meeting.id for meeting in found] == [1223, 1219, None]


def test_without_a_description_the_file_name_or_the_body_stands_for_it(
    papers: list[dict[str, Any]], load: Callable[[str], Any]
) -> None:
    assert document(papers[5]).document.title == "Notitie jongerenwerk"
    meeting = parse_meeting(load("meetings")["result"]["meetings"][1], site())
    assert meeting is not None
    assert (meeting.event.title, meeting.event.body) == ("Raadscommissie", "Raadscommissie")


@pytest.mark.parametrize(
    "change",
    [
        {"fileName": "Ander stuk.pdf"},
        {"fileSize": 4},
        {"objectId": 9},
        {"publicationDate": {"date": "2026-11-13 00:00:00.000000"}},
    ],
)
def test_whatever_changes_with_the_file_changes_the_revision(
    papers: list[dict[str, Any]], change: dict[str, Any]
) -> None:
    before = document(papers[0]).document
    after = document(papers[0] | change).document
    assert after.revision != before.revision
    assert (after.key, after.url) == (before.key, before.url)


def test_only_a_file_that_is_called_so_may_be_a_web_page(papers: list[dict[str, Any]]) -> None:
    assert [paper["fileName"] for paper in papers if (one := parse_document(paper, site())) and one.web_page] == [
        "agenda.html"
    ]


def test_an_item_stands_below_the_nearest_one_that_is_there(agenda: list[dict[str, Any]]) -> None:
    records = [found.record for found in parse_agenda(agenda, EVENT, site()) if isinstance(found, Item)]
    above = {record.number: record.parent_key for record in records if record}
    assert above == {
        "1.": None,
        "3.": None,
        "3.1.": f"{EVENT}:14103",
        "3.1.2.": f"{EVENT}:14104",
        "4.2": None,
    }
    without = [raw for raw in agenda if raw["number"] != "3.1."]
    records = [found.record for found in parse_agenda(without, EVENT, site()) if isinstance(found, Item)]
    assert records[-2] is not None
    assert records[-2].parent_key == f"{EVENT}:14103"


def test_one_bad_item_or_document_does_not_take_the_others_along(
    agenda: list[dict[str, Any]], load: Callable[[str], Any]
) -> None:
    found = [*parse_agenda(agenda, EVENT, site())]
    assert [one for one in found if isinstance(one, Unread)] == [Unread("TypeError: title is None, not a text")]
    raw = load("v1_meetings")[0]
    meeting = parse_meeting(raw, site("v1"))
    assert meeting is not None
    inlined = parse_inlined(raw, meeting, site("v1"))
    assert inlined.unread == [Unread("TypeError: filename is None, not a text"), Unread("KeyError: 'documents'")]
    assert [listed.number for _, listed in inlined.papers] == [3300, 3303, 3301]


def test_a_heading_keeps_what_hangs_under_it(load: Callable[[str], Any]) -> None:
    raw = load("v1_meetings")[0]
    meeting = parse_meeting(raw, site("v1"))
    assert meeting is not None
    under = {listed.number: item and item.record for item, listed in parse_inlined(raw, meeting, site("v1")).papers}
    assert under[3303] is None
    assert under[3301] is not None


@pytest.mark.parametrize("field", ["id", "fileName", "fileSize", "objectId", "description", "confidential"])
def test_a_document_without_a_mandatory_field_names_it(papers: list[dict[str, Any]], field: str) -> None:
    without = {name: value for name, value in papers[0].items() if name != field}
    assert [*read_each([without, papers[0] | {field: [1]}], lambda raw: parse_document(raw, site()))] == [
        Unread(f"KeyError: '{field}'"),
        Unread(f"TypeError: {field} is [1], not {_kind(field)}"),
    ]


def _kind(field: str) -> str:
    kinds = {"confidential": "yes or no", "fileName": "a text", "description": "a text"}
    return kinds.get(field, "a whole number")


@pytest.mark.parametrize("field", ["id", "dmu", "description", "date", "confidential"])
def test_a_meeting_without_a_mandatory_field_names_it(load: Callable[[str], Any], field: str) -> None:
    raw = load("meetings")["result"]["meetings"][0]
    del raw[field]
    with pytest.raises(KeyError, match=field):
        parse_meeting(raw, site())


def test_pages_of_both_versions(load: Callable[[str], Any]) -> None:
    page = parse_page(load("documents"), "documents")
    assert (len(page.entries), page.total) == (8, 17082)
    bare = parse_page(load("v1_meetings"), "meetings")
    assert (len(bare.entries), bare.total) == (2, None)


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ({"status": "ERROR", "code": 500, "messages": ["x"]}, "result"),
        ({"result": None}, "result"),
        ({"result": {"totalCount": "1"}}, "documents"),
        ({"result": {"documents": {}, "totalCount": "1"}}, "documents"),
        ({"result": {"documents": []}}, "totalCount"),
        ({"result": {"documents": [], "totalCount": "veel"}}, "totalCount"),
        ({"result": {"documents": [], "totalCount": None}}, "totalCount"),
    ],
)
def test_an_answer_that_is_no_list_names_what_is_missing(answer: Any, named: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError), match=named):
        parse_page(answer, "documents")


def test_days_are_written_as_each_version_reads_them() -> None:
    days = (date(2026, 8, 25), date(2027, 1, 22))
    assert site().meeting_days(days) == {"date_from": "2026-08-25", "date_to": "2027-01-22"}
    assert site("v1").meeting_days(days) == {"date_from": "1787616000", "date_to": "1800662399"}
    assert site().document_days(days) == {
        "publicationDate_from": "2026-08-25T00:00:00",
        "publicationDate_to": "2027-01-22T23:59:59",
    }


def test_a_wide_window_is_cut_without_gaps() -> None:
    days = [*half_years((date(2026, 1, 1), date(2026, 12, 31)))]
    assert days == [
        (date(2026, 1, 1), date(2026, 6, 29)),
        (date(2026, 6, 30), date(2026, 12, 26)),
        (date(2026, 12, 27), date(2026, 12, 31)),
    ]
    assert [*half_years((date(2026, 1, 1), date(2026, 1, 1)))] == [(date(2026, 1, 1), date(2026, 1, 1))]


def test_the_page_of_a_meeting_is_on_the_site_itself(load: Callable[[str], Any]) -> None:
    found: list[Meeting | None] = [
        parse_meeting(load("meetings")["result"]["meetings"][0], site()),
        parse_meeting(load("v1_meetings")[0], site("v1")),
    ]
    assert [meeting and meeting.event.url for meeting in found] == [
        "http://127.0.0.1:1/Vergaderingen/Gemeenteraad/2026/10-december/20:00",
        "http://127.0.0.1:1/Vergaderingen",
    ]
