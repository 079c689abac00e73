from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.money import amounts, scale_of


def found(text: str, *, heading: str = "", scale: int | None = None) -> list[tuple[str, int, str]]:
    return [(text[a.start : a.end], a.value_eur, a.kind) for a in amounts(text, heading=heading, scale=scale)]


def values(text: str, *, scale: int | None = None) -> list[int]:
    return [a.value_eur for a in amounts(text, scale=scale)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("€ 45.000,-", 45_000),
        ("€ 45.000,--", 45_000),
        ("€ 300.000,00", 300_000),
        ("€ 1.500,50", 1_501),
        ("€25.000", 25_000),
        ("€\u00a025.000", 25_000),
        ("€ 25\u00a0000", 25_000),
        ("€ 40 000", 40_000),
        ("EUR 2.000", 2_000),
        ("2.000 euro", 2_000),
        ("45 duizend euro", 45_000),
        ("anderhalve ton", 150_000),
        ("twee ton", 200_000),
        ("een half miljoen", 500_000),
        ("1,25 miljoen", 1_250_000),
        ("€ 14,2 miljoen", 14_200_000),
        ("€ 480.000", 480_000),
        ("€ 1.5 mln", 1_500_000),
        ("5 mln", 5_000_000),
        ("340 K", 340_000),
        ("€ 12k", 12_000),
        ("€ 1,8 miljard", 1_800_000_000),
        ("tweehonderd euro", 200),
        ("vijfenveertigduizend euro", 45_000),
        ("vijf miljoen tweehonderdduizend euro", 5_200_000),
        ("drie en een half miljoen euro", 3_500_000),
    ],
)
def test_forms(written: str, value: int) -> None:
    text = f"Voor dit plan is {written} nodig."
    assert [(text[a.start : a.end], a.value_eur) for a in amounts(text)] == [(written, value)]
    assert values(written) == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("van € 10.000 tot € 25.000", [10_000, 25_000]),
        ("€ 10.000 - 25.000", [10_000, 25_000]),
        ("schade van €3 tot €4 miljoen", [3_000_000, 4_000_000]),
        ("tussen de 2 en 3 miljoen euro", [2_000_000, 3_000_000]),
        ("4,5 tot 5,5 mln. De helft betaalt de provincie.", [4_500_000, 5_500_000]),
        ("10.000 tot 15.000 euro", [10_000, 15_000]),
        ("twee à drie ton", [200_000, 300_000]),
        ("€ 500.000 tot € 1 miljoen", [500_000, 1_000_000]),
    ],
)
def test_ranges(text: str, expected: list[int]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "De huurverhoging bedraagt maximaal 4%.",
        "Social return: 5% van de opdrachtwaarde.",
        "In 2027 en 2028 vragen wij art. 41 en artikel 4:25 op.",
        "Bel 010-0000000 vóór 12.00 uur op 12-02-2027.",
        "Jongeren van 12 tot 27 jaar, 18-27 jaar en 80 uur per week.",
        "Taakveld 6.5 en taakveld 6.22 horen bij elkaar.",
        "De brug kan 60 ton dragen.",
        "Het scheelt twee ton CO2-uitstoot.",
        "Het land telt 17,5 miljoen inwoners en 3 miljoen ouderen.",
        "Er zijn 45 duizend woningen en 1,8 fte.",
        "Duizenden euro's en tonnen aan kosten.",
        "Bedragen in euro 2026 2027 2028",
        "De kosten zijn € - en € 0,00.",
        "Het nummer is € 25.0000 of € 1,300,000.",
        "Wij reserveren hiervoor een pm-post.",
        "Bedragen x € 1.000",
        "Lijn 41 en 340 K2-punten",
    ],
)
def test_no_amounts(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Het subsidieplafond bedraagt € 200.000,-.", ["ceiling"]),
        ("Het subsidieplafond is vastgesteld op € 60.000.", ["ceiling"]),
        ("De subsidie bedraagt ten hoogste € 25.000 per aanvraag.", ["max_per_application"]),
        ("Per aanvraag wordt ten hoogste € 60.000 verleend.", ["max_per_application"]),
        ("Het plafond is € 200.000 en per project maximaal € 5.000.", ["ceiling", "max_per_application"]),
        ("Een subsidie tot € 5.000 per project.", ["max_per_application"]),
        ("Voor de pilot is € 45.000 opgenomen.", ["budget"]),
        ("Het beschikbare uitvoeringsbudget is € 18.400.", ["budget"]),
        ("Wij reserveren € 80.000 voor ideeën.", ["budget"]),
        ("Geraamde opdrachtwaarde perceel 2: € 480.000 voor twee jaar.", ["budget"]),
        ("Er is € 340.000 geraamd, waarvan € 120.000 voor activiteiten.", ["budget", "budget"]),
        ("In 2027 € 50.000 incidenteel voor jongerenwerk, dekking uit de reserve.", ["budget"]),
        ("De cofinanciering is € 10.000.", ["co_financing"]),
        ("Er geldt een eigen bijdrage van € 25.", ["co_financing"]),
        ("De bijdrage aan de regeling is € 90.000.", ["contribution"]),
        ("Bij opdrachten boven € 100.000 geldt een verplichting.", ["threshold"]),
        ("Vanaf € 50.000 is een verklaring nodig.", ["threshold"]),
        ("Met een minimum van € 1.000 en ten hoogste € 5.000 per aanvraag.", ["threshold", "max_per_application"]),
        ("De subsidie jongerenwerk daalt met € 175.000 vanaf 2028.", ["other"]),
        ("Het tekort op het budget bedraagt € 300.000.", ["other"]),
        ("Om het tekort aan plekken op te lossen is € 50.000 beschikbaar.", ["budget"]),
        ("Het tarief is € 20 per uur beschikbaar gesteld.", ["other"]),
        ("Het plafond is € 200.000 en de huur bedraagt € 5.000.", ["ceiling", "other"]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [a.kind for a in amounts(text)] == kinds


def test_the_kind_of_a_list_comes_from_its_beginning() -> None:
    text = "7. Vaststellen subsidieplafonds: jongeren € 200.000; sport € 150.000; monumenten € 90.000."
    assert [kind for _, _, kind in found(text)] == ["ceiling"] * 3


def test_the_kind_of_a_list_comes_from_the_line_above_it() -> None:
    text = "Er gelden deze subsidieplafonds:\na. Jeugd: € 300.000\nb. Isolatie: € 500.000"
    assert [kind for _, _, kind in found(text)] == ["ceiling"] * 2


def test_the_kind_may_stand_in_the_heading() -> None:
    assert found("Jeugd: € 300.000", heading="Besluit > Artikel 1 Subsidieplafonds") == [
        ("€ 300.000", 300_000, "ceiling")
    ]


def test_a_replaced_amount_hands_on_its_meaning() -> None:
    text = "In artikel 5 (subsidieplafond) wordt € 300.000 vervangen door € 350.000."
    assert found(text) == [("€ 300.000", 300_000, "other"), ("€ 350.000", 350_000, "ceiling")]
    assert [kind for *_, kind in found("In artikel 5 wordt € 300.000 vervangen door € 350.000.")] == ["other", "other"]
    assert [kind for *_, kind in found("Het budget stijgt van € 95.000 naar € 110.000.")] == ["other", "budget"]


@pytest.mark.parametrize(
    ("caption", "scale"),
    [
        ("Bedragen x € 1.000", 1000),
        ("(x € 1.000)", 1000),
        ("(bedragen x €1.000,-)", 1000),
        ("Bedragen in € 1.000", 1000),
        ("Bedragen in duizenden euro's", 1000),
        ("* € 1.000", 1000),
        ("x 1 mln", 10**6),
        ("Bedragen x € 1.000.000", 10**6),
        ("(x € 1 mln.)", 10**6),
        ("Bedragen x € 1", None),
        ("Wij kopen 5 x € 1.000 aan bonnen", None),
        ("Bedragen in euro's", None),
        ("Max 1.000 bezoekers", None),
    ],
)
def test_scale(caption: str, scale: int | None) -> None:
    assert scale_of(caption) == scale


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Ombuiging jongerenwerk: -300 vanaf 2028", [("-300", 300_000)]),
        ("taakveld 6.5 Arbeidsparticipatie 9.450", [("9.450", 9_450_000)]),
        ("Verwacht tekort jeugdhulp 2027: 3.400", [("3.400", 3_400_000)]),
        ("Jeugd | 300 | -450 | 2028", [("300", 300_000), ("-450", 450_000)]),
        ("taakveld 0.1 Bestuur | 5.380 | 0 | 1", [("5.380", 5_380_000)]),
        ("Er is € 300.000 voor 84 casussen", [("€ 300.000", 300_000)]),
        ("Riool, 2.860 meter | 1.395", [("1.395", 1_395_000)]),
        ("Jongeren van 12 tot 23 jaar, 65%, 31-12-2026, art. 41, 12.00 uur, 010-0000000", []),
        ("In totaal 84 casussen op 1.200 inwoners", []),
    ],
)
def test_bare_table_numbers_are_scaled(row: str, expected: list[tuple[str, int]]) -> None:
    assert [(written, value) for written, value, _ in found(row, scale=1000)] == expected
    if "€" not in row:
        assert found(row) == []


