"""What the portals of iBabs do now and then: each oddity in a crawl of its own, in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import Reply, crawl_in_memory
from memory_portals import Change, Country, close
from small_library import small_library

from crawlers.checks import SourceResult
from crawlers.plan import CrawlPlan
from crawlers.replica.budgets import Budget
from crawlers.replica.exchange import Request
from crawlers.replica.ibabs import IbabsPortal
from crawlers.replica.library import Library
from pipeline.records import Municipality

DUINMEREN, RIVIERENBURG = "GM9903:ibabs", "GM9905:ibabs"
QUESTIONS = "Schriftelijke vragen"


class Crawls:
    """Crawls of one data folder, night after night."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.country = Country(library, folder)
        self.results: dict[str, SourceResult] = {}
        self.rows: Callable[[str], list[dict[str, Any]]]

    def run(
        self,
        *,
        first: bool = False,
        overdue: bool = False,
        change: Change | None = None,
        plan: Callable[[CrawlPlan], CrawlPlan] = lambda plan: plan,
    ) -> list[Request]:
        """Crawl once and give what was asked."""
        self.country.change = change or (lambda request, reply: reply)
        self.country.asked.clear()
        whole = plan(self.country.plan("ibabs", first=first, overdue=overdue))
        results = crawl_in_memory(whole, self.country.network)
        self.results = {result.source_id: result for result in results}
        self._snapshot(whole)
        close(whole)
        return list(self.country.asked)

    def _snapshot(self, plan: CrawlPlan) -> None:
        run, database = plan.store.run_id, plan.store.database
        self.issues = [
            (row["source_id"], row["kind"], row["message"])
            for row in database.query("select * from issues where run_id = ? order by id", [run])
        ]
        self.ends = {
            row["url"]: (row["state"], row["reason"])
            for row in database.query("select * from ledger_entries where run_id = ?", [run])
        }
        self.listed = {
            (row["source_id"], row["list_name"]): row["listed"]
            for row in database.query("select * from listings where run_id = ?", [run])
        }
        self.stored = {row["document_key"] for row in database.query("select document_key from versions")}
        self.events = {row["title"] for row in database.query("select title from events")}
        self.published = {
            row["key"]: row["published"] for row in database.query("select key, published from documents")
        }
        self.places = [
            (row["document_key"], row["place"])
            for row in database.query("select document_key, place from appearances order by 1, 2")
        ]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return small_library(tmp_path_factory.mktemp("papers"), "ibabs")


@pytest.fixture
def crawls(library: Library, tmp_path: Path) -> Crawls:
    return Crawls(library, tmp_path)


