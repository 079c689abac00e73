import pytest

from pipeline.reading.assemble import reading_of
from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Sheet, Verdict
from pipeline.records import DocumentState, Line, Page

LIMITS = Limits()


def sheets(*verdicts: Verdict, note: str = "", first: int = 1) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            page=Page(
                number=number, method="pdfplumber", lines=(Line(text=f"p{number}"),) if verdict == "text" else ()
            ),
            verdict=verdict,
            note=note,
        )
        for number, verdict in enumerate(verdicts, first)
    )


@pytest.mark.parametrize(
    ("verdicts", "note", "state", "reason"),
    [
        (["text", "text"], "", "ok", ""),
        (["text", "blank"], "", "ok", ""),
        (["scan", "scan"], "", "needs_ocr", "only an image: page 1-2 of 2"),
        (["scan", "scan", "text"], "", "needs_ocr", "only an image: page 1-2 of 3"),
        (["text", "scan", "text"], "", "partial", "only an image: page 2 of 3"),
        (["text"] * 12 + ["scan"], "", "ok", "only an image: page 13 of 13"),
        (["garbled"], "why", "needs_ocr", "unreadable characters: page 1 of 1 (why)"),
        (["text", "text", "garbled"], "", "partial", "unreadable characters: page 3 of 3"),
        (["text", "failed"], "", "partial", "not read: page 2 of 2"),
        (["failed"], "ValueError: x", "broken", "not read: page 1 of 1 (ValueError: x)"),
        (["failed"], "MemoryError", "out_of_memory", "not read: page 1 of 1 (MemoryError)"),
        (["failed"], "TookTooLong: 8 s", "timeout", "not read: page 1 of 1 (TookTooLong: 8 s)"),
        (["blank", "blank"], "", "no_text", "no text"),
        ([], "", "no_text", "no pages"),
    ],
)
def test_state_and_reason(verdicts: list[Verdict], note: str, state: DocumentState, reason: str) -> None:
    found = sheets(*verdicts)
    noted = tuple(Sheet(page=s.page, verdict=s.verdict, note="" if s.verdict == "text" else note) for s in found)
    reading = reading_of("application/pdf", [Answer(state="ok", sheets=noted)], LIMITS)
    assert (reading.state, reading.reason) == (state, reason)


def test_ranges_are_put_in_order_and_a_lost_one_makes_it_partial() -> None:
    answers = [
        Answer(state="ok", sheets=sheets("text", first=3), engines=("pypdfium2 5",)),
        Answer(state="ok", sheets=sheets("text", "text"), engines=("pdfplumber 0", "pypdfium2 5")),
        Answer(state="timeout", reason="page 4-5: took more than 60 s"),
    ]
    reading = reading_of("application/pdf", answers, LIMITS, remark="declared as text/html, is application/pdf")
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert reading.state == "partial"
    assert reading.reason == "declared as text/html, is application/pdf; page 4-5: took more than 60 s"
    assert reading.engine == "pypdfium2 5, pdfplumber 0"


def test_many_lost_ranges_are_told_short() -> None:
    lost = [Answer(state="timeout", reason=f"page {n}: late") for n in range(9)]
    reading = reading_of("x", [Answer(state="ok", sheets=sheets("text")), *lost], LIMITS)
    assert reading.reason == "page 0: late; page 1: late; page 2: late; page 3: late; and 5 more"


def test_a_file_that_nothing_came_of() -> None:
    reading = reading_of("application/pdf", [Answer(state="encrypted", reason="password")], LIMITS)
    assert (reading.state, reading.reason, reading.pages) == ("encrypted", "password", ())


def test_too_many_characters() -> None:
    reading = reading_of("x", [Answer(state="ok", sheets=sheets("text", "text"))], Limits(characters=3))
    assert (reading.state, reading.pages) == ("too_large", ())


def test_second_engine_is_mentioned() -> None:
    reading = reading_of("x", [Answer(state="ok", sheets=sheets("text", note="read by pdfium"))], LIMITS)
    assert (reading.state, reading.reason) == ("ok", "page 1: read by pdfium")


def row(text: str, *cells: str, names: tuple[str, ...] = ()) -> Line:
    return Line(text=text, structure="table_row", cells=cells, names=names)


def read(*pages: tuple[Line, ...]) -> list[list[str]]:
    found = tuple(
        Sheet(page=Page(number=number, method="pdfplumber", lines=lines), verdict="text")
        for number, lines in enumerate(pages, 1)
    )
    reading = reading_of("application/pdf", [Answer(state="ok", page_count=len(pages), sheets=found)], LIMITS)
    return [[line.text for line in page.lines] for page in reading.pages]


NAMES = ("Thema", "2027")
FIRST = (Line(text="Begroting"), row("Thema: Sport | 2027: 5", "Sport", "5", names=NAMES))


def test_a_ruled_table_keeps_its_header_on_the_next_pages() -> None:
    second = (row("Jongerenwerk | 80", "Jongerenwerk", "80"),)
    third = (row("Cultuur", "Cultuur", ""), row("Groen | 7", "Groen", "7"), Line(text="Toelichting"))
    assert read(FIRST, second, third)[1:] == [
        ["Thema: Jongerenwerk | 2027: 80"],
        ["Thema: Cultuur", "Thema: Groen | 2027: 7", "Toelichting"],
    ]


@pytest.mark.parametrize(
    "second",
    [
        (Line(text="Toelichting"), row("Wijk | 80", "Wijk", "80")),
        (row("Wijk | 80 | 7", "Wijk", "80", "7"),),
        (row("Wijk: Noord | 2028: 7", "Noord", "7", names=("Wijk", "2028")),),
        (Line(text="Noord | 7", structure="table_row"),),
    ],
    ids=["other text between", "more columns", "a header of its own", "without rules"],
)
def test_another_table_gets_no_header_of_the_one_before(second: tuple[Line, ...]) -> None:
    assert read(FIRST, second)[1] == [line.text for line in second]
