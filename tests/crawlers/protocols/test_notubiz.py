import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from mutations import json_mutations, mutate_json

from crawlers.protocols.notubiz import (
    Module,
    Site,
    Unanswered,
    answer_with,
    is_closed,
    parse_document,
    parse_gremium,
    parse_module,
    public_meeting,
)
from crawlers.protocols.notubiz_entry import parse_module_item
from crawlers.protocols.notubiz_meeting import Meeting, parse_meeting
from crawlers.protocols.shapes import UNKNOWN_SHAPE, Unread, entries, read_each, reason, table

SITE = Site(source_id="GM9901:notubiz", organisation="9901", base_url="http://127.0.0.1:1")
GREMIA = {8203: "Gemeenteraad"}


@pytest.fixture
def load(fixture_text: Callable[[str], bytes]) -> Callable[[str], Any]:
    return lambda name: json.loads(fixture_text(f"notubiz_{name}.json"))


def meeting_of(answer: Any, gremia: dict[int, str] = GREMIA) -> Meeting:
    return parse_meeting(answer["meeting"], SITE, gremia)


def paper(load: Callable[[str], Any]) -> dict[str, Any]:
    return dict(load("meeting")["meeting"]["documents"][0])


def test_a_meeting_with_everything_below_it(load: Callable[[str], Any], golden: Callable[[str, object], None]) -> None:
    golden("notubiz_meeting", asdict(meeting_of(load("meeting"))))


def test_items_nest_under_items_and_not_under_labels(load: Callable[[str], Any]) -> None:
    items = {item.title: item for item in meeting_of(load("meeting")).items}
    assert items["Voorstel speelplekken Oude Haven"].parent_key is None
    assert items["Amendement Meer groen"].parent_key == items["Voorstel speelplekken Oude Haven"].key
    assert [item.position for item in items.values()] == list(range(len(items)))


def test_nothing_below_a_closed_item_is_listed(load: Callable[[str], Any]) -> None:
    meeting = meeting_of(load("meeting"))
    assert not [item for item in meeting.items if "besloten" in item.title.casefold()]
    assert not [found for found in meeting.documents if "besloten" in found.document.title.casefold()]


def test_what_hangs_under_a_confidential_item_is_confidential(load: Callable[[str], Any]) -> None:
    found = {listed.document.title: listed.confidential for listed in meeting_of(load("meeting")).documents}
    assert found["Geheime bijlage grondprijs"]
    assert found["Toelichting bij punt 4"]
    assert not found["Raadsvoorstel Speelplekken Oude Haven"]


def test_module_items_keep_the_place_where_they_hang(load: Callable[[str], Any]) -> None:
    meeting = meeting_of(load("meeting"))
    key = meeting.event.key
    assert [(link.id, link.agenda_item_key) for link in meeting.module_items] == [
        ("1190007", None),
        ("1190008", f"{key}:8400003"),
    ]


def test_an_item_of_an_unknown_shape_is_told_and_the_others_stay(load: Callable[[str], Any]) -> None:
    meeting = meeting_of(load("meeting"))
    assert meeting.unread == (Unread("KeyError: 'attribute 1 (title)'"),)
    assert "Sluiting" in [item.title for item in meeting.items]


def test_a_document_of_an_unknown_shape_does_not_take_the_meeting_along(load: Callable[[str], Any]) -> None:
    answer = load("meeting")
    answer["meeting"]["documents"].insert(0, {"id": 1, "title": None})
    meeting = meeting_of(answer)
    assert meeting.unread[0] == Unread("KeyError: 'version'")
    assert meeting.documents[0].document.title == "Agenda gemeenteraad 26 november 2026"


def test_without_a_body_the_title_stands_for_it(load: Callable[[str], Any]) -> None:
    event = meeting_of(load("meeting_without_body")).event
    assert (event.body, event.title, str(event.date)) == ("Informatieavond jongeren",) * 2 + ("2026-12-03",)


