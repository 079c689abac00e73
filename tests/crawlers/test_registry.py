from dataclasses import replace

import pytest

from crawlers.crawl import SPIDERS
from crawlers.registry import NATIONAL_SYSTEMS, Origin, systems


def test_each_system_that_is_listed_has_a_spider() -> None:
    assert set(systems()) == {spider.name for spider in SPIDERS}


def test_where_systems_answer_and_how_politely_they_are_asked() -> None:
    for system in systems().values():
        assert system.delay >= (0.5 if system.own_hosts else 1.0)
        assert all(origin.scheme == "https" for origin in system.origins)
        fixed = system.base_url and "{" not in system.base_url
        assert not fixed or Origin.of(system.base_url) in system.origins
    assert set(NATIONAL_SYSTEMS) <= {name for name, system in systems().items() if system.changes_only}


def test_a_municipality_with_a_site_of_its_own_is_asked_there() -> None:
    site = replace(systems()["notubiz"], base_url="https://{key}.voorbeeld.example")
    assert site.address("Havenstede") == "https://havenstede.voorbeeld.example"
    assert systems()["notubiz"].address("9901") == "https://api.notubiz.nl"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.notubiz.nl/events?x=1", Origin("https", "api.notubiz.nl", 443)),
        ("http://API.Notubiz.NL:8080", Origin("http", "api.notubiz.nl", 8080)),
        ("http://127.0.0.1:80/", Origin("http", "127.0.0.1", 80)),
        ("http://127.0.0.1:0/", Origin("http", "127.0.0.1", 0)),
    ],
)
def test_the_origin_of_an_address(url: str, origin: Origin) -> None:
    assert Origin.of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "", "nota.pdf", "//host/x", "ftp://host/x", "file:///etc/passwd", "mailto:a@b.example", "http:///x",
        "http://host:99999/", "http://host:x/", "http://user@host/", "http://other:80@host/",
    ],
)  # fmt: skip
def test_what_has_no_origin(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Origin.of(url)
