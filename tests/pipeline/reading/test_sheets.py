"""The order of a page: whatever the layout, every word is read once."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.sheets import lines_on
from pipeline.reading.words import Character

WIDTH, HEIGHT = 600.0, 840.0
TURNS = (0, 90, 180, 270)


def character(text: str, x: float, y: float, size: float, degrees: int) -> Character:
    return {
        "text": text,
        "x0": x,
        "x1": x + size / 2,
        "top": y,
        "bottom": y + size,
        "doctop": y,
        "size": size,
        "fontname": "Font",
        "bold": False,
        "turn": degrees,
    }


def spelled(word: str, x: float, y: float, size: float) -> list[Character]:
    return [character(letter, x + index * size / 2, y, size, 0) for index, letter in enumerate(word)]


places = st.tuples(st.integers(0, 11), st.integers(0, 50), st.sampled_from([8.0, 10.0, 14.0]))
words = st.text("abcdefghij", min_size=1, max_size=5)


@settings(max_examples=150)
@given(st.dictionaries(places.map(lambda place: place[:2]), st.tuples(words, places), max_size=60))
def test_every_word_is_read_once(placed: dict[tuple[int, int], tuple[str, tuple[int, int, float]]]) -> None:
    characters: list[Character] = []
    for (column, row), (word, (_, _, size)) in placed.items():
        characters += spelled(word, 10 + 48 * column, 10 + 16 * row, size)
    lines = lines_on(characters, WIDTH, HEIGHT, lambda found: ([], list(found)))
    drawn = Counter(letter for word, _ in placed.values() for letter in word)
    assert Counter(letter for line in lines for letter in line.text if letter.isalpha()) == drawn
    assert all(line.text for line in lines)
    assert [line.block for line in lines] == sorted(line.block for line in lines)


@given(st.sampled_from(TURNS), st.integers(50, 500), st.integers(50, 700))
def test_boxes_of_turned_text_stay_on_their_glyphs(degrees: int, x: int, y: int) -> None:
    glyph = character("x", float(x), float(y), 10.0, degrees)
    (line,) = lines_on([glyph], WIDTH, HEIGHT, lambda found: ([], list(found)))
    assert line.box is not None
    assert [round(edge) for edge in line.box] == [x, y, x + 5, y + 10]


def test_an_empty_page_has_no_lines() -> None:
    assert lines_on([], WIDTH, HEIGHT, lambda found: ([], list(found))) == []


def test_a_sign_without_width_that_is_printed_twice_is_read_once() -> None:
    printed = [
        character(text, x + shift, 100, 10, 0) | ({"x1": x + shift} if text == "€" else {})
        for shift in (0.0, 0.3)
        for text, x in (("€", 50), (" ", 50), ("9", 60))
    ]
    lines = lines_on(printed, WIDTH, HEIGHT, lambda words: ([], list(words)))
    assert [line.text for line in lines] == ["€ 9"]


def test_keywords_in_the_margin_stand_before_the_text_beside_them() -> None:
    rows = [
        ("Een jongere zonder schulden raakt minder snel zijn woning", "Recreatie"),
        ("kwijt, doet minder vaak een beroep op de bijstand en houdt", "langs water"),
        *[("een baan langer vol dan wie wel schulden bij een bedrijf heeft", "")] * 8,
    ]
    printed = []
    for index, (text, keyword) in enumerate(rows):
        for line, left in ((keyword, 60.0), (text, 150.0)):
            for word in re.finditer(r"\S+", line):
                printed += spelled(word[0], left + 3 * word.start(), 100.0 + 8 * index, 6)
    texts = [line.text for line in lines_on(printed, WIDTH, HEIGHT, lambda words: ([], list(words)))]
    assert texts[:3] == ["Recreatie", "langs water", rows[0][0]]
    assert texts[3] == rows[1][0]