def test_a_dissolved_body_is_no_error(load: Callable[[str], Any]) -> None:
    assert meeting_of(load("meeting"), {}).event.body == "Gemeenteraad 26 november"


def test_the_error_that_comes_with_status_200(fixture_text: Callable[[str], bytes]) -> None:
    with pytest.raises(Unanswered, match="No rights to see this meeting") as raised:
        answer_with("meeting", fixture_text("notubiz_meeting_refused.json"))
    assert raised.value.is_closed
    with pytest.raises(Unanswered, match="An uncaught error") as raised:
        answer_with("meeting", b'{"message": "An uncaught error has occurred"}')
    assert not raised.value.is_closed, "that is a failure and no answer"


@pytest.mark.parametrize(
    ("body", "said"), [(b"[]", "no object with 'items'"), (b"{}", "items"), (b'{"message": 7}', "message is 7")]
)
def test_an_answer_without_what_was_asked_is_an_error(body: bytes, said: str) -> None:
    with pytest.raises((KeyError, TypeError), match=said):
        answer_with("items", body)


@pytest.mark.parametrize("field", ["attributes", "plannings", "url", "last_modified", "gremium", "agenda_items"])
def test_a_meeting_without_a_mandatory_field_is_an_error(load: Callable[[str], Any], field: str) -> None:
    answer = load("meeting")
    del answer["meeting"][field]
    with pytest.raises(KeyError, match=field):
        meeting_of(answer)


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
    assert [parse_gremium(one) for one in load("gremia")["gremia"]] == [
        (8203, "Gemeenteraad"),
        (8204, "Commissie Samenleving"),
    ]
    assert [parse_module(one) for one in load("modules")["modules"]] == [
        Module(id=1, name="Ingekomen stukken", is_known=False),
        Module(id=6, name="Moties en Amendementen", is_known=True),
        Module(id=19, name="Raadsvoorstellen", is_known=True),
    ]
    assert [public_meeting(event) for event in load("events")["events"]] == ["1310044", ""]


@pytest.mark.parametrize(
    ("number", "name", "custom", "known"),
    [
        (3, "Toezeggingen", "Wat wij beloofden", True),
        (14, "Brieven", "Raadsinformatiebrieven", True),
        (27, "Stadsgesprekken", "", False),
    ],
)
def test_a_module_is_known_by_its_number_or_its_name(number: int, name: str, custom: str, known: bool) -> None:
    module = parse_module({"id": number, "name": name, "custom_name": custom})
    assert (module.name, module.is_known) == (custom or name, known)
    assert not module.has_letters


def test_an_entry_without_a_file_is_a_document_of_its_fields(load: Callable[[str], Any]) -> None:
    raw = load("items")["items"][1]
    raw["attributes"] += [
        field(15, "Datum", "datetime", "2026-11-12 00:00:00"),
        field(35, "Toelichting", "text", f"<p>Het college &amp; de raad.</p><ul><li>{'Lang. ' * 20}</li></ul>"),
        field(36, "Toegezegd door", "integer", 12, stands_for="wethouder"),
        field(17, "Afgedaan op", "datetime", None),
        field(87, "Aantal", "integer", 3),
    ]
    (listed,) = parse_module_item(raw, SITE, module="Toezeggingen")
    document = listed.document
    assert (document.key, document.title, document.genre) == (
        "notubiz:9901:item:1190009",
        "Toezegging zonder stuk",
        "toezegging",
    )
    assert str(document.published) == "2026-11-12"
    assert document.url == "http://127.0.0.1:1/modules/0/items/1190009"
    assert document.page_url == SITE.url("/modules/0/items/1190009")
    assert [line for line in listed.content.splitlines() if line.startswith(("<h", "<p"))] == [
        '<html lang="nl"><head><meta charset="utf-8"><title>Toezegging zonder stuk</title></head>',
        "<h1>Toezegging zonder stuk</h1>",
        "<p>Toezeggingen</p>",
        "<p>Status: open</p>",
        "<p>Datum: 12-11-2026</p>",
        "<h2>Toelichting</h2>",
        "<p>Het college &amp; de raad.</p>",
        f"<p>{('Lang. ' * 20).strip()}</p>",
        "<p>Toegezegd door: wethouder</p>",
        "<p>Aantal: 3</p>",
    ]


