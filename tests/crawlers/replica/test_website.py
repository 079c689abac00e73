from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from lxml import html

from crawlers.replica.library import build
from crawlers.replica.portals import Portals

Fetch = Callable[..., Any]


def links(page: Any) -> list[str]:
    return [str(each) for each in html.fromstring(page.body).xpath("//a/@href")]


def test_the_page_links_to_its_documents(portals: Portals, fetch: Fetch) -> None:
    found = {}
    for town, url in portals.website_urls.items():
        files = [urljoin(url, link) for link in links(fetch(url)) if link.endswith((".pdf", ".docx"))]
        found[town] = [fetch(file) for file in files]
    assert found["havenstede"][0].headers["Content-Type"].endswith("wordprocessingml.document")
    assert found["havenstede"][0].body.startswith(b"PK")
    assert found["kempenrade"][0].headers["Content-Type"] == "application/pdf"


def test_the_page_also_has_links_that_must_not_be_followed(portals: Portals, fetch: Fetch) -> None:
    url = portals.website_urls["havenstede"]
    found = links(fetch(url))
    assert any(link.startswith("mailto:") for link in found)
    assert any(link.startswith("https://") for link in found)
    robots = RobotFileParser()
    robots.parse(fetch(urljoin(url, "/robots.txt")).body.decode().splitlines())
    forbidden = [link for link in found if link.startswith("/") and not robots.can_fetch("*", urljoin(url, link))]
    assert forbidden == ["/havenstede/intern/overzicht"]
    assert fetch(urljoin(url, forbidden[0])).status == 200


def test_home_and_unknown_pages(portals: Portals, fetch: Fetch) -> None:
    url = portals.website_urls["kempenrade"]
    assert fetch(urljoin(url, "/kempenrade/")).status == 200
    assert fetch(urljoin(url, "/kempenrade/nergens")).status == 404
    assert fetch(urljoin(url, "/elders/")).status == 404


def test_a_document_is_replaced_under_its_own_address_and_then_taken_down(
    small_texts: Path, tmp_path: Path, fetch: Fetch
) -> None:
    source = (small_texts / "kempenrade" / "fietsbrug.md").read_text(encoding="utf-8")
    source = source.replace("register:raadsvoorstellen", "website")
    folder = tmp_path / "texts" / "kempenrade"
    folder.mkdir(parents=True)
    (folder / "brug.md").write_text(source.replace("night = 1", "night = 1\nwithdrawn_night = 3"), encoding="utf-8")
    later = source.replace("night = 1", 'night = 2\nversion_of = "brug"').replace("1.250.000", "1.400.000")
    (folder / "brug-herzien.md").write_text(later, encoding="utf-8")
    with Portals(build(tmp_path / "out", texts=[tmp_path / "texts"])) as portals:
        page = portals.website_urls["kempenrade"]
        file = urljoin(page, next(link for link in links(fetch(page)) if link.endswith(".pdf")))
        first = fetch(file)
        portals.night = 2
        assert fetch(file).body != first.body
        portals.night = 3
        assert fetch(file).status == 410
        assert not [link for link in links(fetch(page)) if link.endswith(".pdf")]


def test_feeds_name_news_and_documents_with_their_days(portals: Portals, fetch: Fetch) -> None:
    base = portals.urls["website"]
    rss = fetch(f"{base}/havenstede/nieuws.rss")
    assert rss.headers["Content-Type"].startswith("application/rss+xml")
    assert rss.texts("title")[1:] == [
        "Zuiderbrug drie nachten dicht",
        "Nota Spelen in de openbare ruimte",
        "Marktconsultatie re-integratie jongeren 18-27 jaar",
    ]
    assert rss.texts("pubDate")[0] == "Fri, 20 Nov 2026 09:30:00 +0100"
    atom = fetch(f"{base}/havenstede/nieuws.atom")
    assert [each.get("href") for each in atom.xml.iter("{*}link")] == rss.texts("guid")
    assert {fetch(url).status for url in rss.texts("guid")} == {200}


def test_an_article_appears_and_changes_in_its_night(portals: Portals, fetch: Fetch) -> None:
    url = f"{portals.urls['website']}/havenstede/"
    note = f"{url}nieuws/nota-spelen-in-de-openbare-ruimte"
    assert "kaart van de hondenvrije plekken" not in fetch(note).body.decode()
    assert fetch(f"{url}nieuws/afval-rond-de-feestdagen").status == 404
    before = fetch(f"{url}nieuws.atom").texts("updated")
    portals.night = 3
    assert "kaart van de hondenvrije plekken" in fetch(note).body.decode()
    assert fetch(f"{url}nieuws/afval-rond-de-feestdagen").status == 200
    assert fetch(f"{url}nieuws.atom").texts("updated") != before


def test_an_index_leads_to_sitemaps_of_which_one_is_packed(portals: Portals, fetch: Fetch) -> None:
    base = portals.urls["website"]
    maps = fetch(f"{base}/havenstede/sitemap.xml").texts("loc")
    assert [url.rpartition("/")[2] for url in maps] == ["sitemap-paginas.xml", "sitemap-nieuws.xml.gz"]
    pages = fetch(maps[0])
    assert f"{base}/havenstede/aanbestedingen" in pages.texts("loc")
    assert set(pages.texts("lastmod")) == {"2026-11-20"}
    packed = fetch(maps[1])
    assert packed.headers["Content-Type"] == "application/gzip"
    assert b"/nieuws/zuiderbrug-drie-nachten-dicht" in gzip.decompress(packed.body)


def test_a_topic_page_leads_to_pages_and_to_traps(portals: Portals, fetch: Fetch) -> None:
    url = f"{portals.urls['website']}/havenstede/onderwerpen"
    first, again = links(fetch(url)), links(fetch(url))
    topic = [link for link in first if "/onderwerpen/" in link]
    assert len(topic) == 1
    assert topic != [link for link in again if "/onderwerpen/" in link], "each visit has an address of its own"
    assert [link for link in links(fetch(urljoin(url, topic[0]))) if link.endswith(".docx")]
    assert fetch(urljoin(url, "verhuisd")).status == 404


def test_a_calendar_and_an_archive_have_no_end(portals: Portals, fetch: Fetch) -> None:
    base = f"{portals.urls['website']}/havenstede/"
    seen, url = [], f"{base}agenda?maand=2026-11"
    for _ in range(3):
        url = urljoin(url, next(link for link in links(fetch(url)) if "maand=" in link))
        seen.append(url.rpartition("=")[2])
    assert seen == ["2026-12", "2027-01", "2027-02"]
    deeper = fetch(f"{base}archief/archief/archief/")
    assert "archief/" in links(deeper)


def test_two_visits_to_a_page_differ_in_a_token_only(portals: Portals, fetch: Fetch) -> None:
    url = portals.website_urls["havenstede"]
    first, again = fetch(url).body, fetch(url).body
    assert first != again
    assert html.fromstring(first).xpath("string(//main)") == html.fromstring(again).xpath("string(//main)")
