from collections.abc import Callable
from dataclasses import asdict

import pytest

from crawlers.protocols.links import main_text, parse_links, parse_pages

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


LAID_OUT = """<html><head><meta name="robots" content="index"></head><body>
<nav><a href="/home">Home</a></nav><header><a href="/kop">Kop</a></header>
<main><a href="sport?PHPSESSID=3">Sport</a> <a href="sport">Weer sport</a> <a href="/beleid/index">Deze pagina</a>
<a href="nota.pdf">Nota</a> <a href="/open?id=3">Nota (pdf)</a> <a href="foto.jpg">Foto</a>
<a href="jeugd.html">Jeugd</a>
<a href="https://elders.example/">Elders</a> <a rel="nofollow" href="/agenda?maand=12">Verder</a>
<aside><a href="/ook">Ook</a></aside></main><footer><a href="/contact">Contact</a></footer></body></html>"""


def test_pages_are_those_that_the_text_links_to() -> None:
    pages = parse_pages(LAID_OUT, PAGE)
    assert [(page.url.rpartition("/")[2], page.title) for page in pages] == [
        ("sport", "Sport"),
        ("jeugd.html", "Jeugd"),
    ]


def test_without_a_main_part_menus_are_left_out_all_the_same() -> None:
    html = LAID_OUT.replace("<main>", "<div>").replace("</main>", "</div>")
    assert parse_pages(html, PAGE) == parse_pages(LAID_OUT, PAGE)


def test_a_page_that_asks_not_to_be_followed_is_not() -> None:
    assert parse_pages(LAID_OUT.replace('"index"', '"noindex, NoFollow"'), PAGE) == []


def test_what_a_page_is_about_is_not_in_its_scripts_and_menus() -> None:
    html = "<nav>Menu</nav><main><h1>Nota</h1><script>t=7</script><p>Over  sport.</p></main>"
    assert main_text(html) == "Nota Over sport."
    assert main_text("<body><header>Kop</header><p>Zonder vak</p></body>") == "Zonder vak"
