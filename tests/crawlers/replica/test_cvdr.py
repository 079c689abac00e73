from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from crawlers.replica.faults import Fault
from crawlers.replica.portals import Portals

Fetch = Callable[..., Any]
TERMS, META = "http://standaarden.overheid.nl/cvdr/terms/", "http://standaarden.overheid.nl/cvdr/meta/"
WORK = "CVDR746918"


def ends(answer: Any) -> dict[str, str]:
    names = answer.texts("identifier")
    return dict(zip(names, answer.texts("uitwerkingtredingDatum"), strict=True))


@pytest.mark.parametrize(
    "query",
    [
        'dcterms.creator="Kempenrade"',
        'creator="Kempenrade"',
        'gemeente="Kempenrade" AND organisatietype=Gemeente',
    ],
)
def test_a_municipality_has_several_versions_expired_and_future(search_cvdr: Fetch, query: str) -> None:
    answer = search_cvdr(query)
    found = ends(answer)
    assert {"CVDR597301_1", "CVDR597301_2", "CVDR648820_1", "CVDR759902_1", f"{WORK}_1"} == set(found)
    assert found["CVDR648820_1"] == "2023-01-01"
    assert found["CVDR597301_1"] == "2024-04-01"
    assert found["CVDR597301_2"] == ""
    assert "2027-01-01" in answer.texts("inwerkingtredingDatum")


def test_words_in_the_text_are_found(search_cvdr: Fetch) -> None:
    assert search_cvdr('keyword all "tender punten"').texts("identifier") == [f"{WORK}_1"]
    assert search_cvdr('title any "subsidieregeling marktreglement" and creator any "Havenstede Kempenrade"').texts(
        "numberOfRecords"
    ) == ["3"]
    assert search_cvdr(f"dcterms.identifier={WORK}").texts("identifier") == [f"{WORK}_1"]


@pytest.mark.parametrize("index", ["cql.textAndIndexes", "cql.serverChoice", "c.product-area", "dt.title"])
def test_indexes_of_the_other_service_are_not_supported(search_cvdr: Fetch, index: str) -> None:
    answer = search_cvdr(f'{index}="subsidie"')
    assert answer.status == 200
    assert answer.texts("message") == ["Unsupported index"]
    assert answer.texts("numberOfRecords") == []


def test_the_connection_must_be_named(search_cvdr: Fetch) -> None:
    assert search_cvdr("title=a", **{"x-connection": "oep"}).texts("message") == ["Unsupported parameter value"]


def test_pages_hold_a_hundred_records_at_most_and_can_be_smaller(search_cvdr: Fetch) -> None:
    first = search_cvdr("organisatietype=Gemeente", maximumRecords=4)
    second = search_cvdr("organisatietype=Gemeente", maximumRecords=4, startRecord=5)
    assert first.texts("nextRecordPosition") == ["5"]
    assert not set(first.texts("identifier")) & set(second.texts("identifier"))


def test_a_406_can_come_with_a_valid_body(portals: Portals, search_cvdr: Fetch) -> None:
    good = search_cvdr("gemeente=Kempenrade")
    portals.faults.put("/sru/Search", Fault(kind="status_only", status=406, times=1))
    odd = search_cvdr("gemeente=Kempenrade")
    assert (odd.status, odd.body) == (406, good.body)
    assert search_cvdr("gemeente=Kempenrade").status == 200


def test_record_and_content_bind_the_prefix_to_different_namespaces(search_cvdr: Fetch, fetch: Fetch) -> None:
    record = search_cvdr(f"workid={WORK}").xml
    assert record.tag == "{http://www.loc.gov/zing/srw/}searchRetrieveResponse"
    assert record.find(f".//{{{TERMS}}}inwerkingtredingDatum") is not None
    url = next(str(each.text) for each in record.iter("{*}publicatieurl_xml"))
    content = etree.fromstring(fetch(url).body)
    assert content.tag == f"{{{TERMS}}}cvdr"
    assert content.find(f".//{{{META}}}inwerkingtredingDatum") is not None
    assert content.find(f".//{{{META}}}uitwerkingtredingDatum") is None
    assert content.findtext(f".//{{{TERMS}}}artikel/{{{TERMS}}}kop/{{{TERMS}}}titel") == "Begripsbepalingen"
    assert fetch(url.replace("/cvdr/", "/CVDR/")).status == 200


def test_a_new_version_ends_the_old_one_and_has_the_consolidated_text(
    portals: Portals, search_cvdr: Fetch, fetch: Fetch
) -> None:
    url = f"{portals.urls['cvdr']}/cvdr/{WORK}/{{0}}/xml/{WORK}_{{0}}.xml"
    before = fetch(url.format(1))
    assert fetch(url.format(2)).status == 404
    portals.night = 2
    assert ends(search_cvdr(f"workid={WORK}")) == {f"{WORK}_1": "2026-11-25", f"{WORK}_2": ""}
    assert set(search_cvdr(f"workid={WORK}").texts("modified")) == {"2026-11-24"}
    assert fetch(url.format(1)).headers["ETag"] != before.headers["ETag"]
    content = fetch(url.format(2)).body.decode()
    assert "Het subsidieplafond bedraagt € 350.000,00 voor 2027." in content
    assert "onjuist is weergegeven" not in content


def test_pages_for_people(portals: Portals, fetch: Fetch) -> None:
    page = fetch(f"{portals.urls['cvdr']}/{WORK}/1").body.decode()
    assert "Geldend van 2026-11-21 t/m heden" in page
    assert fetch(f"{portals.urls['cvdr']}/{WORK}").status == 200
    assert fetch(f"{portals.urls['cvdr']}/{WORK}/9").status == 404
    assert fetch(f"{portals.urls['cvdr']}/sru").status == 404


@pytest.mark.parametrize(
    ("work", "basis"),
    [
        (
            "CVDR761204",
            "artikel 3 van de Algemene subsidieverordening Havenstede 2022 en titel 4.2 van de Algemene wet",
        ),
        ("CVDR597301", "de Algemene plaatselijke verordening"),
    ],
)
def test_a_regulation_names_what_it_rests_on(search_cvdr: Fetch, work: str, basis: str) -> None:
    assert search_cvdr(f"workid={work}").texts("source")[-1].startswith(basis)
