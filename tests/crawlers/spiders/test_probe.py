"""Asking around: in memory with the guards of a crawl, and once over loopback with a real process."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loopback import Answer, Server
from memory import MemoryHandler, Network, Reply, VirtualLoop
from memory_portals import Country
from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError

from crawlers.municipalities import Registered
from crawlers.probe import Candidate, Pattern, ProbeAnswer, best, candidates, patterns
from crawlers.replica.library import Library
from crawlers.spiders.probe import probe_crawler
from pipeline.records import Municipality

RUN_PROBE = Path(__file__).parents[1] / "run_probe.py"
CALENDAR = b'<html><a href="/Calendar/OpenCategory/10002003">Raad</a></html>'
PAGE = {"Content-Type": "text/html"}
HAVENSTEDE = Registered(
    municipality=Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren"), system="unknown", system_key=""
)


def ask(*urls: str, network: Network, shows: str = "calendar") -> tuple[list[ProbeAnswer], list[str]]:
    """Ask addresses in memory; give the answers and everything that was asked."""
    wanted = [
        Candidate(
            pattern=Pattern(system="ibabs", address=url, shows=shows), url=url, name="havenstede", names=("Havenstede",)
        )
        for url in urls
    ]
    return ask_all(wanted, network)


def ask_all(wanted: Sequence[Candidate], network: Network) -> tuple[list[ProbeAnswer], list[str]]:
    asked: list[str] = []

    def noted(request: Request) -> Reply:
        asked.append(request.url)
        return network(request)

    handler = type("Handler", (MemoryHandler,), {"network": staticmethod(noted)})
    others = dict.fromkeys(("data", "file", "ftp", "s3"))
    memory = {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, **others},
        "TWISTED_REACTOR_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "",
    }
    answers: list[ProbeAnswer] = []

    async def run() -> None:
        crawler, arguments = probe_crawler(wanted, answers.append, contact="x@y.example", delay=1.0, **memory)
        await AsyncCrawlerRunner({"TWISTED_REACTOR_ENABLED": False}).crawl(crawler, **arguments)

    with asyncio.Runner(loop_factory=VirtualLoop) as runner, pytest.MonkeyPatch.context() as patch:
        patch.setattr("scrapy.core.downloader.monotonic", runner.get_loop().time)
        runner.run(run())
    return answers, asked


def robots(text: bytes = b"", **fields: object) -> Callable[[Callable[[Request], Reply]], Network]:
    """Answer robots.txt, and everything else as told."""

    def make(rest: Callable[[Request], Reply]) -> Network:
        rules = Reply(body=text, headers={"Content-Type": "text/plain"}, **fields)  # type: ignore[arg-type]
        return lambda request: rules if request.url.endswith("/robots.txt") else rest(request)

    return make


def raising(error: Exception) -> Network:
    def refuse(request: Request) -> Reply:
        raise error

    return refuse


@pytest.mark.parametrize(
    ("reply", "outcome", "detail"),
    [
        (Reply(body=CALENDAR, headers=PAGE), "answers", "calendar page"),
        (Reply(body=b"<html>Te koop</html>", headers=PAGE), "something else", "HTTP 200, text/html"),
        (Reply(body=b"", status=404), "something else", "HTTP 404"),
        (Reply(body=b"", status=403), "refuses", "HTTP 403"),
        (Reply(body=b"", status=500), "refuses", "HTTP 500"),
        (Reply(body=b"The request is blocked.", headers=PAGE), "refuses", "blocked"),
        (Reply(body=b"", status=302, headers={"Location": "https://elders.example/"}), "redirects", "elders.example"),
        (Reply(body=b"", status=302, headers={"Location": "mailto:griffie"}), "redirects", "mailto:griffie"),
    ],
)
def test_each_answer_is_told_apart(reply: Reply, outcome: str, detail: str) -> None:
    answers, asked = ask("https://havenstede.voorbeeld.example/Calendar", network=robots()(lambda request: reply))
    assert [one.outcome for one in answers] == [outcome]
    assert detail in answers[0].detail
    assert len(asked) == 2, "robots.txt, and the address once"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(CannotResolveHostError("x"), "no such host"), (DownloadTimeoutError("x"), "no answer")],
    ids=["name", "silence"],
)
def test_no_answer_is_told_apart_from_no_host(error: Exception, outcome: str) -> None:
    answers, asked = ask("https://havenstede.voorbeeld.example/Calendar", network=raising(error))
    assert [one.outcome for one in answers] == [outcome]
    assert asked == ["https://havenstede.voorbeeld.example/robots.txt"], "no second try"


def test_an_answer_that_stays_away_after_the_rules_is_told() -> None:
    answers, _ = ask("https://a.example/Calendar", network=robots()(raising(DownloadTimeoutError("late"))))
    assert [(one.outcome, "late" in one.detail) for one in answers] == [("no answer", True)]


def test_rules_that_forbid_are_obeyed_and_told() -> None:
    rules = robots(b"User-agent: *\nDisallow: /\n")
    answers, asked = ask("https://a.example/Calendar", network=rules(lambda request: Reply(body=CALENDAR)))
    assert [one.outcome for one in answers] == ["refuses"]
    assert "robots.txt" in answers[0].detail
    assert asked == ["https://a.example/robots.txt"]


def test_rules_that_cannot_be_read_are_no_permission() -> None:
    answers, asked = ask("https://a.example/Calendar", network=robots(status=503)(lambda request: Reply(body=CALENDAR)))
    assert [one.outcome for one in answers] == ["refuses"]
    assert asked == ["https://a.example/robots.txt"]


def test_of_a_host_that_forbids_everything_only_the_rules_are_read() -> None:
    rules = robots(b"User-agent: *\nDisallow: /\n")(lambda request: Reply(body=b""))
    answers, asked = ask("https://a.example/robots.txt", network=rules, shows="rules")
    assert [(one.outcome, one.detail) for one in answers] == [("answers", "robots.txt that forbids everything")]
    assert asked == ["https://a.example/robots.txt"]


def test_a_redirect_is_followed_to_the_hosts_of_other_patterns_only() -> None:
    def network(request: Request) -> Reply:
        if "//a.example" in request.url:
            return Reply(body=b"", status=301, headers={"Location": "https://b.example/Calendar"})
        if "//b.example" in request.url:
            return Reply(body=CALENDAR, headers=PAGE)
        raise AssertionError(request.url)

    answers, _ = ask("https://a.example/Calendar", "https://b.example/other", network=robots()(network))
    assert [one.outcome for one in answers] == ["answers", "answers"]
    assert answers[0].url == "https://b.example/other", "what was redirected comes after"


def test_a_circle_of_redirects_ends() -> None:
    def circle(request: Request) -> Reply:
        return Reply(body=b"", status=302, headers={"Location": request.url})

    answers, asked = ask("https://a.example/Calendar", network=robots()(circle))
    assert [one.outcome for one in answers] == ["redirects"]
    assert len(asked) == 7


def test_over_loopback_one_at_a_time_by_name_and_to_the_listed_hosts_only(
    server: Server, new_server: Callable[[], Server]
) -> None:
    elsewhere = new_server()
    api = {"result": {"totalCount": "3", "meetings": [{"id": 1}]}}
    server.put_json("/go/havenstede/api/v2/meetings", api)
    server.put("/moved/havenstede", Answer(status=302, headers={"Location": f"{elsewhere.url}/x"}))
    table = "".join(
        f'[[pattern]]\nsystem = "go"\naddress = "{server.url}/{path}"\nshows = "meetings"\n'
        for path in ("go/{name}/api/v2/meetings?limit=1", "moved/{name}", "none/{name}")
    )
    asked = {"name": "Havenstede", "patterns": table, "contact": "beheer@kansenradar.example"}
    result = subprocess.run(
        [sys.executable, str(RUN_PROBE)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers = json.loads(result.stdout)
    assert [(one["outcome"], one["key"]) for one in answers] == [
        ("answers", f"{server.url}/go/havenstede/api"),
        ("redirects", ""),
        ("something else", ""),
    ]
    assert result.stderr == ""
    assert elsewhere.seen == []
    assert server.paths[0] == "/robots.txt"
    assert all("kansenradar/" in seen.headers["User-Agent"] for seen in server.seen)
    assert all("beheer@kansenradar.example" in seen.headers["User-Agent"] for seen in server.seen)
    assert all(seen.beside == 0 for seen in server.seen)


PORTALS = """
[[pattern]]
system = "bekendmakingen"
address = "http://gemeenteblad.example/sru?operation=searchRetrieve&version=2.0&maximumRecords=1&query={query}"
shows = "publications"
[[pattern]]
system = "notubiz"
address = "http://notubiz.example/organisations?format=json&version=1.17.0"
shows = "organisations"
[[pattern]]
system = "ibabs"
address = "http://{name}.ibabs.example/Calendar"
shows = "calendar"
[[pattern]]
system = "go"
address = "http://{name}.go.example/api/v2/meetings?limit=1"
shows = "meetings"
"""


@pytest.mark.parametrize(
    ("town", "system", "key"),
    [
        ("Havenstede", "notubiz", "9901"),
        ("Duinmeren", "ibabs", "duinmeren"),
        ("Veldhorst", "go", "http://veldhorst.go.example/api"),
        ("Brinkwold", None, None),
    ],
)
def test_the_system_of_each_sample_municipality_is_found(
    library: Library, tmp_path: Path, town: str, system: str | None, key: str | None
) -> None:
    country = Country(library, tmp_path)

    def network(request: Request) -> Reply:
        if urlsplit(request.url).hostname not in country.portals:
            raise CannotResolveHostError(request.url)
        return country.network(request)

    row = replace(HAVENSTEDE, municipality=replace(HAVENSTEDE.municipality, name=town))
    wanted = tuple(candidates(row, patterns(PORTALS)))
    answers, _ = ask_all(wanted, network)
    found = best(answers)
    assert (found.system, found.key) == (system, key) if found else system is None
    told = {one.system: one.outcome for one in answers}
    assert told["bekendmakingen"] == "answers", "also of one whose council system cannot be found"
    assert {"answers", "something else", "no such host"} >= set(told.values())


def test_candidates_are_asked_in_the_order_of_the_table() -> None:
    table = patterns(
        '[[pattern]]\nsystem = "ibabs"\naddress = "https://{name}.b.example/"\nshows = "calendar"\n'
        '[[pattern]]\nsystem = "ibabs"\naddress = "https://{name}.a.example/"\nshows = "calendar"\n'
    )
    urls = [one.url for one in candidates(HAVENSTEDE, table)]
    answers, _ = ask(*urls, network=robots()(lambda request: Reply(body=CALENDAR, headers=PAGE)))
    assert [one.url for one in answers] == ["https://havenstede.b.example/", "https://havenstede.a.example/"]