def field(number: int, label: str, datatype: str, content: object, *, stands_for: str = "") -> dict[str, Any]:
    meta = {"reference_model": "user", "label": stands_for} if stands_for else None
    value = {"content": content, "meta_data": meta}
    return {"id": number, "label": label, "datatype": datatype, "values": [value]}


def test_what_an_entry_says_changes_its_revision_and_nothing_else_does(load: Callable[[str], Any]) -> None:
    raw = load("items")["items"][1]
    (before,) = parse_module_item(raw, SITE, module="Moties")
    (again,) = parse_module_item(raw | {"body": "iets"}, SITE, module="Moties")
    raw["attributes"][1]["values"][0]["content"] = "afgedaan"
    (after,) = parse_module_item(raw, SITE, module="Moties")
    assert before.document.revision == again.document.revision != after.document.revision


def test_a_confidential_entry_without_a_file_is_confidential(load: Callable[[str], Any]) -> None:
    (listed,) = parse_module_item(load("items")["items"][1] | {"confidential": 1}, SITE, module="Moties")
    assert listed.confidential


@pytest.mark.parametrize("markup", ["<b>vet</b> & meer", "a < b", "", "<script>x</script>", "</p></p>"])
def test_no_markup_of_a_field_gets_into_the_page(load: Callable[[str], Any], markup: str) -> None:
    raw = load("items")["items"][1]
    raw["attributes"].append(field(61, "Opmerking <i>", "text", markup))
    (listed,) = parse_module_item(raw, SITE, module="Moties")
    assert not {"<b>", "<i>", "<script>"} & set(re.findall("<[^>]*>", listed.content))


def test_letters_of_inhabitants_and_closed_items_are_not_read(load: Callable[[str], Any]) -> None:
    assert [is_closed(item) for item in load("items")["items"]] == [False, False, True, False, False, True]


def test_every_address_carries_a_version() -> None:
    url = SITE.url("/events", date_from="2026-11-01 00:00:00")
    assert url == "http://127.0.0.1:1/events?date_from=2026-11-01+00%3A00%3A00&format=json&version=1.17.0"


def read_items(answer: Any) -> tuple[list[Any], list[str]]:
    found = list(read_each(entries(answer, "items"), lambda item: parse_module_item(item, SITE, module="Moties")))
    return [one for one in found if not isinstance(one, Unread)], [
        one.message for one in found if isinstance(one, Unread)
    ]


def read_meeting(answer: Any) -> tuple[list[Any], list[str]]:
    meeting = parse_meeting(table(answer, "meeting"), SITE, GREMIA)
    found = [meeting.event, meeting.items, meeting.documents, meeting.module_items]
    return found, [one.message for one in meeting.unread]


@pytest.mark.parametrize(
    ("name", "read", "optional"), [("items", read_items, {"attachments"}), ("meeting", read_meeting, set[str]())]
)
def test_every_field_that_is_gone_or_of_another_type_is_needless_or_named(
    fixture_text: Callable[[str], bytes],
    name: str,
    read: Callable[[Any], tuple[list[Any], list[str]]],
    optional: set[str],
) -> None:
    body = fixture_text(f"notubiz_{name}.json")
    whole, before = read(json.loads(body))
    silent = []
    for mutation in json_mutations(body):
        try:
            found, told = read(json.loads(mutate_json(body, mutation)))
        except UNKNOWN_SHAPE as error:
            found, told = [], [reason(error)]
        is_named = any(mutation.field in message for message in told if told.count(message) > before.count(message))
        if found != whole and not is_named and mutation.field not in optional:
            silent.append(str(mutation))
    assert silent == []
