from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.dates import dates

PUBLISHED = date(2026, 11, 23)
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
SHORT = "jan. feb. mrt. apr. mei jun. jul. aug. sept. okt. nov. dec.".split()  # noqa: SIM905


def found(text: str, *, heading: str = "") -> list[tuple[str, str]]:
    return [(one.day.isoformat(), one.kind) for one in dates(text, reference=PUBLISHED, heading=heading)]


def days(text: str) -> list[str]:
    return [one.day.isoformat() for one in dates(text, reference=PUBLISHED)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("vóór 1 maart 2027", "2027-02-28"),
        ("voor 1 maart 2027", "2027-02-28"),
        ("uiterlijk vóór 1 maart 2028", "2028-02-29"),
        ("vóór vrijdag 1 maart 2027", "2027-02-28"),
        ("vóór of uiterlijk op 1 maart 2027", "2027-03-01"),
        ("vóór 1 maart 2027, 12.00 uur", "2027-03-01"),
        ("vóór 12.00 uur op 1 maart 2027", "2027-03-01"),
        ("tot 15 januari 2027", "2027-01-15"),
        ("tot en met 15 januari 2027", "2027-01-15"),
        ("t/m 15 januari 2027", "2027-01-15"),
        ("uiterlijk op maandag 15 januari 2027", "2027-01-15"),
        ("uiterlijk 1 december 12.00 uur", "2026-12-01"),
        ("op 1 mrt. 2027", "2027-03-01"),
        ("19 feb.", "2027-02-19"),
        ("op 1 maart '27", "2027-03-01"),
        ("op 12-02-2027", "2027-02-12"),
        ("op 12/02/2027", "2027-02-12"),
        ("op 2027-02-12", "2027-02-12"),
        ("op 23 november", "2026-11-23"),
        ("op 22 november", "2027-11-22"),
        ("op 29 februari", "2028-02-29"),
        ("op 5 november jl.", "2026-11-05"),
        ("afgelopen 5 november", "2026-11-05"),
        ("in januari", "2027-01-31"),
        ("in november", "2026-11-30"),
        ("eind maart 2027", "2027-03-31"),
        ("in februari 2028", "2028-02-29"),
        ("vóór maart 2027", "2027-02-28"),
        ("Q2 2027", "2027-06-30"),
        ("het tweede kwartaal van 2027", "2027-06-30"),
        ("in het 4e kwartaal", "2026-12-31"),
        ("kwartaal 3 van 2027", "2027-09-30"),
        ("binnen zes weken na bekendmaking", "2027-01-04"),
        ("binnen 6 weken na de dag van bekendmaking", "2027-01-04"),
        ("zes weken voor 1 juli 2027", "2027-05-20"),
        ("twee maanden na 31 december 2026", "2027-02-28"),
    ],
)
def test_one_day(text: str, day: str) -> None:
    assert days(f"Dit moet {text}.") == [day]


