"""Feeds of a website: RSS 2.0 and Atom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from lxml import etree

from crawlers.protocols.addresses import address
from crawlers.protocols.markup import children, first_text, plain, root_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FORMS = ("rss", "feed")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry: a page or a document, with the day it appeared where the feed says so."""

    url: str
    title: str
    published: date | None
    stamp: str
    """What changes when the entry changes; empty when the feed says nothing."""
    enclosures: tuple[str, ...] = ()
    """Files that come with it."""


def feed_entries(body: bytes) -> list[etree._Element]:
    """Give the entries of a feed, to be read one by one; raises ValueError when the body is no feed."""
    root = root_of(body)
    if etree.QName(root).localname not in FORMS:
        raise ValueError(f"no feed but <{etree.QName(root).localname}>")
    return [*root.iter("{*}item"), *root.iter("{http://www.w3.org/2005/Atom}entry")]


def parse_entry(entry: etree._Element, base_url: str) -> FeedEntry:
    """Read one entry; raises KeyError or ValueError when it has no title or link, or a date that is none."""
    is_atom = etree.QName(entry).localname == "entry"
    links = list(_atom_links(entry) if is_atom else _rss_links(entry))
    pages = [href for relation, href in links if relation == "alternate"]
    title = plain(first_text(entry, "title"))
    url = address(base_url, pages[0]) if pages else ""
    if not title:
        raise KeyError("title")
    if not url:
        raise KeyError(f"link is {pages[0]!r}, no web address" if pages else "link")
    appeared, changed = _date_of(entry, "published", "pubDate", "date"), _date_of(entry, "updated")
    files = (address(base_url, href) for relation, href in links if relation == "enclosure")
    return FeedEntry(
        url=url,
        title=title,
        published=appeared or changed,
        stamp=first_text(entry, "updated", "pubDate", "published", "date"),
        enclosures=tuple(dict.fromkeys(filter(None, files))),
    )


def _rss_links(entry: etree._Element) -> Iterator[tuple[str, str]]:
    """Give where the item leads; its guid is an address too, unless it says that it is none."""
    for link in children(entry, "link"):
        if link.text and link.text.strip():
            yield "alternate", link.text
    for guid in children(entry, "guid"):
        if guid.get("isPermaLink") != "false" and (guid.text or "").strip().startswith("http"):
            yield "alternate", str(guid.text)
    yield from (("enclosure", each.get("url", "")) for each in children(entry, "enclosure"))


def _atom_links(entry: etree._Element) -> Iterator[tuple[str, str]]:
    yield from ((link.get("rel", "alternate"), link.get("href", "")) for link in children(entry, "link"))


def _date_of(entry: etree._Element, *names: str) -> date | None:
    for name in names:
        if value := first_text(entry, name):
            return _day(name, value)
    return None


def _day(name: str, value: str) -> date:
    """Give the day here, from a date in the form of RSS or of Atom."""
    forms: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime)
    for form in forms:
        try:
            moment = form(value)
        except ValueError:
            continue
        return (moment.astimezone(AMSTERDAM) if moment.tzinfo else moment).date()
    raise ValueError(f"{name} is {value!r}, not a date")
