"""`sources list` as it is typed, and the lines for the administrator."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.municipalities import Registered
from crawlers.registry import systems
from output.source_list import source_rows, text
from pipeline.records import Municipality

CONFIG = """\
data = "."
contact = "beheer@kansenradar.example"
municipalities = ["all"]

[[website]]
municipality = "Alkmaar"
pages = ["https://www.alkmaar.example/beleid"]
"""
HAVENSTEDE = Registered(
    municipality=Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren"),
    system="notubiz",
    system_key="9901",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kansenradar.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, now: str = "2026-11-25") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "output", "--now", now, "sources", "list", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_the_whole_country_fits_on_a_screen(folder: Path) -> None:
    result = run(folder)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) < 80
    assert sum(line.startswith("GM") for line in lines) == 342
    assert "342 municipalities: ibabs 149, notubiz 110, unknown 48, go 31, parlaeus 4" in lines


def test_one_municipality_in_full(folder: Path) -> None:
    (row,) = json.loads(run(folder, "--gemeente", "alkmaar", "--json").stdout)
    assert row == {
        "code": "GM0361",
        "name": "Alkmaar",
        "province": "Noord-Holland",
        "system": "notubiz",
        "key": "987",
        "base_url": "https://api.notubiz.nl",
        "since": None,
        "reads": ["bekendmakingen", "cvdr", "notubiz", "website"],
    }


def test_a_date_since_when_and_the_name_with_a_comma_in_csv(folder: Path) -> None:
    result = run(folder, "--gemeente", "Heemskerk", "--gemeente", "Nuenen", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff")), delimiter=";"))
    assert [(row["name"], row["since"]) for row in rows] == [
        ("Heemskerk", "2025-11-20"),
        ("Nuenen, Gerwen en Nederwetten", ""),
    ]


def test_only_councils_of_one_system(folder: Path) -> None:
    rows = json.loads(run(folder, "--system", "parlaeus", "--json").stdout)
    assert {row["system"] for row in rows} == {"parlaeus"}
    assert len(rows) == 4
    assert run(folder, "--system", "fax").returncode == 2


def test_a_merged_municipality_is_shown_as_its_successor(folder: Path) -> None:
    result = run(folder, "--gemeente", "Wijdemeren", now="2027-01-01")
    assert result.stdout.startswith("GM0402  Hilversum")
    assert result.stderr == "kansenradar: Wijdemeren (GM1696) is part of Hilversum (GM0402) since 2027-01-01\n"


@pytest.mark.parametrize(("wanted", "says"), [("Bergen", "which one?"), ("Utrect", "did you mean Utrecht")])
def test_a_name_that_is_not_one_municipality_is_asked_back(folder: Path, wanted: str, says: str) -> None:
    result = run(folder, "--gemeente", wanted)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"system": "unknown", "system_key": ""}, "its system is not known"),
        ({"system_key": ""}, "its key at notubiz is not known"),
    ],
)
def test_why_council_papers_are_not_read(changed: dict[str, str], says: str) -> None:
    rows = source_rows([replace(HAVENSTEDE, **changed)], systems(), frozenset())  # type: ignore[arg-type]
    assert says in " ".join(text(rows).split())
    assert "Council papers are read of 0" in text(rows)


def test_what_is_not_spoken_is_said() -> None:
    known = {name: system for name, system in systems().items() if name != "notubiz"}
    rows = source_rows([HAVENSTEDE], known, frozenset())
    assert "notubiz is not spoken yet" in " ".join(text(rows).split())
    assert rows[0].base_url == ""


def test_an_address_of_its_own_goes_before_that_of_the_system() -> None:
    rows = source_rows([replace(HAVENSTEDE, base_url="http://127.0.0.1:8099")], systems(), frozenset())
    assert rows[0].base_url == "http://127.0.0.1:8099"
    assert "Council papers are read of 1" in text(rows)
