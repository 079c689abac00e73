from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.ics import Day, calendar, escaped, folded

STAMP = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def day(**values: Any) -> Day:
    plain = {"uid": "A3.deadline@x.example", "sequence": 0, "stamp": STAMP, "day": date(2026, 12, 31)}
    return Day(**plain | {"summary": "Sluit", "description": "Alles", "url": "https://x.example/1"} | values)


def properties(text: str) -> list[tuple[str, str]]:
    """Read a calendar as a program does: unfold, split and unescape."""
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    pairs = (line.partition(":")[::2] for line in lines)
    return [(name, _plain(value)) for name, value in pairs]


def _plain(value: str) -> str:
    signs = iter(value)
    return "".join({"n": "\n"}.get(one := next(signs), one) if sign == "\\" else sign for sign in signs)


def test_a_calendar_is_published_in_dutch_time() -> None:
    read = properties(calendar([day()], "Kansenradar; van ons"))
    assert read[:2] == [("BEGIN", "VCALENDAR"), ("VERSION", "2.0")]
    assert read[-2:] == [("END", "VEVENT"), ("END", "VCALENDAR")]
    assert {
        ("METHOD", "PUBLISH"),
        ("X-WR-TIMEZONE", "Europe/Amsterdam"),
        ("X-WR-CALNAME", "Kansenradar; van ons"),
        ("UID", "A3.deadline@x.example"),
        ("DTSTAMP", "20261123T021500Z"),
        ("DTSTART;VALUE=DATE", "20261231"),
        ("DTEND;VALUE=DATE", "20270101"),
        ("URL", "https://x.example/1"),
    } <= set(read)
    assert not {name for name, _ in read} & {"ATTENDEE", "ORGANIZER"}


def test_an_event_without_an_address_has_no_url() -> None:
    assert "URL" not in dict(properties(calendar([day(url="")], "x")))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_comes_back(text: str) -> None:
    assert dict(properties(calendar([day(summary=text, description=f"{text}\n{text}")], "x")))["SUMMARY"] == text
    assert dict(properties(calendar([day(description=f"a\n{text}")], "x")))["DESCRIPTION"] == f"a\n{text}"


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets(text: str) -> None:
    for line in folded(escaped(text)).split("\r\n"):
        assert len(line.encode(errors="surrogatepass")) <= 75


@pytest.mark.parametrize("text", ["é" * 80, "a" * 75, "a" * 76, "€" * 25 + "x"])
def test_folding_is_undone_without_loss(text: str) -> None:
    assert folded(text).replace("\r\n ", "") == text
