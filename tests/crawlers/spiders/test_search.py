"""Crawls of the two search services, whose answers are set by the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import PDF, Answer, Night, Server

SEARCHES = {"bekendmakingen": "/sru", "cvdr": "/sru/Search"}
XML = "application/xml"


@pytest.fixture
def make_night(server: Server, tmp_path: Path) -> Callable[[str], Night]:
    return lambda system: Night(
        folder=tmp_path,
        systems={system: {"base_url": server.url, "hosts": [server.url]}},
        sources=[("GM9901", system, {"key": "Havenstede"})],
    )


@pytest.fixture
def load(server: Server, fixture_text: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """A fixture in which every host is the server; the files it names are there."""

    def read(name: str) -> bytes:
        body = fixture_text(name)
        for host in (b"https://repository.overheid.example", b"https://repository.officiele-overheidspublicaties.example"):
            body = body.replace(host, server.url.encode())
        return body

    for number in range(1, 4):
        base = f"/frbr/officielepublicaties/gmb/2026/gmb-2026-49000{number}/1"
        for form in ("xml", "html", "pdf"):
            body = b"<!doctype html><html>tekst</html>" if form == "html" else PDF + base.encode()
            server.put(f"{base}/{form}/gmb-2026-49000{number}.{form}", Answer(body=body))
    for work, version in (("CVDR700001", 1), ("CVDR700001", 2), ("CVDR700002", 1), ("CVDR700003", 1), ("CVDR700004", 1)):
        path = f"/cvdr/{work}/{version}/xml/{work}_{version}.xml"
        server.put(path, Answer(body=b"<cvdr>%s</cvdr>" % path.encode(), kind=XML))
    return read


def queries(server: Server, path: str) -> list[dict[str, str]]:
    return [
        {name: values[0] for name, values in parse_qs(urlsplit(one).query).items()}
        for one in server.paths
        if urlsplit(one).path == path
    ]


def last_page(body: bytes) -> bytes:
    return body.replace(b"  <sru:nextRecordPosition>6</sru:nextRecordPosition>\n", b"")


def test_publications_are_read_in_their_best_form(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server
) -> None:
    server.put("/sru", Answer(body=last_page(load("gemeenteblad_answer.xml")), kind=XML))
    night = make_night("bekendmakingen")
    (result,) = night.run()
    states = {url.rpartition("/")[2]: state for url, (state, _) in night.ends().items() if "/frbr/" in url}
    assert states == {"gmb-2026-490001.xml": "stored", "gmb-2026-490002.html": "stored", "gmb-2026-490003.pdf": "stored"}
    assert (result["listed"], result["listings_read"]) == (3, 1)
    assert [message for _, message in night.issues()] == ["KeyError: 'available'", "KeyError: 'itemUrl'"]
    (query,) = queries(server, "/sru")
    assert 'dt.creator=="Havenstede" and dt.modified>=2026-08-24' in query["query"]
    assert (query["startRecord"], query["version"]) == ("1", "2.0")


def test_the_service_says_whether_a_page_follows(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server
) -> None:
    page, end = load("gemeenteblad_answer.xml"), load("sru_beyond_the_end.xml")
    server.put("/sru", Answer(body=page, kind=XML), Answer(body=end, kind=XML))
    night = make_night("bekendmakingen")
    (result,) = night.run()
    assert [query["startRecord"] for query in queries(server, "/sru")] == ["1", "6"]
    assert (result["listings_read"], result["listings_failed"], result["listed"]) == (2, 0, 3)


def test_the_number_of_records_is_an_estimate_that_may_be_too_low_or_too_high(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server
) -> None:
    page = load("gemeenteblad_answer.xml")
    low = page.replace(b"<sru:numberOfRecords>5<", b"<sru:numberOfRecords>2<")
    high = last_page(page).replace(b"<sru:numberOfRecords>5<", b"<sru:numberOfRecords>12<")
    end = load("sru_beyond_the_end.xml")
    server.put("/sru", Answer(body=low, kind=XML), Answer(body=high, kind=XML), Answer(body=end, kind=XML))
    make_night("bekendmakingen").run()
    assert [query["startRecord"] for query in queries(server, "/sru")] == ["1", "6", "11"]


def test_beyond_ten_thousand_records_the_rest_is_told(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server
) -> None:
    page = load("gemeenteblad_answer.xml")
    record = page[page.index(b"    <sru:record>") : page.index(b"    </sru:record>") + len(b"    </sru:record>\n")]
    many = page.replace(record, record * 9_999)
    server.put("/sru", Answer(body=many, kind=XML))
    night = make_night("bekendmakingen")
    night.run()
    assert len(queries(server, "/sru")) == 1
    assert ("incomplete_list", "5 records: the rest lies beyond what can be paged") in night.issues()


@pytest.mark.parametrize("name", ["sru_refused.xml", "sru_partly_ignored.xml"])
@pytest.mark.parametrize("system", SEARCHES)
def test_a_query_that_is_not_carried_out_gives_nothing(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server, system: str, name: str
) -> None:
    server.put(SEARCHES[system], Answer(body=load(name), kind=XML))
    night = make_night(system)
    (result,) = night.run()
    assert result["failed"]
    assert night.rows("select * from documents") == []
    assert [kind for kind, _ in night.issues()] == ["unknown_shape", "source_failed"]


@pytest.mark.parametrize("status", [200, 406])
def test_regulations_in_force_and_to_come_are_read(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server, status: int
) -> None:
    server.put("/sru/Search", Answer(body=load("cvdr_answer.xml"), kind=XML, status=status))
    night = make_night("cvdr")
    (result,) = night.run()
    ends = {url.rpartition("/")[2]: end for url, end in night.ends().items() if "/cvdr/" in url}
    assert ends.pop("CVDR700001_1.xml") == ("refused", "no longer in force since 2026-01-01")
    assert ends == {f"CVDR70000{number}.xml": ("stored", "new") for number in ("1_2", "2_1", "3_1", "4_1")}
    assert (result["listed"], result["listings_failed"]) == (4, 0)
    (query,) = queries(server, "/sru/Search")
    assert query["x-connection"] == "cvdr"
    assert query["query"] == 'dcterms.creator="Havenstede" AND organisatietype=Gemeente'


def test_a_406_without_an_answer_is_a_failure(make_night: Callable[[str], Night], server: Server) -> None:
    server.put("/sru/Search", Answer(body=b"<html>Not acceptable</html>", kind="text/html", status=406))
    (result,) = make_night("cvdr").run()
    assert result["failed"]


def test_a_regulation_that_was_read_is_followed_when_it_expires(
    make_night: Callable[[str], Night], load: Callable[[str], bytes], server: Server
) -> None:
    body = load("cvdr_answer.xml")
    server.put("/sru/Search", Answer(body=body, kind=XML))
    night = make_night("cvdr")
    night.run()
    ended = body.replace(b"<overheidrg:uitwerkingtredingDatum/>", b"<overheidrg:uitwerkingtredingDatum>2026-11-23</overheidrg:uitwerkingtredingDatum>")
    server.put("/sru/Search", Answer(body=ended, kind=XML))
    night.run(first=False)
    assert night.rows("select valid_until from documents where key like '%CVDR700001_2'") == [{"valid_until": "2026-11-23"}]
    assert "AND dcterms.modified>=2026-11-08" in queries(server, "/sru/Search")[1]["query"]
