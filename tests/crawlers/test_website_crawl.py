"""Crawls of municipal websites: pages, subpages, feeds, sitemaps and what lies in wait there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import PDF, Answer, Night, Server
from memory import crawl_in_memory
from memory_portals import Country, close

from crawlers.replica.faults import Fault, Faults
from crawlers.replica.library import Library, build

SITE = "http://website.example/havenstede"
NOTE, BRIDGE, TENDER = (
    "Nota Spelen in de openbare ruimte",
    "Zuiderbrug drie nachten dicht",
    "Marktconsultatie re-integratie jongeren 18-27 jaar",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("sites"))


@pytest.fixture
def country(library: Library, tmp_path: Path) -> Country:
    return Country(library, tmp_path)


class Crawled:
    """What is known after a crawl of one site, and what it asked."""

    def __init__(self, country: Country, *, first: bool = True, overdue: bool = False, **site: Any) -> None:
        country.asked.clear()
        plan = country.plan("website", first=first, overdue=overdue)
        chosen = {"pages": (), **site}
        plan = replace(plan, sources=(replace(plan.sources[0], **chosen),))
        (self.result,) = crawl_in_memory(plan, country.network)
        database = plan.store.database
        run = [plan.store.run_id]
        self.issues = [
            (row["kind"], row["message"])
            for row in database.query("select kind, message from issues where run_id = ?", run)
        ]
        self.documents: dict[str, dict[str, Any]] = {
            row["title"]: row for row in database.query("select * from documents order by key")
        }
        self.versions: dict[str, tuple[int, str]] = {
            row["title"]: (row["number"], row["sha256"])
            for row in database.query(
                "select title, number, sha256 from documents join current_versions on document_key = key"
            )
        }
        self.listed = {
            row["list_name"]: row["listed"]
            for row in database.query("select list_name, listed from listings where run_id = ?", run)
        }
        self.ends = {
            row["url"].removeprefix(SITE): (row["state"], row["reason"])
            for row in database.query("select * from ledger_entries where run_id = ?", run)
        }
        self.coverage = [row["state"] for row in database.query("select state from coverage")]
        self.original = plan.originals.path
        close(plan)
        self.asked = [request.target.removeprefix("/havenstede") for request in country.asked]


def test_documents_of_a_page_are_fetched(country: Country) -> None:
    crawled = Crawled(country, pages=(f"{SITE}/aanbestedingen",))
    assert list(crawled.versions) == [TENDER]
    document = crawled.documents[TENDER]
    assert (document["genre"], document["published"]) == ("aanbesteding", "2026-11-23")
    assert crawled.issues == []
    assert crawled.listed == {f"{SITE}/aanbestedingen": 1}


def test_pages_that_a_page_links_to_are_read_to_the_depth_and_no_further(country: Country) -> None:
    shallow = Crawled(country, pages=(f"{SITE}/onderwerpen",))
    assert (list(shallow.versions), shallow.issues) == ([], [("empty_list", "the page links to no document"), *EMPTY])
    deep = Crawled(country, pages=(f"{SITE}/onderwerpen",), depth=2)
    assert list(deep.versions) == [TENDER]
    assert deep.issues == []
    assert "/onderwerpen/aanbesteding" in deep.asked, "without the session of the link"
    assert deep.result.listings_failed == 0, "a page that is gone or forbidden is no list that failed"
    assert deep.ends["/verhuisd"] == ("gone", "HTTP 404")
    assert deep.ends["/zoeken"] == ("refused", "Forbidden by robots.txt")
    assert "/zoeken" not in deep.asked
    assert not [target for target in deep.asked if target.startswith(("/intern", "/agenda?maand=2026-12"))]


EMPTY = [("empty_source", "the first run found no document at all")]


def test_pages_that_lead_to_each_other_and_to_ever_more_end(country: Country) -> None:
    crawled = Crawled(country, pages=(f"{SITE}/onderwerpen",), depth=50, most_pages=30)
    pages = [target for target in crawled.asked if not target.startswith(("/documenten", "/robots"))]
    assert len(pages) == 30 - 1, "one is forbidden"
    assert set(Counter(pages).values()) == {1}, "each once"
    assert len([target for target in pages if target.startswith("/archief")]) == 2, "a step that comes back is a trap"
    assert crawled.issues == [("limit_reached", "more than 30 pages in one night")]
    left = [url for url, (state, _) in crawled.ends.items() if state == "retry_later"]
    assert len(left) == 1
    assert left[0].startswith("/agenda?maand=")
    assert list(crawled.versions) == [TENDER]


@pytest.mark.parametrize("feed", ["nieuws.rss", "nieuws.atom"])
def test_what_a_feed_names_is_a_document_with_its_day(country: Country, feed: str) -> None:
    crawled = Crawled(country, feeds=(f"{SITE}/{feed}",))
    days = {title: crawled.documents[title]["published"] for title in crawled.versions}
    assert days == {NOTE: "2026-11-12", BRIDGE: "2026-11-20", TENDER: "2026-11-20"}
    note = crawled.documents[NOTE]
    assert (note["genre"], note["page_url"]) == ("beleidsnota", f"{SITE}/nieuws/nota-spelen-in-de-openbare-ruimte")
    assert "Zand wordt ieder voorjaar ververst." in crawled.original(crawled.versions[NOTE][1]).read_text(
        encoding="utf-8"
    )
    assert crawled.listed == {f"{SITE}/{feed}": 3}
    assert crawled.issues == []
    assert crawled.coverage == ["complete"]


def test_a_page_of_a_feed_is_asked_again_when_the_feed_says_that_it_changed(country: Country) -> None:
    feeds = (f"{SITE}/nieuws.atom",)
    first = Crawled(country, feeds=feeds)
    again = Crawled(country, first=False, feeds=feeds)
    assert [target for target in again.asked if target.startswith("/nieuws/")] == []
    assert (again.documents, again.versions, again.listed) == (first.documents, first.versions, first.listed)
    assert again.coverage == ["complete"]
    country.night = 3
    later = Crawled(country, first=False, feeds=feeds)
    assert [target for target in later.asked if target.startswith("/nieuws/")] == [
        "/nieuws/afval-rond-de-feestdagen",
        "/nieuws/nota-spelen-in-de-openbare-ruimte",
    ]
    assert later.versions[NOTE][0] == 2
    assert later.versions[BRIDGE] == first.versions[BRIDGE]


def test_what_differs_at_every_visit_makes_no_new_version(country: Country) -> None:
    """A full pass asks the pages again; each holds another token than before."""
    feeds = (f"{SITE}/nieuws.rss",)
    first = Crawled(country, feeds=feeds)
    full = Crawled(country, first=False, overdue=True, feeds=feeds)
    assert "/nieuws/zuiderbrug-drie-nachten-dicht" in full.asked
    assert (full.documents, full.versions) == (first.documents, first.versions)


def test_a_sitemap_leads_to_pages_and_documents(country: Country) -> None:
    sitemaps = (f"{SITE}/sitemap.xml",)
    first = Crawled(country, sitemaps=sitemaps)
    assert len(first.versions) == 1, "the page and the sitemap lead to the same document"
    assert {"/aanbestedingen", "/onderwerpen", "/nieuws/zuiderbrug-drie-nachten-dicht"} <= set(first.asked)
    assert first.issues == []
    again = Crawled(country, first=False, sitemaps=sitemaps)
    assert set(again.asked) == {"/robots.txt", "/sitemap.xml", "/sitemap-paginas.xml", "/sitemap-nieuws.xml.gz"}
    assert (again.documents, again.versions, again.listed) == (first.documents, first.versions, first.listed)
    country.night = 3
    later = Crawled(country, first=False, sitemaps=sitemaps)
    assert "/nieuws/nota-spelen-in-de-openbare-ruimte" in later.asked
    assert "/nieuws/zuiderbrug-drie-nachten-dicht" not in later.asked


def test_a_site_that_is_larger_than_a_night_is_read_over_the_nights(country: Country) -> None:
    sitemaps = (f"{SITE}/sitemap.xml",)
    asked: set[str] = set()
    for night in range(3):
        crawled = Crawled(country, first=night == 0, sitemaps=sitemaps, most_pages=5)
        pages = {target for target in crawled.asked if "sitemap" not in target and "robots" not in target}
        assert not asked & pages - {target for target in pages if target.startswith("/documenten")}
        asked |= pages
    assert {"/aanbestedingen", "/onderwerpen", "/nieuws/zuiderbrug-drie-nachten-dicht"} <= asked
    assert crawled.issues == []


def test_a_full_pass_of_such_a_site_takes_the_rest_as_it_was(country: Country) -> None:
    sitemaps = (f"{SITE}/sitemap.xml",)
    first = Crawled(country, sitemaps=sitemaps)
    full = Crawled(country, first=False, overdue=True, sitemaps=sitemaps, most_pages=4)
    assert len([state for state, _ in full.ends.values() if state == "unchanged"]) >= 3
    assert full.issues == []
    assert full.listed == first.listed


def test_a_page_of_a_feed_that_is_gone_is_withdrawn(country: Country, faults: Faults) -> None:
    feeds = (f"{SITE}/nieuws.rss",)
    Crawled(country, feeds=feeds)
    faults.put("*/nieuws/zuiderbrug*", Fault(kind="status", status=410))
    crawled = Crawled(country, first=False, overdue=True, feeds=feeds)
    assert crawled.documents[BRIDGE]["withdrawn"] == 1
    assert crawled.documents[NOTE]["withdrawn"] == 0
    assert crawled.issues == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nieuws.rss", "ValueError: no feed but <html>"),
        ("sitemap.xml", "ValueError: no sitemap but <html>"),
    ],
)
def test_a_web_page_in_the_place_of_a_list_is_told(country: Country, faults: Faults, path: str, message: str) -> None:
    faults.put(f"*/{path}", Fault(kind="wrong_type"))
    lists = {"feeds": (f"{SITE}/nieuws.rss",), "sitemaps": (f"{SITE}/sitemap.xml",)}
    crawled = Crawled(country, **lists)
    assert ("unknown_shape", message) in crawled.issues
    assert len([target for target in crawled.asked if target.startswith("/documenten/")]) == 1, "by the other list"


@pytest.fixture
def faults(country: Country) -> Iterator[Faults]:
    """Faults on the portals in memory."""
    switches = Faults()
    portal = country.portals["website.example"]
    country.portals["website.example"] = lambda request: switches.answer(request, portal)
    yield switches
    switches.release()


def test_a_document_behind_an_address_like_that_of_a_page_is_kept(server: Server, tmp_path: Path) -> None:
    links = {"/open?id=3": "Jeugdnota 2027", "/beeld?id=4": "Foto", "/kaal": ""}
    anchors = "".join(f'<a href="{path}">{words}</a>' for path, words in links.items())
    server.put("/beleid", Answer(body=f"<html><main>{anchors}</main></html>".encode(), kind="text/html"))
    server.put("/open?id=3", Answer(body=PDF, kind="application/octet-stream"))
    server.put("/beeld?id=4", Answer(body=b"\xff\xd8\xff", kind="image/jpeg"))
    server.put("/kaal", Answer(body=PDF + b"2", kind="application/pdf"))
    page = server.url + "/beleid"
    night = Night(folder=tmp_path, sources=[("GM9901", "website", {"pages": [page], "depth": 2})])
    night.run()
    rows = night.rows("select d.title, d.genre from documents d join versions v on v.document_key = d.key order by 1")
    assert rows == [{"title": "Jeugdnota 2027", "genre": "beleidsnota"}, {"title": "kaal", "genre": "bijlage"}]
    assert night.ends()[server.url + "/beeld?id=4"] == ("refused", "neither a page nor a document")
    assert night.issues() == []
    before = night.content()
    night.run(first=False)
    assert night.content() == before


def test_a_site_of_many_pages_leaves_the_servers_of_others_alone(
    server: Server, new_server: Callable[[], Server], tmp_path: Path
) -> None:
    """Links, feeds and sitemaps may name any address: only those of the site are asked."""
    canary = new_server()
    outside = [f"{canary.url}/1", f"{canary.url}/2.pdf", f"{canary.url}/3.xml"]
    feed = f"<rss><channel><item><title>Elders</title><link>{outside[0]}</link></item></channel></rss>"
    pages = f"<urlset><url><loc>{outside[0]}</loc></url><url><loc>{outside[1]}</loc></url></urlset>"
    server.put("/feed", Answer(body=feed.encode(), kind="application/rss+xml"))
    server.put(
        "/index", Answer(body=f"<sitemapindex><sitemap><loc>{outside[2]}</loc></sitemap></sitemapindex>".encode())
    )
    server.put("/kaart", Answer(body=pages.encode(), kind="application/xml"))
    table = {"feeds": [server.url + "/feed"], "sitemaps": [server.url + "/index", server.url + "/kaart"]}
    night = Night(folder=tmp_path, sources=[("GM9901", "website", table)])
    night.run()
    assert canary.seen == []
    assert night.ends()[outside[1]] == ("refused", "on another server than the page")
    assert [end for end in night.ends().values() if end[0] == "failed"] == []