@pytest.mark.parametrize(
    "text",
    [
        "vóór de zomer van 2027",
        "in het voorjaar van 2027",
        "per 2028 en in 2027-2030",
        "uiterlijk acht weken voor aanvang",
        "begin maart 2027",
        "in de eerste week van februari 2027",
        "jongeren van 12 tot 23 jaar en 18-27 jaar",
        "op 31 februari 2027 of 12-13-2027",
        "artikel 12, lid 2, en bijlage 3.1",
        "bel 010-0000000 of 06-12-34-56-78",
        "om 12.00 uur of 19:30",
        "de meeste partners mogen marktpartijen melden",
        "voor de juli-tender",
        "taakveld 6.5 kost € 12.05",
    ],
)
def test_no_day(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "opens", "day"),
    [
        ("van 1 december 2026 tot en met 31 januari 2027", "2026-12-01", "2027-01-31"),
        ("van 1 december tot 31 januari 2027", "2026-12-01", "2027-01-31"),
        ("van 1 december t/m 31 januari", "2026-12-01", "2027-01-31"),
        ("tussen 1 december 2026 en 31 januari 2027", "2026-12-01", "2027-01-31"),
        ("van 4 t/m 12 februari 2027", "2027-02-04", "2027-02-12"),
        ("van januari tot en met maart 2027", "2027-01-01", "2027-03-31"),
        ("16-07-2025 t/m 31-12-2027", "2025-07-16", "2027-12-31"),
        ("van 1 december 2026 9.00 uur tot 31 januari 2027 17.00 uur", "2026-12-01", "2027-01-31"),
        ("met ingang van donderdag 26 november 2026 gedurende zes weken", "2026-11-26", "2027-01-06"),
    ],
)
def test_windows(text: str, opens: str, day: str) -> None:
    (one,) = dates(f"Aanvragen kan {text}.", reference=PUBLISHED)
    assert one.opens is not None
    assert (one.opens.isoformat(), one.day.isoformat(), one.kind) == (opens, day, "application")


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        ("Aanvragen worden ingediend vóór 1 maart 2027.", "2027-02-28", "application"),
        ("Aanvragen kan tot 15 januari 2027.", "2027-01-15", "application"),
        ("De aanvraagperiode eindigt op 19 februari 2027.", "2027-02-19", "application"),
        ("De indiendatum is 24 februari 2027.", "2027-02-24", "application"),
        ("Reacties uiterlijk 18 december 2026.", "2026-12-18", "application"),
        ("Sluiting van de marktconsultatie: 18 december 2026", "2026-12-18", "application"),
        ("Partners kunnen zich tot 31 januari 2027 melden.", "2027-01-31", "application"),
        ("Ideeën van partners zijn welkom tot 1 februari 2027.", "2027-02-01", "application"),
        ("Trekker: team Inburgering; partners melden zich in januari.", "2027-01-31", "application"),
        ("Van januari tot en met maart 2027 halen wij op bij scholen.", "2027-03-31", "application"),
        ("Aanmelden moet voor maart 2027.", "2027-02-28", "application"),
        ("Zienswijzen kunnen tot en met 8 januari 2027 worden ingediend.", "2027-01-08", "participation"),
        ("De conceptverordening ligt ter inzage tot en met 4 januari 2027.", "2027-01-04", "participation"),
        ("Reageren op het concept kan tot 20 januari 2027.", "2027-01-20", "participation"),
        ("Wensen en bedenkingen worden vóór 15 januari 2027 ingebracht.", "2027-01-14", "participation"),
        ("Inspreken aanmelden uiterlijk 1 december 12.00 uur bij de griffie.", "2026-12-01", "participation"),
        ("Besluitvorming 10 december 2026.", "2026-12-10", "decision"),
        ("De motie wordt aangehouden tot de raadsvergadering van 11 februari 2027.", "2027-02-11", "decision"),
        ("Jongerenagenda: startnotitie Q2 2027, trekker wethouder Withoos.", "2027-06-30", "decision"),
        ("Zij zegt toe in het tweede kwartaal van 2027 met een voorstel te komen.", "2027-06-30", "decision"),
        ("Het college beslist vóór 1 mei 2027 op de aanvragen.", "2027-04-30", "decision"),
        ("verzoekt het college vóór 1 april 2027 te onderzoeken", "2027-03-31", "council_task"),
        ("draagt het college op uiterlijk 1 juli 2027 te rapporteren", "2027-07-01", "council_task"),
        ("De middelen lopen af op 31 december 2026.", "2026-12-31", "validity"),
        ("Het akkoord stopt per 31 december 2026.", "2026-12-31", "validity"),
        ("Deze regeling vervalt per 1 januari 2028.", "2028-01-01", "validity"),
        ("De regeling geldt tot en met 31 december 2027.", "2027-12-31", "validity"),
        ("De subsidie wordt uiterlijk 1 mei 2027 uitbetaald.", "2027-05-01", "payment"),
    ],
)
def test_kinds(text: str, day: str, kind: str) -> None:
    assert found(text) == [(day, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "De werkzaamheden duren tot 1 mei 2027.",
        "Wij zoeken in het eerste kwartaal van 2027 maatschappelijke partners.",
        "Wij informeren u in het tweede kwartaal van 2027.",
        "Vanaf maart 2027 bieden wij twaalf plekken.",
        "De dienstregeling verandert op 13 december 2026.",
        "Bestuurlijke reactie volgt in januari 2027.",
        "Aanvragen kan vanaf 1 december 2026.",
        "Verslag raadsvergadering 5 november 2026",
        "De ontvanger dient de aanvraag tot vaststelling in vóór 1 april 2028.",
        "Belanghebbenden kunnen binnen zes weken na bekendmaking bezwaar maken.",
        "Op aanvragen die vóór 1 januari 2027 zijn ingediend blijft de oude regeling van toepassing.",
        "De aanvrager zorgt dat de activiteit vóór 1 augustus 2027 plaatsvindt.",
        "Rondvraag en sluiting. Vastgesteld in de vergadering gehouden op 24 november 2026.",
        "De planning voor januari 2027 is klaar.",
        "Kempenrade, 30 november 2026.",
        "De begroting wordt vóór 15 november 2027 bij de provincie ingediend.",
    ],
)
def test_other_dates(text: str) -> None:
    assert [kind for _, kind in found(text)] == ["other"]


