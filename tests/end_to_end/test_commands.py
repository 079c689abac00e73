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


def test_the_fund_check_of_a_region_lists_rounds_of_its_municipalities_and_above(first_night: Radar) -> None:
    told = first_night.run("fondsencheck", "--regio", "arbeidsmarktregio:Maasdelta")
    assert max(len(line) for line in told.stdout.splitlines()) <= 80
    rows = json.loads(first_night.run("fondsencheck", "--regio", "arbeidsmarktregio:Maasdelta", "--json").stdout)
    assert {row["gemeente"] for row in rows} >= {"Havenstede", "Provincie Zuid-Maren", "Rijk"}
    regulation = next(row for row in rows if row["title"] == TITLES["HS-03"])
    assert regulation["applicants"] == "rechtspersonen zonder winstoogmerk"
    assert (regulation["ceiling_eur"], regulation["max_per_application_eur"]) == (200000, 25000)


def test_a_conversation_is_prepared_from_the_papers(first_night: Radar) -> None:
    rows = json.loads(first_night.run("matches", "--json").stdout)
    one = next(row for row in rows if row["title"] == TITLES["HS-11"])
    told = " ".join(first_night.run("gesprek", one["id"]).stdout.split())
    assert "Portefeuillehouder: wethouder Pim Verloop" in told
    assert "laat je directeur aanschuiven" in told
    assert "Havenstede is een grote gemeente" in told
    small = next(row["id"] for row in rows if row["gemeente"] == "Veldhorst")
    assert "Veldhorst is een kleine gemeente: steek het gesprek breed in" in " ".join(
        first_night.run("gesprek", small).stdout.split()
    )
