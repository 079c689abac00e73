import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlite_utils import Database

from output.matches import full_text, records, text
from output.queries import COLUMNS, MatchFilter, matches, opportunity
from output.tables import csv_text, json_text

TODAY = date(2026, 11, 23)
Golden = Callable[[str, str], None]


def listed(db: Database, **chosen: Any) -> str:
    wanted = MatchFilter(today=TODAY, **chosen)
    return text(matches(db, wanted), wanted)


def test_the_list_of_one_municipality(corpus: Any, db: Database, golden: Golden) -> None:
    golden("matches_havenstede.txt", listed(db, gemeentecodes=("GM9901",)))


def test_the_list_of_all_is_grouped(corpus: Any, db: Database, golden: Golden) -> None:
    golden("matches_all.txt", listed(db))


def test_the_heading_reads_as_the_story_says(corpus: Any, db: Database) -> None:
    first = listed(db, gemeentecodes=("GM9901",)).partition("\n    HSAA3")[0]
    assert " ".join(first.split()) == (
        "[HOOG 81] FINANCIERING Subsidieregeling Jongereninitiatieven Havenstede 2027 "
        "— sluit zo 31-01-2027 (69 dagen) — plafond € 200.000, max € 25.000"
    )
    assert first.startswith("[HOOG 81] FINANCIERING  Subsidieregeling")


def test_lines_fit_on_the_screen_except_links(rows: Any, db: Database) -> None:
    rows.opportunity(
        "A3",
        title="x" * 200 + " Raadsvoorstel " + "meerjarenprogramma " * 20,
        quote="woord " * 100,
        page_url="https://havenstede.example/" + "a" * 100,
        domains=["jeugd", "onderwijs", "werk_inkomen", "inclusieve_samenleving", "zorg_welzijn"],
        roles=["refer", "fund", "direct", "offer"],
        holder="Maria-Magdalena van der Hoeven-van Beresteyn tot Zuidlaren",
        decision_date="2026-12-10",
    )
    for line in listed(db).splitlines():
        assert len(line) <= 80 or line.startswith("    Bron: https://havenstede.example/aaa")


def test_what_is_unknown_is_said(rows: Any, db: Database) -> None:
    unknown = dict.fromkeys(("amount_eur", "max_per_application_eur", "deadline", "deadline_kind", "stage", "holder"))
    rows.opportunity("A3", domains=[], roles=[], perspectives=[], page_url="javascript:x", **unknown)
    written = listed(db)
    assert "— sluitdatum onbekend — bedrag onbekend" in written
    assert "Gesprek: portefeuillehouder onbekend — beleidsafdeling onbekend" in written
    assert "fase: onbekend — rol gemeente: onbekend" in written
    assert "Bron: onbekend" in written
    assert "None" not in written


def test_a_list_that_only_confirms_says_so(rows: Any, db: Database) -> None:
    reasons = [{"name": "geld", "points": 50, "because": "€ 200.000"}]
    reasons.append({"name": "lijst", "points": -15, "because": "alleen bevestiging of lijst"})
    rows.opportunity("A3", reasons=reasons, score=35)
    assert "Let op: alleen bevestiging of lijst" in listed(db)


def test_a_status_is_shown(corpus: Any, db: Database) -> None:
    corpus.insert("marks", opportunity_id="HSAA3", status="in_gesprek", note="", by="", at="2026-11-23T10:00:00Z")
    assert "— in gesprek" in listed(db, gemeentecodes=("GM9901",))


def test_nothing_found_says_what_to_do(db: Database) -> None:
    assert listed(db) == "Er zijn nog geen kansen. Lees eerst de gemeenten: kansenradar nightly."
    assert listed(db, types=("threat",), since=TODAY) == (
        "Geen kansen gevonden. Zoek ruimer: verander --type of --sinds, of laat dat weg."
    )


def test_one_opportunity_in_full(corpus: Any, db: Database, golden: Golden) -> None:
    corpus.change(
        "HSAA3",
        facts="2",
        changes=[
            {"field": "amount_eur", "old": 150000, "new": 200000},
            {"field": "deadline", "old": None, "new": "2027-01-31"},
        ],
    )
    golden("show.txt", full_text(opportunity(db, "HSAA3"), TODAY))


def test_json_has_the_columns_of_the_view(corpus: Any, db: Database) -> None:
    view = next(iter(db.query("select * from matches where id = 'HSAA3'")))
    written = next(
        row for row in json.loads(json_text(records(matches(db, MatchFilter(today=TODAY))))) if row["id"] == "HSAA3"
    )
    parsed = {"rects", "domains", "themes", "groups", "roles", "perspectives", "reasons"}
    assert list(written) == list(view) == list(COLUMNS)
    assert written == {name: json.loads(value) if name in parsed else value for name, value in view.items()}


def test_csv_has_the_columns_of_the_view(rows: Any, db: Database) -> None:
    rows.opportunity("A3", title="=cmd|' /C calc'!A0; x", domains=["jeugd", "sport"])
    listed_rows = records(matches(db, MatchFilter(today=TODAY)))
    written = csv_text(COLUMNS, (list(record.values()) for record in listed_rows))
    header, row = csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";")
    cells = dict(zip(header, row, strict=True))
    assert header == list(COLUMNS)
    assert cells["title"] == "'=cmd|' /C calc'!A0; x"
    assert (cells["domains"], cells["amount_eur"], cells["deadline"], cells["holder"]) == (
        "jeugd, sport",
        "200000",
        "2027-01-31",
        "",
    )


@pytest.mark.parametrize(
    ("domains", "department"),
    [(["mdt_kern", "sport"], "Sport"), (["mdt_kern"], "Jeugd"), (["schulden_armoede", "jeugd"], "Schulden en armoede")],
)
def test_the_department_follows_the_first_domain(rows: Any, db: Database, domains: list[str], department: str) -> None:
    rows.opportunity("A3", domains=domains)
    assert f"beleidsafdeling {department}\n" in listed(db)
