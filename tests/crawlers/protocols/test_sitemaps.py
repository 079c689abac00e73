from __future__ import annotations

import gzip

import pytest

from crawlers.protocols import sitemaps
from crawlers.protocols.shapes import Unread, read_each
from crawlers.protocols.sitemaps import Place, parse_place, sitemap_entries

BASE = "https://www.veldhorst.example/sitemap.xml"
NAMESPACE = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = (
    b"<?xml version='1.0' encoding='UTF-8'?><urlset " + NAMESPACE + b">"
    b"<url><loc> https://www.veldhorst.example/beleid;jsessionid=1F </loc><lastmod>2026-11-20</lastmod></url>"
    b"<url><loc>https://www.veldhorst.example/contact</loc></url>"
    b"<url><lastmod>2026-11-20</lastmod></url>"
    b"<url><loc>ftp://www.veldhorst.example/</loc></url></urlset>"
)
INDEX = b"<sitemapindex " + NAMESPACE + b"><sitemap><loc>/deel-1.xml.gz</loc></sitemap></sitemapindex>"


def read(body: bytes) -> list[Place | Unread]:
    _, entries = sitemap_entries(body)
    return list(read_each(entries, lambda entry: parse_place(entry, BASE)))


@pytest.mark.parametrize("body", [PAGES, gzip.compress(PAGES), b"\n" + PAGES])
def test_pages_with_the_day_they_changed(body: bytes) -> None:
    assert read(body) == [
        Place(url="https://www.veldhorst.example/beleid", changed="2026-11-20"),
        Place(url="https://www.veldhorst.example/contact", changed=""),
        Unread("KeyError: \"loc is '', no web address\""),
        Unread("KeyError: \"loc is 'ftp://www.veldhorst.example/', no web address\""),
    ]


def test_an_index_is_told_from_a_sitemap() -> None:
    assert [sitemap_entries(body)[0] for body in (INDEX, PAGES)] == [True, False]
    assert read(INDEX) == [Place(url="https://www.veldhorst.example/deel-1.xml.gz", changed="")]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html/>", "no sitemap but <html>"),
        (b"User-agent: *", "no XML"),
        (gzip.compress(PAGES)[:-20], "cut"),
        (b"\x1f\x8b\x08broken", "gzip|cut"),
    ],
)
def test_what_is_no_sitemap_is_an_error(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sitemap_entries(body)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 1000)
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        sitemap_entries(gzip.compress(PAGES + b" " * 5000))