def test_each_date_of_a_sentence_has_its_own_meaning() -> None:
    text = "Deze regeling treedt in werking op 1 december 2026 en vervalt op 31 december 2027."
    assert found(text) == [("2026-12-01", "other"), ("2027-12-31", "validity")]


def test_a_moved_date_counts_only_once() -> None:
    text = "De aanvraagtermijn is verlengd van 12 februari 2027 tot 19 februari 2027."
    assert found(text) == [("2027-02-12", "other"), ("2027-02-19", "application")]


def test_the_heading_says_what_the_sentence_leaves_out() -> None:
    text = "De periode loopt van 4 januari 2027 tot en met 12 februari 2027."
    assert [kind for _, kind in found(text)] == ["validity"]
    assert [kind for _, kind in found(text, heading="Hoofdstuk 3 > Artikel 8 Aanvraagtermijn")] == ["application"]


def test_a_strong_word_goes_before_the_heading() -> None:
    text = "De regeling vervalt per 31 december 2027."
    assert found(text, heading="Artikel 8 Aanvraagtermijn") == [("2027-12-31", "validity")]


def test_the_line_above_a_list_counts() -> None:
    text = "verzoekt het college:\n1. jongeren te horen;\n2. uiterlijk 1 april 2027 te rapporteren;"
    assert found(text) == [("2027-04-01", "council_task")]


def test_two_days_of_one_month() -> None:
    assert days("op 4 en 5 januari 2027") == ["2027-01-04", "2027-01-05"]


WAYS: list[Callable[[date], str]] = [
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {SHORT[d.month - 1]} {d.year}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d.day}-{d.month}-{d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{d.day:02} {MONTHS[d.month - 1].upper()} {d.year}",
]
some_day = st.dates(date(2000, 1, 2), date(2097, 12, 31))


@given(day=some_day, way=st.sampled_from(WAYS), reference=some_day)
def test_written_days_come_back(day: date, way: Callable[[date], str], reference: date) -> None:
    text = f"Aanvragen uiterlijk {way(day)} bij de gemeente."
    (one,) = dates(text, reference=reference)
    assert (one.day, one.kind, text[one.start : one.end]) == (day, "application", way(day))


@given(day=some_day, way=st.sampled_from(WAYS))
def test_before_is_the_day_before(day: date, way: Callable[[date], str]) -> None:
    (one,) = dates(f"Aanvragen vóór {way(day)}.", reference=PUBLISHED)
    assert one.day == day - timedelta(days=1)


@given(first=some_day, length=st.integers(1, 400), way=st.sampled_from(WAYS))
def test_written_windows_come_back(first: date, length: int, way: Callable[[date], str]) -> None:
    last = first + timedelta(days=length)
    text = f"Aanvragen van {way(first)} tot en met {way(last)}."
    (one,) = dates(text, reference=PUBLISHED)
    assert (one.opens, one.day) == (first, last)
    assert text[one.start : one.end] == f"{way(first)} tot en met {way(last)}"


@given(day=some_day, reference=some_day)
def test_without_a_year_it_is_the_first_on_or_after_the_publication(day: date, reference: date) -> None:
    (one,) = dates(f"Dat is {day.day} {MONTHS[day.month - 1]}.", reference=reference)
    assert one.day >= reference
    assert (one.day.month, one.day.day) == (day.month, day.day)
    assert (one.day - reference).days <= (366 if (day.month, day.day) != (2, 29) else 366 * 8)


@given(st.text(alphabet="0123-/. totvnmwekQ\n29janri", max_size=60))
def test_any_text_gives_ordered_spans(text: str) -> None:
    moments = dates(text, reference=PUBLISHED)
    assert all(text[one.start : one.end].strip() for one in moments)
    assert all(one.end <= two.start for one, two in pairwise(moments))
