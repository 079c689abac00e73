import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.privacy import MASK, is_private, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "Behandeld door M. Janssens, m.janssens@havenstede.example, 010-0000000",
            f"Behandeld door {MASK}, {MASK}, {MASK}",
        ),
        ("Steller: Jan Jansen en P. de Vries", f"Steller: {MASK} en {MASK}"),
        ("Behandelend ambtenaar: mevrouw K. Bos", f"Behandelend ambtenaar: mevrouw {MASK}"),
        ("Contactpersoon : : Pim van den Akker", f"Contactpersoon : : {MASK}"),
        ("Opstellers: A. Jansen, B. de Vries en C. Smit", f"Opstellers: {MASK}, {MASK} en {MASK}"),
        ("Bel (010) 000 00 00 of 06 12 34 56 78.", f"Bel {MASK} of {MASK}."),
        ("Bel +31 (0)10 000 00 00 of 0031612345678", f"Bel {MASK} of {MASK}"),
        ("BSN 123456782", f"BSN {MASK}"),
        ("burgerservicenummer: 10000008", f"burgerservicenummer: {MASK}"),
        ("Rekening NL91 ABNA 0417 1643 00 ten name van", f"Rekening {MASK} ten name van"),
        ("Rekening GB82 WEST 1234 5698 7654 32 en zo", f"Rekening {MASK} en zo"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert is_private(text)
    assert not is_private(masked)


@pytest.mark.parametrize(
    "text",
    [
        "Portefeuillehouder: wethouder Samira Bouhali",
        "Contactpersoon: wethouder Samira Bouhali",
        "Behandeld door: team Jeugd en Onderwijs",
        "De subsidie bedraagt € 123456782 of € 300.000,00.",
        "Op 01-02-2027 12.00 uur en op 2027-02-12",
        "Zaaknummer 123456789 en gmb-2026-487316",
        "Rekening NL91 ABNA 1417 1643 00",
        "Bel 14 010 of 0800-1234.",
        "De steller van de vragen kreeg antwoord.",
        "In 2026-2027 leven 12.345.678 mensen.",
        f"Steller: {MASK}, bel {MASK}",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert mask(text) == text
    assert not is_private(text)


FRAGMENTS = st.sampled_from(
    [
        "Steller: ",
        "Behandeld door ",
        "Jan Jansen",
        "P. de Vries",
        " en ",
        ", ",
        "a@b.example",
        "010-0000000",
        "06 12345678",
        "123456782",
        "NL91ABNA0417164300",
        "wethouder ",
        "€ 300.000",
        "\n",
        " ",
        "Contactpersoon",
        ": ",
        "0",
        "1",
        "van ",
    ]
)


@given(st.lists(FRAGMENTS, max_size=12).map("".join))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)
    assert is_private(text) == (mask(text) != text)


@given(st.integers(2, 999_999_999), st.sampled_from(["€ {}", "€{},-", "{} euro", "EUR {}"]))
def test_amounts_are_never_masked(value: int, form: str) -> None:
    for written in (form.format(value), form.format(f"{value:,}".replace(",", "."))):
        assert mask(f"Er is {written} nodig.") == f"Er is {written} nodig."
