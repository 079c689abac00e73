from __future__ import annotations

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