@pytest.fixture(scope="module")
def whole(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Crawls:
    """A crawl in which nothing is odd."""
    crawls = Crawls(library, tmp_path_factory.mktemp("whole"))
    crawls.run(first=True)
    assert crawls.issues == []
    return crawls


def of_town(request: Request, town: str = "duinmeren") -> bool:
    return request.base == f"http://{town}.ibabs.example"


def in_rows(edit: Callable[[dict[str, Any]], dict[str, Any]], town: str = "duinmeren") -> Change:
    """Change the rows of every overview of one town."""

    def change(request: Request, reply: Reply) -> Reply:
        if of_town(request, town) and request.path.startswith("/Reports/GetReportData/"):
            return with_body(reply, json.dumps(edit(json.loads(reply.body))))
        return reply

    return change


def in_pages(path: str, edit: Callable[[str], str], town: str = "duinmeren") -> Change:
    """Change the pages of one town whose path begins so."""

    def change(request: Request, reply: Reply) -> Reply:
        is_meant = of_town(request, town) and request.path.startswith(path) and reply.status == 200
        return with_body(reply, edit(reply.body.decode(errors="replace"))) if is_meant else reply

    return change


def with_body(reply: Reply, body: str) -> Reply:
    headers = {name: value for name, value in reply.headers.items() if name != "Content-Length"}
    return replace(reply, body=body.encode(), headers=headers)


def starts(asked: list[Request]) -> list[tuple[str, str]]:
    """From which row the pages of the long overview were asked, and in which order."""
    forms = [request.parameters() for request in asked if of_town(request) and request.method == "POST"]
    pages = [(form["start"], form.get("columns[0][data]", "")) for form in forms]
    return [page for page in pages if page != ("0", "")]


def test_a_long_list_is_asked_newest_first_and_to_its_end_on_a_full_pass(crawls: Crawls) -> None:
    assert starts(crawls.run(first=True)) == [("0", "registrationdate"), ("100", "registrationdate")]


def test_an_ordinary_night_stops_where_a_whole_page_lies_before_the_window(crawls: Crawls) -> None:
    crawls.run(first=True)

    def older(answer: dict[str, Any]) -> dict[str, Any]:
        rows = [row for row in answer["data"] if not row["registrationdate"].endswith("2026")]
        return answer | {"data": rows}

    assert starts(crawls.run(change=in_rows(older))) == [("0", "registrationdate")]


def test_without_the_order_that_was_asked_every_page_is_read(crawls: Crawls) -> None:
    crawls.run(first=True)

    def shuffled(answer: dict[str, Any]) -> dict[str, Any]:
        rows = [row for row in answer["data"] if not row["registrationdate"].endswith("2026")]
        return answer | {"data": sorted(rows, key=lambda row: row["identity"])}

    asked = starts(crawls.run(change=in_rows(shuffled)))
    assert len(asked) > 1


def test_without_a_column_of_dates_the_own_order_is_followed_to_the_end(crawls: Crawls) -> None:
    def undated(answer: dict[str, Any]) -> dict[str, Any]:
        rows = [row | {"registrationdate": f"Raad {row['registrationdate']}"} for row in answer["data"]]
        return answer | {"data": rows}

    assert starts(crawls.run(first=True, change=in_rows(undated))) == [("100", "")]
    assert crawls.issues == []


@pytest.mark.parametrize("total", [131 + 7, 5000])
def test_rows_that_do_not_come_are_told(crawls: Crawls, whole: Crawls, total: int) -> None:
    def more(answer: dict[str, Any]) -> dict[str, Any]:
        return answer | {"recordsTotal": total} if answer["recordsTotal"] == 131 else answer

    crawls.run(first=True, change=in_rows(more))
    assert crawls.issues == [(DUINMEREN, "incomplete_list", f"{QUESTIONS}: 131 of {total} rows came")]
    assert crawls.stored == whole.stored


def test_a_list_that_gives_its_first_page_for_ever_is_told_and_ends(crawls: Crawls) -> None:
    rows: list[dict[str, Any]] = []

    def same(answer: dict[str, Any]) -> dict[str, Any]:
        if answer["recordsTotal"] == 131:
            rows.extend(answer["data"] if not rows else [])
            return answer | {"data": rows}
        return answer

    crawls.run(first=True, change=in_rows(same))
    assert crawls.issues == [(DUINMEREN, "incomplete_list", f"{QUESTIONS}: 100 of 131 rows came")]


def test_an_entry_is_opened_again_only_when_its_row_changed(crawls: Crawls) -> None:
    crawls.run(first=True)
    letter = "Raadsinformatiebrief Leerwerkplekken bij de gemeente"

    def settled(answer: dict[str, Any]) -> dict[str, Any]:
        rows = [row | {"status": "Afgedaan"} if row["title"] == letter else row for row in answer["data"]]
        return answer | {"data": rows}

    asked = crawls.run(change=in_rows(settled))
    opened = [request.path for request in asked if request.path.startswith("/Reports/Item/")]
    assert len(opened) == 1
    assert not [request for request in asked if "/Document/" in request.path], "its file is as it was"
    assert crawls.run(change=in_rows(settled)), "and the night after nothing is opened"
    assert not [request for request in crawls.country.asked if request.path.startswith("/Reports/Item/")]


def test_an_entry_of_before_the_window_is_followed_when_it_was_read_before(crawls: Crawls) -> None:
    crawls.run(first=True)
    crawls.country.night = 3  # three weeks later

    def settled(answer: dict[str, Any]) -> dict[str, Any]:
        return answer | {"data": [row | {"status": "Afgedaan"} for row in answer["data"]]}

    opened = [request for request in crawls.run(change=in_rows(settled)) if request.path.startswith("/Reports/Item/")]
    assert len(opened) == 6, "those of the first night; none of the many older ones"


def test_what_has_no_date_keeps_the_day_on_which_it_was_first_seen(crawls: Crawls) -> None:
    digits = re.compile(r"\d\d-\d\d-2026")

    def undated(request: Request, reply: Reply) -> Reply:
        is_report = of_town(request) and request.path.startswith(("/Reports/GetReportData/", "/Reports/Item/"))
        return with_body(reply, digits.sub("volgt", reply.body.decode())) if is_report else reply

    crawls.run(first=True, change=undated)
    before = crawls.published
    assert set(before.values()) >= {"2026-11-23", "2026-11-05"}
    crawls.country.night = 2
    crawls.run(overdue=True, change=undated)
    assert {key: day for key, day in crawls.published.items() if key in before} == before


def test_an_unknown_kind_of_list_is_read_and_told_once(crawls: Crawls, whole: Crawls) -> None:
    def renamed(request: Request, reply: Reply) -> Reply:
        return in_pages("/", lambda page: page.replace(">Raadsvoorstellen<", ">Kermiskalender<"))(request, reply)

    crawls.run(first=True, change=renamed)
    assert [(source, kind) for source, kind, _ in crawls.issues] == [(DUINMEREN, "unknown_list")]
    assert "Kermiskalender" in crawls.issues[0][2]
    assert crawls.listed[DUINMEREN, "Kermiskalender"] == 1
    assert crawls.stored == whole.stored
    crawls.run(change=renamed)
    assert crawls.issues == []
    crawls.run(overdue=True, change=renamed)
    assert len(crawls.issues) == 1, "on a full pass it is told again"


def test_overviews_in_categories_are_found_through_those(crawls: Crawls, whole: Crawls) -> None:
    menu = re.compile(r'<li><a href="/Reports[^"]*" class="nav-link">[^<]*</a></li>')
    kept: dict[str, str] = {}

    def change(request: Request, reply: Reply) -> Reply:
        if not of_town(request):
            return reply
        if request.path == "/Calendar":
            page = reply.body.decode()
            links = menu.findall(page)
            kept["links"] = "".join(links)
            category = '<a href="/ReportCategories" class="nav-link">Overzichten</a>'
            return with_body(reply, page.replace("".join(links), category))
        body = '<html><body data-site-name="Duinmeren">{}</body></html>'
        if request.path == "/ReportCategories":
            link = '<a href="/ReportCategories/Details/00000000-0000-0000-0000-000000000000">Overzichten</a>'
            return Reply(body=body.format(link).encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        if request.path.startswith("/ReportCategories/Details/"):
            page = body.format(kept["links"]).encode()
            return Reply(body=page, headers={"Content-Type": "text/html; charset=utf-8"})
        return reply

    asked = crawls.run(first=True, change=change)
    assert "/Reports" not in [request.path for request in asked if of_town(request)]
    assert crawls.issues == []
    assert crawls.stored == whole.stored


def test_a_document_in_two_places_is_asked_once_and_stands_in_both(crawls: Crawls, whole: Crawls) -> None:
    link = re.compile(r"<a [^>]*>[^<]*<span[^>]*> </span>[^<]*Raadsvoorstel Sport.*?</a>", re.DOTALL)
    found: list[str] = []

    def copied(page: str) -> str:
        found.extend(match.group() for match in link.finditer(page))
        return page.replace("</dl>", f"</dl>{found[0]}", 1) if found else page

    crawls.run(first=True)
    crawls.run(change=in_pages("/Agenda/Index/", copied))
    asked = crawls.run(overdue=True, change=in_pages("/Agenda/Index/", copied))
    assert found
    keys = [key for key, _ in crawls.places]
    twice = {key for key in keys if keys.count(key) > 1}
    assert len(twice) == 1
    assert [request for request in asked if "LoadAgenda" in request.path] == []
    assert crawls.stored == whole.stored


def test_a_page_that_asks_for_patience_is_no_empty_list(crawls: Crawls, whole: Crawls) -> None:
    patience = "<html><body><p>Even geduld</p></body></html>"
    crawls.run(first=True, change=in_pages("/Agenda/Index/", lambda page: patience))
    assert crawls.results[DUINMEREN].listings_failed == 5
    assert crawls.results[RIVIERENBURG].listings_failed == 0
    kinds = {(source, kind) for source, kind, _ in crawls.issues}
    assert kinds == {(DUINMEREN, "unknown_shape"), (DUINMEREN, "listing_failed")}
    assert {key for key in whole.stored if "rivierenburg" in key} <= crawls.stored
    again = crawls.run(first=True)
    assert again
    assert crawls.stored == whole.stored


def test_a_town_without_its_calendar_has_failed_and_the_other_is_complete(crawls: Crawls, whole: Crawls) -> None:
    crawls.run(first=True, change=in_pages("/Calendar", lambda page: "<title>Inloggen</title>"))
    assert crawls.results[DUINMEREN].failed
    assert not crawls.results[RIVIERENBURG].failed
    assert crawls.stored == {key for key in whole.stored if "rivierenburg" in key}


def test_a_viewer_that_leads_to_no_file_is_followed_for_two_steps(crawls: Crawls, whole: Crawls) -> None:
    guid = "4d9a5e8b-3c8f-4f6c-8a4b-9c3e9c9d0001"
    viewer = f'<html><body><script>load("/Script/LoadDocument/{guid}")</script></body></html>'

    def change(request: Request, reply: Reply) -> Reply:
        if of_town(request) and request.path.startswith("/Document/View/"):
            return Reply(body=viewer.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        return reply

    asked = crawls.run(first=True, change=change)
    viewed = [end for url, end in crawls.ends.items() if "duinmeren" in url and "/Document/View/" in url]
    assert viewed == [("failed", "a web page came instead of the document")] * 5
    assert len([request for request in asked if of_town(request) and "/Document/View/" in request.path]) == 10
    assert {key for key in whole.stored if "rivierenburg" in key} <= crawls.stored
    crawls.run(first=True)
    assert crawls.stored == whole.stored


def test_a_script_that_names_no_file_is_told(crawls: Crawls) -> None:
    crawls.run(first=True, change=in_pages("/Script/", lambda script: "open('https://elders.example/1.pdf')"))
    named = [message for _, kind, message in crawls.issues if kind == "unknown_shape"]
    assert set(named) == {"KeyError: 'Document/View'"}
    assert all(state for state, _ in crawls.ends.values())


def test_a_block_ends_the_vendor_for_the_night_and_the_next_night_is_unharmed(crawls: Crawls, whole: Crawls) -> None:
    country, usual = crawls.country, dict(crawls.country.portals)
    budget = Budget(pages=40, clock=lambda: 0.0)
    for town in country.library.country.towns:
        portal = IbabsPortal(country.library, lambda: 1, town, budget=budget)
        country.portals[f"{town.key}.ibabs.example"] = portal
    asked = crawls.run(first=True)
    assert len(asked) <= 44, "who is blocked does not go on"
    assert {kind for _, kind, _ in crawls.issues} >= {"blocked"}
    assert any("The request is blocked." in result.blocked for result in crawls.results.values())
    assert crawls.stored < whole.stored
    country.portals = usual
    crawls.run(first=True)
    assert crawls.stored == whole.stored


def test_municipalities_on_one_site_get_their_own_meetings_and_overviews(crawls: Crawls) -> None:
    def shared(plan: CrawlPlan) -> CrawlPlan:
        """Two municipalities on the site of Duinmeren; the third has that of Rivierenburg for itself."""
        site, other = plan.sources
        neighbour = replace(site.source, id="GM9907:ibabs", gemeentecode="GM9907", gemeente="Ruimte")
        sources = (
            replace(site, meeting_filter="Samenleving"),
            replace(site, source=neighbour, meeting_filter="RUIMTE"),
            other,
        )
        plan.store.save_sources([Municipality(code="GM9907", name="Ruimte", province="")], [neighbour])
        return replace(plan, sources=sources)

    named = in_pages("/", lambda page: page.replace(">Raadsvoorstellen<", ">Voorstellen Ruimte<"))
    crawls.run(first=True, plan=shared, change=named)
    assert [result.failed for result in crawls.results.values()] == [False] * 3
    assert {title for title in crawls.events if title.startswith("Commissie")} == {
        "Commissie Samenleving",
        "Commissie Ruimte",
        "Commissie Ruimte, besloten deel",
    }
    assert (DUINMEREN, "Voorstellen Ruimte") not in crawls.listed
    assert crawls.listed["GM9907:ibabs", "Voorstellen Ruimte"] == 1
    shares = {key.split(":")[1] for key in crawls.stored}
    assert shares == {"duinmeren/samenleving", "duinmeren/ruimte", "rivierenburg"}
    letters = [key for key in crawls.stored if key.startswith("ibabs:duinmeren")]
    assert len(letters) == len(set(letters))
    crawls.run(plan=shared, change=named)
    assert [request for request in crawls.country.asked if "/Document/" in request.path] == []
