import pytest

from models.taxonomy import load_taxonomy
from pipeline.detect.stage import UnknownStageError, influence, outcome, stage


def named(title: str, genre: str, text: str = "") -> str | None:
    found = stage(title, genre, text)
    return found.value if found else None


@pytest.mark.parametrize(
    ("title", "genre", "text", "expected"),
    [
        ("Raadsvoorstel Sportakkoord", "raadsvoorstel", "Gevraagd besluit: vast te stellen.", "besluit"),
        ("Motie Eén loket", "motie", "draagt het college op", "signaal"),
        ("Motie Ontmoeting (verworpen)", "motie", "", "afgesloten"),
        ("Motie Ontmoeting", "motie", "De motie wordt ingetrokken.", "afgesloten"),
        ("Motie Ontmoeting (aangehouden)", "motie", "", "signaal"),
        ("Startnotitie Jeugdagenda", "startnotitie", "", "startnotitie"),
        ("Concept Beleidsplan schulden", "beleidsnota", "", "concept"),
        ("Ontwerp Verordening", "beleidsnota", "", "concept"),
        ("Beleidsplan", "beleidsnota", "De conceptverordening ligt ter inzage tot 4 januari.", "concept"),
        ("Beleidsregel Social Return", "beleidsnota", "", "besluit"),
        ("Marktconsultatie re-integratie", "aanbesteding", "", "concept"),
        ("Aanbesteding vervoer", "aanbesteding", "", "uitvoering"),
        ("Wensen en bedenkingen programma", "raadsvoorstel", "", "kaderstelling"),
        ("Subsidieregeling Dorpenfonds", "subsidieregeling", "", "uitvoering"),
        (
            "Subsidieregeling Dorpenfonds",
            "subsidieregeling",
            "Als het subsidieplafond is bereikt, stopt het.",
            "uitvoering",
        ),
        ("Subsidieregeling Dorpenfonds", "subsidieregeling", "Let op. Het subsidieplafond is bereikt.", "afgesloten"),
        ("Subsidieregeling Cultuur (aanvraagperiode gesloten)", "subsidieregeling", "", "afgesloten"),
        ("Programmabegroting 2027", "begroting", "", "besluit"),
        ("Raadsinformatiebrief Voortgang", "raadsinformatiebrief", "Wij verkennen dit.", "uitvoering"),
        ("Raadsinformatiebrief Schulden", "raadsinformatiebrief", "Ideeën van partners zijn welkom.", "concept"),
        ("Raadsinformatiebrief Sport", "raadsinformatiebrief", "Het akkoord stopt per 31 december.", "besluit"),
        ("Raadsinformatiebrief Plekken", "raadsinformatiebrief", "Wij verkennen dit.", "signaal"),
        ("Bijlage 3", "bijlage", "Tabel", None),
        ("Iets", "onbekend genre", "", None),
    ],
)
def test_stages(title: str, genre: str, text: str, expected: str | None) -> None:
    assert named(title, genre, text) == expected


def test_the_words_that_say_so_are_given() -> None:
    text = "De conceptverordening ligt ter inzage."
    found = stage("Verordening", "beleidsnota", text)
    assert found is not None
    assert text[found.start : found.end] == "conceptverordening ligt ter inzage"


def test_influence_comes_from_the_taxonomy() -> None:
    assert {key: influence(key) for key in load_taxonomy().stages} == {
        key: entry.influence for key, entry in load_taxonomy().stages.items()
    }
    with pytest.raises(UnknownStageError, match="onzin"):
        influence("onzin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Motie Ontmoeting (verworpen)", "rejected"),
        ("Motie X\nDe motie is verworpen (6 voor, 13 tegen).", "rejected"),
        ("Amendement X\nHet amendement is aangenomen met 17 tegen 10.", "adopted"),
        ("Motie X\nDe motie wordt aangehouden tot de raad van 11 februari 2027.", "held"),
        ("Motie X\nDe motie wordt door de indieners ingetrokken.", "withdrawn"),
        ("Motie X\nUitslag stemming: verworpen", "rejected"),
        ("Motie X\nUitslag Aangenomen Indiener PRO", "adopted"),
        ("Motie X\nMet algemene stemmen aangenomen.", "adopted"),
        ("Motie X\nDe motie is niet aangenomen.", "rejected"),
        ("Motie X\nDe motie is aangehouden. De motie is aangenomen.", "adopted"),
        ("Motie X\nverzoekt het college te onderzoeken", ""),
        ("Motie X\nconstaterende dat de motie Zwembad is aangenomen", ""),
        ("Motie X\nTijdelijke middelen worden aangehouden bij het Rijk.", ""),
        ("Motie X\nDe verordening wordt ingetrokken.", ""),
        ("Motie X\nDe brieven worden voor kennisgeving aangenomen.", ""),
        ("Motie X\nDe eerdere motie is verworpen.", ""),
    ],
)
def test_outcomes(text: str, expected: str) -> None:
    assert outcome(text) == expected
