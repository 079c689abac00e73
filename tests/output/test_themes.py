import pytest

from output.queries import UnknownValue
from output.themes import keys, labels


def test_a_theme_goes_by_its_name_or_key() -> None:
    assert keys(["Jongeren en geldzorgen", "SPORTAKKOORD", "schuldhulp"]) == (
        "schuldhulp_jongeren",
        "sportakkoord",
        "schuldhulp",
    )
    assert all(keys([label]) == (key,) for key, label in labels().items())


def test_an_unknown_theme_is_told_with_what_comes_near() -> None:
    with pytest.raises(UnknownValue, match="'sportakoord' does not exist; choose from Sportakkoord"):
        keys(["sportakoord"])
    with pytest.raises(UnknownValue, match="choose from Maatschappelijke diensttijd, "):
        keys(["xyz"])
