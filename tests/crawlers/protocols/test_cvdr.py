from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest

from crawlers.protocols.cvdr import expired, in_force, is_of, parse_regulation, query
from crawlers.protocols.shapes import Unread, read_each
from crawlers.protocols.sru import Slice, parse_answer
from pipeline.records import Document


@pytest.fixture
def found(fixture_text: Callable[[str], bytes]) -> list[Document | Unread]:
    records = parse_answer(fixture_text("cvdr_answer.xml")).records
    return list(read_each(records, lambda record: parse_regulation(record, source_id="GM9906:cvdr")))


def test_regulations(found: list[Document | Unread], golden: Callable[[str, object], None]) -> None:
    golden("cvdr_answer", [asdict(one) for one in found])


def test_every_version_is_a_document_of_one_work(found: list[Document | Unread]) -> None:
    first, second = found[:2]
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.key, second.key) == ("cvdr:CVDR700001:CVDR700001_1", "cvdr:CVDR700001:CVDR700001_2")
    assert first.related == ("CVDR700001",)
    assert second.related == ("CVDR700001", "gmb-2025-480001")
    assert first.revision != second.revision


@pytest.mark.parametrize(
    ("number", "today", "gone"),
    [
        (0, "2025-12-31", False),
        (0, "2026-01-01", True),
        (1, "2026-11-23", False),
        (2, "2026-11-23", False),
        (2, "2029-01-01", True),
    ],
)
def test_the_last_day_in_force(found: list[Document | Unread], number: int, today: str, gone: bool) -> None:
    regulation = found[number]
    assert isinstance(regulation, Document)
    assert expired(regulation, date.fromisoformat(today)) is gone


def test_both_bindings_of_the_prefix_and_another_prefix(found: list[Document | Unread]) -> None:
    starts = [str(one.valid_from) for one in found if isinstance(one, Document)]
    assert starts == ["2024-01-01", "2026-01-01", "2027-01-01", "2025-05-01", "2025-06-01"]


def test_an_identifier_of_another_form_is_told(found: list[Document | Unread]) -> None:
    assert found[-1] == Unread("ValueError: identifier 'CVDR-x_1' is not CVDR<work>_<version>")


def test_on_what_a_regulation_rests_and_what_a_version_changes(found: list[Document | Unread]) -> None:
    facts = [(one.legal_basis, one.amends) for one in found if isinstance(one, Document)]
    assert facts[:3] == [
        ("", ""),
        ("artikel 2.9 van de Jeugdwet; artikel 149 van de Gemeentewet", "art. 4 en 7"),
        ("", ""),
    ], "not said, said, and said to be unknown"


def test_what_is_to_come_or_over_is_not_in_force(found: list[Document | Unread]) -> None:
    today = date(2026, 11, 23)
    assert [in_force(one, today) for one in found if isinstance(one, Document)] == [False, True, False, True, True]


@pytest.mark.parametrize(
    ("creator", "wanted", "same"),
    [
        ("Groningen", "Groningen", True),
        ("Midden-Groningen", "Groningen", False),
        ("Hengelo (O)", "Hengelo", True),
        ("Bergen (L)", "Bergen (L)", True),
        ("Bergen (L)", "Bergen (NH)", False),
    ],
)
def test_a_name_that_holds_the_name_is_another_municipality(
    fixture_text: Callable[[str], bytes], creator: str, wanted: str, same: bool
) -> None:
    body = fixture_text("cvdr_answer.xml").replace(
        b">Kempenrade</dcterms:creator>", f">{creator}</dcterms:creator>".encode()
    )
    assert is_of(parse_answer(body).records[0], wanted) is same


def test_only_municipalities_are_asked() -> None:
    assert query("Utrecht", Slice()) == 'dcterms.creator="Utrecht" AND organisatietype=Gemeente'
    assert query("Utrecht", Slice(changed=(date(2026, 11, 8), None))).endswith(" AND dcterms.modified>=2026-11-08")
