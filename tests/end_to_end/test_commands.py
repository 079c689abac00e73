"""What the commands of a project leader make of the first night."""

import json

import pytest
from nights import PAPERS, Radar

pytestmark = pytest.mark.xdist_group("first_night")

TITLES = {paper["label"]: paper["title"] for paper in PAPERS}


def test_a_project_for_young_people_in_debt_sees_their_papers_first(first_night: Radar) -> None:
    ranking = json.loads(first_night.run("matches", "--profiel", "schuldenvrij", "--json").stdout)
    stored = json.loads(first_night.run("matches", "--json").stdout)
    top, everyone = ([row["title"] for row in rows[:3]] for rows in (ranking, stored))
    assert {TITLES["HS-11"], TITLES["RB-05"]} <= set(top)
    assert {TITLES["HS-11"], TITLES["RB-05"]}.isdisjoint(everyone)
    assert [row["score"] for row in ranking] == sorted((row["score"] for row in ranking), reverse=True)
    assert all(row["score"] == sum(part["points"] for part in row["reasons"]) for row in ranking)
    assert {row["id"] for row in ranking} == {row["id"] for row in stored}


def test_a_region_and_a_theme_narrow_the_list(first_night: Radar) -> None:
    chosen = ["matches", "--json", "--thema", "sportakkoord"]
    everywhere = json.loads(first_night.run(*chosen).stdout)
    rows = json.loads(first_night.run(*chosen, "--regio", "arbeidsmarktregio:Maasdelta").stdout)
    assert {row["gemeente"] for row in rows} <= {"Havenstede", "Rivierenburg"}
    assert 0 < len(rows) < len(everywhere)
