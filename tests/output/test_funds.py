from datetime import date
from typing import Any

from sqlite_utils import Database

from output.funds import Fund, funds, text
from output.queries import MatchFilter

TODAY = date(2026, 11, 23)


def found(db: Database, **chosen: Any) -> list[Fund]:
    return funds(db, MatchFilter(today=TODAY, **chosen))


def test_only_what_can_be_applied_for(corpus: Any, db: Database) -> None:
    assert [(fund.gemeente, fund.id) for fund in found(db)] == [
        ("Havenstede", "HSBB6"),
        ("Havenstede", "HSAA3"),
        ("Kempenrade", "KRHH2"),
    ]


def test_a_fund_tells_what_stands_in_the_papers(corpus: Any, db: Database) -> None:
    passage = "Subsidie wordt uitsluitend verstrekt aan stichtingen (tel. 010-0000000)."
    corpus.insert(
        "passages",
        sha256="a" * 64,
        position=1,
        page=1,
        text=passage,
        heading="",
        structure="body",
        boxes=[],
        offsets=[],
    )
    fund = next(one for one in found(db) if one.id == "HSAA3")
    assert (fund.ceiling_eur, fund.max_per_application_eur) == (200000, 25000)
    assert fund.deadline == date(2027, 1, 31)
    assert fund.applicants == "stichtingen"


def test_what_is_not_said_is_unknown(rows: Any, db: Database) -> None:
    unknown = dict.fromkeys(("amount_eur", "amount_kind", "max_per_application_eur", "deadline", "deadline_kind"))
    rows.opportunity("A3", **unknown)
    (fund,) = found(db)
    assert (fund.ceiling_eur, fund.max_per_application_eur, fund.applicants, fund.deadline) == (None,) * 4
    assert "onbekend" in text([fund], TODAY)
    assert "None" not in text([fund], TODAY)


def test_expired_rounds_only_on_request_and_marked(rows: Any, db: Database) -> None:
    rows.opportunity("A3", deadline="2026-11-01")
    assert found(db) == []
    (fund,) = found(db, with_expired=True)
    assert "01-11-2026\n" in text([fund], TODAY)
    assert "(gesloten)" in text([fund], TODAY)


def test_those_above_the_municipalities_come_last(rows: Any, db: Database) -> None:
    rows.opportunity("A3", "GM9906")
    rows.opportunity("A4", "GM9901", bestuurslaag="rijk")
    rows.opportunity("A5", "GM9902", bestuurslaag="provincie")
    assert [fund.id for fund in found(db)] == ["A3", "A5", "A4"]


def test_the_table_fits_the_screen(corpus: Any, db: Database) -> None:
    corpus.opportunity("A3", title="Meerjarenuitvoeringsprogrammasubsidieregeling " * 4, amount_eur=9_999_999)
    written = text(found(db), TODAY)
    assert max(len(line) for line in written.splitlines()) <= 80
    assert " 200.000  25.000  " in written


def test_nothing_says_what_to_do(db: Database) -> None:
    assert "--ook-verlopen" in text([], TODAY)
