from pipeline.quotes import best_quote, evidence, paragraph_of
from pipeline.records import Passage

TEXT = (
    "De gemeente Havenstede werkt met verenigingen en scholen aan een plan voor alle buurten in de stad in 2027.\n"
    "Aanvragen voor de subsidie kunnen van 4 januari 2027 tot en met 12 februari 2027 worden ingediend bij het college."
)


def passage(paragraph: int | None) -> Passage:
    return Passage(
        position=0, page=1, text=TEXT, heading="", structure="body", boxes=(), offsets=(), paragraph=paragraph
    )


def test_a_quote_knows_the_paragraph_in_which_it_begins() -> None:
    found = passage(11)
    quote, _ = best_quote(found, lambda start, end: float("subsidie" in TEXT[start:end]))
    assert quote.startswith("Aanvragen")
    assert paragraph_of(found, quote) == 12
    assert paragraph_of(found, TEXT[:40]) == 11
    start = TEXT.index("12 februari")
    assert evidence("deadline", "2027-02-12", found, start, start + 16).paragraph == 12


def test_where_there_are_pages_no_paragraph_is_counted() -> None:
    assert paragraph_of(passage(None), TEXT[:40]) is None
