from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from output.calendar_file import CalendarEvent, calendar_file, event_sequence, event_uid

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def event(**values: Any) -> CalendarEvent:
    standard = {
        "uid": "A3-sluiting@kansenradar",
        "sequence": 0,
        "day": date(2026, 12, 31),
        "summary": "Sluit: Regeling",
    }
    return CalendarEvent(**(standard | values))


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_day_is_published_and_is_no_invitation() -> None:
    written = event(description="Bel; daarna, mail\\schrijf", url="https://havenstede.example/1", is_cancelled=False)
    assert unfolded(calendar_file([written], NOW, name="MDT-scan")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kansenradar//MDT-scan//NL",
        "METHOD:PUBLISH",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:MDT-scan",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        "BEGIN:VEVENT",
        "UID:A3-sluiting@kansenradar",
        "SEQUENCE:0",
        "DTSTAMP:20261123T021500Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Sluit: Regeling",
        "DESCRIPTION:Bel\\; daarna\\, mail\\\\schrijf",
        "URL:https://havenstede.example/1",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_events_stand_in_order_of_day_and_can_be_cancelled() -> None:
    later, sooner = event(uid="b"), event(uid="a", day=date(2026, 12, 1), is_cancelled=True)
    text = calendar_file([later, sooner], NOW, name="x")
    assert text == calendar_file([sooner, later], NOW, name="x")
    assert text.index("UID:a") < text.index("STATUS:CANCELLED") < text.index("UID:b") < text.index("STATUS:CONFIRMED")


@given(st.text(), st.text())
def test_no_text_breaks_the_file(summary: str, description: str) -> None:
    text = calendar_file([event(summary=summary, description=description)], NOW, name=summary)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sum(line == "BEGIN:VEVENT" for line in lines) == 1
    assert not {"\n", "\r", "\x00", "\x0b", "\u2028"} & set("".join(lines))
    names = [line.split(":")[0].split(";")[0] for line in unfolded(text) if line]
    assert set(names) <= {
        *(
            "BEGIN",
            "END",
            "VERSION",
            "PRODID",
            "METHOD",
            "CALSCALE",
            "X-WR-CALNAME",
            "X-WR-TIMEZONE",
            "UID",
            "SEQUENCE",
            "DTSTAMP",
        ),
        *("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP"),
    }


def test_an_id_stays_and_a_change_counts_up() -> None:
    assert event_uid("A3", "sluiting") == "A3-sluiting@kansenradar"
    assert event_sequence("2026-11-23T02:15:00Z", "2026-11-23T02:15:00Z") == 0
    assert event_sequence("2026-11-23T02:15:00Z", "2026-11-24T02:15:00Z") == 1440
    assert event_sequence("2026-11-23T02:15:00Z", "2026-11-22T02:15:00Z") == 0
