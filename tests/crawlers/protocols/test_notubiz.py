import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from crawlers.protocols.notubiz import (
    Site,
    Unanswered,
    is_closed,
    parse_document,
    parse_gremia,
    parse_meeting,
    parse_module_item,
    parse_modules,
    public_meeting,
)
from crawlers.protocols.shapes import Unread, read_each

SITE = Site(source_id="GM9901:notubiz", organisation="9901", base_url="http://127.0.0.1:1")
GREMIA = {8203: "Gemeenteraad"}


@pytest.fixture
def load(fixture_text: Callable[[str], bytes]) -> Callable[[str], Any]:
    return lambda name: json.loads(fixture_text(f"notubiz_{name}.json"))


def paper(load: Callable[[str], Any]) -> dict[str, Any]:
    return dict(load("meeting")["meeting"]["documents"][0])


def test_a_meeting_with_everything_below_it(load: Callable[[str], Any], golden: Callable[[str, object], None]) -> None:
    golden("notubiz_meeting", asdict(parse_meeting(load("meeting"), SITE, GREMIA)))


def test_items_nest_under_items_and_not_under_labels(load: Callable[[str], Any]) -> None:
    items = {item.title: item for item in parse_meeting(load("meeting"), SITE, GREMIA).items}
    assert items["Voorstel speelplekken Oude Haven"].parent_key is None
    assert items["Amendement Meer groen"].parent_key == items["Voorstel speelplekken Oude Haven"].key
    assert [item.position for item in items.values()] == list(range(len(items)))


def test_nothing_below_a_closed_item_is_listed(load: Callable[[str], Any]) -> None:
    meeting = parse_meeting(load("meeting"), SITE, GREMIA)
    assert not [item for item in meeting.items if "besloten" in item.title.casefold()]
    assert not [found for found in meeting.documents if "besloten" in found.document.title.casefold()]


def test_what_hangs_under_a_confidential_item_is_confidential(load: Callable[[str], Any]) -> None:
    found = {
        listed.document.title: listed.confidential for listed in parse_meeting(load("meeting"), SITE, GREMIA).documents
    }
    assert found["Geheime bijlage grondprijs"]
    assert found["Toelichting bij punt 4"]
    assert not found["Raadsvoorstel Speelplekken Oude Haven"]


def test_module_items_keep_the_place_where_they_hang(load: Callable[[str], Any]) -> None:
    meeting = parse_meeting(load("meeting"), SITE, GREMIA)
    key = meeting.event.key
    assert [(link.id, link.agenda_item_key) for link in meeting.module_items] == [
        ("1190007", None),
        ("1190008", f"{key}:8400003"),
    ]


def test_an_item_of_an_unknown_shape_is_told_and_the_others_stay(load: Callable[[str], Any]) -> None:
    meeting = parse_meeting(load("meeting"), SITE, GREMIA)
    assert meeting.unread == (Unread("KeyError: 'attribute 1 (title)'"),)
    assert "Sluiting" in [item.title for item in meeting.items]


def test_a_document_of_an_unknown_shape_does_not_take_the_meeting_along(load: Callable[[str], Any]) -> None:
    answer = load("meeting")
    answer["meeting"]["documents"].insert(0, {"id": 1, "title": None})
    meeting = parse_meeting(answer, SITE, GREMIA)
    assert meeting.unread[0] == Unread("KeyError: 'version'")
    assert meeting.documents[0].document.title == "Agenda gemeenteraad 26 november 2026"


def test_without_a_body_the_title_stands_for_it(load: Callable[[str], Any]) -> None:
    event = parse_meeting(load("meeting_without_body"), SITE, GREMIA).event
    assert (event.body, event.title, str(event.date)) == ("Informatieavond jongeren",) * 2 + ("2026-12-03",)


def test_a_dissolved_body_is_no_error(load: Callable[[str], Any]) -> None:
    assert parse_meeting(load("meeting"), SITE, {}).event.body == "Gemeenteraad 26 november"


