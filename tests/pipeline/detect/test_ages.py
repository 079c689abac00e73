import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.ages import OLDEST, age_ranges


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("Marktconsultatie re-integratie jongeren 18-27 jaar", ((18, 27),)),
        ("jongeren van 12 tot en met 30 jaar", ((12, 30),)),
        ("voor jongeren van 12 t/m 17 jaar en 18 tot 23 jaar", ((12, 17), (18, 23))),
        ("voor 12- tot 18-jarigen", ()),
        ("een plek voor 16–27-jarigen", ((16, 27),)),
        ("kinderen tot 12 jaar", ((0, 11),)),
        ("inwoners van 65 jaar en ouder", ((65, OLDEST),)),
        ("deelnemers vanaf 18 jaar", ((18, OLDEST),)),
        ("De overeenkomst duurt 2 tot 4 jaar.", ()),
        ("binnen 3 jaar", ()),
        ("jongeren van 27 tot 18 jaar", ()),
    ],
)
def test_ages_are_read(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert age_ranges(text) == ranges


@given(st.text(alphabet="jongeren 0123456789-tot/m jaar", max_size=80))
def test_a_range_runs_upwards_and_its_ages_stand_in_the_text(text: str) -> None:
    for youngest, oldest in age_ranges(text):
        assert 0 <= youngest <= oldest <= OLDEST
        assert youngest == 0 or str(youngest) in text