def test_millions_in_a_table() -> None:
    assert values("Jeugdzorg 5 3,5 12", scale=10**6) == [5_000_000, 3_500_000, 12_000_000]


def dotted(value: int) -> str:
    return f"{value:,}".replace(",", ".")


FORMS: list[Callable[[int], str]] = [
    lambda v: f"€ {dotted(v)}",
    lambda v: f"€ {dotted(v)},-",
    lambda v: f"€{dotted(v)},00",
    lambda v: f"EUR {dotted(v)}",
    lambda v: f"{dotted(v)} euro",
    lambda v: f"€ {v}",
]


@given(
    value=st.integers(2, 999_999_999), form=st.sampled_from(FORMS), before=st.sampled_from(["", "Er is ", "(", "\n"])
)
def test_written_amounts_come_back(value: int, form: Callable[[int], str], before: str) -> None:
    text = f"{before}{form(value)} voor de buurt."
    assert [(text[a.start : a.end], a.value_eur) for a in amounts(text)] == [(form(value), value)]


@given(value=st.integers(2, 9_999), unit=st.sampled_from([("duizend", 1000), ("miljoen", 10**6), ("mln", 10**6)]))
def test_amounts_with_a_unit_come_back(value: int, unit: tuple[str, int]) -> None:
    text = f"Er is € {dotted(value)} {unit[0]} nodig"
    assert values(text) == [value * unit[1]]


@given(value=st.integers(2, 999_999))
def test_amounts_in_letters_come_back(in_words: Callable[[int], str], value: int) -> None:
    text = f"Er is {in_words(value)} euro nodig"
    assert values(text) == [value]


@given(st.text(alphabet="€1.,0- totmiljnek\n%xdu", max_size=60), st.sampled_from([None, 1000, 10**6]))
def test_spans_hold_digits_or_letters_and_do_not_overlap(text: str, scale: int | None) -> None:
    spans = amounts(text, scale=scale)
    assert all(text[a.start : a.end].strip() and a.value_eur > 0 for a in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