def test_the_error_that_comes_with_status_200(load: Callable[[str], Any]) -> None:
    with pytest.raises(Unanswered, match="No rights to see this meeting"):
        parse_meeting(load("meeting_refused"), SITE, GREMIA)


@pytest.mark.parametrize("field", ["attributes", "plannings", "url", "last_modified", "gremium", "agenda_items"])
def test_a_meeting_without_a_mandatory_field_is_an_error(load: Callable[[str], Any], field: str) -> None:
    answer = load("meeting")
    del answer["meeting"][field]
    with pytest.raises(KeyError, match=field):
        parse_meeting(answer, SITE, GREMIA)


@pytest.mark.parametrize("field", ["title", "last_modified"])
def test_null_where_a_text_belongs_is_an_error(load: Callable[[str], Any], field: str) -> None:
    with pytest.raises(TypeError, match=field):
        parse_document(paper(load) | {field: None}, SITE)


def test_half_a_surrogate_pair_can_be_stored(load: Callable[[str], Any]) -> None:
    raw = paper(load) | {"title": json.loads('"Nota \\ud83d en \\u0000 meer"')}
    title = parse_document(raw, SITE).document.title
    assert title == "Nota ? en   meer"
    assert title.encode()


@pytest.mark.parametrize(
    ("publication", "published"), [("2026-12-13", "2026-11-13"), ("2026-11-10", "2026-11-10"), ("", "2026-11-13")]
)
def test_the_day_of_publication_is_never_later_than_the_last_change(
    load: Callable[[str], Any], publication: str, published: str
) -> None:
    assert str(parse_document(paper(load) | {"publication_date": publication}, SITE).document.published) == published


def test_the_file_is_asked_at_our_own_base(load: Callable[[str], Any]) -> None:
    raw = paper(load) | {"url": "http://oud.havenstede.example/stuk.pdf", "version": 3}
    assert parse_document(raw, SITE).document.url == "http://127.0.0.1:1/document/16600001/3"


def test_only_the_current_version_tells_whether_it_is_a_web_page(load: Callable[[str], Any]) -> None:
    raw = paper(load)
    assert parse_document(raw, SITE).web_page
    assert not parse_document(raw | {"version": 2}, SITE).web_page


def test_module_items(load: Callable[[str], Any], golden: Callable[[str, object], None]) -> None:
    found = read_each(load("items")["items"], lambda item: parse_module_item(item, SITE, module="Moties"))
    golden("notubiz_items", [asdict(f) if isinstance(f, Unread) else [asdict(listed) for listed in f] for f in found])


def test_a_module_names_its_own_documents_and_not_their_attachments(load: Callable[[str], Any]) -> None:
    documents = parse_module_item(load("items")["items"][0], SITE, module="Moties")
    assert [(listed.document.title, listed.document.genre) for listed in documents] == [
        ("Jongeren aan zet", "motie"),
        ("Afdoening Jongeren aan zet", "motie"),
        ("Dekking en planning", "bijlage"),
    ]


def test_gremia_modules_and_events(load: Callable[[str], Any]) -> None:
    assert parse_gremia(load("gremia")) == {8203: "Gemeenteraad", 8204: "Commissie Samenleving"}
    assert parse_modules(load("modules")) == {6: "Moties en Amendementen", 19: "Raadsvoorstellen"}
    assert [public_meeting(event) for event in load("events")["events"]] == ["1310044", ""]


def test_letters_of_inhabitants_and_closed_items_are_not_read(load: Callable[[str], Any]) -> None:
    assert [is_closed(item) for item in load("items")["items"]] == [False, False, True, False, False, True]


def test_every_address_carries_a_version() -> None:
    url = SITE.url("/events", date_from="2026-11-01 00:00:00")
    assert url == "http://127.0.0.1:1/events?date_from=2026-11-01+00%3A00%3A00&format=json&version=1.17.0"
