from collections import Counter

import pytest

from crawlers.registry import NATIONAL_SYSTEMS, Origin, UnknownMunicipality, find, registered, systems


def test_all_municipalities_are_there() -> None:
    rows = registered()
    assert len(rows) == 342
    assert all(code == row.municipality.code and row.municipality.province for code, row in rows.items())
    assert len({row.municipality.name for row in rows.values()}) == 342
    assert len({row.municipality.province for row in rows.values()}) == 12


def test_the_systems_of_the_registry() -> None:
    counted = Counter(row.system for row in registered().values())
    assert counted == {"ibabs": 149, "notubiz": 109, "go": 31, "parlaeus": 4, "unknown": 49}
    assert all(row.system_key for row in registered().values() if row.system != "unknown")
    notubiz = [row for row in registered().values() if row.system == "notubiz"]
    assert all(row.system_key.isdecimal() for row in notubiz), "a council is asked by its organisation id"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("GM0344", "GM0344"),
        ("gm0344", "GM0344"),
        ("Utrecht", "GM0344"),
        ("utrecht", "GM0344"),
        ("'s-Gravenhage", "GM0518"),
        ("Den Haag", "GM0518"),
        ("den bosch", "GM0796"),
        ("Súdwest-Fryslân", "GM1900"),
    ],
)
def test_find_by_code_or_name_in_any_case(wanted: str, code: str) -> None:
    assert find(registered(), wanted).municipality.code == code


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("Amersfort", "Amersfoort"),
        ("Bergen", "Bergen (L)"),
        ("Hengelo (O)", "Hengelo"),
        ("Sudwest-Fryslan", "Súdwest-Fryslân"),
    ],
)
def test_an_unknown_name_gets_a_hint(wanted: str, hint: str) -> None:
    with pytest.raises(UnknownMunicipality, match="unknown municipality") as caught:
        find(registered(), wanted)
    assert repr(wanted) in str(caught.value)
    assert hint in str(caught.value)


@pytest.mark.parametrize("wanted", ["", "Qqqqqqqq", "GM9999999999"])
def test_nothing_alike_gets_no_hint(wanted: str) -> None:
    with pytest.raises(UnknownMunicipality) as caught:
        find(registered(), wanted)
    assert "did you mean" not in str(caught.value)


def test_the_systems_that_are_spoken() -> None:
    assert set(systems()) == {"notubiz", "bekendmakingen", "cvdr", "website"}
    for system in systems().values():
        assert system.delay >= 1.0
        assert all(origin.scheme == "https" for origin in system.origins)
        assert not system.base_url or Origin.of(system.base_url) in system.origins
    assert [name for name, system in systems().items() if system.changes_only] == list(NATIONAL_SYSTEMS)


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
