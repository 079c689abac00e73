"""The links to documents on a web page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from parsel import Selector

from crawlers.registry import Origin

_DOCUMENT = re.compile(r"\.(pdf|docx?|odt)$", re.IGNORECASE)
_TYPE_AND_SIZE = re.compile(r"\s*[(\[](pdf|docx?|odt)\b[^)\]]*[)\]]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to a document with the words a reader sees."""

    url: str
    title: str


def parse_links(html: str, base_url: str) -> list[Link]:
    """Give the links to documents on a page, each once, without the "(pdf, 120 kB)" behind the title.

    A document shows itself by the end of its address or by those words. Without words its title is its file name.
    """
    page = Selector(text=html)
    base = urljoin(base_url, page.css("base::attr(href)").get(""))
    links: dict[str, Link] = {}
    for anchor in page.css("a[href]"):
        url = _address(base, anchor.attrib["href"])
        words = " ".join(" ".join(anchor.css("::text").getall()).split())
        if url and (_DOCUMENT.search(urlsplit(url).path) or _TYPE_AND_SIZE.search(words)):
            title = _TYPE_AND_SIZE.sub("", words) or unquote(urlsplit(url).path.rpartition("/")[2])
            links.setdefault(url, Link(url=url, title=title))
    return list(links.values())


def _address(base: str, href: str) -> str:
    """Make an address absolute; empty when it is no web address, such as `mailto:`."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        Origin.of(url)
    except ValueError:
        return ""
    return url
