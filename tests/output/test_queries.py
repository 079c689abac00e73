import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from sqlite_utils import Database

from output.queries import MatchFilter, UnknownOpportunity, UnknownValue, matches, opportunity, web_address
from pipeline.records import PlacedBox
from pipeline.score_part import ScorePart

TODAY = date(2026, 11, 23)


def ids(db: Database, **chosen: Any) -> list[str]:
    return [row.id for row in matches(db, MatchFilter(**({"today": TODAY} | chosen)))]


def test_a_row_is_parsed(corpus: Any, db: Database) -> None:
    row = next(row for row in matches(db, MatchFilter(today=TODAY)) if row.id == "HSAA3")
    assert row.deadline == date(2027, 1, 31)
    assert row.domains == ("jeugd",)
    assert row.rects == (PlacedBox(page=3, box=(72.0, 120.5, 500.0, 132.5)),)
    assert row.reasons[0] == ScorePart(name="moment", points=10, because="over 69 dagen")
    assert row.status == "nieuw"


def test_the_best_come_first_or_what_closes_first(corpus: Any, db: Database) -> None:
    assert ids(db) == ["KRHH2", "HSAA3", "HSBB6", "VHCC2", "RBGG3", "DMDD4", "DMEE5", "BWFF7"]
    assert ids(db, sort="deadline") == ["BWFF7", "HSBB6", "DMEE5", "HSAA3", "KRHH2", "DMDD4", "RBGG3", "VHCC2"]


def test_equal_scores_are_ordered_by_deadline_municipality_and_title(rows: Any, db: Database) -> None:
    rows.opportunity("A3", "GM9902", title="b")
    rows.opportunity("A4", "GM9902", title="a")
    rows.opportunity("A5", "GM9903", title="z")
    rows.opportunity("A6", "GM9902", title="z", deadline="2027-01-30")
    assert ids(db) == ["A6", "A5", "A4", "A3"]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"gemeentecodes": ("GM9903", "GM9906")}, ["KRHH2", "DMDD4", "DMEE5"]),
        ({"types": ("threat",)}, ["RBGG3", "DMEE5"]),
        ({"domains": ("sport", "onderwijs")}, ["DMDD4", "DMEE5", "BWFF7"]),
        ({"domains": ("sport",), "types": ("funding",)}, ["DMDD4"]),
        ({"band": ("midden",)}, ["BWFF7"]),
        ({"status": ("in_gesprek",)}, ["HSAA3"]),
        ({"since": date(2026, 11, 24)}, []),
        ({"since": date(2026, 11, 23), "band": ("midden",)}, ["BWFF7"]),
        ({"deadline_before": date(2026, 12, 18)}, ["BWFF7"]),
        ({"deadline_before": date(2026, 12, 19)}, ["HSBB6", "BWFF7"]),
        ({"themes": ("sportakkoord",)}, []),
    ],
)
def test_filters(corpus: Any, db: Database, chosen: dict[str, Any], found: list[str]) -> None:
    corpus.insert("marks", opportunity_id="HSAA3", status="bekeken", note="", by="", at="2026-11-23T09:00:00Z")
    corpus.insert("marks", opportunity_id="HSAA3", status="in_gesprek", note="", by="", at="2026-11-23T10:00:00Z")
    assert ids(db, **chosen) == found


def test_themes_are_filtered(rows: Any, db: Database) -> None:
    rows.opportunity("A3", themes=["sportakkoord"])
    rows.opportunity("A4", themes=["statushouders"])
    assert ids(db, themes=("sportakkoord", "armoede")) == ["A3"]


def test_since_counts_from_midnight_in_the_netherlands(rows: Any, db: Database) -> None:
    rows.opportunity("A3", changed_at="2026-11-22T22:59:59Z")
    rows.opportunity("A4", changed_at="2026-11-22T23:00:00Z")
    assert ids(db, since=date(2026, 11, 23)) == ["A4"]


def test_what_closed_is_left_out_unless_asked(corpus: Any, db: Database) -> None:
    assert "HSBB6" in ids(db, today=date(2026, 12, 18))
    later = date(2026, 12, 19)
    assert "HSBB6" not in ids(db, today=later)
    assert "HSBB6" in ids(db, today=later, with_expired=True)
    # the end of a regulation is no closing date: the warning stays
    assert "DMEE5" in ids(db, today=date(2027, 1, 2))


