"""Menus and links in the shapes of recorded pages (calendar pages of two portals, anonymised and trimmed).

No viewer was recorded: that page is reconstructed from what clients of the portal look for.
"""

from collections.abc import Callable

import pytest
from parsel import Selector

from crawlers.protocols.ibabs import Report, Site, find_document, find_script, parse_file_link, parse_menu

SITE = Site(source_id="GM9904:ibabs", name="brinkwold", base_url="http://127.0.0.1:1")
GUID = "4d9a5e8b-3c8f-4f6c-8a4b-9c3e9c9d0001"


def anchor(html: str) -> Selector:
    return Selector(text=html).css("a")[0]


def test_the_calendar_names_bodies_and_overviews(fixture_text: Callable[[str], bytes]) -> None:
    menu = parse_menu(fixture_text("ibabs_calendar.html").decode())
    assert menu.bodies == {"10000036": "B&W", "10000000": "Raad", "100092789": "Raadzaken"}
    assert [report.name for report in menu.reports] == [
        "Moties",
        "Raadsbrieven",
        "Ingekomen stukken 2026-2030",
        "Schriftelijke vragen",
        "Stemming",
    ]
    assert (menu.overview, menu.categories) == ("/Reports", ())


def test_a_site_may_have_its_overviews_in_categories(fixture_text: Callable[[str], bytes]) -> None:
    menu = parse_menu(fixture_text("ibabs_categories.html").decode())
    assert menu.overview == "/ReportCategories"
    assert [path.rpartition("/")[2][:8] for path in menu.categories] == ["00000000", "3c8f4d7a"]
    assert [report.name for report in menu.reports] == [
        "Amendementen 2026-2030",
        "Collegebesluiten",
        "Moties 2022-2026",
    ]


@pytest.mark.parametrize("html", ["", "<html><body><p>Even geduld</p></body></html>", "<title>Login</title>"])
def test_a_page_of_something_else_is_no_empty_menu(html: str) -> None:
    with pytest.raises(ValueError, match="no page of the portal"):
        parse_menu(html)


@pytest.mark.parametrize(
    ("name", "has_letters", "is_known"),
    [
        ("Ingekomen stukken 2026-2030", True, True),
        ("Lijst ingekomen brieven", True, True),
        ("Brieven van inwoners aan de raad", True, True),
        ("Raadsbrieven", False, True),
        ("Brieven college", False, True),
        ("Moties (tot raadsperiode 2022)", False, True),
        ("Openbare besluitenlijsten B&W", False, True),
        ("Technische vragen", False, True),
        ("Overige openbaarmakingen Woo", False, True),
        ("Stemming", False, True),
        ("Kermiskalender", False, False),
    ],
)
def test_the_name_of_an_overview_says_what_it_holds(name: str, has_letters: bool, is_known: bool) -> None:
    report = Report(id=GUID, name=name)
    assert (report.has_letters, report.is_known) == (has_letters, is_known)


def test_municipalities_on_one_site_have_keys_and_addresses_of_their_own() -> None:
    shared = Site(source_id="GM0002:ibabs", name="wdw", base_url="http://127.0.0.1:1", share="west eind")
    assert SITE.key == "ibabs:brinkwold"
    assert shared.key == "ibabs:wdw/west eind"
    assert SITE.url("/Calendar") == "http://127.0.0.1:1/Calendar"
    assert shared.url("/Calendar") == "http://127.0.0.1:1/Calendar#west%20eind"
    assert shared.url("/a", part="content") == "http://127.0.0.1:1/a#content-west%20eind"


@pytest.mark.parametrize(
    ("html", "field"),
    [
        (f'<a data-document-id="{GUID}">Nota</a>', "href"),
        ('<a href="/Agenda/Document/1?agendaItemId=2">Nota</a>', "documentId"),
        ('<a href="/Agenda/Document/1?documentId=../../x">Nota</a>', "documentId"),
        (f'<a href="/Agenda/Document/1?documentId={GUID}&agendaItemId=1">Nota</a>', "agendaItemId"),
        (f'<a href="/Agenda/Document/1?documentId={GUID}"><span class="badge">3 KB</span></a>', "name of a document"),
    ],
)
def test_a_link_of_an_unknown_shape_names_its_field(html: str, field: str) -> None:
    with pytest.raises((KeyError, ValueError), match=field):
        parse_file_link(anchor(html))


def test_the_size_is_no_part_of_the_name_and_part_of_the_revision() -> None:
    words = '<span class="icon pdf">pdf</span> Nota <span class="badge">3 KB</span>'
    link = parse_file_link(anchor(f'<a href="/x?documentId={GUID.upper()}">{words}</a>'))
    assert (link.title, link.document, link.item, link.web_page) == ("Nota", GUID, "", False)
    assert link.revision == "Nota 3 KB"


def test_a_viewer_leads_to_a_script_and_that_to_the_file() -> None:
    page = f'<script src="/Scripts/main"></script><script>load("/Script/LoadDocument/{GUID}?a=1")</script>'
    assert find_script(page) == f"/Script/LoadDocument/{GUID}?a=1"
    assert find_document(f"viewer.open('Document/View/{GUID}');") == f"/Document/View/{GUID}"
    assert find_script("<p>Agenda</p>") is None
    assert find_document("viewer.open('//elders.example/Document/View/1')") is None
