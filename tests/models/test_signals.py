from __future__ import annotations

import pytest

from models.evidence import Reader
from models.records import Text
from models.signals import pointer_rule


def state(reader: Reader, signal: str, text: str, *, title: str = "", genre: str = "") -> str:
    evidence = reader.read(Text(text=text, title=title, genre=genre))
    return reader.states(evidence, [signal])[signal].state


# Each pair says nearly the same; only one of them leaves the door open.
FUNDING = [
    (
        "Aanvragen kan tot 1 mei 2027.",
        "open",
        "Aanvragen kan sinds 1 mei 2027 niet meer.",
        "closed",
    ),
    (
        "Het plafond is nog niet bereikt; verenigingen kunnen subsidie aanvragen.",
        "open",
        "Het plafond is bereikt.",
        "closed",
    ),
    (
        "Zodra het plafond is bereikt, sluit het loket. Aanvragen worden ingediend vóór 1 juni.",
        "open",
        "Het subsidieplafond is al in maart bereikt en het loket is gesloten.",
        "closed",
    ),
    (
        "De pot is leeg, maar op 1 maart volgt een nieuwe ronde.",
        "announced",
        "De pot is leeg en er komt geen nieuwe ronde.",
        "closed",
    ),
    (
        "De regeling blijft volgend jaar bestaan; stichtingen kunnen een bijdrage aanvragen.",
        "open",
        "De regeling is ingetrokken; stichtingen kunnen geen bijdrage meer aanvragen.",
        "closed",
    ),
    (
        "De raad besluit € 40.000 te reserveren voor het jongerenwerk.",
        "announced",
        "De raad verwerpt niets, maar het amendement van € 40.000 voor het jongerenwerk is verworpen.",
        "rejected",
    ),
    (
        "De opdracht voor het traject wordt in mei aanbesteed; inschrijvers melden zich bij het inkoopbureau.",
        "open",
        "De opdracht voor het traject is gegund aan een stichting uit de regio.",
        "granted_other",
    ),
    (
        "Het ministerie heeft onze aanvraag toegekend, dus in 2028 is er geld voor activiteiten.",
        "announced",
        "Het ministerie heeft onze aanvraag afgewezen.",
        "rejected",
    ),
]
ALIGNMENT = [
    (
        "De motie wordt met 20 stemmen voor aangenomen.",
        "adopted",
        "De motie wordt met 20 stemmen tegen verworpen.",
        "rejected",
    ),
    (
        "Het college stemt in met het regionaal programma.",
        "adopted",
        "Het college stemt niet in met het regionaal programma.",
        "rejected",
    ),
    (
        "De motie wordt aangehouden tot de raad van februari.",
        "pending",
        "De motie wordt door de indiener ingetrokken.",
        "withdrawn",
    ),
    (
        "De wethouder zegt toe met de partners een plan te maken.",
        "adopted",
        "De wethouder zegt een plan met de partners niet toe.",
        "rejected",
    ),
    (
        "Het concept ligt ter inzage tot 4 januari.",
        "pending",
        "Het initiatiefvoorstel is ingetrokken.",
        "withdrawn",
    ),
]
THREAT = [
    (
        "Voorgesteld wordt de bezuiniging op het jongerenwerk in 2028 in te laten gaan.",
        "announced",
        "De bezuiniging op het jongerenwerk is teruggedraaid.",
        "reversed",
    ),
    (
        "De raad heeft besloten tot een korting van tien procent.",
        "decided",
        "De korting van tien procent is van de baan.",
        "reversed",
    ),
]


@pytest.mark.parametrize(("signal", "pairs"), [("funding", FUNDING), ("alignment", ALIGNMENT), ("threat", THREAT)])
def test_pairs_that_differ_in_their_state(reader: Reader, signal: str, pairs: list[tuple[str, str, str, str]]) -> None:
    for first, first_state, second, second_state in pairs:
        assert (first, state(reader, signal, first)) == (first, first_state)
        assert (second, state(reader, signal, second)) == (second, second_state)


def test_a_remark_in_the_title_gives_the_state(reader: Reader) -> None:
    text = "De raad spreekt uit dat er een ontmoetingsplek voor jongeren moet komen."
    assert state(reader, "alignment", text, title="Motie Ontmoetingsplek (verworpen)", genre="motie") == "rejected"
    assert state(reader, "alignment", text, title="Motie Ontmoetingsplek (aangehouden)", genre="motie") == "goal"


def test_a_regulation_that_refuses_some_requests_is_not_rejected(reader: Reader) -> None:
    text = "Aanvragen die na 1 mei binnenkomen, worden afgewezen. De subsidie bedraagt ten hoogste € 5.000."
    assert state(reader, "funding", text, genre="subsidieregeling") == "open"


def test_the_rule_is_named(reader: Reader) -> None:
    evidence = reader.read(Text(text="Het subsidieplafond is bereikt."))
    assert reader.states(evidence, ["funding"])["funding"].rule == "funding:ceiling_reached"
    assert reader.states(evidence, ["threat"])["threat"].state == "announced"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (Text(text="3.1 Jongerenwerk en subsidie ............ 14"), "contents_line"),
        (
            Text(text="1 Inleiding  3\n2 Jeugdbeleid  7\n3 Subsidies voor jongeren  12\n4 Financiën  20"),
            "contents_line",
        ),
        (Text(text="5. Jeugdnota 2027-2030 (bespreekstuk)"), "agenda_line"),
        (Text(text="Jeugdnota", structure="contents_line"), "contents_line"),
        (Text(text="Aldus vastgesteld", structure="signature"), "signature"),
        (Text(text="De jeugdnota komt in de commissie.", genre="agenda"), "agenda_line"),
        (Text(text="De jeugdnota kost € 3.000.\nDaarna volgt een evaluatie.\nWij zoeken partners."), ""),
    ],
)
def test_passages_that_only_point_to_something(text: Text, rule: str) -> None:
    assert pointer_rule(text) == rule
