"""Sitemaps of a website, and indexes of sitemaps; packed ones too."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lxml import etree

from crawlers.protocols.addresses import address
from crawlers.protocols.markup import children, first_text, root_of

MOST_BYTES = 50 * 2**20
"""Larger than a sitemap may be, unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address in a sitemap."""

    url: str
    changed: str
    """When it last changed, as it stands there; empty when that is not said."""


def sitemap_entries(body: bytes) -> tuple[bool, list[etree._Element]]:
    """Tell whether this is an index of sitemaps, and give its entries, to be read one by one.

    Raises ValueError when the body is neither.
    """
    root = root_of(_unpacked(body))
    name = etree.QName(root).localname
    if name not in ("urlset", "sitemapindex"):
        raise ValueError(f"no sitemap but <{name}>")
    is_index = name == "sitemapindex"
    return is_index, list(children(root, "sitemap" if is_index else "url"))


def parse_place(entry: etree._Element, base_url: str) -> Place:
    """Read one entry; raises KeyError when it has no address."""
    url = address(base_url, first_text(entry, "loc"))
    if not first_text(entry, "loc") or not url:
        raise KeyError(f"loc is {first_text(entry, 'loc')!r}, no web address")
    return Place(url=url, changed=first_text(entry, "lastmod"))


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    stream = zlib.decompressobj(wbits=31)
    try:
        unpacked = stream.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"no gzip: {error}") from error
    if not stream.eof:
        raise ValueError(f"a sitemap of more than {MOST_BYTES} bytes, or one that was cut")
    return unpacked
