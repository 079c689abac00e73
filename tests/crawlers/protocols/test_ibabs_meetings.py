"""Meetings in the shapes of recorded pages (two portals, anonymised and trimmed).

The entries of the calendar are reconstructed from what clients of the portal read.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest
from lxml.html import fromstring, tostring

from crawlers.protocols.ibabs import Site
from crawlers.protocols.ibabs_meetings import CalendarEntry, Meeting, parse_entry, parse_meeting
from crawlers.protocols.shapes import Unread, read_each

SITE = Site(source_id="GM9904:ibabs", name="brinkwold", base_url="http://127.0.0.1:1")
BODIES = {"10000000": "Raad"}
TODAY = date(2026, 11, 23)
ENTRY = CalendarEntry(id="2b7e3c6f-1a6d-4d4a-8e2f-7a1c7a7b0001", title="Raad", body="Raad", date=date(2026, 11, 24))


@pytest.fixture
def page(fixture_text: Callable[[str], bytes]) -> str:
    return fixture_text("ibabs_meeting.html").decode()


@pytest.fixture
def meeting(page: str) -> Meeting:
    return parse_meeting(page, ENTRY, SITE, today=TODAY)


def test_entries_of_the_calendar(fixture_text: Callable[[str], bytes]) -> None:
    raws = json.loads(fixture_text("ibabs_agendas.json"))
    first, other, broken = read_each(raws, lambda raw: parse_entry(raw, BODIES))
    assert first == ENTRY
    assert isinstance(other, CalendarEntry)
    assert (other.id[-4:], other.body) == ("0002", "Informatieavond woningbouw"), "a kind that is not listed"
    assert broken == Unread("TypeError: title is None, not a text")


@pytest.mark.parametrize("field", ["id", "title", "start"])
def test_an_entry_without_a_mandatory_field_names_it(fixture_text: Callable[[str], bytes], field: str) -> None:
    raw = json.loads(fixture_text("ibabs_agendas.json"))[0]
    for wrong in ({name: value for name, value in raw.items() if name != field}, raw | {field: 7}, raw | {field: "x"}):
        if field == "title" and wrong.get(field) == "x":
            continue
        with pytest.raises((KeyError, TypeError, ValueError), match=field):
            parse_entry(wrong, BODIES)


def test_a_meeting_with_everything_below_it(meeting: Meeting, golden: Callable[[str, object], None]) -> None:
    golden("ibabs_meeting", asdict(meeting, dict_factory=lambda pairs: {name: value for name, value in pairs if value}))


def test_items_are_numbered_below_each_other_though_they_stand_in_one_row(meeting: Meeting) -> None:
    items = {item.title: item for item in meeting.items}
    assert list(items) == ["Opening", "Bespreekstukken", "Eén loket voor jongeren", "Sluiting"]
    assert items["Eén loket voor jongeren"].parent_key == items["Bespreekstukken"].key
    assert items["Sluiting"].parent_key is None


def test_documents_stand_under_the_meeting_or_their_item(meeting: Meeting) -> None:
    agenda, proposal, _ = meeting.documents
    assert (agenda.agenda_item_key, agenda.document.url.partition("?")[2]) == (None, f"agendaId={ENTRY.id}")
    assert proposal.agenda_item_key == f"{meeting.event and meeting.event.key}:5eab6f9c-4d9a-4a7d-9b5c-ad4fadae0003"
    assert "/Document/LoadAgendaItemDocument/" in proposal.document.url
    assert proposal.document.page_url.startswith("http://127.0.0.1:1/Agenda/Document/")
    assert proposal.document.title == "Raadsvoorstel Eén loket & ontschotting"
    assert [one.web_page for one in meeting.documents] == [False, False, True]


def test_what_cannot_be_read_is_told_and_the_rest_stays(meeting: Meeting) -> None:
    assert meeting.unread == (Unread("KeyError: 'panel-title-label'"), Unread("KeyError: 'documentId'"))


@pytest.mark.parametrize(("today", "published"), [(TODAY, TODAY), (date(2026, 12, 9), ENTRY.date)])
def test_a_paper_is_there_since_today_or_since_the_meeting(page: str, today: date, published: date) -> None:
    meeting = parse_meeting(page, ENTRY, SITE, today=today)
    assert {one.document.published for one in meeting.documents} == {published}


@pytest.mark.parametrize("words", ["Raad (vervallen)", "Raad AFGELAST", "Raad - geannuleerd"])
def test_a_cancelled_meeting_is_no_event_and_keeps_its_papers(page: str, words: str) -> None:
    meeting = parse_meeting(page.replace("<h1 >Raad</h1>", f"<h1>{words}</h1>"), ENTRY, SITE, today=TODAY)
    assert (meeting.event, meeting.items) == (None, ())
    assert len(meeting.documents) == 3
    assert {(one.event_key, one.agenda_item_key) for one in meeting.documents} == {(None, None)}


def test_a_meeting_without_an_agenda_is_empty(page: str) -> None:
    header = page.partition("<dt class")[0]
    meeting = parse_meeting(header, ENTRY, SITE, today=TODAY)
    assert meeting.event is not None
    assert (meeting.items, meeting.documents, meeting.unread) == ((), (), ())


def test_a_page_without_a_heading_is_no_meeting(page: str) -> None:
    with pytest.raises(KeyError, match="h1"):
        parse_meeting(page.replace("h1", "b"), ENTRY, SITE, today=TODAY)


def test_whatever_part_of_a_page_is_gone_the_rest_is_read_or_it_is_said_what_is_missing(page: str) -> None:
    whole = {one.document.key for one in parse_meeting(page, ENTRY, SITE, today=TODAY).documents}
    for number in range(len(fromstring(page).xpath("//body//*"))):
        root = fromstring(page)
        element = root.xpath("//body//*")[number]
        below = {link.get("data-document-id") for link in element.xpath("descendant-or-self::a")}
        element.drop_tree()
        try:
            meeting = parse_meeting(tostring(root, encoding="unicode"), ENTRY, SITE, today=TODAY)
        except KeyError as error:
            assert str(error) == "'h1'"  # noqa: PT017  (most parts may go without an error)
            continue
        lost = {key.rpartition(":")[2] for key in whole - {one.document.key for one in meeting.documents}}
        assert lost <= below
