"""The portals of iBabs: what they show, hold back and do to one who asks too much."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from parsel import Selector
from small_library import small_library

from crawlers.replica.budgets import Budget
from crawlers.replica.exchange import Request, Response
from crawlers.replica.ibabs import IbabsPortal
from crawlers.replica.ibabs_records import Entry, row
from crawlers.replica.library import Library
from crawlers.replica.texts import Text
from crawlers.replica.towns import Module

AUTUMN = {"start": "2026-11-01T00:00:00Z", "end": "2027-01-01T00:00:00+01:00"}
WITHDRAWN = Text(
    town="duinmeren",
    slug="ingetrokken",
    title="Raadsvoorstel Kade (ingetrokken)",
    genre="raadsvoorstel",
    date=date(2026, 11, 18),
    format="pdf",
    night=1,
    via="meeting",
    meeting="dm-raad-1217",
    withdrawn_night=2,
)


class Visitor:
    """Asks one portal, in the night that it is."""

    def __init__(self, library: Library, town: str, **options: Any) -> None:
        self.night = 1
        self.portal = IbabsPortal(library, lambda: self.night, library.country.town(town), **options)

    def ask(self, path: str, *, method: str = "GET", form: dict[str, str] | None = None, **query: str) -> Response:
        path, _, given = path.partition("?")
        return self.portal(
            Request(
                method=method,
                path=path,
                query=given or urlencode(query),
                base="http://portal.example",
                headers={},
                form=urlencode(form or {}),
            )
        )

    def page(self, path: str, **query: str) -> Selector:
        response = self.ask(path, **query)
        assert response.status == 200
        return Selector(text=response.body.decode())

    def calendar(self, **query: str) -> list[dict[str, Any]]:
        return list(json.loads(self.ask("/Calendar/GetAgendasForCalendar", **(AUTUMN | query)).body))

    def meeting(self, title: str, day: str = "") -> Selector:
        found = next(one for one in self.calendar() if one["title"] == title and one["start"].startswith(day))
        return self.page(found["url"])

    def report(self, name: str) -> str:
        links = self.page("/Reports").css("#maincontent a")
        return next(link.attrib["href"].rpartition("/")[2] for link in links if link.css("::text").get() == name)

    def rows(self, name: str, **form: str) -> dict[str, Any]:
        path = f"/Reports/GetReportData/{self.report(name)}"
        return dict(json.loads(self.ask(path, method="POST", form={"draw": "1", "length": "100"} | form).body))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return small_library(tmp_path_factory.mktemp("papers"), "ibabs", others=[WITHDRAWN])


@pytest.fixture
def duinmeren(library: Library) -> Visitor:
    return Visitor(library, "duinmeren")


@pytest.fixture
def rivierenburg(library: Library) -> Visitor:
    return Visitor(library, "rivierenburg")


def file_names(page: Selector) -> list[str]:
    return [" ".join(link.xpath("text()").getall()).strip() for link in page.css("a[data-document-id]")]


def test_the_calendar_has_the_meetings_of_a_range_and_not_the_private_ones(duinmeren: Visitor) -> None:
    titles = [one["title"] for one in duinmeren.calendar()]
    assert titles == [
        "Gemeenteraad (begroting)",
        "Commissie Ruimte",
        "Commissie Ruimte, besloten deel",
        "Commissie Samenleving",
        "Gemeenteraad",
    ]
    assert duinmeren.calendar(end="2026-11-05T19:30:00Z") == []
    first = duinmeren.calendar()[0]
    assert (first["start"], first["end"]) == ("2026-11-05T19:30:00", "2026-11-05T23:30:00")
    assert first["classNames"] == ["agendatype-100491844"]
    assert duinmeren.ask("/Calendar/GetAgendasForCalendar", start="november").status == 400


def test_months_count_from_zero(duinmeren: Visitor) -> None:
    def labels(month: int) -> list[str]:
        rows = duinmeren.page("/Calendar/GetMonthAgendas", year="2026", month=str(month))
        return [label.strip() for label in rows.css("a.calendar-item .calendar-item-label::text").getall()]

    assert labels(11) == ["Commissie Samenleving", "Gemeenteraad"]
    assert labels(10)[0] == "Gemeenteraad (begroting)"
    assert labels(12) == []


def test_kinds_of_meetings_lead_to_their_meetings(duinmeren: Visitor) -> None:
    links = duinmeren.page("/Calendar").css('a[href^="/Calendar/OpenCategory/"]')
    assert [link.css("::text").get() for link in links] == ["Gemeenteraad", "Commissie Samenleving", "Commissie Ruimte"]
    latest = duinmeren.ask(links[0].attrib["href"])
    years = duinmeren.page("/Agenda/RetrieveAgendasForYear", agendatypeId="100491844", year="2026")
    assert latest.status == 302
    assert dict(latest.headers)["Location"] == years.css("a::attr(href)").getall()[-1]
    assert years.css(".agenda-link-title::text").getall()[0].strip() == "donderdag 5 november"
    assert duinmeren.ask("/Calendar/OpenCategory/1").status == 404


def test_the_agenda_is_one_row_of_numbered_points_with_their_papers(rivierenburg: Visitor) -> None:
    page = rivierenburg.meeting("Gemeenteraad (begroting)")
    assert page.css("h1::text").get() == "Gemeenteraad (begroting)"
    assert page.css(".agenda-item .panel-id::text").getall() == ["1.", "2.", "2.1"]
    assert page.css(".panel-title-label .text-thin::text").getall() == ["16:00"]
    links = page.css(".agenda-item a[data-document-id]")
    assert file_names(page)[0] == "Programmabegroting 2027 Rivierenburg"
    assert all(re.search(r"documentId=[0-9a-f-]{36}", link.attrib["href"]) for link in links)
    assert {link.css(".icon::attr(class)").get() for link in links} == {"icon pdf"}


def test_a_closed_meeting_shows_when_and_where_it_is_and_no_more(duinmeren: Visitor) -> None:
    page = duinmeren.meeting("Commissie Ruimte, besloten deel")
    assert page.css("dd p::text").getall() == ["Commissiekamer"]
    assert page.css(".agenda-item, a[data-document-id]") == []


def test_a_cancelled_meeting_says_so_from_its_night_on(duinmeren: Visitor) -> None:
    assert "Commissie Ruimte (vervallen)" not in [one["title"] for one in duinmeren.calendar()]
    duinmeren.night = 2
    assert duinmeren.meeting("Commissie Ruimte (vervallen)").css("h1::text").get() == "Commissie Ruimte (vervallen)"


def test_rows_are_only_given_to_a_form(duinmeren: Visitor) -> None:
    path = f"/Reports/GetReportData/{duinmeren.report('Raadsvoorstellen')}"
    assert duinmeren.ask(path).status == 404
    assert duinmeren.ask(path, method="POST", form={"start": "0", "length": "10"}).status == 200
    assert duinmeren.ask("/Reports", method="POST").status == 404


def test_a_hundred_rows_come_whatever_is_asked(duinmeren: Visitor) -> None:
    first = duinmeren.rows("Schriftelijke vragen", start="0", length="5000")
    second = duinmeren.rows("Schriftelijke vragen", start="100")
    assert (first["recordsTotal"], len(first["data"]), len(second["data"])) == (131, 100, 31)
    assert len({one["DT_RowId"] for one in first["data"] + second["data"]}) == 131


def test_rows_come_in_an_order_that_tells_nothing_unless_one_is_asked(duinmeren: Visitor) -> None:
    def days(**form: str) -> list[date]:
        rows = duinmeren.rows("Schriftelijke vragen", start="0", **form)["data"]
        return [date(*map(int, reversed(one["registrationdate"].split("-")))) for one in rows]

    column = {"columns[0][data]": "registrationdate", "order[0][column]": "0"}
    newest = days(**column, **{"order[0][dir]": "desc"})
    assert newest == sorted(newest, reverse=True)
    assert newest[0] == date(2026, 11, 18)
    assert days(**column, **{"order[0][dir]": "asc"})[0] == date(2018, 1, 9)
    assert days() not in (newest, newest[::-1])


def test_columns_differ_per_overview_and_some_hold_several_values() -> None:
    entry = Entry(guid="x", number=7, title="Motie Strand", date=date(2026, 3, 5))
    motion = row(Module(id=1, name="Moties", register="moties"), entry)
    assert (motion["datummotie"], motion["registrationdate"]) == ("05-03-2026", "Gemeenteraad 05-03-2026")
    promise = row(Module(id=2, name="Toezeggingen", register="toezeggingen"), entry)
    assert (promise["registrationdate"], promise["einddatum"]) == ("05-03-2026", "30-04-2026")
    assert "\r\n" in str(promise["portefeuillehouder"])


def test_the_page_of_an_overview_names_its_columns(duinmeren: Visitor) -> None:
    table = duinmeren.page(f"/Reports/Details/{duinmeren.report('Toezeggingen')}").css("#overzichten-data")
    names = [column["data"] for column in json.loads(table.attrib["data-columns"])]
    assert names == [name for name in duinmeren.rows("Toezeggingen")["data"][0] if name != "DT_RowId"]
    assert json.loads(table.attrib["data-ajax"])["type"] == "POST"


def test_an_entry_has_fields_and_mostly_a_file(duinmeren: Visitor) -> None:
    def entry(name: str) -> Selector:
        return duinmeren.page(f"/Reports/Item/{duinmeren.rows(name)['data'][0]['DT_RowId']}")

    letter, promise = entry("Raadsvoorstellen"), entry("Toezeggingen")
    assert letter.css("dl > dt::text").getall() == ["Onderwerp", "Datum", "Portefeuillehouder", "Bijlage(s)"]
    assert file_names(letter) == ["Raadsvoorstel Renovatie sporthal en kunstgrasvelden"]
    assert promise.css("dl > dt::text").getall()[3:] == ["Toezegging", "Toegezegd door", "Status"]
    assert file_names(promise) == []


def test_a_promise_is_settled_from_its_day_on(duinmeren: Visitor) -> None:
    before = duinmeren.rows("Toezeggingen")["data"][0]
    duinmeren.night = 3
    after = duinmeren.rows("Toezeggingen")["data"][0]
    assert after == before | {"status": "Afgedaan"}
    assert duinmeren.page(f"/Reports/Item/{after['DT_RowId']}").css("dd p::text").getall()[-1] == "Afgedaan"


def test_some_files_come_as_a_viewer_until_its_script_was_asked(duinmeren: Visitor) -> None:
    kinds = []
    for one in duinmeren.rows("Raadsinformatiebrieven")["data"]:
        link = duinmeren.page(f"/Reports/Item/{one['DT_RowId']}").css("a[data-document-id]")[0]
        path = f"/Document/View/{link.attrib['data-document-id']}"
        answer = duinmeren.ask(path)
        script = re.search(r'"(/Script/LoadDocument/[^"]+)"', answer.body.decode())
        kinds.append(script is not None)
        if script is not None:
            assert path[1:].encode() in duinmeren.ask(script[1]).body
        assert duinmeren.ask(path).body.startswith(b"%PDF")
        assert "/Script/LoadDocument/" in duinmeren.page(link.attrib["href"]).get()
    assert set(kinds) == {True, False}


def test_a_file_has_no_validators_and_a_page_has_a_cookie_that_is_not_needed(duinmeren: Visitor) -> None:
    link = duinmeren.meeting("Gemeenteraad").css(".agenda-item a[data-document-id]")[0].attrib
    item = link["href"].partition("agendaItemId=")[2].partition("&")[0]
    path = f"/Document/LoadAgendaItemDocument/{link['data-document-id'].upper()}?agendaItemId={item}"
    file = duinmeren.ask(path)
    assert (file.status, file.content_type, file.headers) == (200, "application/pdf", ())
    assert "Set-Cookie" in dict(duinmeren.ask("/Calendar").headers)


def test_a_secret_annex_is_listed_and_its_file_refused(rivierenburg: Visitor) -> None:
    row_id = next(one for one in rivierenburg.rows("Bestuursdocumenten")["data"] if one["title"].startswith("Geheim"))
    link = rivierenburg.page(f"/Reports/Item/{row_id['DT_RowId']}").css("a[data-document-id]")[0]
    path = link.attrib["data-document-id"]
    assert rivierenburg.ask(f"/Document/LoadAgendaDocument/{path}").status == 403


def test_a_new_version_keeps_its_id_and_changes_its_name(duinmeren: Visitor) -> None:
    before = duinmeren.meeting("Gemeenteraad").css("a[data-document-id]")
    duinmeren.night = 3
    after = duinmeren.meeting("Gemeenteraad").css("a[data-document-id]")
    ids = [[link.attrib["data-document-id"] for link in links] for links in (before, after)]
    assert set(ids[1]) < set(ids[0])
    assert "Sport- en beweegakkoord Duinmeren 2027-2030 (gewijzigd)" in after[0].get()


def test_a_withdrawn_paper_is_gone(duinmeren: Visitor) -> None:
    page = duinmeren.meeting("Gemeenteraad")
    (guid,) = [
        link.attrib["data-document-id"] for link in page.css("a[data-document-id]") if "ingetrokken" in link.get()
    ]
    assert duinmeren.ask(f"/Document/LoadAgendaDocument/{guid}").status == 200
    duinmeren.night = 2
    assert "ingetrokken" not in duinmeren.meeting("Gemeenteraad").get()
    assert duinmeren.ask(f"/Document/LoadAgendaDocument/{guid}").status == 404


@pytest.mark.parametrize(
    "path",
    ["/nergens", "/robots.txt", "/Agenda/Index/1", "/Reports/Item/00000000-0000-0000-0000-000000000000", "/Reports/x"],
)
def test_what_does_not_exist_is_not_found(duinmeren: Visitor, path: str) -> None:
    assert duinmeren.ask(path).status == 404


@pytest.mark.parametrize(("path", "limit"), [("/Calendar", 180), ("/Document/View/x", 30)])
def test_one_request_too_many_in_a_minute_blocks_all_portals_for_ever(library: Library, path: str, limit: int) -> None:
    seconds = [0.0]
    budget = Budget(clock=lambda: seconds[0])
    one, other = (Visitor(library, town, budget=budget) for town in ("duinmeren", "rivierenburg"))

    def spend(number: int) -> set[int]:
        return {visitor.ask(path).status for _ in range(number // 2) for visitor in (one, other)}

    assert 403 not in spend(limit)
    seconds[0] = 60.0
    assert 403 not in spend(limit)
    seconds[0] = 119.9
    first, second = one.ask(path), other.ask("/Reports")
    assert (first.status, second.status) == (403, 403)
    assert b"blocked" not in first.body
    assert b"The request is blocked." in second.body
    seconds[0] = 9999.0
    assert one.ask("/Calendar").status == 403


def test_files_count_as_pages_too(library: Library) -> None:
    budget = Budget(pages=3, files=10, clock=lambda: 0.0)
    visitor = Visitor(library, "duinmeren", budget=budget)
    paths = ["/Document/View/x", "/Document/View/x", "/Calendar", "/Calendar"]
    assert [visitor.ask(path).status for path in paths] == [404, 404, 200, 403]


def test_a_portal_without_a_budget_never_blocks(duinmeren: Visitor) -> None:
    assert {duinmeren.ask("/robots.txt").status for _ in range(400)} == {404}
