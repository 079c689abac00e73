from datetime import date

import pytest

from output.laws import COLUMNS, Due, Law, laws, records, state, text, watched

TODAY = date(2026, 11, 23)


def law(van: date | None = None, tot: date | None = None, *due: date) -> Law:
    days = tuple(Due(dag=day, wat="iets") for day in due)
    return Law(naam="Wet", wat="Wat.", mdt="Waarom.", bron="x.nl", van=van, tot=tot, dagen=days)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (law(date(2027, 1, 1)), "gaat in op 1 januari 2027 (nog 39 dagen)"),
        (law(date(2023, 1, 1), date(2026, 12, 31)), "loopt tot en met 31 december 2026 (nog 38 dagen)"),
        (law(date(2023, 1, 1), date(2026, 11, 22)), "afgelopen sinds 22 november 2026"),
        (law(None, TODAY), "loopt tot en met 23 november 2026 (nog 0 dagen)"),
        (law(date(2026, 1, 1)), "geldt sinds 1 januari 2026"),
        (law(), "loopt"),
    ],
)
def test_the_state_follows_the_day(one: Law, says: str) -> None:
    assert state(one, TODAY) == says


def test_what_has_the_nearest_day_stands_first() -> None:
    days = [one.next_day(TODAY) or date.max for one in watched(TODAY)]
    assert days == sorted(days)
    assert watched(TODAY)[0].naam.startswith("Brede SPUK")
    assert watched(date(2027, 2, 1))[0].naam != watched(TODAY)[0].naam


def test_a_day_that_is_over_is_not_next() -> None:
    assert law(date(2026, 1, 1), date(2027, 5, 1), date(2026, 11, 22), date(2026, 12, 1)).next_day(TODAY) == date(
        2026, 12, 1
    )
    assert law(date(2026, 1, 1)).next_day(TODAY) is None


def test_every_law_says_why_it_matters_and_where_it_was_read() -> None:
    assert len({one.naam for one in laws()}) == len(laws()) >= 12
    assert all(one.wat.endswith(".") and one.mdt.endswith((".", "?")) and one.bron for one in laws())
    assert not [one.naam for one in laws() if "vervangt" in one.mdt]


def test_it_fits_the_screen_and_the_columns() -> None:
    assert max(len(line) for line in text(watched(TODAY), TODAY).splitlines()) <= 80
    assert all(set(COLUMNS) <= set(record) for record in records(watched(TODAY), TODAY))


def test_days_that_are_over_are_not_told() -> None:
    assert "15 juli" not in text([law(None, None, date(2026, 7, 15))], TODAY)
    assert "1 december 2026: iets" in text([law(None, None, date(2026, 12, 1))], TODAY)
