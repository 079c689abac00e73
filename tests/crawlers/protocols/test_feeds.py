from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import pytest

from crawlers.protocols.feeds import FeedEntry, feed_entries, parse_entry
from crawlers.protocols.shapes import Unread, read_each

Load = Callable[[str], bytes]
BASE = "https://www.veldhorst.example/nieuws.rss"


def read(body: bytes) -> list[FeedEntry | Unread]:
    return list(read_each(feed_entries(body), lambda entry: parse_entry(entry, BASE)))


@pytest.mark.parametrize("name", ["feed.rss", "feed.atom"])
def test_entries(fixture_text: Load, golden: Callable[[str, object], None], name: str) -> None:
    golden(name, [asdict(entry) for entry in read(fixture_text(name))])


def test_an_entry_of_an_unknown_shape_is_told_and_the_others_stay(fixture_text: Load) -> None:
    told = [entry.message for entry in read(fixture_text("feed.rss")) if isinstance(entry, Unread)]
    assert told == [
        "KeyError: 'title'",
        "ValueError: pubDate is 'gisteren', not a date",
        "KeyError: \"link is 'mailto:info@veldhorst.example', no web address\"",
        "KeyError: 'link'",
    ]


def test_the_day_is_that_of_the_netherlands(fixture_text: Load) -> None:
    days = [str(entry.published) for entry in read(fixture_text("feed.rss")) if isinstance(entry, FeedEntry)]
    assert days == ["2026-11-20", "2026-11-20", "None"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><body>Even geduld</body></html>", "no feed but <html>"),
        (b"Even geduld", "no XML"),
        (b"", "no XML"),
    ],
)
def test_what_is_no_feed_is_an_error(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        feed_entries(body)


def test_entities_are_not_expanded_and_files_not_read() -> None:
    body = (
        b'<!DOCTYPE r [<!ENTITY s SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&s;</title>'
        b"<link>https://www.veldhorst.example/1</link></item></channel></rss>"
    )
    assert read(body) == [Unread("KeyError: 'title'")]
