"""One crawl of several Notubiz organisations: one as it should be, the others each with something of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import PDF, Answer, Night, Server

NOTHING = {"pagination": {"list_start": 0, "list_end": 0, "total_results": 0}, "items": []}
NO_EVENTS = {"pagination": {"has_more_pages": False}, "events": []}
WHOLE, PAGED, STUCK, BROKEN, NO_RIGHTS, REFUSED, UNFIT, BODILESS, ERRING = (f"99{number:02}" for number in range(1, 10))
ODD = {
    "9911": b"",
    "9916": b'{"message": "An uncaught error has occurred"}',
    "9912": b"<html>Even geduld</html>",
    "9913": b"[]",
    "9914": b"[" * 5000,
    "9915": b'{"modules": {"id": 6}}',
}
WEB_PAGE = Answer(
    body=b"<!doctype html><html><body>Agenda</body></html>", kind="text/html", headers={"ETag": '"one for all"'}
)


class Town:
    """One organisation on the server, with numbers of its own in every fixture."""

    def __init__(self, server: Server, organisation: str, read: Callable[[str], bytes]) -> None:
        self.server, self.organisation, self._read = server, organisation, read
        self.put("modules", self.load("modules"))
        self.put("modules/6/items", self.load("items"), NOTHING)
        self.put("modules/19/items", NOTHING)
        self.put("gremia", self.load("gremia"))
        server.put_json(self.events, self.load("events"), NO_EVENTS)
        server.put_json(self.meeting, self.load("meeting"))
        items = self.load("items")["items"]
        server.put_json(f"/modules/0/items/{self.number('1190007')}", {"item": items[5]})
        server.put_json(f"/modules/0/items/{self.number('1190008')}", {"item": items[0]})
        for number in range(1, 17):
            for version in (1, 2):
                body = PDF + f"{organisation}.{number}.{version}".encode()
                server.put(self.document(number, version), Answer(body=body, headers={"ETag": '"one for all"'}))

    def number(self, digits: str) -> str:
        """Give 166000xx of the fixtures as it is here, and so on."""
        return digits[:3] + self.organisation[2:] + digits[5:]

    def load(self, name: str) -> Any:
        text = self._read(f"notubiz_{name}.json").decode()
        for kind in ("16600", "13100", "11900"):
            text = text.replace(kind, self.number(kind))
        return json.loads(text)

    def put(self, path: str, *contents: object) -> None:
        self.server.put_json(f"/organisations/{self.organisation}/{path}", *contents)

    def put_raw(self, path: str, answer: Answer) -> None:
        self.server.put(f"/organisations/{self.organisation}/{path}", answer)

    @property
    def events(self) -> str:
        return f"/events?{self.organisation}"

    @property
    def meeting(self) -> str:
        return f"/events/meetings/{self.number('1310044')}"

    def document(self, number: int, version: int = 1) -> str:
        return f"/document/{self.number('16600')}{number:03}/{version}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """The queries with which a path of this town was asked."""
        split = [(urlsplit(one).path, parse_qs(urlsplit(one).query)) for one in self.server.paths]
        return [
            {name: values[0] for name, values in query.items()}
            for asked, query in split
            if asked == path and query.get("organisation_id", [self.organisation]) == [self.organisation]
        ]


def route(path: str) -> str:
    """Events of all organisations have one path; the organisation is in the query."""
    organisation = parse_qs(urlsplit(path).query).get("organisation_id")
    return f"/events?{organisation[0]}" if organisation else path.partition("?")[0]


class Crawled:
    """What the first crawl gave."""

    def __init__(self, night: Night, towns: dict[str, Town]) -> None:
        self.night, self.towns = night, towns
        self.results = {result["source_id"][2:6]: result for result in night.run()}
        self.ends = {url.removeprefix(night.systems["notubiz"]["base_url"]): end for url, end in night.ends().items()}
        self.paths = list(towns[WHOLE].server.paths)

    def documents(self, organisation: str) -> set[str]:
        begin = f"/document/{self.towns[organisation].number('16600')}"
        return {path for path in self.paths if path.startswith(begin)}

    def issues(self, organisation: str) -> list[tuple[str, str]]:
        rows = self.night.rows(
            f"select kind, message from issues where run_id = 1 and source_id like '%{organisation}:%'"
        )
        shape = ("unknown_shape", "unknown_shape")  # the broken item and document that every town has
        return [(row["kind"], row["message"]) for row in rows if row["kind"] not in shape or organisation in ODD]


@pytest.fixture(scope="module")
def crawled(
    new_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory, fixture_text: Callable[[str], bytes]
) -> Crawled:
    server = new_server()
    server.route = route
    organisations = (WHOLE, PAGED, STUCK, BROKEN, NO_RIGHTS, REFUSED, UNFIT, BODILESS, ERRING, *ODD)
    towns = {organisation: Town(server, organisation, fixture_text) for organisation in organisations}
    _two_meetings(towns[WHOLE])
    server.put(towns[WHOLE].document(1), WEB_PAGE)
    server.put(towns[WHOLE].document(2, 2), WEB_PAGE)
    server.put(towns[WHOLE].document(4), Answer(status=500))
    _pages(towns[PAGED], start=6)
    _pages(towns[STUCK], start=0)
    endless = towns[STUCK].load("events") | {"pagination": {"has_more_pages": True}}
    server.put_json(towns[STUCK].events, endless, NO_EVENTS, NO_EVENTS | {"pagination": {"has_more_pages": True}})
    server.put_json(towns[BROKEN].events, {"events": towns[BROKEN].load("events")["events"]})
    server.put_json(towns[NO_RIGHTS].meeting, towns[NO_RIGHTS].load("meeting_refused"))
    for path in ("modules", "gremia"):
        towns[REFUSED].put_raw(path, Answer(status=403))
    server.put(towns[REFUSED].events, Answer(status=403))
    towns[BODILESS].put_raw("gremia", Answer(status=403))
    modules = towns[BODILESS].load("modules")
    modules["modules"] += [{"id": 27, "name": "Stadsgesprekken", "custom_name": ""}, {"id": "x"}]
    towns[BODILESS].put("modules", modules)
    towns[BODILESS].put("modules/27/items", NOTHING)
    server.put_json(towns[ERRING].meeting, {"message": "An uncaught error has occurred"})
    unfit = towns[UNFIT].load("meeting")
    unfit["meeting"]["agenda_items"][0]["type_data"]["title_prefix"] = {"nummer": 1}
    server.put_json(towns[UNFIT].meeting, unfit)
    for organisation, body in ODD.items():
        towns[organisation].put_raw("modules", Answer(body=body, kind="application/json"))
    night = Night(
        folder=tmp_path_factory.mktemp("notubiz"),
        systems={"notubiz": {"base_url": server.url, "hosts": [server.url]}},
        sources=[(f"GM{organisation}", "notubiz", {"key": organisation}) for organisation in towns],
    )
    return Crawled(night, towns)


def _two_meetings(town: Town) -> None:
    """The same agenda in a second meeting."""
    events, second = town.load("events"), town.load("meeting")
    events["events"].append(events["events"][0] | {"id": int(town.number("1310099"))})
    second["meeting"]["id"] = int(town.number("1310099"))
    town.server.put_json(town.events, events, NO_EVENTS)
    town.server.put_json(f"/events/meetings/{town.number('1310099')}", second)


def _pages(town: Town, *, start: int) -> None:
    """A module that says it has seven items on two pages."""
    first = town.load("items")
    first["pagination"]["total_results"] = 7
    second = deepcopy(first)
    second["pagination"] |= {"list_start": start, "list_end": start + 1}
    town.put("modules/6/items", first, NOTHING, second)


def test_meetings_and_modules_are_both_read(crawled: Crawled) -> None:
    town = crawled.towns[WHOLE]
    read = [(1, 1), (2, 2), (4, 1), (10, 1), (11, 1), (12, 1)]
    assert crawled.documents(WHOLE) == {town.document(*one) for one in read}
    rows = crawled.night.rows("select list_name, listed from listings where source_id = 'GM9901:notubiz'")
    assert {row["list_name"]: row["listed"] for row in rows} == {
        "vergaderingen": 8,
        "Moties en Amendementen": 5,
        "Raadsvoorstellen": 0,
    }
    assert crawled.results[WHOLE]["listings_failed"] == 0
    assert crawled.issues(WHOLE) == []


def test_every_request_carries_a_version(crawled: Crawled) -> None:
    lists = [path for path in crawled.paths if path != "/robots.txt" and not path.startswith("/document/")]
    assert lists
    assert all("format=json&version=1.17.0" in path for path in lists)


@pytest.mark.parametrize("path", ["/events", "/organisations/9901/modules/6/items"])
def test_a_window_is_asked_in_narrow_ones(crawled: Crawled, path: str) -> None:
    windows = [(query["date_from"], query["date_to"]) for query in crawled.towns[WHOLE].asked(path)]
    assert windows[:2] == [
        ("2026-08-25 00:00:00", "2026-11-22 23:59:59"),
        ("2026-11-23 00:00:00", "2027-01-22 23:59:59"),
    ]


def test_letters_of_inhabitants_are_not_read(crawled: Crawled) -> None:
    town = crawled.towns[WHOLE]
    assert not town.asked("/organisations/9901/modules/1/items")
    assert town.document(16) not in crawled.paths
    letter = next(
        end for path, end in crawled.ends.items() if path.startswith(f"/modules/0/items/{town.number('1190007')}")
    )
    assert letter == ("refused", "not public, or a letter of an inhabitant")


def test_what_is_confidential_is_noted_and_not_asked(crawled: Crawled) -> None:
    town = crawled.towns[WHOLE]
    closed = {town.document(number) for number in (3, 7, 14)}
    assert {crawled.ends[path] for path in closed} == {("refused", "confidential")}
    assert not closed & set(crawled.paths)


def test_a_linked_item_stands_under_every_meeting_that_names_it(crawled: Crawled) -> None:
    town = crawled.towns[WHOLE]
    key, meetings = f"notubiz:9901:{town.number('16600')}010", [town.number("1310044"), town.number("1310099")]
    assert town.asked(f"/modules/0/items/{town.number('1190008')}") == [], "its register showed it already"
    rows = crawled.night.rows(f"select place, agenda_item_key from appearances where document_key = '{key}' order by 1")
    assert rows == [
        {"place": "Moties en Amendementen", "agenda_item_key": None},
        *(
            {"place": f"notubiz:9901:meeting:{meeting}", "agenda_item_key": f"notubiz:9901:meeting:{meeting}:8400003"}
            for meeting in meetings
        ),
    ]


def test_a_web_page_is_kept_only_where_the_source_says_so(crawled: Crawled) -> None:
    town = crawled.towns[WHOLE]
    assert crawled.ends[town.document(1)] == ("stored", "new")
    assert crawled.ends[town.document(2, 2)] == ("failed", "a web page came instead of the document")


def test_the_second_page_of_a_module_is_asked(crawled: Crawled) -> None:
    queries = crawled.towns[PAGED].asked(f"/organisations/{PAGED}/modules/6/items")
    assert [query.get("page") for query in queries] == [None, None, "2"]
    assert crawled.issues(PAGED) == []


def test_lists_without_end_are_told(crawled: Crawled) -> None:
    assert crawled.issues(STUCK) == [
        ("incomplete_list", "Moties en Amendementen: 1 of 7 items came"),
        ("incomplete_list", "the events do not end at page 2"),
    ]
    pages = [(query["date_from"][:10], query["page"]) for query in crawled.towns[STUCK].asked("/events")]
    assert pages == [("2026-08-25", "1"), ("2026-11-23", "1"), ("2026-08-25", "2")]


def test_a_list_that_fails_midway_keeps_what_came_before(crawled: Crawled) -> None:
    assert crawled.towns[BROKEN].document(1) in crawled.documents(BROKEN)
    ends = [end for path, end in crawled.ends.items() if path.startswith("/events?") and BROKEN in path]
    assert ends == [("failed", "KeyError: 'pagination'")] * 2
    assert crawled.issues(BROKEN) == [("listing_failed", "2 of 9 listings failed")]


def test_the_error_with_status_200_is_an_answer(crawled: Crawled) -> None:
    end = next(end for path, end in crawled.ends.items() if path.startswith(crawled.towns[NO_RIGHTS].meeting))
    assert end == ("refused", "No rights to see this meeting")
    assert crawled.results[NO_RIGHTS]["listings_failed"] == 0
    assert crawled.issues(NO_RIGHTS) == []


def test_a_source_that_is_refused_everywhere_has_failed(crawled: Crawled) -> None:
    assert crawled.results[REFUSED]["failed"]
    assert crawled.issues(REFUSED) == [("source_failed", "no listing could be read")]


def test_an_agenda_item_of_another_shape_costs_nothing_else(crawled: Crawled) -> None:
    issues = crawled.night.rows(f"select message from issues where source_id = 'GM{UNFIT}:notubiz'")
    assert "TypeError: title_prefix is {'nummer': 1}, not a text" in [row["message"] for row in issues]
    assert crawled.towns[UNFIT].document(1) in crawled.documents(UNFIT)
    assert crawled.results[UNFIT]["listings_failed"] == 0


def test_where_the_bodies_are_refused_their_meetings_are_read(crawled: Crawled) -> None:
    assert crawled.towns[BODILESS].document(1) in crawled.documents(BODILESS)
    (event,) = crawled.night.rows(f"select title, body from events where source_id = 'GM{BODILESS}:notubiz'")
    assert event["body"] == event["title"]


def test_a_register_that_nobody_knows_is_read_and_told(crawled: Crawled) -> None:
    assert crawled.towns[BODILESS].asked(f"/organisations/{BODILESS}/modules/27/items")
    issues = crawled.night.rows(f"select kind, message from issues where source_id = 'GM{BODILESS}:notubiz'")
    assert {(row["kind"], row["message"]) for row in issues} >= {
        ("unknown_list", "module 27 'Stadsgesprekken' is read, though it is not known what it holds"),
        ("unknown_shape", "TypeError: id is 'x', not a whole number"),
    }


def test_an_entry_without_a_file_is_kept_as_a_page(crawled: Crawled) -> None:
    key = f"notubiz:9901:item:{crawled.towns[WHOLE].number('1190009')}"
    (row,) = crawled.night.rows(
        f"""select d.title, v.sha256, c.media_type from documents d join versions v on v.document_key = d.key
            join contents c on c.sha256 = v.sha256 where d.key = '{key}'"""
    )
    assert (row["title"], row["media_type"]) == ("Toezegging zonder stuk", "text/html")
    (file,) = (crawled.night.folder / "originals").glob(f"*/{row['sha256']}*")
    assert "<p>Status: open</p>" in file.read_text(encoding="utf-8")
    assert not [path for path in crawled.paths if path.endswith(f"/modules/0/items/{key.rpartition(':')[2]}")]


def test_an_error_with_status_200_that_is_no_answer_fails_the_list(crawled: Crawled) -> None:
    meeting = crawled.towns[ERRING].meeting
    end = next(end for path, end in crawled.ends.items() if path.startswith(meeting))
    assert end == ("failed", "Unanswered: An uncaught error has occurred")
    assert len([path for path in crawled.paths if path.startswith(meeting)]) == 3, "it is tried again"


@pytest.mark.parametrize("organisation", ODD)
def test_an_answer_of_another_kind_fails_one_list(crawled: Crawled, organisation: str) -> None:
    assert crawled.towns[organisation].document(1) in crawled.documents(organisation)
    assert crawled.results[organisation]["listings_failed"] == 1
    kinds = [kind for kind, _ in crawled.issues(organisation)]
    assert kinds.count("listing_failed") == 1
    assert "unknown_shape" in kinds


def test_every_url_ends_in_one_state_with_a_reason(crawled: Crawled) -> None:
    assert all(state and reason for state, reason in crawled.ends.values())


def test_the_next_night(crawled: Crawled) -> None:
    """Known revisions are not asked; a new version is, at its own address and without the old validator.

    An address that an earlier night could not finish is not asked when the source names a newer one.
    """
    town, night = crawled.towns[WHOLE], crawled.night
    meeting = town.load("meeting")
    changed = {"version": 2, "last_modified": "2026-11-21 09:00:00"}
    meeting["meeting"]["documents"][0] |= changed
    meeting["meeting"]["agenda_items"][1]["agenda_items"][0]["agenda_items"][0]["documents"][0] |= changed
    town.server.put_json(town.meeting, meeting)
    town.server.put(town.document(4), Answer(body=PDF + b"old"))
    town.server.put(town.document(4, 2), Answer(status=500))
    town.server.put_json(town.events, town.load("events"))
    town.put("modules/6/items", town.load("items"))
    seen = len(town.server.seen)
    Night(folder=night.folder, systems=night.systems, sources=night.sources[:1]).run(first=False)
    asked = [one for one in town.server.seen[seen:] if one.path.startswith("/document/")]
    assert {one.path for one in asked} == {town.document(1, 2), town.document(2, 2), town.document(4, 2)}
    assert all("If-None-Match" not in one.headers for one in asked)
    ends = [end for url, end in night.ends().items() if "/document/" in url]
    assert ends.count(("unchanged", "the source gives the same revision as held")) == 3
    item = town.server.url + f"/modules/0/items/{town.number('1190009')}"
    assert night.ends()[item] == ("unchanged", "the source gives the same revision as held")
    assert night.ends()[town.server.url + town.document(1, 2)] == ("stored", "changed")
