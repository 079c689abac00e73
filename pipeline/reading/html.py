"""Read web pages: the text of the page without its navigation."""

from __future__ import annotations

import re
from functools import partial
from importlib.metadata import version
from typing import cast

from lxml import etree

from pipeline.reading.limits import Limits
from pipeline.reading.markup import Vocabulary, lines_below, local_name
from pipeline.reading.parsing import parse_html
from pipeline.reading.wire import Answer, Sheet, Task
from pipeline.records import Page, PageMethod

_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big br cite code del dfn em font i ins kbd label mark q s samp small span strike strong "
    "sub sup time tt u var wbr"
)
_DROPPED_NAMES = (
    "script style noscript template svg math nav iframe object embed canvas select button input textarea audio video "
    "dialog head map progress meter"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_DROPPED = frozenset(_DROPPED_NAMES.split())
_MARGINS = frozenset(("header", "footer", "aside"))
_ROLE_NAMES = "navigation banner contentinfo search dialog alertdialog menu menubar complementary"
_ROLES = frozenset(_ROLE_NAMES.split())
_MARGIN_NAME = re.compile(
    r"cookie|consent|navigatie|navigation|breadcrumb|broodkruimel|kruimelpad|skip-?(?:link|nav)|"
    r"(?:^|[\s_-])(?:nav|navbar|menu|hoofdmenu|submenu|footer|sidebar|share|sharing|social|toolbar|pagination|"
    r"zoeken|zoekbalk|search|verberg|hidden|sr-only|visually-hidden|tekstueel)(?:$|[\s_-])"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_MARGIN = 0.4
"""A part with more of the text of the page is no margin, whatever it is called."""
_MAIN = (
    "//main | //*[@role='main']",
    "//*[contains(concat(' ', @class, ' '), ' officiele-publicatie ')]",
    "//article",
    "//*[@id='main' or @id='content' or @id='inhoud' or @id='Inhoud' or @id='main-content' or @id='broodtekst']",
)
_MIN_MAIN = 0.3


def read_html(content: bytes, task: Task, limits: Limits) -> Answer:
    """Read a web page as one page."""
    return html_answer(content, "html", limits, engines=(f"lxml {version('lxml')}",))


def html_answer(content: bytes, method: PageMethod, limits: Limits, *, engines: tuple[str, ...]) -> Answer:
    """Give the answer for HTML, whatever it was made from."""
    if len(content) > limits.characters:
        return Answer(state="too_large", reason=f"{len(content)} bytes of markup, limit {limits.characters}")
    root, fault = parse_html(content)
    main = _main(root)
    size = max(1, _size(main))
    vocabulary = Vocabulary(
        inline=_INLINE,
        spaced=frozenset(),
        structures={"li": "list_item"},
        is_dropped=partial(_is_dropped, size),
        heading_level=_heading_level,
        marker=_marker,
    )
    lines = lines_below(main, vocabulary)
    page = Page(number=1, method=method, lines=lines)
    sheet = Sheet(page=page, verdict="text" if lines else "blank")
    return Answer(state="partial" if fault else "ok", reason=fault, page_count=1, sheets=(sheet,), engines=engines)


def _size(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _main(root: etree._Element) -> etree._Element:
    """Find the part of the page with its text."""
    total = _size(root)
    for path in _MAIN:
        found = cast("list[etree._Element]", root.xpath(path))
        best = max(found, key=_size, default=None)
        if best is not None and _size(best) >= _MIN_MAIN * total:
            return best
    body = root.find("body")
    return root if body is None else body


def _is_dropped(page_size: int, element: etree._Element) -> bool:
    name = local_name(element)
    if name in _DROPPED:
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}".lower()
    margin = name in _MARGINS or element.get("role") in _ROLES or _MARGIN_NAME.search(named)
    hidden = (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(element.get("style", ""))
    )
    return bool(margin or hidden) and name != "body" and _size(element) <= _MAX_MARGIN * page_size


def _heading_level(element: etree._Element) -> int:
    name = local_name(element)
    return int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else 0


def _marker(element: etree._Element) -> str:
    if local_name(element) != "li":
        return ""
    parent = element.getparent()
    if parent is None or local_name(parent) != "ol":
        return "•"
    start = parent.get("start", "1")
    items = [child for child in parent if local_name(child) == "li"]
    number = (int(start) if start.isdigit() else 1) + items.index(element)
    if parent.get("type") in ("a", "A") and number <= 26:
        return f"{chr(96 + number)}."
    return f"{number}."
