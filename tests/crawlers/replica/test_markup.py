from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.replica.markup import (
    Fields,
    Fill,
    Heading,
    Item,
    MarkupError,
    PageBreak,
    Paragraph,
    Table,
    parse_markup,
    plain_text,
)

BODY = """
# Kop

@kop
Datum: 3 november 2026
Portefeuillehouder: wethouder Samira Bouhali
@einde

Een zin over
twee regels.

- eerste
- tweede loopt
  door
1. genummerd
a. letter

@tabel Bedragen (x € 1.000)
| Post | 2027 |
|---|---|
| Wegen | 1.250 |

@pagina

@vul theme=wegen,riolering blocks=6

@vul theme=groen pages=12
"""


def test_every_form_of_the_dialect_becomes_its_block() -> None:
    assert parse_markup(BODY) == (
        Heading(level=1, text="Kop"),
        Fields(rows=(("Datum", "3 november 2026"), ("Portefeuillehouder", "wethouder Samira Bouhali"))),
        Paragraph(text="Een zin over twee regels."),
        Item(label="-", text="eerste"),
        Item(label="-", text="tweede loopt door"),
        Item(label="1.", text="genummerd"),
        Item(label="a.", text="letter"),
        Table(caption="Bedragen (x € 1.000)", header=("Post", "2027"), rows=(("Wegen", "1.250"),)),
        PageBreak(),
        Fill(themes=("wegen", "riolering"), blocks=6),
        Fill(themes=("groen",), pages=12),
    )


@pytest.mark.parametrize(
    "body",
    [
        "@onbekend",
        "@kop\nDatum: vandaag",
        "@kop\ngeen veld\n@einde",
        "| a | b |\n|---|---|\n| alleen a |",
        "@tabel Zonder rijen\n| a |\n|---|",
        "#### te diep",
    ],
)
def test_what_the_dialect_does_not_know_is_refused(body: str) -> None:
    with pytest.raises(MarkupError):
        parse_markup(body)


@given(
    st.lists(st.text("abcdé €.,", min_size=1).map(str.strip).filter(lambda text: text and text[0] != "."), min_size=1)
)
def test_paragraphs_keep_every_word(paragraphs: list[str]) -> None:
    words = [word for paragraph in paragraphs for word in paragraph.split()]
    assert plain_text(parse_markup("\n\n".join(paragraphs))).split() == words
