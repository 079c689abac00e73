from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.replica.faults import Fault
from crawlers.replica.library import Library
from crawlers.replica.portals import Portals
from crawlers.replica.serving import PortInUseError

Fetch = Callable[..., Any]
ROBOTS = "/robots.txt"


@pytest.fixture
def robots(portals: Portals) -> str:
    return f"http://{urlsplit(portals.website_urls['havenstede']).netloc}{ROBOTS}"


MOST_PORTALS = 12


def free_base() -> int:
    """Find a port with enough free ones after it; each test process begins to look somewhere else."""
    for base in range(42_000 + os.getpid() % 500 * 20, 60_000, MOST_PORTALS):
        try:
            for port in range(base, base + MOST_PORTALS):
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise AssertionError("not enough free ports in a row")


def test_a_base_port_gives_ports_in_a_row(small_library: Library) -> None:
    base = free_base()
    with Portals(small_library, base_port=base) as portals:
        ports = [urlsplit(url).port for url in portals.urls.values()]
        assert ports == list(range(base, base + len(ports)))
        assert len(ports) <= MOST_PORTALS


def test_a_port_in_use_is_named_and_the_others_are_given_back(small_library: Library) -> None:
    base = free_base()
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", base + 2))
        busy.listen()
        with pytest.raises(PortInUseError, match=str(base + 2)) as caught:
            Portals(small_library, base_port=base).start()
    assert caught.value.port == base + 2
    with Portals(small_library, base_port=base) as portals:
        assert portals.urls["notubiz"].endswith(str(base))


@pytest.mark.parametrize("night", [0, 4])
def test_a_night_that_does_not_exist_is_refused(small_library: Library, night: int) -> None:
    with pytest.raises(ValueError, match="no night"):
        Portals(small_library, night=night)


def test_portals_can_be_stopped_and_started_again(small_library: Library, fetch: Fetch) -> None:
    portals = Portals(small_library)
    for _ in range(2):
        portals.start()
        assert fetch(f"{portals.urls['notubiz']}/organisations?version=1.21").status == 200
        portals.stop()


def test_one_connection_serves_many_requests(portals: Portals, robots: str) -> None:
    connection = HTTPConnection(urlsplit(robots).netloc, timeout=10)
    connection.connect()
    before = connection.sock
    for method, path in (("GET", ROBOTS), ("HEAD", ROBOTS), ("POST", "/x"), ("GET", "/nergens"), ("GET", ROBOTS)):
        connection.request(method, path, body="a=1" if method == "POST" else None)
        with connection.getresponse() as response:
            assert response.version == 11
            body = response.read()
            assert len(body) == (0 if method == "HEAD" else int(response.headers["Content-Length"]))
        assert connection.sock is before
    connection.close()


def test_many_connections_are_served_at_once(portals: Portals, robots: str, fetch: Fetch) -> None:
    portals.faults.put("/nergens", Fault(kind="hang", seconds=30))
    netloc = urlsplit(robots).netloc
    with socket.create_connection((netloc.split(":")[0], int(netloc.split(":")[1]))) as stuck:
        stuck.sendall(f"GET /nergens HTTP/1.1\r\nHost: {netloc}\r\n\r\n".encode())
        assert fetch(robots).status == 200


def test_the_log_has_every_request_with_its_headers(portals: Portals, robots: str, fetch: Fetch) -> None:
    fetch(f"{robots}?a=1", headers={"If-None-Match": '"x"', "Cookie": "secret"})
    fetch(f"{portals.urls['notubiz']}/nergens?version=1.21")
    first, second = portals.log.entries
    assert (first.portal, first.method, first.target, first.status) == ("website", "GET", f"{ROBOTS}?a=1", 200)
    assert dict(first.headers)["if-none-match"] == '"x"'
    assert "cookie" not in dict(first.headers)
    assert (second.portal, second.status) == ("notubiz", 404)
    assert first.moment <= second.moment
    assert portals.log.of("notubiz") == (second,)
    portals.log.clear()
    assert portals.log.entries == ()


def test_the_log_is_complete_when_many_ask_at_once(small_library: Library, tmp_path: Path) -> None:
    path = tmp_path / "access.jsonl"
    with Portals(small_library, log_file=path) as portals:
        host = urlsplit(portals.urls["gemeenteblad"]).netloc

        def ask(number: int) -> int:
            connection = HTTPConnection(host, timeout=10)
            connection.request("GET", f"/{number}")
            with connection.getresponse() as response:
                response.read()
            connection.close()
            return response.status

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(ask, range(40))) == {404}
        wanted = {f"/{number}" for number in range(40)}
        assert {entry.target for entry in portals.log.entries} == wanted
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {line["target"] for line in lines} == wanted
    assert {line["portal"] for line in lines} == {"gemeenteblad"}


def test_too_many_requests_names_the_pause(portals: Portals, robots: str, fetch: Fetch) -> None:
    portals.faults.put(ROBOTS, Fault(kind="status", status=429, retry_after=7))
    for _ in range(2):
        answer = fetch(robots)
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    portals.faults.clear()
    assert fetch(robots).status == 200


@pytest.mark.parametrize("status", [403, 500, 503])
def test_an_error_can_last_a_number_of_times(portals: Portals, robots: str, fetch: Fetch, status: int) -> None:
    portals.faults.put("/robots*", Fault(kind="status", status=status, times=2))
    assert [fetch(robots).status for _ in range(3)] == [status, status, 200]


def test_a_pattern_can_name_the_query(portals: Portals, robots: str, fetch: Fetch) -> None:
    portals.faults.put("*page=2*", Fault(kind="status", status=503))
    assert fetch(f"{robots}?page=1").status == 200
    assert fetch(f"{robots}?page=2").status == 503


def test_a_body_can_be_cut_short(portals: Portals, robots: str, fetch: Fetch) -> None:
    whole = fetch(robots).body
    portals.faults.put(ROBOTS, Fault(kind="truncate", times=1))
    with pytest.raises(IncompleteRead) as caught:
        fetch(robots)
    assert whole.startswith(caught.value.partial)
    assert len(caught.value.partial) == len(whole) // 2


def test_a_redirect_leads_elsewhere(portals: Portals, robots: str, fetch: Fetch) -> None:
    portals.faults.put(ROBOTS, Fault(kind="redirect", location="http://elders.example/"))
    answer = fetch(robots)
    assert (answer.status, answer.headers["Location"]) == (302, "http://elders.example/")


def test_a_page_can_come_where_a_file_was_asked(portals: Portals, robots: str, fetch: Fetch) -> None:
    portals.faults.put(ROBOTS, Fault(kind="wrong_type"))
    answer = fetch(robots)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_hang_ends_when_the_portals_stop(small_library: Library) -> None:
    portals = Portals(small_library).start()
    portals.faults.put("/sru", Fault(kind="hang", seconds=60))
    connection = HTTPConnection(urlsplit(portals.urls["gemeenteblad"]).netloc, timeout=30)
    connection.request("GET", "/sru")
    start = time.monotonic()
    portals.stop()
    with pytest.raises((IncompleteRead, RemoteDisconnected, ConnectionError)):
        connection.getresponse().read()
    connection.close()
    assert time.monotonic() - start < 20
