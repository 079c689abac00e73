from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.wire import Answer, Sheet, Task
from pipeline.records import Line, Page

lines = st.builds(
    Line,
    text=st.text(),
    box=st.none() | st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 4),
    size=st.floats(0, 100),
    heading_level=st.integers(0, 6),
    structure=st.sampled_from(["body", "list_item", "table_row"]),
    block=st.integers(0, 1_000),
)
sheets = st.builds(
    Sheet,
    page=st.builds(
        Page,
        number=st.integers(1, 2_000),
        method=st.sampled_from(["pdfplumber", "pdfium", "html"]),
        lines=st.lists(lines, max_size=4).map(tuple),
    ),
    verdict=st.sampled_from(["text", "scan", "blank"]),
    note=st.text(),
    margins=st.lists(lines, max_size=2).map(tuple),
)


@given(st.lists(sheets, max_size=3), st.text())
def test_answer_survives_the_pipe(found: list[Sheet], reason: str) -> None:
    answer = Answer(
        state="ok", reason=reason, page_count=3, left=(2, 3), sheets=tuple(found), engines=("a 1",), resident_bytes=7
    )
    line = answer.encode(resident_bytes=7)
    assert line.count(b"\n") == 1
    assert Answer.decode(line) == answer


def test_task_survives_the_pipe() -> None:
    task = Task(path="/map/stuk\n1.pdf", media_type="application/pdf", title="Motie", pages=(21, 40))
    assert task.encode().count(b"\n") == 1
    assert Task.decode(task.encode()) == task
