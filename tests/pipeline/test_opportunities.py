"""From passages to a finding, with the vocabulary as the tagger: no trained model is needed to judge rightly."""

import json
from datetime import date

import pytest

from models.records import Text
from models.tagger import Tagger, load_tagger
from pipeline.opportunities import Subject, find
from pipeline.records import Finding, Passage, PlacedBox

PUBLISHED = date(2026, 11, 18)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(None)


def paper(*texts: str, structure: str = "body", heading: str = "") -> list[Passage]:
    return [
        Passage(
            position=position,
            page=position + 1,
            text=text,
            heading=heading,
            structure=structure,  # type: ignore[arg-type]
            boxes=(PlacedBox(page=position + 1, box=(10.0, 20.0, 500.0, 32.0)),),
            offsets=(0,),
        )
        for position, text in enumerate(texts)
    ]


def judge(
    tagger: Tagger,
    title: str,
    passages: list[Passage],
    *,
    genre: str = "raadsinformatiebrief",
    meetings: tuple[tuple[date, str], ...] = (),
) -> Finding | None:
    subject = Subject(
        document_key="notubiz:1:1",
        title=title,
        genre=genre,
        gemeente="Rietbeek",
        published=PUBLISHED,
        meetings=meetings,
    )
    texts = [Text(text=p.text, title=title, heading=p.heading, genre=genre, structure=p.structure) for p in passages]
    *tags, title_tags = tagger.tag([*texts, Text(text=title, genre=genre)])
    return find(subject, "a" * 64, list(zip(passages, tags, strict=True)), title_tags=title_tags)


REGULATION = (
    "Het college verstrekt subsidie voor activiteiten van het jongerenwerk, door en voor jongeren van 12 tot 23 jaar.",
    "Het subsidieplafond voor 2027 is € 80.000.",
    "Stichtingen en verenigingen dienen hun aanvraag in van 1 december 2026 tot en met 15 januari 2027.",
    "Per aanvraag verleent het college ten hoogste € 10.000.",
)


def test_a_youth_regulation_is_money_with_ceiling_maximum_and_last_day(tagger: Tagger) -> None:
    found = judge(tagger, "Subsidieregeling Jongerenwerk Rietbeek 2027", paper(*REGULATION), genre="subsidieregeling")
    assert found is not None
    assert found.type == "funding"
    assert "jeugd" in found.domains
    assert (found.amount_eur, found.amount_kind, found.max_per_application_eur) == (80_000, "ceiling", 10_000)
    assert (found.deadline, found.deadline_kind) == (date(2027, 1, 15), "application")
    assert found.holder is None
    assert found.applicants == "included"


def test_every_field_has_its_sentence_and_page(tagger: Tagger) -> None:
    passages = paper(*REGULATION)
    found = judge(tagger, "Subsidieregeling Jongerenwerk Rietbeek 2027", passages, genre="subsidieregeling")
    assert found is not None
    proof = {one.field: one for one in found.evidence}
    assert set(proof) == {"amount_eur", "max_per_application_eur", "deadline"}
    for one in found.evidence:
        assert one.quote in passages[one.page - 1].text
    assert "€ 80.000" in proof["amount_eur"].quote
    assert found.quote in passages[found.page - 1].text


def test_the_same_rules_for_roofs_are_nothing(tagger: Tagger) -> None:
    texts = [text.replace("van het jongerenwerk, door en voor jongeren van 12 tot 23 jaar", "op platte daken")
             for text in REGULATION]  # fmt: skip
    assert judge(tagger, "Subsidieregeling Groene daken 2027", paper(*texts), genre="subsidieregeling") is None


PROPOSAL = (
    "Wij willen dat jongeren die thuiszitten weer meedoen. Daarvoor zoeken wij partners in het jongerenwerk.",
    "Portefeuillehouder: wethouder Karin Boomsma. Raadsvergadering: 10 december 2026.",
)


def test_policy_without_money_is_something_to_join(tagger: Tagger) -> None:
    meetings = ((date(2026, 12, 10), "Gemeenteraad"),)
    found = judge(tagger, "Raadsvoorstel Jongerenagenda", paper(*PROPOSAL), genre="raadsvoorstel", meetings=meetings)
    assert found is not None
    assert (found.type, found.amount_eur, found.holder) == ("alignment", None, "Karin Boomsma")
    assert found.decision_date == date(2026, 12, 10)
    assert found.opening == "strong"


def test_a_meeting_that_the_paper_does_not_name_is_no_decision_date(tagger: Tagger) -> None:
    meetings = ((date(2027, 2, 4), "Gemeenteraad"),)
    found = judge(tagger, "Raadsvoorstel Jongerenagenda", paper(*PROPOSAL), genre="raadsvoorstel", meetings=meetings)
    assert found is not None
    assert found.decision_date is None


def test_a_cut_is_a_threat_and_takes_its_scale_from_the_table(tagger: Tagger) -> None:
    table = [
        *paper("Bedragen x € 1.000", heading="Ombuigingen"),
        *paper(
            "Ombuiging: bezuiniging op het jongerenwerk | 2027: 0 | 2028: -120",
            structure="table_row",
            heading="Ombuigingen",
        ),
    ]
    found = judge(tagger, "Programmabegroting 2027 Rietbeek", table, genre="begroting")
    assert found is not None
    assert (found.type, found.amount_eur) == ("threat", 120_000)
    assert found.perspectives[0] == "P6"


@pytest.mark.parametrize("outcome", ["De motie is verworpen (6 voor, 13 tegen).", "De motie is ingetrokken."])
def test_a_motion_that_fell_is_nothing(tagger: Tagger, outcome: str) -> None:
    text = "verzoekt het college te onderzoeken hoe het jongerenwerk partners kan vinden voor jongeren zonder school;"
    assert judge(tagger, "Motie Jongerenwerk", paper(text, outcome), genre="motie") is None
    assert judge(tagger, "Motie Jongerenwerk", paper(text), genre="motie") is not None


def test_an_agenda_is_nothing_itself(tagger: Tagger) -> None:
    assert judge(tagger, "Agenda raad 10 december 2026", paper(*PROPOSAL), genre="agenda") is None


def test_a_list_counts_the_lines_on_our_domains_only(tagger: Tagger) -> None:
    text = "Binnenstad: € 220.000\nJongerenwerk: € 90.000\nVerlichting: € 500.000"
    lead = "Het college stelt de subsidieplafonds voor 2027 vast. Aanvragen worden ingediend door stichtingen."
    found = judge(tagger, "Besluit subsidieplafonds 2027", paper(f"{lead}\n{text}"), genre="aanwijzingsbesluit")
    assert found is not None
    assert found.amount_eur == 90_000
    assert found.list_only


def test_a_sentence_with_a_civil_servant_is_never_the_quote(tagger: Tagger) -> None:
    text = (
        "Partners kunnen zich melden bij het jongerenwerk: Behandeld door P. de Wit, p.dewit@rietbeek.example. "
        "Voor jongeren zonder startkwalificatie zoeken wij organisaties die een plek bieden."
    )
    found = judge(tagger, "Informatiebrief Jongeren in beeld", paper(text))
    assert found is not None
    assert "de Wit" not in found.quote


def test_the_explanation_holds_the_words(tagger: Tagger) -> None:
    found = judge(tagger, "Raadsvoorstel Jongerenagenda", paper(*PROPOSAL), genre="raadsvoorstel")
    assert found is not None
    hits = json.loads(found.explanation)["hits"]
    assert {"jeugd", "opening"} <= {hit["concept"] for hit in hits}
