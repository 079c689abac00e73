from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree

from crawlers.replica.library import Library
from crawlers.replica.portals import Portals

Fetch = Callable[..., Any]
OWN = (
    "c.product-area==officielepublicaties and w.organisatietype==gemeente and w.publicatienaam==Gemeenteblad "
    'and dt.creator=="{}"'
)
PLAFONDS = "gmb-2026-487322"
TRAFFIC = "gmb-2026-484907"


def total(answer: Any) -> int:
    return int(answer.texts("numberOfRecords")[0])


def test_the_query_of_a_municipality_gives_its_own_publications_only(search_gemeenteblad: Fetch) -> None:
    answer = search_gemeenteblad(OWN.format("Kempenrade"), maximumRecords=1000)
    assert set(answer.texts("creator")) == {"Kempenrade"}
    assert total(answer) == len(answer.texts("identifier")) > 40
    assert PLAFONDS in answer.texts("identifier")


def test_a_creator_with_one_equals_sign_also_gives_the_water_board(search_gemeenteblad: Fetch) -> None:
    answer = search_gemeenteblad('dt.creator="Havenstede"', maximumRecords=1000)
    assert set(answer.texts("creator")) == {"Havenstede", "Waterschap Havenstede en Maasdelta"}
    assert set(answer.texts("publicatienaam")) == {"Gemeenteblad", "Waterschapsblad", "Staatscourant"}


def test_every_town_has_noise(library: Library) -> None:
    names = [each.publisher.name for each in library.shelf(1).publications]
    assert all(names.count(town.name) >= 10 for town in library.country.towns)
    assert names.count("Kempenrade") > 40


@pytest.mark.parametrize("size", [7, 20])
def test_pages_follow_each_other_without_gap_or_overlap(search_gemeenteblad: Fetch, size: int) -> None:
    query = OWN.format("Havenstede") + " sortBy dt.date/sort.descending"
    whole = search_gemeenteblad(query, maximumRecords=1000)
    found: list[str] = []
    position = "1"
    while position:
        answer = search_gemeenteblad(query, startRecord=position, maximumRecords=size)
        found += answer.texts("identifier")
        assert answer.texts("recordPosition")[0] == position
        position = "".join(answer.texts("nextRecordPosition"))
    assert found == whole.texts("identifier")
    dates = whole.texts("date")
    assert dates == sorted(dates, reverse=True)


def test_full_text_filters_and_rubrieken_can_be_left_out(search_gemeenteblad: Fetch) -> None:
    query = OWN.format("Kempenrade") + ' and cql.textAndIndexes="subsidieplafonds"'
    assert PLAFONDS in search_gemeenteblad(query).texts("identifier")
    permits = '(dt.type=="omgevingsvergunning" or dt.type any "evenementenvergunning exploitatievergunning")'
    left = search_gemeenteblad(f"({OWN.format('Kempenrade')}) not {permits}", maximumRecords=1000)
    assert "omgevingsvergunning" not in left.texts("type")
    assert PLAFONDS in left.texts("identifier")


def test_the_day_of_change_limits_the_answer(portals: Portals, search_gemeenteblad: Fetch) -> None:
    portals.night = 2
    answer = search_gemeenteblad(OWN.format("Kempenrade") + " and dt.modified>=2026-11-24", maximumRecords=1000)
    assert set(answer.texts("modified")) == {"2026-11-24"}
    assert "gmb-2026-491654" in answer.texts("identifier")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('dt.colour="rood"', "Unsupported index"),
        ('dt.creator="a" and not dt.type="b"', "Query syntax error"),
        ('"subsidie"', "Unsupported index"),
        ("", "Mandatory parameter not supplied"),
    ],
)
def test_a_refused_query_is_status_200_without_a_number(search_gemeenteblad: Fetch, query: str, message: str) -> None:
    answer = search_gemeenteblad(query)
    assert answer.status == 200
    assert answer.texts("message") == [message]
    assert answer.texts("numberOfRecords") == []


def test_an_impossible_date_is_ignored_with_a_remark(search_gemeenteblad: Fetch) -> None:
    plain = search_gemeenteblad(OWN.format("Kempenrade"))
    answer = search_gemeenteblad(OWN.format("Kempenrade") + " and dt.modified>=2026-02-31")
    assert total(answer) == total(plain)
    assert answer.texts("message") == ["SEARCH-IGNOREDQTEXT"]


@pytest.mark.parametrize(("start", "status"), [(10_000, 504), (25_000, 504), (9_999, 200)])
def test_deep_paging_times_out(search_gemeenteblad: Fetch, start: int, status: int) -> None:
    assert search_gemeenteblad(OWN.format("Kempenrade"), startRecord=start).status == status