def test_a_value_that_does_not_exist_is_told() -> None:
    with pytest.raises(UnknownValue, match="type 'geld' does not exist; choose from funding"):
        MatchFilter(today=TODAY, types=("geld",))


def test_one_opportunity_comes_with_its_proof(corpus: Any, db: Database) -> None:
    detail = opportunity(db, " hsaa3 ")
    assert [one.field for one in detail.evidence] == ["amount_eur", "deadline"]
    assert detail.evidence[0].boxes == (PlacedBox(page=2, box=(72.0, 100.0, 400.0, 112.0)),)
    assert (detail.hits[0].term, detail.hits[0].tier) == ("jongereninitiatieven", "strong")
    assert detail.rules == ("trap:MDT", "contents_line")
    assert [(place.list_name, place.meeting, place.meeting_date) for place in detail.places] == [
        ("gemeenteblad", None, None),
        ("vergaderingen", "Gemeenteraad", date(2026, 11, 26)),
    ]


def test_an_unknown_id_names_the_ones_that_look_like_it(corpus: Any, db: Database) -> None:
    with pytest.raises(UnknownOpportunity, match=r"geen kans met nummer HSAA4\. Bedoelt u HSAA3") as caught:
        opportunity(db, "HSAA4")
    assert caught.value.close == ("HSAA3",)
    with pytest.raises(UnknownOpportunity, match=r"geen kans met nummer 9999\.$"):
        opportunity(db, "9999")


def test_a_closed_opportunity_says_why(rows: Any, db: Database) -> None:
    rows.opportunity("A3", closed="samengevoegd met B4")
    assert ids(db) == []
    with pytest.raises(UnknownOpportunity, match="Kans A3 wordt niet meer getoond: samengevoegd met B4"):
        opportunity(db, "a3")


def test_personal_data_never_comes_out(rows: Any, db: Database) -> None:
    private = "Behandeld door M. Janssens, m.jan\u200bssens@havenstede.example, 010-\x00 0000000"
    evidence = [{"field": "deadline", "value": "2027-01-31", "quote": private, "page": 1, "boxes": []}]
    rows.opportunity("A3", title=f"Brief {private}", quote=private, evidence=evidence)
    detail = opportunity(db, "A3")
    for text in (detail.row.title, detail.row.quote, detail.evidence[0].quote):
        assert "janssens" not in text.casefold()
        assert "010-" not in text
        assert "[afgeschermd]" in text


def test_text_is_on_one_line_without_controls(rows: Any, db: Database) -> None:
    rows.opportunity("A3", title="Motie\r\nBcc: x\u202e\x1b[31m", quote="een\n  twee")
    row = matches(db, MatchFilter(today=TODAY))[0]
    assert row.title == "Motie Bcc: x[31m"
    assert row.quote == "een twee"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://havenstede.example/a.pdf", "https://havenstede.example/a.pdf#page=3"),
        ("https://havenstede.example/A.PDF?v=2", "https://havenstede.example/A.PDF?v=2#page=3"),
        ("https://havenstede.example/a.html", "https://havenstede.example/a.html"),
        ("http://havenstede.example/a b\"<é>'", "http://havenstede.example/a%20b%22%3C%C3%A9%3E%27"),
        ("https://havenstede.example/a%20b", "https://havenstede.example/a%20b"),
        ("javascript:alert(1)", ""),
        ("ftp://havenstede.example/a", ""),
        ("https://", ""),
        ("https://[havenstede", ""),
        ("https://hävenstede.example/", ""),
        ("https://havenstede.example/" + "a" * 2000, ""),
    ],
)
def test_only_plain_web_addresses_are_links(address: str, written: str) -> None:
    assert web_address(address, 3) == written


def test_reading_needs_no_heavy_import() -> None:
    code = (
        "import sys, output.queries, output.matches, output.why, output.digest, output.outbox;"
        "print({'spacy', 'sklearn', 'scrapy', 'pdfplumber'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
