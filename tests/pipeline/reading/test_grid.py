import pytest

from pipeline.reading.grid import Cell, is_amount, row_texts


def rows(*texts: list[str], bold: int = 0, header: int = 0) -> list[list[Cell]]:
    return [
        [Cell(text, bold=index < bold, is_header=index < header) for text in row] for index, row in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "text", ["0", "-300", "€ 1.250.000", "€ 45.000,-", "12,5%", "(300)", "pm", "p.m.", "-/- 12", "n.v.t.", "–"]
)
def test_amounts(text: str) -> None:
    assert is_amount(text)


@pytest.mark.parametrize("text", ["Jeugd", "2e kwartaal", "art. 12", "12 jongeren", ""])
def test_no_amounts(text: str) -> None:
    assert not is_amount(text)


def test_names_above_amounts_are_a_header() -> None:
    assert row_texts(rows(["Thema", "2027", "2028"], ["Jeugd", "0", "-300"])) == [
        "",
        "Thema: Jeugd | 2027: 0 | 2028: -300",
    ]


def test_first_column_may_have_no_name() -> None:
    assert row_texts(rows(["", "2027", "2028"], ["Jeugd", "5", ""])) == [
        " | ".join(["2027", "2028"]),
        "Jeugd | 2027: 5",
    ]


def test_two_header_rows_are_stacked() -> None:
    found = row_texts(rows(["", "Rekening", "Begroting"], ["", "2025", "2026"], ["Baten", "12", "14"]))
    assert found[-1] == "Baten | Rekening 2025: 12 | Begroting 2026: 14"


def test_bold_or_marked_names_above_words_are_a_header() -> None:
    words = (["Onderwerp", "Besluit"], ["Regeling", "Vastgesteld"])
    assert row_texts(rows(*words, bold=1)) == ["", "Onderwerp: Regeling | Besluit: Vastgesteld"]
    assert row_texts(rows(*words, header=1)) == ["", "Onderwerp: Regeling | Besluit: Vastgesteld"]
    assert row_texts(rows(*words)) == ["Onderwerp | Besluit", "Regeling | Vastgesteld"]


def test_names_above_dates_are_a_header() -> None:
    table = rows(["Stap", "Periode"], ["Publicatie", "20 november 2026"], ["Sluiting", "18 december 2026"])
    assert row_texts(table)[1] == "Stap: Publicatie | Periode: 20 november 2026"


def test_a_row_of_words_further_down_is_no_header() -> None:
    found = row_texts(rows(["Thema", "Bedrag"], ["Jeugd", "10"], ["waarvan", "incidenteel"], ["Sport", "20"]))
    assert found[2] == "Thema: waarvan | Bedrag: incidenteel"


def test_labels_with_a_colon_and_their_values() -> None:
    assert row_texts(rows(["Datum:", "3 november"], ["Portefeuillehouder:", "wethouder De Boer"])) == [
        "Datum: 3 november",
        "Portefeuillehouder: wethouder De Boer",
    ]