@pytest.mark.parametrize(
    "change", [{"version": "1.1"}, {"startRecord": "0"}, {"maximumRecords": "x"}, {"operation": "x"}]
)
def test_wrong_parameters_give_a_diagnostic(search_gemeenteblad: Fetch, change: dict[str, str]) -> None:
    answer = search_gemeenteblad(OWN.format("Kempenrade"), **change)
    assert answer.texts("numberOfRecords") == []
    assert answer.texts("uri")[0].startswith("info:srw/diagnostic/1/")


def test_a_search_can_be_posted(portals: Portals, fetch: Fetch, search_gemeenteblad: Fetch) -> None:
    query = OWN.format("Kempenrade")
    form = urlencode({"operation": "searchRetrieve", "version": "2.0", "query": query})
    posted = fetch(f"{portals.urls['gemeenteblad']}/sru/Search", method="POST", body=form)
    assert posted.body == search_gemeenteblad(query).body


def test_every_manifestation_of_a_record_is_served(portals: Portals, fetch: Fetch, search_gemeenteblad: Fetch) -> None:
    record = search_gemeenteblad(f"dt.identifier=={PLAFONDS}").xml
    urls = {each.get("manifestation"): str(each.text) for each in record.iter("{*}itemUrl")}
    assert set(urls) == {"html", "metadata", "pdf", "xml"}
    assert all(
        url.startswith(f"{portals.urls['gemeenteblad']}/frbr/officielepublicaties/gmb/2026/") for url in urls.values()
    )
    files = {name: fetch(url) for name, url in urls.items()}
    assert {file.status for file in files.values()} == {200}
    assert files["pdf"].body.startswith(b"%PDF-")
    assert etree.fromstring(files["xml"].body).findtext(".//artikel/lijst/li/al") == "Jeugd en jongeren: € 300.000"
    assert PLAFONDS in files["metadata"].body.decode()
    page = fetch(next(str(each.text) for each in record.iter("{*}preferredUrl")))
    assert page.body == files["html"].body
    assert fetch(urls["xml"], headers={"If-None-Match": files["xml"].headers["ETag"]}).status == 304


def test_the_envelope_has_the_namespaces_of_the_service(search_gemeenteblad: Fetch) -> None:
    root = search_gemeenteblad(f"dt.identifier=={PLAFONDS}").xml
    assert root.tag == "{http://docs.oasis-open.org/ns/search-ws/sruResponse}searchRetrieveResponse"
    assert root.find(".//{http://standaarden.overheid.nl/wetgeving/}owmskern") is not None
    assert root.find(".//{http://standaarden.overheid.nl/sru}enrichedData") is not None


def test_a_publication_appears_in_its_night_and_can_be_withdrawn(
    portals: Portals, fetch: Fetch, search_gemeenteblad: Fetch
) -> None:
    def listed(identifier: str) -> bool:
        return total(search_gemeenteblad(f"dt.identifier=={identifier}")) == 1

    later = f"{portals.urls['gemeenteblad']}/gmb-2026-491654.html"
    assert (listed("gmb-2026-491654"), fetch(later).status) == (False, 404)
    portals.night = 2
    assert (listed("gmb-2026-491654"), fetch(later).status) == (True, 200)
    assert listed(TRAFFIC)
    portals.night = 3
    assert (listed(TRAFFIC), fetch(f"{portals.urls['gemeenteblad']}/{TRAFFIC}.html").status) == (False, 410)
    assert fetch(f"{portals.urls['gemeenteblad']}/nergens").status == 404


def test_a_rectification_names_what_it_replaces(portals: Portals, search_gemeenteblad: Fetch) -> None:
    portals.night = 2
    assert search_gemeenteblad("dt.identifier==gmb-2026-491654").texts("replaces") == ["gmb-2026-487316"]


@pytest.mark.parametrize(
    ("query", "journal", "scheme"),
    [
        ('dt.creator=="Zuid-Maren" and dt.type==beleidsregel', "Provinciaal blad", "OVERHEID.Provincie"),
        ("dt.identifier==stcrt-2026-38811", "Staatscourant", "OVERHEID.Ministerie"),
        ("dt.identifier==stcrt-2026-39188", "Staatscourant", "OVERHEID.Gemeente"),
    ],
)
def test_the_other_journals_have_publications(
    search_gemeenteblad: Fetch, fetch: Fetch, query: str, journal: str, scheme: str
) -> None:
    answer = search_gemeenteblad(query)
    assert answer.texts("publicatienaam") == [journal]
    assert [each.get("scheme") for each in answer.xml.iter("{*}creator")] == [scheme]
    urls = {each.get("manifestation"): str(each.text) for each in answer.xml.iter("{*}itemUrl")}
    assert f"/frbr/officielepublicaties/{answer.texts('identifier')[0].split('-')[0]}/2026/" in urls["xml"]
    assert etree.fromstring(fetch(urls["xml"]).body).find(journal.lower().replace(" ", "")) is not None
    assert fetch(urls["pdf"]).body.startswith(b"%PDF-")
