"""Nights of crawling the portals of the sample municipalities on iBabs, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from loopback import Night
from small_library import small_library

from crawlers.replica.access import Access
from crawlers.replica.faults import Fault
from crawlers.replica.ibabs_records import meeting_guid
from crawlers.replica.library import Library
from crawlers.replica.portals import Portals
from crawlers.replica.texts import Text

WITHDRAWN = Text(
    town="duinmeren",
    slug="ingetrokken",
    title="Raadsvoorstel Kade",
    genre="raadsvoorstel",
    date=date(2026, 11, 18),
    format="pdf",
    night=1,
    via="meeting",
    meeting="dm-raad-1217",
    withdrawn_night=2,
)
LETTERS = "ingekomen_stukken"
PROMISE = "Cijfers over het gebruik van de strandbus in de zomer"
PLACES = """select d.title, d.genre, d.published, d.url, a.event_key, a.list_name, e.date, e.body, l.state
            from documents d join appearances a on a.document_key = d.key left join events e on e.key = a.event_key
            join ledger_entries l on l.url = d.url"""


class Council:
    """The portals, a data folder that follows them, and what was asked and found in each night."""

    def __init__(self, portals: Portals, night: Night) -> None:
        self.portals = portals
        self.night = night
        self.asked: dict[str, tuple[Access, ...]] = {}
        self.content: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
        self.results: dict[str, list[dict[str, Any]]] = {}
        self.runs: dict[str, int] = {}
        self.places: list[dict[str, Any]] = []

    def crawl(self, name: str, number: int, *, first: bool = False, overdue: bool = False) -> None:
        self.portals.night = number
        self.portals.log.clear()
        today = self.portals.library.country.nights[number - 1]
        for _, _, table in self.night.sources:
            table["overdue"] = overdue
        now = datetime.combine(today, time(2, 15)).isoformat() + "Z"
        night = Night(
            folder=self.night.folder,
            sources=self.night.sources,
            systems=self.night.systems,
            limits=self.night.limits,
            others=self.night.others | {"now": now},
        )
        self.results[name] = night.run(first=first)
        self.asked[name] = self.portals.log.entries
        self.content[name] = self.night.content()
        self.runs[name] = len(self.runs) + 1
        self.places = self.places or self.night.rows(PLACES)

    def documents(self, name: str) -> dict[str, tuple[str, str]]:
        """State and reason per title, of one night."""
        rows = self.night.rows(
            f"""select d.title, l.state, l.reason from ledger_entries l join documents d on d.key = l.document_key
                where l.run_id = {self.runs[name]} and l.kind = 'document'"""
        )
        return {row["title"]: (row["state"], row["reason"]) for row in rows}

    def files(self, name: str) -> list[str]:
        return [entry.target for entry in self.asked[name] if "/Document/" in entry.target]


def follow(portals: Portals, folder: Any) -> Night:
    sources: list[tuple[str, str, dict[str, Any]]] = [
        (town.code, "ibabs", {"key": town.site, "base_url": portals.urls[f"ibabs_{town.key}"]})
        for town in portals.library.country.towns
    ]
    return Night(
        folder=folder,
        sources=sources,
        systems={"ibabs": {"hosts": [], "delay": 0, "file_delay": 0}},
        limits={"timeout_seconds": 5.0},
        others={"window": {"first_lookback": 210}},
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return small_library(tmp_path_factory.mktemp("papers"), "ibabs", others=[WITHDRAWN])


@pytest.fixture(scope="module")
def council(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with Portals(library) as portals:
        council = Council(portals, follow(portals, tmp_path_factory.mktemp("radar")))
        council.crawl("first", 1, first=True)
        council.crawl("again", 1)
        council.crawl("second", 2)
        council.crawl("third", 3)
        council.crawl("full", 3, overdue=True)
        yield council


def papers(library: Library, night: int) -> list[Text]:
    """What the portals list in a night, letters of inhabitants excepted."""
    return [
        text
        for text in library.texts.values()
        if text.visible(night) and text.channels & {"meeting", "register"} and text.register != LETTERS
    ]


def test_every_paper_is_stored_from_its_own_place(council: Council, library: Library) -> None:
    found = {row["title"]: row for row in council.places}
    towns = {town.key: town for town in library.country.towns}
    wanted = papers(library, 1)
    for text in wanted:
        row, town = found[text.title], towns[text.town]
        assert row["genre"] == text.genre, text.title
        assert row["state"] == ("refused" if text.format == "gone" else "stored"), text.title
        assert row["url"].startswith(council.portals.urls[f"ibabs_{text.town}"])
        if text.meeting:
            meeting = next(one for one in town.meetings if one.key == text.meeting)
            body = next(one.title for one in town.bodies if one.id == meeting.body)
            assert row["event_key"] == f"ibabs:{town.site}:meeting:{meeting_guid(meeting)}"
            assert (row["date"], row["body"]) == (meeting.start.date().isoformat(), body)
            assert row["published"] == min(meeting.start.date(), library.country.nights[0]).isoformat()
        else:
            module = next(one for one in town.modules if one.register == text.register)
            assert (row["list_name"], row["published"]) == (module.name, text.date.isoformat())
    assert set(found) - {text.title for text in wanted} == {PROMISE}


def test_nothing_is_left_open_and_nothing_goes_wrong(council: Council) -> None:
    assert council.night.issues() == []
    assert council.night.rows("select * from ledger_entries where state is null") == []
    for results in council.results.values():
        assert [result["listings_failed"] for result in results] == [0, 0]
    assert {entry.status for entry in council.asked["first"]} == {200, 403, 404}, "a secret annex, no robots.txt"


def test_letters_of_inhabitants_are_neither_asked_nor_named(council: Council) -> None:
    names = {row["list_name"] for row in council.night.rows("select list_name from listings")}
    assert "Schriftelijke vragen" in names
    assert not [name for name in names if "ngekomen" in name]
    assert council.night.rows("select * from documents where title like 'Brief van%'") == []


def test_a_promise_without_a_file_is_a_document_of_its_fields(council: Council) -> None:
    (row,) = council.night.rows(
        """select d.genre, d.published, d.url, d.page_url, c.media_type, v.sha256 from documents d
           join versions v on v.document_key = d.key join contents c on c.sha256 = v.sha256
           where d.title like 'Cijfers%' and v.number = 1"""
    )
    assert (row["genre"], row["published"], row["media_type"]) == ("toezegging", "2026-11-05", "text/html")
    assert row["url"] == row["page_url"] + "#content"
    (file,) = (council.night.folder / "originals").rglob(f"*{row['sha256']}*")
    assert "<p>Daarbij staat ook wat een rit de gemeente kost.</p>" in file.read_text(encoding="utf-8")


def test_a_long_list_is_read_to_its_end_and_only_what_is_in_the_window_is_opened(council: Council) -> None:
    posts = [entry.target for entry in council.asked["first"] if entry.method == "POST"]
    assert len(posts) == len(set(posts)) + 2, "the long list: in its own order, then twice in ours"
    items = [entry for entry in council.asked["first"] if entry.target.startswith("/Reports/Item/")]
    assert len(items) == len([text for text in council.portals.library.texts.values() if is_opened(text)]) + 1


def is_opened(text: Text) -> bool:
    return text.visible(1) and bool(text.register) and text.register != LETTERS


def test_the_same_night_again_asks_no_document_and_changes_nothing(council: Council) -> None:
    assert council.content["again"] == council.content["first"]
    assert council.files("again") == []
    targets = [entry.target for entry in council.asked["again"]]
    assert not [target for target in targets if target.startswith("/Reports/Item/")]
    gets = [entry.target for entry in council.asked["again"] if entry.method == "GET"]
    both = {"/robots.txt", "/Calendar", "/Reports"}
    assert len([target for target in gets if target.partition("?")[0] in both]) == 6
    assert {state for state, _ in council.documents("again").values()} == {"unchanged", "refused"}


def test_the_second_night_brings_what_is_new_and_misses_what_was_withdrawn(council: Council) -> None:
    new = {title for title, end in council.documents("second").items() if end[0] == "stored"}
    assert new == {"Agenda raad 10 december 2026"}
    assert len(council.files("second")) == 1
    rows = council.night.rows("select title, withdrawn from documents where not_seen_since = '2026-11-24'")
    assert rows == [{"title": WITHDRAWN.title, "withdrawn": 0}]
    assert WITHDRAWN.title not in council.documents("second")


def test_the_third_night_brings_a_new_version_at_the_same_address_and_a_settled_promise(council: Council) -> None:
    changed = {"Raadsvoorstel Sport- en beweegakkoord Duinmeren 2027-2030 (gewijzigd)", PROMISE}
    stored = {title: end for title, end in council.documents("third").items() if end[0] == "stored"}
    assert stored == dict.fromkeys(changed, ("stored", "changed"))
    rows = council.night.rows(
        "select d.title from versions v join documents d on d.key = v.document_key where v.number = 2"
    )
    assert {row["title"] for row in rows} == changed


def test_a_cancelled_meeting_is_no_event_and_a_closed_one_has_no_papers(council: Council) -> None:
    titles = {row["title"] for row in council.night.rows("select title from events")}
    assert "Commissie Ruimte (vervallen)" not in titles
    assert "Presidium" not in titles
    assert "Commissie Ruimte, besloten deel" in titles
    items = council.night.rows("select * from agenda_items where title like 'Grondaankoop%'")
    assert items == []


def test_a_full_pass_lists_everything_and_fetches_nothing_that_is_held(council: Council) -> None:
    refused = [target for target in council.files("full") if target.startswith("/Document/View/")]
    assert council.files("full") == refused
    assert len(refused) == 1, "the secret annex is tried again"
    assert council.content["full"] == council.content["third"]
    listed = {
        row["list_name"]: row["listed"]
        for row in council.night.rows(f"select * from listings where run_id = {council.runs['full']}")
    }
    assert listed["Bestuursdocumenten"] == 4


def test_one_town_that_is_down_costs_the_other_nothing(council: Council, library: Library, tmp_path: Any) -> None:
    with Portals(library) as portals:
        night = follow(portals, tmp_path)
        portals.faults.put("/Reports/GetReportData/*", Fault(kind="wrong_type", times=3))
        portals.faults.put("/Agenda/Index/*", Fault(kind="status", status=404, times=1))
        portals.faults.put("/Document/*", Fault(kind="truncate", times=1))
        night.run()
        kinds = {kind for kind, _ in night.issues()}
        assert kinds <= {"listing_failed", "unknown_shape"}
        assert "listing_failed" in kinds
        night.run()
        stored = "select document_key from versions where number = 1 order by 1"
        wanted = {row[0] for row in council.content["first"]["versions"]}
        assert [row["document_key"] for row in night.rows(stored)] == sorted(wanted)
