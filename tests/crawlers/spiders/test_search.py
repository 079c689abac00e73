"""One crawl of the two search services, with a municipality for each way in which they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from builders import NOW
from loopback import PDF, Answer, Night, Server
from scrapy import Request
from scrapy.http import Response

from crawlers.plan import CrawlPlan, SourcePlan
from crawlers.protocols.sru import Slice
from crawlers.registry import systems
from crawlers.spiders.bekendmakingen import BekendmakingenSpider
from crawlers.spiders.search import Search
from pipeline.database import open_database
from pipeline.originals import Originals
from pipeline.records import Document, Issue, Municipality, Source
from pipeline.runs import start_run
from pipeline.store import Store

XML = "application/xml"
DEEPEST = BekendmakingenSpider.deepest_record
TODAY = date(2026, 11, 23)
WINDOW = Slice(changed=(date(2026, 8, 24), None))
SYSTEMS = ("bekendmakingen", "cvdr")
TOWNS = {
    "bekendmakingen": ("Heel", "Pagina", "Schatting", "Geweigerd", "Genegeerd"),
    "cvdr": ("Heel", "Vierhonderdzes", "Foutpagina", "Geweigerd", "Genegeerd", "Geheel", "Dubbel"),
}


def creator(path: str) -> str:
    """Route a search to the municipality that it names."""
    query = parse_qs(urlsplit(path).query).get("query")
    return " ".join([urlsplit(path).path, query[0].split('"')[1]]) if query else path


class Crawled:
    """What the first crawl gave."""

    def __init__(self, night: Night, server: Server) -> None:
        self.night, self.server = night, server
        self.results = {result["source_id"]: result for result in night.run()}

    def result(self, system: str, town: str) -> dict[str, Any]:
        return self.results[f"GM99{TOWNS[system].index(town):02}:{system}"]

    def queries(self, path: str, town: str) -> list[dict[str, str]]:
        return [
            {name: values[0] for name, values in parse_qs(urlsplit(one).query).items()}
            for one in self.server.paths
            if creator(one) == f"{path} {town}"
        ]

    def files(self, part: str) -> dict[str, tuple[str, str]]:
        return {url.rpartition("/")[2]: end for url, end in self.night.ends(1).items() if part in url}


def last_page(body: bytes) -> bytes:
    return body.replace(b"  <sru:nextRecordPosition>6</sru:nextRecordPosition>\n", b"")


@pytest.fixture(scope="module")
def crawled(
    new_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory, fixture_text: Callable[[str], bytes]
) -> Crawled:
    server = new_server()
    server.route = creator

    def load(name: str) -> bytes:
        body = fixture_text(name)
        for host in (
            b"https://repository.overheid.example",
            b"https://repository.officiele-overheidspublicaties.example",
        ):
            body = body.replace(host, server.url.encode())
        return body

    def answer(search: str, *bodies: bytes, status: int = 200) -> None:
        server.put(search, *(Answer(body=body, kind=XML, status=status) for body in bodies))

    page, end = load("gemeenteblad_answer.xml"), load("sru_beyond_the_end.xml")
    low = page.replace(b"<sru:numberOfRecords>5<", b"<sru:numberOfRecords>2<").replace(b"-49000", b"-59000")
    high = (
        last_page(page).replace(b"<sru:numberOfRecords>5<", b"<sru:numberOfRecords>12<").replace(b"-49000", b"-69000")
    )
    answer("/sru Heel", last_page(page))
    answer("/sru Pagina", page.replace(b"-49000", b"-79000"), end)
    answer("/sru Schatting", low, high, end)
    regulations = load("cvdr_answer.xml").replace(b">Kempenrade<", b">Heel<")
    answer("/sru/Search Heel", regulations)
    elsewhere = regulations.replace(b"CVDR70", b"CVDR80").replace(b">Heel<", b">Vierhonderdzes (L)<")
    answer("/sru/Search Vierhonderdzes", elsewhere, status=406)
    unended = regulations.replace(b"Datum>2026-01-01</overheidrg:uit", b"Datum></overheidrg:uit")
    answer("/sru/Search Dubbel", unended.replace(b"CVDR70", b"CVDR60").replace(b">Heel<", b">Dubbel<"))
    answer("/sru/Search Geheel", regulations.replace(b"CVDR70", b"CVDR90").replace(b">Heel<", b">Geheel-West<"))
    answer("/sru/Search Foutpagina", b"<html>Not acceptable</html>", status=406)
    for path in ("/sru", "/sru/Search"):
        answer(f"{path} Geweigerd", load("sru_refused.xml"))
        answer(f"{path} Genegeerd", load("sru_partly_ignored.xml"))
    for number, form in (("1", "xml"), ("2", "html"), ("3", "pdf")):
        file = f"/frbr/officielepublicaties/gmb/2026/gmb-2026-49000{number}/1/{form}/gmb-2026-49000{number}.{form}"
        body = b"<!doctype html><html>tekst</html>" if form == "html" else PDF + number.encode()
        server.put(file, Answer(body=body))
    for work, version in (("CVDR700001", 2), ("CVDR700002", 1), ("CVDR700003", 1), ("CVDR700004", 1)):
        file = f"/cvdr/{work}/{version}/xml/{work}_{version}.xml"
        server.put(file, Answer(body=b"<cvdr>%s</cvdr>" % file.encode(), kind=XML))
    night = Night(
        folder=tmp_path_factory.mktemp("search"),
        systems={system: {"base_url": server.url, "hosts": [server.url]} for system in SYSTEMS},
        sources=[
            (f"GM99{number:02}", system, {"key": town})
            for system in SYSTEMS
            for number, town in enumerate(TOWNS[system])
        ],
    )
    return Crawled(night, server)


def test_publications_are_read_in_their_best_form(crawled: Crawled) -> None:
    files = {name: end for name, end in crawled.files("/frbr/").items() if "49000" in name}
    assert files == {
        "gmb-2026-490001.xml": ("stored", "new"),
        "gmb-2026-490002.html": ("stored", "new"),
        "gmb-2026-490003.pdf": ("stored", "new"),
    }
    result = crawled.result("bekendmakingen", "Heel")
    assert (result["listed"], result["listings_read"]) == (3, 1)
    issues = crawled.night.rows("select message from issues where source_id = 'GM9900:bekendmakingen'")
    assert [row["message"] for row in issues] == [
        "KeyError: 'available in record/recordData/gzd/originalData/meta/owmsmantel'",
        "KeyError: 'itemUrl in record/recordData/gzd/enrichedData'",
    ]


def test_what_changed_in_the_window_is_asked(crawled: Crawled) -> None:
    (query,) = crawled.queries("/sru", "Heel")
    assert 'dt.creator=="Heel" and dt.modified>=2026-08-24' in query["query"]
    assert (query["startRecord"], query["maximumRecords"], query["version"]) == ("1", "500", "2.0")


def test_the_service_says_whether_a_page_follows(crawled: Crawled) -> None:
    assert [query["startRecord"] for query in crawled.queries("/sru", "Pagina")] == ["1", "6"]
    result = crawled.result("bekendmakingen", "Pagina")
    assert (result["listings_read"], result["listings_failed"], result["listed"]) == (2, 0, 3)


def test_the_number_of_records_may_be_too_low_or_too_high(crawled: Crawled) -> None:
    assert [query["startRecord"] for query in crawled.queries("/sru", "Schatting")] == ["1", "6", "11"]
    assert crawled.result("bekendmakingen", "Schatting")["listings_failed"] == 0


@pytest.mark.parametrize("town", ["Geweigerd", "Genegeerd"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_query_that_is_not_carried_out_gives_nothing(crawled: Crawled, system: str, town: str) -> None:
    result = crawled.result(system, town)
    assert (result["failed"], result["listed"]) == (True, 0)
    source_id = result["source_id"]
    assert crawled.night.rows(f"select * from documents where source_id = '{source_id}'") == []
    kinds = crawled.night.rows(f"select kind from issues where source_id = '{source_id}' order by id")
    assert [row["kind"] for row in kinds] == ["unknown_shape", "source_failed"]


def test_regulations_in_force_and_to_come_are_read(crawled: Crawled) -> None:
    files = {name: end for name, end in crawled.files("/cvdr/").items() if "CVDR70" in name}
    assert files.pop("CVDR700001_1.xml") == ("refused", "no longer in force since 2026-01-01")
    assert files == {f"CVDR70000{number}.xml": ("stored", "new") for number in ("1_2", "2_1", "3_1", "4_1")}
    assert crawled.result("cvdr", "Heel")["listed"] == 4
    (query,) = crawled.queries("/sru/Search", "Heel")
    assert query["query"] == 'dcterms.creator="Heel" AND organisatietype=Gemeente'
    assert (query["x-connection"], query["maximumRecords"]) == ("cvdr", "100")


def test_a_406_with_a_valid_body_is_an_answer(crawled: Crawled) -> None:
    result = crawled.result("cvdr", "Vierhonderdzes")
    assert (result["listed"], result["failed"]) == (4, False)


def test_regulations_of_a_municipality_whose_name_holds_this_one_are_left(crawled: Crawled) -> None:
    result = crawled.result("cvdr", "Geheel")
    assert (result["listed"], result["failed"]) == (0, False)
    assert crawled.files("CVDR90") == {}


def test_of_two_versions_in_force_the_newest_is_read(crawled: Crawled) -> None:
    files = {name: end for name, end in crawled.files("/cvdr/").items() if "CVDR600001" in name}
    assert files["CVDR600001_1.xml"] == ("refused", "version 2 is in force, though this one was not ended")
    assert files["CVDR600001_2.xml"][0] == "gone", "asked, though the server has no such file"


def test_a_406_without_an_answer_is_a_failure(crawled: Crawled) -> None:
    assert crawled.result("cvdr", "Foutpagina")["failed"]


def test_a_regulation_that_was_read_is_followed_when_it_expires(crawled: Crawled) -> None:
    server, night = crawled.server, crawled.night
    empty = b"<overheidrg:uitwerkingtredingDatum/>"
    ended = b"<overheidrg:uitwerkingtredingDatum>2026-11-23</overheidrg:uitwerkingtredingDatum>"
    (answer,) = server.answers["/sru/Search Heel"]
    server.put("/sru/Search Heel", Answer(body=answer.body.replace(empty, ended), kind=XML))
    sources = [source for source in night.sources if source[:2] == ("GM9900", "cvdr")]
    Night(folder=night.folder, systems=night.systems, sources=sources).run(first=False)
    rows = night.rows("select valid_until from documents where key like '%CVDR700001_2'")
    assert rows == [{"valid_until": "2026-11-23"}]
    assert crawled.queries("/sru/Search", "Heel")[1]["query"].endswith(" AND dcterms.modified>=2026-11-15")


@dataclass(frozen=True)
class Asked:
    """A spider for one municipality, and what it makes of one answer."""

    spider: BekendmakingenSpider

    def page(self, body: bytes, *, days: Slice = WINDOW, start: int = 1, search: Search | None = None) -> list[Any]:
        url = "http://127.0.0.1:1/sru"
        request = Request(url, meta={"ledger_url": url, "source_id": "GM9901:bekendmakingen"})
        response = Response(url, body=body, request=request)
        source = self.spider.sources[0]
        return list(self.spider.parse_page(response, source, search or Search(days=days), start))


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    database = open_database(tmp_path / "radar.db")
    store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
    source = Source(
        id="GM9901:bekendmakingen", gemeentecode="GM9901", gemeente="Heel", system="bekendmakingen", key="Heel"
    )
    store.save_sources([Municipality(code="GM9901", name="Heel", province="Zuid-Maren")], [source])
    sources = (SourcePlan(source=source, base_url="http://127.0.0.1:1", origins=frozenset(), first=True),)
    plan = CrawlPlan(
        store=store,
        originals=Originals(tmp_path),
        systems=systems(),
        sources=sources,
        today=TODAY,
        contact="beheer@kansenradar.example",
    )
    yield Asked(BekendmakingenSpider(plan=plan, sources=sources))
    database.close()


def told(found: list[Any]) -> list[str]:
    return [record.message for record in found if isinstance(record, Issue) and record.kind == "incomplete_list"]


def searches(found: list[Any]) -> list[tuple[str, str]]:
    """The days and the first record of each search that follows."""
    queries = [
        parse_qs(urlsplit(record.url).query)
        for record in found
        if isinstance(record, Request) and "startRecord" in record.url
    ]
    days = re.compile(r"dt\.(?:modified|available)[<>]=[\d-]+")
    return [(" ".join(days.findall(query["query"][0])), query["startRecord"][0]) for query in queries]


def test_a_page_that_follows_is_asked_of_the_same_search(asked: Asked, fixture_text: Callable[[str], bytes]) -> None:
    found = asked.page(fixture_text("gemeenteblad_answer.xml"), start=DEEPEST - 6)
    assert searches(found) == [("dt.modified>=2026-08-24", "9999")]
    assert told(found) == []


@pytest.mark.parametrize(
    ("number", "start"),
    [(10_000, 1), (25_000, 1), (9_000, DEEPEST - 5)],
    ids=["reached", "beyond", "estimated too low"],
)
def test_more_than_can_be_paged_is_searched_in_shorter_stretches(
    asked: Asked, fixture_text: Callable[[str], bytes], number: int, start: int
) -> None:
    body = fixture_text("gemeenteblad_answer.xml").replace(b"numberOfRecords>5<", b"numberOfRecords>%d<" % number)
    found = asked.page(body, start=start)
    assert searches(found) == [
        ("dt.modified>=2026-08-24 dt.modified<=2026-10-08", "1"),
        ("dt.modified>=2026-10-09", "1"),
    ]
    assert not [record for record in found if isinstance(record, Document)], "they come with the shorter searches"
    assert told(found) == []


def test_a_day_that_holds_too_much_is_cut_by_the_days_of_appearance(
    asked: Asked, fixture_text: Callable[[str], bytes]
) -> None:
    body = fixture_text("gemeenteblad_answer.xml").replace(b"numberOfRecords>5<", b"numberOfRecords>10001<")
    days = Slice(changed=(date(2026, 11, 20), date(2026, 11, 20)))
    found = asked.page(body, days=days)
    one_day = "dt.modified>=2026-11-20 dt.modified<=2026-11-20"
    assert searches(found) == [
        (f"{one_day} dt.available<=2010-12-12", "1"),
        (f"{one_day} dt.available>=2010-12-13", "1"),
    ]
    narrow = Slice(changed=days.changed, appeared=days.changed)
    assert told(asked.page(body, days=narrow, start=DEEPEST - 5)) == [
        "10001 records: the rest lies beyond what can be paged"
    ]


@pytest.mark.parametrize(
    ("expected", "came", "message"),
    [
        (5, 5, []),
        (3, 5, []),
        (6, 5, ["5 of about 6 records came"]),
        (100, 95, []),
        (100, 94, ["94 of about 100 records came"]),
    ],
)
def test_fewer_records_than_the_estimate_can_be_off_are_told(
    asked: Asked, fixture_text: Callable[[str], bytes], expected: int, came: int, message: list[str]
) -> None:
    search = Search(days=WINDOW, expected=expected, came=set(map(str, range(came))))
    assert told(asked.page(fixture_text("sru_beyond_the_end.xml"), start=came + 1, search=search)) == message


def test_records_that_come_twice_count_once(asked: Asked, fixture_text: Callable[[str], bytes]) -> None:
    """An unstable order shows one record on two pages, and another one on none."""
    body = last_page(fixture_text("gemeenteblad_answer.xml")).replace(b"Records>5<", b"Records>10<")
    search = Search(days=WINDOW, came={f"gmb-2026-49000{digit}" for digit in range(1, 6)})
    assert told(asked.page(body, start=6, search=search)) == ["5 of about 10 records came"]
