import pytest

from pipeline.detect.applicants import applicants


@pytest.mark.parametrize(
    "text",
    [
        "Subsidie wordt uitsluitend verstrekt aan rechtspersonen zonder winstoogmerk.",
        "Aanvragers zijn sportverenigingen, eventueel samen met een maatschappelijke partner.",
        "Een stichting of vereniging kan subsidie aanvragen.",
        "Per aanvraag wordt geld verleend aan een samenwerkingsverband van twee organisaties.",
        "Uitvoerders kunnen zich tot 26 februari 2027 melden.",
        "Ideeën van partners zijn welkom.",
        "€ 120.000 voor activiteiten door maatschappelijke organisaties.",
        "Ondernemers en stichtingen kunnen een aanvraag indienen.",
    ],
)
def test_included(text: str) -> None:
    assert applicants(text) == "included"


@pytest.mark.parametrize(
    "text",
    [
        "Aanvragen vóór 1 juli 2027 door particuliere woningeigenaren.",
        "Subsidie kan uitsluitend worden aangevraagd door ondernemers.",
        "Alleen inwoners kunnen subsidie aanvragen.",
        "Aanvragers zijn sportverenigingen.",
        "De subsidie wordt verstrekt aan schoolbesturen.",
        "Stichtingen komen niet in aanmerking voor subsidie. De subsidie gaat uitsluitend naar ondernemers.",
    ],
)
def test_excluded(text: str) -> None:
    assert applicants(text) == "excluded"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Het subsidieplafond bedraagt € 60.000.",
        "Het college gaat een convenant aan met de schoolbesturen en het samenwerkingsverband.",
        "Subsidie is er voor activiteiten waar inwoners elkaar ontmoeten.",
        "Voor noodsteunpunten zoeken wij buurtbewoners en jongeren.",
    ],
)
def test_unknown(text: str) -> None:
    assert applicants(text) == "unknown"
