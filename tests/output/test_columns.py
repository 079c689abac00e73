from hypothesis import given
from hypothesis import strategies as st

from output.columns import Column, table

TABLE = (Column(heading="naam", width=8), Column(heading="€", width=7, is_amount=True), Column(heading="wie", width=6))
EXPECTED = """\
naam           €  wie
-------- -------  ------
Havenst-  25.000  een
ede               club

Veld           1"""


def test_cells_are_wrapped_and_amounts_stand_to_the_right() -> None:
    assert table(TABLE, [("Havenstede", "25.000", "een club"), ("Veld", "1", "")]) == EXPECTED


@given(st.lists(st.tuples(*[st.text(alphabet="xyz- é", max_size=40)] * 3), max_size=4))
def test_no_line_is_wider_than_the_table_and_nothing_is_lost(rows: list[tuple[str, str, str]]) -> None:
    written = table(TABLE, rows)
    assert all(len(line) <= 8 + 1 + 7 + 2 + 6 for line in written.splitlines())
    letters = "".join(cell for row in rows for cell in row)
    assert all(written.count(letter) == letters.count(letter) for letter in "xyzé")
