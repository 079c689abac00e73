from collections.abc import Callable
from dataclasses import asdict

import pytest

from crawlers.protocols.links import parse_links

PAGE = "https://www.veldhorst.example/beleid/index"


def test_links_to_documents(fixture_text: Callable[[str], bytes], golden: Callable[[str, object], None]) -> None:
    html = fixture_text("website_page.html").decode()
    golden("website_page", [asdict(link) for link in parse_links(html, PAGE)])


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        ('<a href="/nota.pdf">Nota (pdf, 120 kB)</a>', "Nota"),
        ('<a href="/nota.pdf">Nota (pdf)</a>', "Nota"),
        ('<a href="/nota.pdf">Nota (versie 2)</a>', "Nota (versie 2)"),
        ('<a href="/nota%20jeugd.pdf"><img alt=""></a>', "nota jeugd.pdf"),
        ('<a href="/open?id=3">Nota [PDF - 2 MB]</a>', "Nota"),
    ],
)
def test_the_title_is_what_a_reader_sees(anchor: str, title: str) -> None:
    assert [link.title for link in parse_links(anchor, PAGE)] == [title]


@pytest.mark.parametrize(
    "href",
    [
        "mailto:a@b.example",
        "javascript:x(1)",
        "http://[kapot/nota.pdf",
        "ftp://x.example/nota.pdf",
        "http://x:99999/a.pdf",
    ],
)
def test_what_cannot_be_asked_is_no_link(href: str) -> None:
    assert parse_links(f'<a href="{href}">Nota (pdf)</a>', PAGE) == []


def test_an_empty_page_has_no_links() -> None:
    assert parse_links("", PAGE) == []
