import pytest

from pipeline.matter import case_numbers, named_publications, subject, telling_words, years


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Zaaknummer: Z26-118402\nDatum: 5 november", ["Z26-118402"]),
        ("Registratienummer: 2026-RIB-204", ["2026-RIB-204"]),
        ("Griffienummer: G2026-0172", ["G2026-0172"]),
        ("Ons kenmerk: D26-11843.", ["D26-11843"]),
        ("Zaak: 2026/08402", ["2026/08402"]),
        ("Uw kenmerk: D26-11843", []),
        ("Registratienummer: \nPortefeuillehouder: Pim Verloop", []),
        ("Zaaknummer: 2026", []),
        ("Zaaknummer: Z26-118402\nVoorgaand zaaknummer: Z26-000001", []),
        ("Het zaaksysteem: 99,0 procent van de 2.000.000 zaken", []),
        ("basisregistratie 402 417 410", []),
        (f"{'x ' * 2000}Zaaknummer: Z26-118402", []),
    ],
)
def test_a_case_number_stands_alone_in_the_head(text: str, number: list[str]) -> None:
    assert list(case_numbers(text)) == number


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rectificatie van de regeling die is bekendgemaakt als GMB-2026-487316.", ["gmb-2026-487316"]),
        ("De regeling (cvdr746918) wordt ingetrokken.", ["CVDR746918"]),
        ("Gelet op de Algemene subsidieverordening (CVDR123456) besluit het college", []),
        ("als bedoeld in artikel 3 van de verordening, gmb-2020-1", []),
        ("stcrt-2026-41277 wijzigt prb-2026-17642", ["stcrt-2026-41277", "prb-2026-17642"]),
        ("gmb-2026", []),
    ],
)
def test_publications_are_named_but_not_those_a_text_rests_on(text: str, named: list[str]) -> None:
    assert list(named_publications(text)) == named


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("Raadsvoorstel Sport- en beweegakkoord Duinmeren 2027-2030 (gewijzigd)", "sport en beweegakkoord 2027 2030"),
        ("Sport- en beweegakkoord Duinmeren 2027-2030", "sport en beweegakkoord 2027 2030"),
        ("Afdoening motie Eén loket voor jongeren", "een loket voor jongeren"),
        ("Motie Eén loket voor jongeren (aangenomen)", "een loket voor jongeren"),
        ("Rectificatie van de Subsidieregeling Dorpenfonds 2027", "subsidieregeling dorpenfonds 2027"),
        ("Bijlage 1", ""),
        ("Raadsvoorstel", ""),
        ("Beantwoording schriftelijke vragen", ""),
        ("Subsidieregeling Duinmeren", ""),
        ("", ""),
    ],
)
def test_the_subject_is_what_remains_of_a_title(title: str, about: str) -> None:
    assert subject(title, "Duinmeren") == about


def test_words_and_years_of_a_title() -> None:
    assert telling_words("Raadsvoorstel Vrijwilligersnota Samen doen 2027") == {"vrijwilligersnota", "samen"}
    assert years("Programma 2027-2030, kenmerk 120271") == {"2027", "2030"}
