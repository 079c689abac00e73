from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.cadence import WEEKDAYS, is_due, is_sign_due

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("cadence", "today", "last", "due"),
    [
        ("daily", MONDAY, MONDAY - timedelta(days=1), True),
        ("weekly", MONDAY, None, True),
        ("weekly", MONDAY, MONDAY - timedelta(days=1), True),
        ("weekly", MONDAY, MONDAY, False),
        ("weekly", MONDAY + timedelta(days=6), MONDAY, False),
        ("weekly", MONDAY + timedelta(days=7), MONDAY, True),
        ("weekly", MONDAY + timedelta(days=2), MONDAY - timedelta(days=7), True),
        ("monthly", date(2026, 12, 1), MONDAY, True),
        ("monthly", date(2026, 12, 3), date(2026, 11, 1), True),
        ("monthly", date(2026, 12, 3), date(2026, 12, 1), False),
        ("monthly", MONDAY, MONDAY + timedelta(days=30), False),
    ],
)
def test_a_turn_comes_once_and_a_missed_one_is_made_up_for(
    cadence: str, today: date, last: date | None, *, due: bool
) -> None:
    assert is_due(cadence, "maandag", today, last) is due  # type: ignore[arg-type]


@given(
    st.sampled_from(["daily", "weekly", "monthly"]),
    st.sampled_from(WEEKDAYS),
    st.sets(st.integers(0, 400), min_size=1).map(sorted),
)
def test_there_is_one_turn_per_period_in_which_a_night_ran(cadence: str, weekday: str, nights: list[int]) -> None:
    last: date | None = None
    turns = []
    for night in nights:
        today = MONDAY + timedelta(days=night)
        if is_due(cadence, weekday, today, last):  # type: ignore[arg-type]
            turns.append(today)
            last = today
    days = [MONDAY + timedelta(days=night) for night in nights]
    periods = {
        "daily": lambda day: day,
        "weekly": lambda day: day - timedelta(days=(day.weekday() - WEEKDAYS.index(weekday)) % 7),  # type: ignore[arg-type]
        "monthly": lambda day: day.replace(day=1),
    }
    period = periods[cadence]
    assert [period(day) for day in turns] == list(dict.fromkeys(period(day) for day in days))


def test_a_week_of_silence_is_long() -> None:
    assert is_sign_due(MONDAY, None)
    assert not is_sign_due(MONDAY, MONDAY - timedelta(days=6))
    assert is_sign_due(MONDAY, MONDAY - timedelta(days=7))
