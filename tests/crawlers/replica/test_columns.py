from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pytest

from crawlers.replica.columns import COLUMN_WIDTH, GUTTER, breaks, print_columns
from crawlers.replica.markup import Block, Fill, parse_markup
from crawlers.replica.paper import LEFT, Letterhead
from crawlers.replica.typeset import WIDTH

HEAD = Letterhead(sender="Gemeente Veldhorst", kind="Nota", address="Brink 4", title="Nota beheer", colour="#336699")
PROSE = (
    "De vrijwilligersorganisaties in de buitengebieden onderhouden de wandelpaden samen met de gemeentelijke "
    "buitendienst. Verantwoordelijkheden zijn vastgelegd in samenwerkingsovereenkomsten, die jaarlijks worden "
    "geëvalueerd en waar nodig aangepast aan de omstandigheden. "
)
WIDE = "| Onderdeel van de meerjarenbegroting en het bijbehorende programma | 2027 |\n|---|---|\n" + "".join(
    f"| Instandhouding van de gemeentelijke wandelpaden, vak {number} | {number}.000 |\n" for number in range(1, 9)
)
BODY = "# Nota beheer\n\n@kop\nDatum: 17 november 2026\n@einde\n\n" + "\n\n".join(
    f"## Onderdeel {number}\n\n{PROSE * 3}\n\n1. {PROSE}\n\n2. {PROSE}" for number in range(1, 5)
)
BODY += f"\n\n@tabel Kosten\n{WIDE}\n\n{PROSE * 4}"
LEFT_END, RIGHT_START = LEFT + COLUMN_WIDTH, LEFT + COLUMN_WIDTH + GUTTER


def no_fill(_: Fill) -> Iterator[Block]:
    return iter(())


def columns_of(pages: list[pdfplumber.page.Page]) -> Iterator[pdfplumber.page.Page]:
    """The columns in reading order: those above the table before those below it."""
    for page in pages:
        tables = page.find_tables()
        heights = [(70, tables[0].bbox[1] - 20), (tables[0].bbox[3], 780)] if tables else [(70, 780)]
        for top, bottom in heights:
            yield page.crop((LEFT - 2, top, LEFT_END + 2, bottom))
            yield page.crop((RIGHT_START - 2, top, LEFT + WIDTH + 2, bottom))


def printed() -> bytes:
    return print_columns(parse_markup(BODY), HEAD, no_fill)


@pytest.fixture(scope="module")
def pages() -> Iterator[list[pdfplumber.page.Page]]:
    with pdfplumber.open(BytesIO(printed())) as pdf:
        yield pdf.pages


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("gemeente", "ge-meente"),
        ("kostenraming", "kos-ten-ra-ming"),
        ("publiek", "pu-bliek"),
        ("vrijwilligerspunt", "vrij-wil-li-ger-spunt"),
        ("uitvoeringsprogramma", "uit-voe-rings-pro-gramma"),
        ("bestuur", "be-stuur"),
        ("veranderingen", "ver-an-de-rin-gen"),
        ("instrument", "in-stru-ment"),
        ("straat", "straat"),
        ("re-integratie", "re-integratie"),
        ("MDT", "MDT"),
        ("2026", "2026"),
    ],
)
def test_words_are_broken_between_syllables(word: str, broken: str) -> None:
    heads = [len(head) for head, tail in breaks(word) if head + tail == word]
    assert heads == sorted(heads, reverse=True)
    for place in heads:
        word = f"{word[:place]}-{word[place:]}"
    assert word == broken


def test_the_running_text_stands_in_two_columns(pages: list[pdfplumber.page.Page]) -> None:
    words = pages[0].crop((0, 200, pages[0].width, 780)).extract_words()
    left, right = [w for w in words if w["x1"] <= LEFT_END + 1], [w for w in words if w["x0"] >= RIGHT_START - 1]
    assert len(left) > 100
    assert len(right) > 100
    assert len(left) + len(right) == len(words)


def test_lines_are_justified_and_words_are_broken(pages: list[pdfplumber.page.Page]) -> None:
    column = pages[0].crop((LEFT - 2, 200, LEFT_END + 2, 780))
    lines = column.extract_text_lines()
    assert sum(abs(line["x1"] - LEFT_END) < 1 for line in lines) > len(lines) / 2
    broken = [line["text"] for line in lines if re.search(r"[a-z]-$", line["text"])]
    assert len(broken) > 5


def test_nothing_is_lost_between_columns_and_pages(pages: list[pdfplumber.page.Page]) -> None:
    text = "\n".join(column.extract_text() for column in columns_of(pages))
    text = text.replace("-\n", "").replace("\n", " ")
    for sentence in PROSE.strip().split(". "):
        assert text.count(sentence.rstrip(".")) == 4 * 5 + 4


def test_a_table_spans_both_columns(pages: list[pdfplumber.page.Page]) -> None:
    tables = [table for page in pages for table in page.find_tables()]
    assert len(tables) == 1
    assert tables[0].bbox[2] - tables[0].bbox[0] > COLUMN_WIDTH + GUTTER


def test_no_heading_ends_a_column(pages: list[pdfplumber.page.Page]) -> None:
    found = 0
    for column in columns_of(pages):
        lines = [line["text"] for line in column.extract_text_lines()]
        headings = [place for place, line in enumerate(lines) if re.fullmatch(r"Onderdeel \d", line)]
        found += len(headings)
        assert all(place < len(lines) - 1 for place in headings)
    assert found == 4


def test_the_bytes_are_the_same_twice() -> None:
    assert printed() == printed()


def test_what_is_higher_than_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="higher than a page"):
        print_columns(parse_markup("1. " + PROSE * 40), HEAD, no_fill)
