"""Whole crawls of websites over loopback: pace, fairness, and the nights after."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from loopback import PDF, Answer, Night, Server, nota, site

Website = Callable[..., Night]
LINKS = int(os.environ.get("KANSENRADAR_TRAP_LINKS", "1500"))
"""How many links a trap has; raise it for a long run."""
LIMIT = 80
"""Requests per source and night."""


def seconds(server: Server) -> float:
    """From the first request to the last."""
    return server.seen[-1].came - server.seen[0].came


def test_one_vendor_is_asked_one_thing_at_a_time(server: Server, website: Website) -> None:
    server.seconds = 0.13
    night = website(site(server), site(server, page="/bestuur"), systems={"website": {"hosts": [], "delay": 0.1}})
    night.run()
    assert len(server.seen) == 9, "robots.txt, two pages, six documents"
    assert {seen.beside for seen in server.seen} == {0}


def test_the_crawl_delay_of_robots_txt_is_kept(server: Server, website: Website) -> None:
    server.put("/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 0.2\n", kind="text/plain"))
    website(site(server, 3)).run()
    assert len(server.seen) == 5
    assert seconds(server) >= 4 * 0.2 - 0.05


@dataclass(frozen=True)
class Sites:
    """One crawl of several websites at once, each on a server with something of its own."""

    night: Night
    results: dict[str, dict[str, Any]]
    good: Server
    slow: Server
    silent: Server
    busy: Server
    closed: Server
    hidden: Server
    trap: Server

    def ends(self, server: Server) -> list[tuple[str, str]]:
        """How its documents ended, in order."""
        ends = self.night.ends()
        return [ends[server.url + nota(number)] for number in range(12) if server.url + nota(number) in ends]


@pytest.fixture(scope="module")
def sites(new_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory) -> Sites:
    servers = {name: new_server() for name in ("good", "slow", "silent", "busy", "closed", "hidden", "trap")}
    pages = {name: site(server) for name, server in servers.items()}
    servers["slow"].seconds = 0.15
    servers["trap"].seconds = 0.02
    pages["silent"] = site(servers["silent"], 12)
    for number in range(12):
        servers["silent"].put(nota(number), Answer(hang=True))
    servers["busy"].put(nota(2), Answer(status=503, headers={"Retry-After": "3600"}))
    servers["closed"].put("/robots.txt", Answer(status=503))
    pages["hidden"] = [pages["hidden"][0].replace("127.0.0.1", "localhost")]
    pages = {"maze": [], **pages}  # the trap is listed first
    pages["maze"] = [servers["trap"].page("/doolhof", [f"/doolhof/{number}.pdf" for number in range(LINKS)])]
    night = Night(
        folder=tmp_path_factory.mktemp("sites"),
        sources=[(f"GM99{number:02}", "website", {"pages": each}) for number, each in enumerate(pages.values())],
        limits={"timeout_seconds": 0.3, "source_requests": LIMIT},
    )
    results = dict(zip(pages, night.run(), strict=True))
    return Sites(night, results, **servers)


def test_vendors_are_crawled_side_by_side(sites: Sites) -> None:
    assert {state for state, _ in sites.ends(sites.good)} == {"stored"}
    assert sites.good.seen[-1].came < sites.slow.seen[-1].came
    assert sites.slow.seen[0].came < sites.good.seen[-1].came


def test_a_silent_server_is_left_alone_and_holds_up_no_other(sites: Sites) -> None:
    assert len(sites.silent.seen) == 2 + 10
    assert sites.good.seen[-1].came < sites.silent.seen[-1].came
    ends = sites.ends(sites.silent)
    assert len(ends) == 12
    assert {state for state, _ in ends} == {"retry_later"}
    assert any("10 requests in a row got no answer" in reason for _, reason in ends)


def test_a_long_retry_after_closes_one_vendor_only(sites: Sites) -> None:
    assert sites.busy.paths == ["/robots.txt", "/beleid", nota(0), nota(1), nota(2)]
    assert [state for state, _ in sites.ends(sites.busy)] == ["stored"] * 2 + ["retry_later"] * 4


def test_rules_that_cannot_be_read_forbid_everything(sites: Sites) -> None:
    assert sites.closed.paths == ["/robots.txt"] * 3
    page = sites.closed.url + "/beleid"
    assert sites.night.ends()[page] == ("retry_later", "robots.txt could not be read: HTTP 503")
    assert sites.results["closed"]["failed"]


def test_a_name_at_a_private_address_is_not_asked(sites: Sites) -> None:
    assert sites.hidden.seen == []
    page = sites.hidden.url.replace("127.0.0.1", "localhost") + "/beleid"
    assert sites.night.ends()[page] == ("refused", "localhost is at 127.0.0.1, which is not a public address")
    assert sites.results["hidden"]["failed"]


def test_a_page_without_end_does_not_starve_the_others(sites: Sites) -> None:
    asked = [path for path in sites.trap.paths if path.startswith("/doolhof/")]
    assert len(asked) == LIMIT - 1, "the page itself is one"
    ends = sites.night.ends()
    beyond = [reason for url, (state, reason) in ends.items() if "/doolhof/" in url and state == "retry_later"]
    assert beyond == [f"more than {LIMIT} requests in one night"] * (LINKS + 1 - LIMIT)
    assert {state for state, _ in sites.ends(sites.trap)} == {"stored"}
    others = [place for place, path in enumerate(sites.trap.paths) if path.startswith("/stukken/")]
    assert others[-1] <= 3 + 2 * len(others), "they take turns"


def test_the_alarms_name_what_is_wrong(sites: Sites) -> None:
    assert sorted(sites.night.issues()) == [
        ("limit_reached", f"more than {LIMIT} requests in one night"),
        ("source_failed", "no listing could be read"),
        ("source_failed", "no listing could be read"),
    ]


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


def test_a_document_that_comes_back_is_no_longer_withdrawn(server: Server, website: Website) -> None:
    pages = site(server, 2)
    night = website(pages)

    def withdrawn() -> list[int]:
        return [row["withdrawn"] for row in night.rows("select withdrawn from documents order by key")]

    night.run()
    server.put(nota(0), Answer(status=404))
    night.run(first=False)
    assert withdrawn() == [1, 0]
    with sqlite3.connect(night.folder / "radar.db") as database:
        database.execute("update documents set processed_with = 'x'")
    before = night.content()
    night.run(first=False)
    assert night.content() == before, "a third night finds it gone as well and gives no work"
    server.put(nota(0), Answer(body=PDF + b"0", headers={"ETag": '"0"'}))
    night.run(first=False)
    assert withdrawn() == [0, 0]
    assert len(night.rows("select * from versions")) == 2


def test_what_does_not_fit_in_the_time_is_tried_the_next_night(server: Server, website: Website) -> None:
    pages = site(server, 20)
    server.seconds = 0.15
    night = website(pages, limits={"vendor_seconds": 1})
    (result,) = night.run()
    states = [state for state, _ in night.ends().values()]
    assert 0 < states.count("retry_later") == result["unanswered"] < 20
    assert set(states) == {"stored", "retry_later"}
    message = f"{result['unanswered']} requests got no answer before the crawl ended"
    assert night.issues() == [("unanswered", message)]
