"""Overviews: rows and pages of entries, all reconstructed from what clients of the portal read (none was recorded)."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from crawlers.protocols.ibabs import Report, Site
from crawlers.protocols.ibabs_reports import (
    Item,
    Row,
    RowPage,
    form_of,
    is_newest_first,
    order_column,
    parse_item,
    parse_rows,
)
from crawlers.protocols.shapes import Unread

SITE = Site(source_id="GM9904:ibabs", name="brinkwold", base_url="http://127.0.0.1:1")
LETTERS = Report(id="1a6d2b5e-0f5c-4c39-9d1e-6f0b6f6a0002", name="Raadsinformatiebrieven")
PROMISES = Report(id="1a6d2b5e-0f5c-4c39-9d1e-6f0b6f6a0009", name="Toezeggingen 2026-2030")
TODAY = date(2026, 11, 23)
ROW = Row(
    id="6fbc70ad-5eab-4b8e-8c6d-be50bebf0001",
    title="Wachtlijsten jeugdhulp",
    dates={"einddatum": date(2027, 2, 1), "registrationdate": date(2026, 11, 17)},
    fingerprint="1",
)


@pytest.fixture
def answer(fixture_text: Callable[[str], bytes]) -> dict[str, Any]:
    return dict(json.loads(fixture_text("ibabs_rows.json")))


@pytest.fixture
def read(fixture_text: Callable[[str], bytes]) -> Callable[..., Item]:
    def parse(name: str, row: Row = ROW, report: Report = LETTERS) -> Item:
        return parse_item(fixture_text(f"{name}.html").decode(), row, report, SITE, today=TODAY)

    return parse


def dated(*days: str) -> RowPage:
    rows = [{"DT_RowId": f"6fbc70ad-5eab-4b8e-8c6d-be50bebf{n:04}", "datum": day} for n, day in enumerate(days)]
    return parse_rows({"data": rows, "recordsTotal": len(rows)})


def test_rows_have_dates_in_columns_that_differ_per_municipality(answer: dict[str, Any]) -> None:
    page = parse_rows(answer)
    assert [row.dates for row in page.rows] == [
        {"registrationdate": date(2026, 11, 17), "einddatum": date(2027, 2, 1)},
        {"registrationdate": date(2026, 9, 9)},
    ]
    assert (page.rows[0].published, page.rows[0].latest) == (date(2026, 11, 17), date(2027, 2, 1))
    assert (page.count, page.total, len(page.ids)) == (4, 240, 4)


def test_a_row_of_an_unknown_shape_is_told_and_counted(answer: dict[str, Any]) -> None:
    assert parse_rows(answer).unread == (
        Unread("KeyError: 'registrationdate'"),
        Unread("ValueError: DT_RowId is '3', not a GUID"),
    )


@pytest.mark.parametrize("column", ["DT_RowId", "title", "registrationdate", "portefeuillehouder"])
def test_a_field_of_another_type_is_named(answer: dict[str, Any], column: str) -> None:
    answer["data"][0][column] = ["x"]
    assert parse_rows(answer).unread[0] == Unread(f"TypeError: {column} is ['x'], not a text")


@pytest.mark.parametrize("field", ["data", "recordsTotal"])
def test_an_answer_without_rows_or_their_number_is_an_error(answer: dict[str, Any], field: str) -> None:
    for wrong in ({name: value for name, value in answer.items() if name != field}, answer | {field: "x"}):
        with pytest.raises((KeyError, TypeError), match=field):
            parse_rows(wrong)


def test_the_fingerprint_changes_with_any_field(answer: dict[str, Any]) -> None:
    before = parse_rows(answer).rows
    answer["data"][0]["status"] = "Afgedaan"
    after = parse_rows(answer).rows
    assert [old.fingerprint == new.fingerprint for old, new in zip(before, after, strict=True)] == [False, True]


def test_the_newest_come_first_by_a_column_that_holds_dates_only() -> None:
    assert order_column(dated("01-02-2026", "03-02-2026")) == "datum"
    assert order_column(dated("01-02-2026", "volgt")) is None
    assert order_column(dated()) is None
    rows = [{"DT_RowId": ROW.id, "datum": "01-02-2026", "registrationdate": "02-02-2026"}]
    assert order_column(parse_rows({"data": rows, "recordsTotal": 1})) == "registrationdate"
    rows[0]["registrationdate"] = "Raad 02-02-2026"
    assert order_column(parse_rows({"data": rows, "recordsTotal": 1})) == "datum"


def test_whether_the_order_was_followed_is_seen_from_the_rows() -> None:
    assert is_newest_first(dated("03-02-2026", "03-02-2026", "31-12-2025"), "datum")
    assert not is_newest_first(dated("31-12-2025", "03-02-2026"), "datum")
    assert not is_newest_first(dated("03-02-2026", "volgt"), "datum")


def test_the_form_always_pages() -> None:
    assert form_of(0) == {"draw": "1", "start": "0", "length": "100"}
    assert form_of(200, ("datum", "title")) == {
        "draw": "1",
        "start": "200",
        "length": "100",
        "columns[0][data]": "datum",
        "columns[0][name]": "datum",
        "columns[1][data]": "title",
        "columns[1][name]": "title",
        "order[0][column]": "0",
        "order[0][dir]": "desc",
    }


def test_an_entry_with_files(read: Callable[..., Item], golden: Callable[[str, object], None]) -> None:
    documents = read("ibabs_item").documents
    told = [
        asdict(one, dict_factory=lambda pairs: {name: value for name, value in pairs if value}) for one in documents
    ]
    golden("ibabs_item", told)


def test_the_overview_says_what_its_main_document_is_and_not_what_its_annexes_are(read: Callable[..., Item]) -> None:
    genres = {one.document.title: one.document.genre for one in read("ibabs_item").documents}
    assert genres == {"Cijfers per kwartaal": "bijlage", "Wachtlijsten in de jeugdhulp": "raadsinformatiebrief"}


def test_an_entry_without_a_file_is_a_document_of_its_fields(read: Callable[..., Item]) -> None:
    row = replace(ROW, title="", dates={})
    item = read("ibabs_item_without_file", row, PROMISES)
    assert item.documents == ()
    assert item.written is not None
    assert (item.written.title, item.written.genre) == ("Cijfers <thuiszitters>", "toezegging")
    assert item.written.published == date(2026, 11, 5)
    assert item.written.page_url == f"http://127.0.0.1:1/Reports/Item/{ROW.id}"
    assert item.written.url == f"{item.written.page_url}#content"
    content = item.content.decode()
    assert "<h1>Cijfers &lt;thuiszitters&gt;</h1>" in content
    assert "<p><strong>Datum toezegging:</strong> 05-11-2026</p>" in content
    explanation = (
        "<h2>Toelichting</h2>\n<p>De wethouder stuurt de cijfers vóór de zomer.</p>\n<p>Daarna volgt een gesprek.</p>"
    )
    assert explanation in content
    assert "Afgedaan" not in content, "a field without words"


def test_what_stands_around_the_fields_does_not_change_the_document(
    read: Callable[..., Item], fixture_text: Callable[[str], bytes]
) -> None:
    page = fixture_text("ibabs_item_without_file.html").decode()
    around = page.replace("<main", "<nav>nieuw menu</nav><main")
    other = page.replace("zomer", "herfst")
    first, same, changed = (parse_item(one, ROW, PROMISES, SITE, today=TODAY) for one in (page, around, other))
    assert first == same
    assert first.written is not None
    assert changed.written is not None
    assert first.written.revision != changed.written.revision


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ({"einddatum": 9, "registrationdate": 1}, 1),
        ({"einddatum": 9, "datummotie": 2, "datumraad": 3}, 2),
        ({"einddatum": 9, "datumafdoening": 8}, None),
        ({}, None),
    ],
)
def test_a_term_is_no_date_of_publication(dates: dict[str, int], published: int | None) -> None:
    row = replace(ROW, dates={name: date(2026, 11, day) for name, day in dates.items()})
    assert row.published == (date(2026, 11, published) if published else None)


def test_without_any_date_an_entry_is_of_today(fixture_text: Callable[[str], bytes]) -> None:
    page = fixture_text("ibabs_item_without_file.html").decode().replace("05-11-2026", "in november")
    item = parse_item(page, replace(ROW, dates={}), PROMISES, SITE, today=TODAY)
    assert item.written is not None
    assert (item.written.published, item.is_dated) == (TODAY, False)


@pytest.mark.parametrize(("part", "field"), [("<dl", "dl"), ("Onderwerp", "title")])
def test_a_page_without_fields_or_title_is_an_error(
    fixture_text: Callable[[str], bytes], part: str, field: str
) -> None:
    page = fixture_text("ibabs_item_without_file.html").decode().replace(part, "<b" if part == "<dl" else "Naam")
    with pytest.raises(KeyError, match=field):
        parse_item(page, replace(ROW, title=""), PROMISES, SITE, today=TODAY)


def test_an_entry_whose_only_file_cannot_be_read_is_not_taken_for_one_without(
    fixture_text: Callable[[str], bytes],
) -> None:
    page = fixture_text("ibabs_item.html").decode().replace("documentId=", "id=")
    item = parse_item(page, ROW, LETTERS, SITE, today=TODAY)
    assert (item.documents, item.written) == ((), None)
    assert item.unread == (Unread("KeyError: 'documentId'"),) * 3
