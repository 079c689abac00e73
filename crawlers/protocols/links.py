"""The links on a web page: to documents, and to pages of the same site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from parsel import Selector, SelectorList

from crawlers.protocols.addresses import address
from crawlers.registry import Origin

_DOCUMENT = re.compile(r"\.(pdf|docx?|odt)$", re.IGNORECASE)
_TYPE_AND_SIZE = re.compile(r"\s*[(\[](pdf|docx?|odt)\b[^)\]]*[)\]]\s*$", re.IGNORECASE)
_FILE = re.compile(r"\.(?!(?:html?|php|aspx?|jsp)$)[a-z0-9]{2,5}$", re.IGNORECASE)
"""How an address ends that is a file and no page, such as a picture."""
_MAIN = "//main | //*[@role='main'] | //article"
_MARGINS = "ancestor::nav or ancestor::header or ancestor::footer or ancestor::aside or ancestor::*[@role='navigation']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with the words a reader sees."""

    url: str
    title: str


def parse_links(html: str, base_url: str) -> list[Link]:
    """Give the links to documents on a page, each once, without the "(pdf, 120 kB)" behind the title.

    A document shows itself by the end of its address or by those words. Without words its title is its file name.
    """
    page = Selector(text=html)
    links: dict[str, Link] = {}
    for url, words in _anchors(page, page.css("a[href]"), base_url):
        if names_document(url) or _TYPE_AND_SIZE.search(words):
            title = _TYPE_AND_SIZE.sub("", words) or unquote(urlsplit(url).path.rpartition("/")[2])
            links.setdefault(url, Link(url=url, title=title))
    return list(links.values())


def parse_pages(html: str, base_url: str) -> list[Link]:
    """Give the links to other pages of the same site in what the page is about: not in menus, headers and footers.

    Nothing where the page asks not to be followed.
    """
    page = Selector(text=html)
    if "nofollow" in page.css("meta[name=robots]::attr(content)").get("").lower():
        return []
    main = page.xpath(_MAIN)
    anchors = (main or page).xpath(f".//a[@href][not({_MARGINS})][not(contains(@rel, 'nofollow'))]")
    here, site = address(base_url, ""), Origin.of(base_url)
    pages: dict[str, Link] = {}
    for url, words in _anchors(page, anchors, base_url):
        is_page = not _FILE.search(urlsplit(url).path) and not _TYPE_AND_SIZE.search(words)
        if is_page and url != here and Origin.of(url) == site:
            pages.setdefault(url, Link(url=url, title=words))
    return list(pages.values())


def names_document(url: str) -> bool:
    """Tell whether an address is that of a document."""
    return _DOCUMENT.search(urlsplit(url).path) is not None


def main_text(html: str) -> str:
    """Give what a page is about in words, without menus and scripts: what changes when its content changes."""
    page = Selector(text=html)
    words = (page.xpath(_MAIN) or page).xpath(f".//text()[not(ancestor::script or ancestor::style or {_MARGINS})]")
    return " ".join(" ".join(words.getall()).split())


def _anchors(page: Selector, anchors: SelectorList[Selector], base_url: str) -> Iterator[tuple[str, str]]:
    base = urljoin(base_url, page.css("base::attr(href)").get(""))
    for anchor in anchors:
        words = " ".join(" ".join(anchor.css("::text").getall()).split())
        if url := address(base, anchor.attrib["href"]):
            yield url, words
