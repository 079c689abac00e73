"""Whole crawls of websites over loopback: pace, fairness, and what happens when a crawl is stopped."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from loopback import PDF, Answer, Night, Server

Website = Callable[..., Night]
LINKS = int(os.environ.get("KANSENRADAR_TRAP_LINKS", "1500"))
"""How many links a trap has; raise it for a long run."""


def nota(number: int) -> str:
    return f"/stukken/nota-{number}.pdf"


def site(server: Server, count: int = 6, page: str = "/beleid") -> list[str]:
    """A page with good documents; gives the addresses of the pages."""
    for number in range(count):
        server.put(nota(number), Answer(body=PDF + str(number).encode(), headers={"ETag": f'"{number}"'}))
    return [server.page(page, [nota(number) for number in range(count)])]


def gaps(server: Server) -> list[float]:
    return [later.came - earlier.came for earlier, later in pairwise(server.seen)]


def test_one_vendor_is_asked_one_thing_at_a_time_with_the_delay_between(server: Server, website: Website) -> None:
    server.seconds = 0.02
    night = website(site(server), site(server, page="/bestuur"), systems={"website": {"hosts": [], "delay": 0.1}})
    night.run()
    assert len(server.seen) == 9, "robots.txt, two pages, six documents"
    assert {seen.beside for seen in server.seen} == {0}
    assert min(gaps(server)) >= 0.09


def test_the_crawl_delay_of_robots_txt_is_kept(server: Server, website: Website) -> None:
    server.put("/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 0.2\n", kind="text/plain"))
    website(site(server, 3)).run()
    assert len(server.seen) == 5
    assert min(gaps(server)) >= 0.18


def test_vendors_are_crawled_side_by_side(new_server: Callable[[], Server], website: Website) -> None:
    slow, quick = new_server(), new_server()
    slow.seconds = 0.1
    website(site(slow), site(quick)).run()
    assert quick.seen[-1].came < slow.seen[-1].came
    assert slow.seen[0].came < quick.seen[-1].came


def test_a_silent_server_is_left_alone_and_holds_up_no_other(new_server: Callable[[], Server], website: Website) -> None:
    silent, good = new_server(), new_server()
    pages = site(silent, 12)
    for number in range(12):
        silent.put(nota(number), Answer(hang=True))
    night = website(pages, site(good), limits={"timeout_seconds": 0.2})
    night.run()
    assert len(silent.seen) == 2 + 10
    assert good.seen[-1].came < silent.seen[-1].came
    ends = [night.ends()[silent.url + nota(number)] for number in range(12)]
    assert {state for state, _ in ends} == {"retry_later"}
    assert any("10 requests in a row got no answer" in reason for _, reason in ends)


def test_a_long_retry_after_closes_one_vendor_only(new_server: Callable[[], Server], website: Website) -> None:
    busy, good = new_server(), new_server()
    pages = site(busy)
    busy.put(nota(2), Answer(status=503, headers={"Retry-After": "3600"}))
    night = website(pages, site(good))
    night.run()
    assert busy.paths == ["/robots.txt", "/beleid", nota(0), nota(1), nota(2)]
    ends = night.ends()
    assert [ends[busy.url + nota(number)][0] for number in range(6)] == ["stored"] * 2 + ["retry_later"] * 4
    assert {ends[good.url + nota(number)][0] for number in range(6)} == {"stored"}


def test_rules_that_cannot_be_read_forbid_everything(server: Server, website: Website) -> None:
    pages = site(server)
    server.put("/robots.txt", Answer(status=503))
    night = website(pages)
    (result,) = night.run()
    assert set(server.paths) == {"/robots.txt"}
    assert night.ends() == {pages[0]: ("retry_later", "robots.txt could not be read: HTTP 503")}
    assert result["failed"]
    assert night.issues() == [("source_failed", "no listing could be read")]


def test_a_name_at_a_private_address_is_not_asked(server: Server, website: Website) -> None:
    site(server)
    page = server.url.replace("127.0.0.1", "localhost") + "/beleid"
    night = website([page])
    (result,) = night.run()
    assert server.seen == []
    assert night.ends() == {page: ("refused", "localhost is at 127.0.0.1, which is not a public address")}
    assert result["failed"]


def test_a_page_without_end_does_not_starve_the_others(server: Server, website: Website) -> None:
    trap = server.page("/doolhof", [f"/doolhof/{number}.pdf" for number in range(LINKS)])
    night = website([trap], site(server, 20), limits={"source_requests": 30})
    night.run()
    ends = night.ends()
    asked = [path for path in server.paths if path.startswith("/doolhof/")]
    assert len(asked) == 29, "thirty with the page itself"
    beyond = [reason for url, (state, reason) in ends.items() if "/doolhof/" in url and state == "retry_later"]
    assert beyond == ["more than 30 requests in one night"] * (LINKS - 29)
    assert {ends[server.url + nota(number)][0] for number in range(20)} == {"stored"}
    others = [place for place, path in enumerate(server.paths) if path.startswith("/stukken/")]
    assert others[-1] - others[0] <= 2 * 20, "they take turns"
    assert ("limit_reached", "more than 30 requests in one night") in night.issues()


def test_what_an_earlier_night_could_not_finish_is_asked_again(server: Server, website: Website) -> None:
    pages = site(server)
    server.put(nota(1), Answer(status=500))
    night = website(pages)
    night.run()
    assert night.ends()[server.url + nota(1)][0] == "retry_later"
    server.put(nota(1), Answer(body=PDF + b"late"))
    server.page("/beleid", [nota(0)])
    seen = len(server.seen)
    night.run(first=False)
    assert server.paths[seen:] == ["/robots.txt", "/beleid", nota(0), nota(1)]
    assert night.ends()[server.url + nota(1)] == ("stored", "new")
    assert len(night.rows("select * from versions")) == 6
    night.run(first=False)
    assert server.url + nota(1) not in night.ends()


def test_a_document_that_comes_back_is_no_longer_withdrawn(server: Server, website: Website) -> None:
    pages = site(server, 2)
    night = website(pages)

    def withdrawn() -> list[int]:
        return [row["withdrawn"] for row in night.rows("select withdrawn from documents order by key")]

    night.run()
    server.put(nota(0), Answer(status=404))
    night.run(first=False)
    assert withdrawn() == [1, 0]
    before = night.content()
    night.run(first=False)
    assert night.content() == before, "a third night finds it gone as well"
    server.put(nota(0), Answer(body=PDF + b"0", headers={"ETag": '"0"'}))
    night.run(first=False)
    assert withdrawn() == [0, 0]
    assert len(night.rows("select * from versions")) == 2


def test_what_does_not_fit_in_the_time_is_tried_the_next_night(server: Server, website: Website) -> None:
    pages = site(server, 20)
    server.seconds = 0.15
    night = website(pages, limits={"source_seconds": 1})
    (result,) = night.run()
    states = [state for state, _ in night.ends().values()]
    assert 0 < states.count("retry_later") == result["unanswered"] < 20
    assert set(states) == {"stored", "retry_later"}
    message = f"{result['unanswered']} requests got no answer before the crawl ended"
    assert night.issues() == [("unanswered", message)]
    server.seconds = 0.0
    website(pages).run(first=False)
    assert len(night.rows("select * from versions")) == 20


@pytest.fixture(scope="module")
def quiet(new_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Night]:
    """A site and an undisturbed night over it."""
    server = new_server()
    pages = site(server, 12)
    server.put(nota(7), Answer(status=404))
    night = Night(folder=tmp_path_factory.mktemp("quiet"), sources=[("GM9901", "website", {"pages": pages})])
    night.run()
    return server, night


def end_at(server: Server, crawl: subprocess.Popen[str], number: int, sent: signal.Signals) -> int:
    """Send a signal at a request, and give the exit code."""
    last = len(server.seen) + number
    server.on_request = lambda seen: crawl.send_signal(sent) if seen == last else None
    crawl.communicate(timeout=20)
    server.on_request = lambda seen: None
    return crawl.returncode


@pytest.mark.parametrize("number", [1, 2, 7, 14])
def test_a_killed_crawl_is_made_good_by_the_next(quiet: tuple[Server, Night], tmp_path: Path, number: int) -> None:
    server, undisturbed = quiet
    night = Night(folder=tmp_path, sources=undisturbed.sources)
    assert end_at(server, night.start(), number, signal.SIGKILL) == -signal.SIGKILL
    night.run()
    assert night.content() == undisturbed.content()
    kept, expected = ({file.name for file in (one.folder / "originals").glob("*/*")} for one in (night, undisturbed))
    assert kept == expected
    assert night.rows("select * from ledger_entries where state is null") == []
    assert night.rows("pragma integrity_check") == [{"integrity_check": "ok"}]
    assert night.rows("pragma foreign_key_check") == []


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_crawl_that_is_told_to_stop_closes_its_ledger(
    quiet: tuple[Server, Night], tmp_path: Path, sent: signal.Signals
) -> None:
    server, undisturbed = quiet
    night = Night(folder=tmp_path, sources=undisturbed.sources)
    assert end_at(server, night.start(), 6, sent) == 128 + sent
    states = {state for state, _ in night.ends().values()}
    assert states == {"stored", "retry_later"}
    night.run()
    assert night.content() == undisturbed.content()


def test_a_crawl_that_is_told_to_stop_does_not_wait_for_a_silent_server(server: Server, website: Website) -> None:
    pages = site(server)
    server.put(nota(1), Answer(hang=True))
    night = website(pages, limits={"timeout_seconds": 300.0})
    assert end_at(server, night.start(), 4, signal.SIGTERM) == 128 + signal.SIGTERM
    assert night.ends()[server.url + nota(1)] == ("retry_later", "no answer before the crawl ended")


def limit_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_ends_the_crawl_with_its_reason(server: Server, website: Website) -> None:
    pages = site(server)
    server.put(nota(2), Answer(body=PDF + bytes(3 * 2**20)))
    night = website(pages)
    crawl = night.start(preexec_fn=limit_files(2 * 2**20))
    _, complained = crawl.communicate(timeout=60)
    assert crawl.returncode == 1
    assert complained.strip().endswith("OSError: [Errno 27] File too large")
    assert nota(5) not in server.paths, "nothing more is asked that cannot be kept"
    night.run()
    assert len(night.rows("select * from versions")) == 6


def test_a_full_database_ends_the_crawl_with_its_reason(server: Server, website: Website) -> None:
    pages = site(server, 60)
    night = website(pages, others={"spare_pages": 6})
    _, complained = night.start().communicate(timeout=60)
    assert complained.strip().splitlines()[-1] == "sqlite3.OperationalError: database or disk is full"
    assert nota(59) not in server.paths
    website(pages).run()
    assert len(night.rows("select * from versions")) == 60
    assert night.rows("pragma integrity_check") == [{"integrity_check": "ok"}]
