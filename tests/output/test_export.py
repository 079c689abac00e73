import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from output.export import Export, form_of, written
from output.queries import COLUMNS, MatchFilter, UnknownValue, matches

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def exported(db: Database, form: str) -> str:
    found = tuple(matches(db, MatchFilter(today=TODAY)))
    return written(Export(rows=found, now=NOW), form)


def test_the_sheet_speaks_dutch(corpus: Any, db: Database) -> None:
    sheet = exported(db, "csv")
    rows = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";")
    row = next(row for row in rows if row["nummer"] == "HSBB6")
    assert sheet.startswith("\ufeffnummer;gemeente;soort;")
    assert (row["soort"], row["bedrag in euro"], row["uiterste datum"]) == ("financiering", "480000", "18-12-2026")
    assert (row["domeinen"], row["rol gemeente"]) == ("Werk en inkomen, Economie en stad", "middelen, doorverwijzen")
    assert (row["besluit op"], row["gevonden op"]) == ("", "23-11-2026")


def test_no_cell_of_the_sheet_is_a_formula(rows: Any, db: Database) -> None:
    rows.opportunity("A3", title="=HYPERLINK(1)", quote="+31; of @iemand", holder="-Jan")
    sheet = exported(db, "csv")
    (row,) = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";")
    assert (row["titel"], row["citaat"], row["portefeuillehouder"]) == ("'=HYPERLINK(1)", "'+31; of @iemand", "'-Jan")


def test_json_holds_every_column_and_the_link(corpus: Any, db: Database) -> None:
    row = json.loads(exported(db, "json"))[0]
    assert list(row) == [*COLUMNS, "link"]


def test_the_calendar_is_that_of_the_agenda(corpus: Any, db: Database) -> None:
    assert "UID:HSAA3-sluiting@kansenradar\r\n" in exported(db, "ics")


def test_the_name_of_a_file_tells_its_form() -> None:
    assert [form_of(Path(name)) for name in ("kansen.CSV", "a/b.json", "x.ics")] == ["csv", "json", "ics"]


@pytest.mark.parametrize("name", ["kansen.xlsx", "kansen"])
def test_another_name_is_told_which_there_are(name: str) -> None:
    with pytest.raises(UnknownValue, match=r"name the file \*\.csv, \*\.json, \*\.ics"):
        form_of(Path(name))


def test_personal_data_and_notes_stay_inside(rows: Any, db: Database) -> None:
    rows.opportunity("A3", quote="Bel M. Janssens, m.janssens@havenstede.example of 010-0000000.")
    rows.insert("marks", opportunity_id="A3", status="bekeken", note="geheim", by="Jos", at="2026-11-23T09:00:00Z")
    for form in ("csv", "json", "ics"):
        text = exported(db, form).replace("\r\n ", "")
        assert not [word for word in ("janssens@", "010-0000000", "geheim", "Jos") if word in text]
