"""One website whose documents misbehave in every way at once, crawled twice the same night over real HTTP."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from loopback import PDF, Answer, Night, Server

MAX_BYTES = 50_000
WAIT = 1
PACKED = gzip.compress(PDF * 50, mtime=0)
GZIP = {"Content-Encoding": "gzip"}
ROBOTS = (
    b"User-agent: *\nDisallow: /intern/\n\nUser-agent: kansenradar\nDisallow: /intern/\nDisallow: /niet-voor-ons/\n"
)
DOCUMENTS: dict[str, list[Answer]] = {
    "/goed.pdf": [Answer(body=PDF, headers={"ETag": '"goed"'})],
    "/gedateerd.pdf": [Answer(body=PDF + b"2", headers={"Last-Modified": "Thu, 19 Nov 2026 10:00:00 GMT"})],
    "/zonder-kenmerk.pdf": [Answer(body=PDF + b"3")],
    "/tweemaal-503.pdf": [Answer(status=503), Answer(status=503), Answer(body=PDF + b"4")],
    "/wacht-even.pdf": [Answer(status=429, headers={"Retry-After": str(WAIT)}), Answer(body=PDF + b"5")],
    "/altijd-500.pdf": [Answer(status=500)],
    "/zwijgt.pdf": [Answer(hang=True)],
    "/afgekapt.pdf": [Answer(body=PDF, promised=9999)],
    "/afgekapte-gzip.pdf": [Answer(body=PACKED[:-10], headers=GZIP)],
    "/eerst-afgekapt.pdf": [Answer(body=PACKED[:-10], headers=GZIP), Answer(body=PACKED, headers=GZIP)],
    "/bom.pdf": [Answer(body=gzip.compress(bytes(40 * MAX_BYTES)), headers=GZIP)],
    "/brotli.pdf": [Answer(body=b"\x0b\x02\x80hello\x03", headers={"Content-Encoding": "br"})],
    "/te-groot.pdf": [Answer(body=PDF + bytes(MAX_BYTES))],
    "/te-groot-in-stukken.pdf": [Answer(body=PDF + bytes(2 * MAX_BYTES), chunked=True)],
    "/rondje.pdf": [Answer(status=302, headers={"Location": "/rondje.pdf"})],
    "/verhuisd.pdf": [Answer(status=301, headers={"Location": "/nieuw-adres.pdf"})],
    "/naar-vreemde-poort.pdf": [],
    "/verboden.pdf": [Answer(status=403, kind="text/html", body=b"<html>verboden</html>")],
    "/weg.pdf": [Answer(status=410, kind="text/html", body=b"<html>weg</html>")],
    "/zoek.pdf": [Answer(status=404)],
    "/inloggen.pdf": [Answer(kind="text/html", body=b"<!doctype html><html><body>Log in</body></html>")],
    "/meteen-door.pdf": [Answer(kind="text/html", body=b'<html><meta http-equiv="refresh" content="0;url=/goed.pdf">')],
    "/leeg.pdf": [Answer()],
    "/bericht.pdf": [Answer(kind="application/json", body=b'{"message": "No rights"}')],
    "/intern/stuk.pdf": [Answer(body=PDF)],
    "/niet-voor-ons/stuk.pdf": [Answer(body=PDF)],
}
STATES = {
    "stored": {"/goed.pdf", "/gedateerd.pdf", "/zonder-kenmerk.pdf", "/tweemaal-503.pdf", "/wacht-even.pdf",
               "/eerst-afgekapt.pdf", "/verhuisd.pdf"},
    "retry_later": {"/altijd-500.pdf", "/zwijgt.pdf", "/afgekapt.pdf", "/afgekapte-gzip.pdf"},
    "refused": {"/bom.pdf", "/brotli.pdf", "/te-groot.pdf", "/te-groot-in-stukken.pdf", "/rondje.pdf",
                "/naar-vreemde-poort.pdf", "/verboden.pdf", "/intern/stuk.pdf", "/niet-voor-ons/stuk.pdf"},
    "gone": {"/weg.pdf", "/zoek.pdf"},
    "failed": {"/inloggen.pdf", "/meteen-door.pdf", "/leeg.pdf", "/bericht.pdf"},
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    night: Night
    server: Server
    canary: Server
    ends: dict[str, tuple[str, str]]
    asked: Counter[str]
    """In the first crawl."""

    def end(self, path: str) -> tuple[str, str]:
        return self.ends[self.server.url + path]


@pytest.fixture(scope="module")
def site(new_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory) -> Site:
    server, canary = new_server(), new_server()
    for path, answers in DOCUMENTS.items():
        server.put(path, *answers)
    server.put("/naar-vreemde-poort.pdf", Answer(status=302, headers={"Location": f"{canary.url}/geheim.pdf"}))
    server.put("/nieuw-adres.pdf", Answer(body=PDF + b"6"))
    server.put("/robots.txt", Answer(body=ROBOTS, kind="text/plain"))
    page = server.page("/beleid", [*DOCUMENTS, f"{canary.url}/rechtstreeks.pdf", "mailto:a@b.example", "/contact"])
    night = Night(
        folder=tmp_path_factory.mktemp("site"),
        sources=[("GM9901", "website", {"pages": [page]})],
        limits={"max_bytes": MAX_BYTES, "timeout_seconds": 0.4},
    )
    night.run()
    return Site(night, server, canary, night.ends(), Counter(server.paths))


def test_every_url_ends_in_one_state_with_a_reason(site: Site) -> None:
    expected = {site.server.url + path for path in ("/beleid", *DOCUMENTS)} | {f"{site.canary.url}/rechtstreeks.pdf"}
    assert set(site.ends) == expected
    assert all(state and reason for state, reason in site.ends.values())


@pytest.mark.parametrize(
    ("state", "path"), [(state, path) for state, paths in STATES.items() for path in sorted(paths)]
)
def test_the_end_of(site: Site, state: str, path: str) -> None:
    assert site.end(path)[0] == state, site.end(path)


def test_the_states_name_every_document() -> None:
    assert set.union(*STATES.values()) == set(DOCUMENTS)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/altijd-500.pdf", "HTTP 500"),
        ("/zwijgt.pdf", "DownloadTimeoutError"),
        ("/afgekapt.pdf", "ResponseDataLossError"),
        ("/afgekapte-gzip.pdf", "ResponseDataLossError: the gzip stream was cut"),
        ("/bom.pdf", "exceeded DOWNLOAD_MAXSIZE"),
        ("/brotli.pdf", "an encoding that was not asked for: br"),
        ("/te-groot.pdf", "larger than the limit"),
        ("/te-groot-in-stukken.pdf", "larger than the limit"),
        ("/rondje.pdf", "max redirections reached"),
        ("/naar-vreemde-poort.pdf", "is not on the allow-list"),
        ("/intern/stuk.pdf", "Forbidden by robots.txt"),
        ("/niet-voor-ons/stuk.pdf", "Forbidden by robots.txt"),
        ("/inloggen.pdf", "a web page came"),
        ("/meteen-door.pdf", "a web page came"),
    ],
)
def test_the_reason_of(site: Site, path: str, reason: str) -> None:
    assert reason in site.end(path)[1]


def test_what_failed_was_tried_three_times_and_the_rest_once(site: Site) -> None:
    thrice = STATES["retry_later"] | {"/tweemaal-503.pdf"}
    assert {path for path, times in site.asked.items() if times == 3} == thrice
    assert site.asked["/wacht-even.pdf"] == site.asked["/eerst-afgekapt.pdf"] == 2
    assert site.asked["/rondje.pdf"] == 6, "the first request and five redirects"
    once = (
        set(DOCUMENTS)
        - thrice
        - {"/wacht-even.pdf", "/eerst-afgekapt.pdf", "/rondje.pdf"}
        - {"/intern/stuk.pdf", "/niet-voor-ons/stuk.pdf"}
    )
    assert {site.asked[path] for path in once} == {1}


def test_nothing_was_asked_that_may_not_be_asked(site: Site) -> None:
    assert site.canary.seen == []
    assert not [path for path in site.server.paths if path.startswith(("/intern/", "/niet-voor-ons/", "/contact"))]


def test_robots_txt_was_asked_first_and_once_per_crawl(site: Site) -> None:
    assert site.server.paths[0] == "/robots.txt"
    assert site.asked["/robots.txt"] == 1


def test_every_request_names_us(site: Site) -> None:
    agents = {seen.headers.get("User-Agent") for seen in site.server.seen}
    assert agents == {"kansenradar/0.1.0 (+beheer@kansenradar.example)"}


def test_one_request_at_a_time(site: Site) -> None:
    assert {seen.beside for seen in site.server.seen} == {0}


def test_retry_after_was_kept_and_held_up_everything(site: Site) -> None:
    first = site.server.of("/wacht-even.pdf")[0]
    later = [seen.came for seen in site.server.seen if seen.came > first.came]
    assert min(later) - first.came >= WAIT


def test_no_bytes_of_a_failure_are_kept(site: Site) -> None:
    kept = {file.read_bytes() for file in (site.night.folder / "originals").glob("*/*")}
    assert kept == {PDF, *(PDF + bytes([digit]) for digit in b"23456"), PDF * 50}
    titles = {
        row["title"]
        for row in site.night.rows("select title from documents d join versions v on v.document_key = d.key")
    }
    assert titles == {f"Nota {path}" for path in STATES["stored"]}


def test_a_document_on_another_server_is_noted_and_not_saved(site: Site) -> None:
    assert site.ends[f"{site.canary.url}/rechtstreeks.pdf"] == ("refused", "on another server than the page")
    assert not site.night.rows("select 1 from documents where title like '%rechtstreeks%'")


def test_what_is_gone_is_marked(site: Site) -> None:
    gone = {row["title"] for row in site.night.rows("select title from documents where withdrawn = 1")}
    assert gone == {f"Nota {path}" for path in STATES["gone"]}


def test_refused_and_failed_documents_are_no_alarm(site: Site) -> None:
    assert site.night.issues() == []


def test_the_same_night_again_changes_nothing_and_asks_conditionally(site: Site) -> None:
    before, seen = site.night.content(), len(site.server.seen)
    site.night.run(first=False)
    assert site.night.content() == before
    ends = site.night.ends()
    assert {state for state, _ in ends.values()} == {"stored", "unchanged", "refused", "failed", "gone", "retry_later"}
    assert [url for url, (state, _) in ends.items() if state == "stored"] == [f"{site.server.url}/beleid"]
    assert ends[f"{site.server.url}/goed.pdf"] == ("unchanged", "not modified since it was held")
    assert ends[f"{site.server.url}/zonder-kenmerk.pdf"] == ("unchanged", "the same bytes as held")
    again = {seen.path: seen.headers for seen in site.server.seen[seen:]}
    assert again["/goed.pdf"]["If-None-Match"] == '"goed"'
    assert again["/gedateerd.pdf"]["If-Modified-Since"] == "Thu, 19 Nov 2026 10:00:00 GMT"
    assert not {"If-None-Match", "If-Modified-Since"} & set(again["/zonder-kenmerk.pdf"])
    assert site.canary.seen == []
