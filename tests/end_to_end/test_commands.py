"""What the commands of a project leader make of the first night."""

import json
from pathlib import Path

from nights import PAPERS, Radar

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
    reasons = json.loads(first_night.run("why", ranking[0]["id"], "--profiel", "schuldenvrij", "--json").stdout)
    assert (reasons["score"], reasons["parts"]) == (ranking[0]["score"], ranking[0]["reasons"])


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


def test_what_comes_can_be_put_in_a_calendar(first_night: Radar, tmp_path: Path) -> None:
    days = json.loads(first_night.run("agenda", "--json").stdout)
    assert {(day["title"], day["kind"], day["day"]) for day in days} >= {
        (TITLES["HS-03"], "application", "2027-01-31"),
        (TITLES["HS-02"], "decision", "2026-11-26"),
    }
    for command in (["agenda", "--ics"], ["export"]):
        file = tmp_path / f"{command[0]}.ics"
        result = first_night.run(*command, str(file))
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    agenda, export = ((tmp_path / name).read_bytes() for name in ("agenda.ics", "export.ics"))
    assert agenda == export
    assert first_night.run("export").stdout.startswith("\ufeffnummer;gemeente;")
    assert agenda.count(b"BEGIN:VEVENT") == len(days)
    assert max(len(line) for line in agenda.split(b"\r\n")) <= 75


def test_a_region_is_told_per_theme_with_its_places(first_night: Radar) -> None:
    told = first_night.run("report", "--regio", "arbeidsmarktregio:Maasdelta").stdout
    assert "2 gemeenten zoeken partners voor schuldhulpverlening: Havenstede en Rivierenburg" in " ".join(told.split())
    around = json.loads(first_night.run("report", "--gemeente", "Brinkwold", "--buren", "--json").stdout)
    assert {place["gemeente"] for theme in around for place in theme["places"]} == {"Brinkwold", "Veldhorst"}


def test_the_laws_are_a_listing_like_any_other(first_night: Radar) -> None:
    rows = json.loads(first_night.run("wetten", "--json").stdout)
    assert first_night.run("wetten", "--csv").stdout.count("\n") == len(rows) + 1
    assert rows[0]["volgende_dag"] == "2026-12-31"
