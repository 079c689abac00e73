from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.dutch import (
    AMOUNTS,
    TYPES,
    UnknownWord,
    closes,
    counted,
    date_change,
    enumeration,
    euros,
    excerpt,
    local_day,
    long_date,
    one_line,
    short_date,
    weekday_date,
)

TODAY = date(2026, 11, 23)


def test_dates() -> None:
    assert long_date(date(2026, 10, 16)) == "16 oktober 2026"
    assert weekday_date(date(2026, 10, 16)) == "vrijdag 16 oktober 2026"
    assert short_date(date(2027, 1, 31)) == "zo 31-01-2027"


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        (date(2027, 2, 12), date(2027, 2, 19), "12 → 19 februari 2027"),
        (date(2027, 2, 12), date(2027, 3, 1), "12 februari → 1 maart 2027"),
        (date(2026, 12, 31), date(2027, 12, 31), "31 december 2026 → 31 december 2027"),
    ],
)
def test_a_changed_date_says_once_what_both_share(old: date, new: date, written: str) -> None:
    assert date_change(old, new) == written


def test_amounts_and_counts() -> None:
    assert euros(200000) == "€ 200.000"
    assert euros(950) == "€ 950"
    assert counted(1, "kans", "kansen") == "1 kans"
    assert counted(0, "kans", "kansen") == "0 kansen"
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b", "c"]) == "a, b en c"


@pytest.mark.parametrize(
    ("kind", "day", "written"),
    [
        ("application", date(2027, 1, 31), "sluit zo 31-01-2027 (69 dagen)"),
        ("application", date(2026, 11, 24), "sluit di 24-11-2026 (1 dag)"),
        ("application", TODAY, "sluit ma 23-11-2026 (vandaag)"),
        ("application", date(2026, 11, 22), "sloot zo 22-11-2026"),
        ("participation", date(2026, 12, 1), "inspraak sluit di 01-12-2026 (8 dagen)"),
        ("decision", date(2026, 12, 10), "besluit op do 10-12-2026"),
        ("council_task", date(2027, 3, 31), "college moet klaar zijn op wo 31-03-2027"),
        ("validity", date(2026, 11, 1), "gold tot en met zo 01-11-2026"),
        ("payment", date(2026, 12, 31), "betaling uiterlijk do 31-12-2026"),
    ],
)
def test_only_closing_dates_count_the_days(kind: str, day: date, written: str) -> None:
    assert closes(kind, day, TODAY) == written


def test_a_sentence_writes_the_day_out() -> None:
    assert closes("application", date(2027, 1, 31), TODAY, full=True) == "sluit zondag 31 januari 2027 (nog 69 dagen)"


def test_a_key_without_a_word_is_told() -> None:
    assert TYPES["threat"] == "waarschuwing"
    with pytest.raises(UnknownWord, match="amount kind 'bonus'"):
        AMOUNTS["bonus"]


def test_the_day_is_the_one_in_the_netherlands() -> None:
    assert local_day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == date(2026, 11, 24)
    assert local_day(datetime(2025, 3, 30, 0, 30, tzinfo=UTC)) == date(2025, 3, 30)
    with pytest.raises(ValueError, match="no time zone"):
        local_day(datetime(2026, 11, 23, 23, 30))


def test_clean_text_stays_on_its_line_and_in_its_direction() -> None:
    assert one_line("a\u202eb\r\nc\x00d\te\u00a0f\ufeff") == "ab cd e f"


@given(st.text())
def test_clean_text_is_printable(text: str) -> None:
    assert one_line(text).isprintable()
    assert one_line(one_line(text)) == one_line(text)


@given(st.text(), st.integers(min_value=10, max_value=60))
def test_an_excerpt_is_the_beginning(text: str, longest: int) -> None:
    whole, cut = one_line(text), excerpt(text, longest)
    assert len(cut) <= longest
    assert cut == whole or (cut.endswith("…") and whole.startswith(cut[:-1]))


def test_an_excerpt_is_cut_at_a_word() -> None:
    assert excerpt("jongeren zonder startkwalificatie", 20) == "jongeren zonder…"
