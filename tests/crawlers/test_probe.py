"""How the answer of each kind of council system is recognised. The bodies are constructed after recorded ones."""

import json
from datetime import date

import pytest

from crawlers.municipalities import Registered, shipped
from crawlers.probe import (
    BEST_FIRST,
    RECOGNISERS,
    BadPatterns,
    Candidate,
    Outcome,
    Pattern,
    ProbeAnswer,
    best,
    candidates,
    patterns,
    recognise,
)
from crawlers.registry import Origin
from pipeline.records import Municipality

TODAY = date(2026, 11, 25)
ORGANISATIONS = {
    "organisations": {
        "organisation": [
            {"@attributes": {"id": "9950"}, "name": "Provincie Havenstede"},
            {"@attributes": {"id": "9901"}, "name": "Gemeente Havenstede"},
        ]
    }
}
MEETINGS = {"status": "OK", "result": {"totalCount": "911", "meetings": [{"id": 1}]}}
CALENDAR = b'<body data-site-name="Havenstede"><a href="/Calendar/OpenCategory/10002003">Raad</a></body>'
SRU = (
    b'<searchRetrieveResponse xmlns="http://docs.oasis-open.org/ns/search-ws/sruResponse">'
    b"<numberOfRecords>%d</numberOfRecords><records><record/></records></searchRetrieveResponse>"
)


def candidate(shows: str, *, name: str = "havenstede") -> Candidate:
    pattern = Pattern(system="x", address="https://{name}.voorbeeld.example/", shows=shows)
    return Candidate(pattern=pattern, url="https://x.example/", name=name, names=("Havenstede", "Haven aan Zee"))


@pytest.mark.parametrize(
    ("shows", "body", "detail", "key"),
    [
        ("organisations", json.dumps(ORGANISATIONS).encode(), "organisation 9901, Gemeente Havenstede", "9901"),
        ("meetings", json.dumps(MEETINGS).encode(), "meetings JSON, 911 meetings", "https://raad.x.example/api"),
        ("calendar", CALENDAR, "calendar page of Havenstede", "havenstede"),
        ("calendar", b'<a href="/Agenda/Index/55a2d355">', "calendar page", "havenstede"),
        ("portal", b"<html><title>NotuBiz</title>", "portal page", ""),
        ("rules", b"User-agent: *\nDisallow: /\n", "robots.txt that forbids everything", "havenstede"),
        ("rules", b"# ours\nuser-agent: *\nDisallow: /admin\n", "robots.txt", "havenstede"),
        ("publications", SRU % 12, "12 publications", ""),
    ],
)
def test_an_answer_is_recognised(shows: str, body: bytes, detail: str, key: str) -> None:
    found = recognise(candidate(shows), "https://raad.x.example/api/v2/meetings?limit=1", body)
    assert found is not None
    assert (found.detail, found.key) == (detail, key)


@pytest.mark.parametrize("shows", RECOGNISERS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Domein te koop</body></html>",
        b"[]",
        b"{}",
        b'{"result": {"meetings": "none"}}',
        b'{"result": []}',
        b'{"organisations": {"organisation": [{"name": 3}]}}',
        b'{"organisations": {"organisation": [{"name": "Elders", "@attributes": {"id": "1"}}]}}',
        b"\xff\xfe\x00",
        SRU % 0,
    ],
)
def test_anything_else_is_not(shows: str, body: bytes) -> None:
    assert recognise(candidate(shows), "https://x.example/", body) is None


def test_the_shipped_patterns_are_of_known_systems_and_kinds() -> None:
    assert {pattern.shows for pattern in patterns()} == set(RECOGNISERS)
    assert {pattern.system for pattern in patterns()} == {*BEST_FIRST, "bekendmakingen"}
    assert all(Origin.of(pattern.address.format(name="x", query="")).scheme == "https" for pattern in patterns())


def test_every_way_of_writing_is_tried_once() -> None:
    row = shipped().find("Den Haag", TODAY).row
    asked = list(candidates(row, patterns()))
    assert len({one.url for one in asked}) == len(asked)
    assert [one.name for one in asked if one.pattern.system == "ibabs"] == [
        "sgravenhage", "s-gravenhage", "denhaag", "den-haag",
    ]  # fmt: skip
    (publications,) = (one for one in asked if one.pattern.shows == "publications")
    assert "dt.creator%3D%3D%22%27s-Gravenhage%22" in publications.url
    assert sum(one.pattern.shows == "organisations" for one in asked) == 1


def test_the_site_in_the_registry_is_tried_first() -> None:
    row = shipped().find("Rotterdam", TODAY).row
    assert next(one.name for one in candidates(row, patterns()) if one.pattern.system == "ibabs") == "rotterdamraad"


def test_every_municipality_can_be_probed() -> None:
    for row in shipped().on(TODAY).values():
        hosts = {Origin.of(one.url).host for one in candidates(row, patterns())}
        assert all(len(label) <= 63 for host in hosts for label in host.split(".")), row


def answer(system: str, outcome: Outcome = "answers", key: str = "x") -> ProbeAnswer:
    return ProbeAnswer(system=system, url="https://x.example/", outcome=outcome, detail="", key=key)


@pytest.mark.parametrize(
    ("answers", "system"),
    [
        ([answer("ibabs"), answer("notubiz")], "notubiz"),
        ([answer("parlaeus"), answer("ibabs")], "ibabs"),
        ([answer("notubiz", key=""), answer("parlaeus")], "parlaeus"),
        ([answer("go", "refuses"), answer("ibabs")], "ibabs"),
        ([answer("bekendmakingen"), answer("go", "no answer")], None),
        ([], None),
    ],
)
def test_the_surest_answer_is_advised(answers: list[ProbeAnswer], system: str | None) -> None:
    found = best(answers)
    assert (found.system if found else None) == system


def test_a_table_of_patterns_can_be_given() -> None:
    (pattern,) = patterns('[[pattern]]\nsystem = "go"\naddress = "http://127.0.0.1:1/{name}"\nshows = "meetings"\n')
    place = Municipality(code="GM9901", name="Havenstede aan Zee", province="Zuid-Maren")
    row = Registered(municipality=place, system="unknown", system_key="")
    assert [one.url for one in candidates(row, [pattern])] == [
        "http://127.0.0.1:1/havenstedeaanzee",
        "http://127.0.0.1:1/havenstede-aan-zee",
    ]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("pattern = 3", "TypeError"),
        ("[pattern]", "empty"),
        ("[[pattern]\n", "TOMLDecodeError"),
        ('[[pattern]]\nsystem = "go"\naddress = "https://x.example/"\n', "shows"),
        ('[[pattern]]\nsystem = "go"\naddress = "ftp://x.example/"\nshows = "meetings"', "no web address"),
        ('[[pattern]]\nsystem = "go"\naddress = "https://{town}.example/"\nshows = "meetings"', "town"),
        ('[[pattern]]\nsystem = "go"\naddress = "https://x.example/"\nshows = "smoke"', "smoke"),
        ("[other]\n", "pattern"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_error(table: str, says: str) -> None:
    with pytest.raises(BadPatterns, match=says):
        patterns(table)
