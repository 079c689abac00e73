"""News pages of the sites of the towns, and the feeds and sitemaps that name what is on a site."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.replica.elements import element, text
from crawlers.replica.markup import Block, Paragraph, parse_markup
from crawlers.replica.publications import DECLARATION
from crawlers.replica.towns import HOME

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
GZIP = "application/gzip"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text that is a web page."""

    town: str
    slug: str
    title: str
    day: date
    night: int
    blocks: tuple[Block, ...]
    updated_night: int | None = None
    update: str = ""

    def shown(self, night: int) -> tuple[Block, ...]:
        """Return what stands on the page in a night."""
        return (*self.blocks, Paragraph(text=self.update)) if self.is_updated(night) else self.blocks

    def is_updated(self, night: int) -> bool:
        """Tell whether the page was changed by this night."""
        return self.updated_night is not None and self.updated_night <= night

    def changed(self, nights: tuple[date, ...], night: int) -> date:
        """Return the day on which the page was last changed."""
        return nights[self.updated_night - 1] if self.updated_night and self.is_updated(night) else self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a feed or a sitemap names: an address with its day."""

    path: str
    title: str
    day: date
    changed: date


def load_articles(path: Path = HOME / "website.toml") -> tuple[Article, ...]:
    """Read the articles."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Article(blocks=parse_markup(entry.pop("body")), **entry) for entry in raw["article"])


def rss(base: str, title: str, entries: Iterable[Shown]) -> bytes:
    """Write an RSS 2.0 feed."""
    items = (
        element(
            "item",
            element("title", text(entry.title)),
            element("link", text(base + entry.path)),
            element("guid", text(base + entry.path)),
            element("pubDate", format_datetime(_moment(entry.day))),
            element("description", text(f"<p>{entry.title}</p>")),
        )
        for entry in entries
    )
    channel = element("channel", element("title", text(title)), element("link", base), *items)
    return (DECLARATION + element("rss", channel, version="2.0")).encode()


def atom(base: str, title: str, entries: Iterable[Shown]) -> bytes:
    """Write an Atom feed."""
    items = (
        element(
            "entry",
            element("id", text(base + entry.path)),
            element("title", text(entry.title), type="html"),
            element("link", href=base + entry.path, rel="alternate"),
            element("published", _moment(entry.day).isoformat()),
            element("updated", _moment(entry.changed).isoformat()),
        )
        for entry in entries
    )
    return (
        DECLARATION + element("feed", element("title", text(title)), *items, xmlns="http://www.w3.org/2005/Atom")
    ).encode()


def sitemap(base: str, entries: Iterable[Shown]) -> bytes:
    """Write a sitemap."""
    urls = (
        element("url", element("loc", text(base + entry.path)), element("lastmod", str(entry.changed)))
        for entry in entries
    )
    return (DECLARATION + element("urlset", *urls, xmlns=SITEMAPS)).encode()


def sitemap_index(base: str, entries: Iterable[Shown]) -> bytes:
    """Write an index of sitemaps."""
    maps = (
        element("sitemap", element("loc", text(base + entry.path)), element("lastmod", str(entry.changed)))
        for entry in entries
    )
    return (DECLARATION + element("sitemapindex", *maps, xmlns=SITEMAPS)).encode()


def packed(content: bytes) -> bytes:
    """Pack with gzip, the same bytes every time."""
    return gzip.compress(content, mtime=0)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), AMSTERDAM)
