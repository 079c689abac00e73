"""Crawls that are killed, told to stop, or run out of disk, and the night after."""

from __future__ import annotations

import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from loopback import PDF, Answer, Night, Server, nota, site

Website = Callable[..., Night]


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


@pytest.mark.parametrize("number", [1, 2, 9])
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
    if sent is signal.SIGTERM:
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
