import json
from datetime import date
from typing import Any

from sqlite_utils import Database

from output.dossier import also_in, course, told_elsewhere
from output.matches import full_text
from output.queries import Place, opportunity
from pipeline.resemblance import bands, sketch

TEXT = " ".join(f"De {number}e zin over de samenwerking in de regio." for number in range(30))


def place(genre: str, day: date) -> Place:
    return Place(
        document_key=f"{genre} {day}",
        title="",
        genre=genre,
        published=day,
        document_url="",
        list_name="",
        meeting=None,
        meeting_date=None,
        meeting_url=None,
    )


def test_the_course_of_a_matter_goes_by_date() -> None:
    papers = [
        place("subsidieregeling", date(2026, 11, 20)),
        place("motie", date(2026, 3, 12)),
        place("raadsinformatiebrief", date(2026, 6, 2)),
        place("schriftelijke_vragen", date(2026, 4, 1)),
        place("subsidieregeling", date(2026, 11, 20)),
    ]
    assert course(papers) == (
        "motie 12 maart 2026 → schriftelijke vragen 1 april 2026 → raadsinformatiebrief 2 juni 2026"
        " → subsidieregeling 20 november 2026"
    )
    assert course(papers[:1]) == course([papers[0], papers[4]]) == ""


def text_of(rows: Any, key: str, text: str) -> None:
    sketched = sketch(text, least_words=20)
    rows.insert("sketches", document_key=key, text=json.dumps(sketched), passage="[]", numbers="")
    for band in bands(sketched):
        rows.insert("document_ties", document_key=key, kind="band", tie=band)


def version(rows: Any, key: str, sha256: str) -> None:
    values = {"number": 1, "revision": "", "etag": "", "last_modified": "", "fetched_at": ""}
    rows.insert("versions", document_key=key, sha256=sha256, **values)


def test_a_joint_text_has_a_row_per_municipality_that_names_the_others(rows: Any, db: Database) -> None:
    rows.insert("contents", sha256="b" * 64, size=1, media_type="application/pdf")
    for name, code, sha256, text in (
        ("A3", "GM9901", "a", TEXT),
        ("A4", "GM9902", "a", TEXT),
        ("A5", "GM9903", "b", TEXT.replace(" 7e", " zevende").replace("26e", "zesde")),
        ("A6", "GM9904", "b", TEXT[: len(TEXT) // 2] + " Brinkwold doet het op een eigen manier." * 20),
    ):
        rows.opportunity(name, code)
        key = f"notubiz:{code[2:]}:{name}"
        text_of(rows, key, text)
        if name != "A6":
            version(rows, key, sha256 * 64)
    assert also_in(db, "A3") == ("Duinmeren", "Veldhorst")
    assert also_in(db, "A5") == ("Havenstede", "Veldhorst")
    assert also_in(db, "A6") == ()
    shown = full_text(opportunity(db, "A3"), date(2026, 11, 23), also_in=also_in(db, "A3"))
    assert "Ook in Duinmeren en Veldhorst." in shown


def test_the_course_is_shown(rows: Any, db: Database) -> None:
    rows.opportunity("A3")
    rows.document("notubiz:9901:motie", "GM9901", genre="motie", published="2026-03-12")
    rows.insert("dossier_documents", dossier="A3", document_key="notubiz:9901:motie")
    for key in ("notubiz:9901:A3", "notubiz:9901:motie"):
        rows.place(key, "Moties")
    shown = " ".join(full_text(opportunity(db, "A3"), date(2026, 11, 23)).split())
    assert "Verloop: motie 12 maart 2026 → subsidieregeling 18 november 2026" in shown
    assert told_elsewhere(()) == ""
    assert told_elsewhere(["Duinmeren"] * 6) == "ook in 6 andere gemeenten"
