import csv
import io
import json
from datetime import date

import pytest

from output.tables import csv_text, json_text


def test_csv_opens_in_a_dutch_spreadsheet() -> None:
    written = csv_text(
        ["naam", "ratio", "dag", "leeg", "lijst"], [["Ééń; x", 0.5, date(2027, 1, 31), None, ("a", "b")]]
    )
    assert written.startswith("\ufeffnaam;ratio;dag;leeg;lijst\r\n")
    assert list(csv.reader(io.StringIO(written), delimiter=";"))[1] == ["Ééń; x", "0,5", "2027-01-31", "", "a, b"]


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@x", "\tx", "  =1"])
def test_no_cell_acts_as_a_formula(text: str) -> None:
    written = csv_text(["titel"], [[text], [(text, "b")]])
    cells = [row[0] for row in csv.reader(io.StringIO(written), delimiter=";")][1:]
    assert cells == [f"'{text}", f"'{text}, b"]


def test_numbers_below_zero_stay_numbers() -> None:
    assert csv_text(["n"], [[-5], [-0.5]]).splitlines()[1:] == ["-5", "-0,5"]


def test_json_is_readable_and_strict() -> None:
    assert json.loads(json_text({"dag": date(2027, 1, 31), "x": ("é",)})) == {"dag": "2027-01-31", "x": ["é"]}
    with pytest.raises(TypeError, match="set has no JSON form"):
        json_text({1, 2})
