import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.people import full_holder, holder


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Portefeuillehouder: wethouder Samira Bouhali", "Samira Bouhali"),
        ("Portefeuillehouder: Gerda Oltmans", "Gerda Oltmans"),
        ("Portefeuillehouder\nGerda Oltmans\nZaaknummer 12", "Gerda Oltmans"),
        ("Portefeuillehouder: wethouder Lieke van Staveren\nBehandeld door: Jan Jansen", "Lieke van Staveren"),
        ("Portefeuillehouder: burgemeester Ineke Waalwijk", "Ineke Waalwijk"),
        ("Portefeuillehouder M.V. de Kolk Afdeling AOG", "M.V. de Kolk"),
        ("Portefeuillehouder: mevrouw drs. P.J. Blom - van den Berg", "P.J. Blom - van den Berg"),
        ("Verantwoordelijk wethouder: Rachid el Amrani", "Rachid el Amrani"),
        ("Burgemeester Ineke Waalwijk opent de avond.", "Ineke Waalwijk"),
        ("Wethouder Rachid el Amrani zegt toe te komen.", "Rachid el Amrani"),
        ("Namens het college, wethouder Sanne Withoos, portefeuillehouder voor jongeren.", "Sanne Withoos"),
        ("Wethouder Marja Blonk (VVD) licht toe.", "Marja Blonk"),
        ("Samira Bouhali, wethouder Jeugd, is blij.", "Samira Bouhali"),
        ("Ondertekend door Harm Postma (wethouder)", "Harm Postma"),
        ("Jongerenagenda, trekker wethouder Withoos.", "Withoos"),
        ("Wethouder Van Staveren en weer wethouder Van Staveren.", "Van Staveren"),
        ("Dat zou wethouder de Kolk kunnen doen.", "de Kolk"),
        ("Wethouder Withoos komt. Wethouder Sanne Withoos sluit.", "Sanne Withoos"),
        ("Trekker wethouder Brandwijk; regie bij wethouder Sanne Withoos.", "Sanne Withoos"),
        ("Portefeuillehouder: Gerda Oltmans. Ook wethouder Bert Nijenkamp was er.", "Gerda Oltmans"),
    ],
)
def test_office_holders(text: str, name: str) -> None:
    found = holder(text)
    assert found is not None
    assert found.value == name == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "Registratienummer: Portefeuillehouder: Mede betrokken: 2026-RV-118",
        "Behandeld door: Jan Jansen",
        "De griffier, Jan Jansen, en de gemeentesecretaris, Piet Pieters.",
        "De heer De Jonge (fractie PRO) vraagt naar de begraafplaats.",
        "Raadslid Anna de Wit dient de motie in.",
        "Het college van burgemeester en wethouders van Havenstede",
        "De burgemeester,\nIneke Waalwijk",
        "de secretaris burgemeester mevr. I. Waalwijk",
        "De wethouder Sociaal Domein, Wonen en Onderwijs krijgt de opdracht.",
        "de wethouder van Duinmeren",
        "Portefeuillehouder: n.v.t.",
        "Portefeuillehouder Jeugd en Onderwijs",
        "Portefeuillehouder: Jeugd",
        "oud-wethouder Jan Smit en voormalig burgemeester Kees Blom",
        "Burgemeester Keizerstraat 3 en de Burgemeester Blomschool",
        "wethouder Artikel 3.2.1",
        "Ineke Waalwijk | burgemeester | Veiligheid",
        "Wethouder Samira Bouhali: Jeugd en Onderwijs\nWethouder Pim Verloop: Werk en Inkomen",
        "Aanwezig: Samira Bouhali (wethouder) en Pim Verloop (wethouder)",
        "wethouder Brandwijk en wethouder Hoefsloot",
        "Portefeuillehouder: Samira Bouhali\nPortefeuillehouder: Pim Verloop",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert holder(text) is None


def test_the_field_of_a_document_goes_before_its_text() -> None:
    texts = ["Wethouder Pim Verloop sprak.", "Portefeuillehouder: wethouder Samira Bouhali", "wethouder Verloop"]
    found = full_holder(texts)
    assert found is not None
    assert found.value == "Samira Bouhali"
    assert texts[1][found.start : found.end] == found.value


def test_a_surname_in_the_field_takes_the_full_name_from_the_text() -> None:
    found = full_holder(["Portefeuillehouder: wethouder Withoos", "Wethouder Sanne Withoos komt."])
    assert found is not None
    assert found.value == "Sanne Withoos"


def test_a_table_of_portfolios_names_nobody() -> None:
    table = "Portefeuillehouder: Samira Bouhali\nPortefeuillehouder: Pim Verloop"
    assert full_holder([table]) is None
    found = full_holder([table, "Wethouder Pim Verloop is blij."])
    assert found is not None
    assert found.value == "Pim Verloop"


def test_different_fields_name_nobody() -> None:
    assert full_holder(["Portefeuillehouder: Samira Bouhali", "Portefeuillehouder: Pim Verloop"]) is None


GIVEN_NAMES = ["Samira", "Jan-Willem", "Émile", "Pim", "P.J.", "Th.M."]
SURNAMES = ["Bouhali", "de Kolk", "van der Brink", "el Amrani", "ten Have", "Blom-van den Berg", "O’Hara", "IJzerman"]


@given(
    given_name=st.sampled_from(GIVEN_NAMES),
    surname=st.sampled_from(SURNAMES),
    office=st.sampled_from(["wethouder", "burgemeester", "wethouder mevrouw", "Wethouder"]),
    after=st.sampled_from(["", ".", " zegt toe dat", ", en", "\nZaaknummer: 12", " (PRO)"]),
)
def test_names_in_office_come_back(given_name: str, surname: str, office: str, after: str) -> None:
    found = holder(f"Aldus {office} {given_name} {surname}{after}")
    assert found is not None
    assert found.value == f"{given_name} {surname}"
