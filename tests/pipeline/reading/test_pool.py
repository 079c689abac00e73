"""Readings through real child processes, of good files and of hostile ones."""

import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.limits import Limits
from pipeline.reading.pool import ReadingPool, Request
from pipeline.records import Reading

Render = Callable[..., Path]
Write = Callable[..., float]
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(objects: Mapping[int, bytes]) -> bytes:
    """Write objects as a PDF with a cross-reference table."""
    body, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    size = max(objects) + 1
    entries = b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        entries,
        size,
        len(body),
    )


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (head, len(content), content)


def one_page(content: bytes, resources: bytes = b"/Font<</F 5 0 R>>") -> dict[int, bytes]:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>" % resources
    return {1: CATALOG, 2: PAGES, 3: page, 4: content, 5: FONT}


def nested_forms(depth: int) -> bytes:
    """Give a page that draws 2 ** depth things."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>/Font<</F 5 0 R>>>>"
    objects = one_page(stream(b"/X Do"), b"/XObject<</X 10 0 R>>")
    for level in range(depth):
        objects[10 + level] = stream(b"/X Do /X Do", form % (11 + level))
    objects[10 + depth] = stream(b"BT /F 8 Tf (x) Tj ET", form % 5)
    return pdf(objects)


def flate_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(b" " * (1 << 28), 9), 9)
    return pdf(one_page(stream(packed, b"/Filter[/FlateDecode/FlateDecode]")))


@pytest.fixture
def save(tmp_path: Path) -> Callable[[bytes], Path]:
    def saved(content: bytes) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.pdf"
        path.write_bytes(content)
        return path

    return saved


def text_of(reading: Reading) -> str:
    return "\n".join(page.text for page in reading.pages)


def wait_until(condition: Callable[[], bool]) -> None:
    """Poll for what another process does; the test fails when it never does."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def test_letter_of_two_pages(pool: ReadingPool, render: Render, write: Write) -> None:
    def draw(canvas: Canvas, number: int) -> None:
        write(canvas, ["Gemeente Havenstede"], top=40, size=8)
        write(canvas, [f"Regel een van bladzijde {number}", "en regel twee."], top=120)
        write(canvas, [f"Pagina {number} van 2"], top=815, size=8)

    reading = pool.read(render(draw, pages=2), "application/pdf")
    assert reading.state == "ok"
    assert reading.reason == ""
    assert [page.text for page in reading.pages] == [
        "Regel een van bladzijde 1\nen regel twee.",
        "Regel een van bladzijde 2\nen regel twee.",
    ]


def test_long_document_is_recorded_in_ranges_and_joined_in_order(render: Render, write: Write) -> None:
    text = ["Subsidie voor jongeren"]
    path = render(lambda canvas, number: write(canvas, [*text, f"Bladzijde {number}"], top=300), pages=50)
    with ReadingPool(workers=2, limits=Limits(split_above=10, range_pages=7)) as small:
        reading = small.read(path)
        assert len(small.child_pids) == 2
    assert [page.number for page in reading.pages] == list(range(1, 51))
    assert {page.method for page in reading.pages} == {"pdfplumber"}
    assert [page.lines[1].text for page in reading.pages] == [f"Bladzijde {number}" for number in range(1, 51)]


def test_html_served_as_pdf_is_read_as_html(pool: ReadingPool, save: Callable[[bytes], Path]) -> None:
    reading = pool.read(save(b"<html><body><p>Inloggen</p></body></html>"), "application/pdf; charset=x")
    assert (reading.state, reading.media_type) == ("ok", "text/html")
    assert reading.reason == "declared as application/pdf, is text/html"
    assert reading.pages[0].method == "html"


def test_word_document(pool: ReadingPool, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Beste raad")
    document.save(str(tmp_path / "brief"))
    reading = pool.read(tmp_path / "brief")
    assert (reading.state, text_of(reading), reading.pages[0].method) == ("ok", "Beste raad", "docx")


@pytest.mark.parametrize(
    ("content", "state", "reason"),
    [
        (b"", "broken", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unsupported", "image/png"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "unsupported", "application/x-ole-storage"),
        (b"PK\x03\x04" + b"\0" * 26 + b"a.pdf", "broken", "BadZipFile"),
        (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "broken", "BadZipFile"),
        (b"%PDF-1.4 niets", "broken", "pdfium: "),
        (b"<html><script>x()</script></html>", "no_text", "no text"),
        (pdf({1: CATALOG, 2: b"<</Type/Pages/Kids[]/Count 0>>"}), "no_text", "no pages"),
    ],
)
def test_refusals_say_why(
    pool: ReadingPool, save: Callable[[bytes], Path], content: bytes, state: str, reason: str
) -> None:
    reading = pool.read(save(content))
    assert reading.state == state
    assert reason in reading.reason
    assert text_of(reading) == ""


def test_missing_original(pool: ReadingPool, tmp_path: Path) -> None:
    reading = pool.read(tmp_path / "weg")
    assert (reading.state, reading.reason) == ("broken", "not there: No such file or directory")


def test_too_large_file(tmp_path: Path, save: Callable[[bytes], Path]) -> None:
    with ReadingPool(workers=1, limits=Limits(file_bytes=1_000)) as small:
        reading = small.read(save(b"%PDF-1.4" + b" " * 2_000))
    assert (reading.state, reading.reason) == ("too_large", "2008 bytes, limit 1000")


def test_page_without_end_costs_time_and_no_more(save: Callable[[bytes], Path]) -> None:
    limits = Limits(wall_seconds=4, page_seconds=1)
    with ReadingPool(workers=1, limits=limits) as small:
        reading = small.read(save(nested_forms(40)))
        assert reading.state in ("timeout", "out_of_memory")
        assert reading.reason
        assert text_of(small.read(save(b"Daarna gaat het goed."))) == "Daarna gaat het goed."


def test_cpu_limit_ends_a_task(save: Callable[[bytes], Path]) -> None:
    limits = Limits(cpu_seconds=1, page_seconds=50)
    with ReadingPool(workers=1, limits=limits) as small:
        reading = small.read(save(nested_forms(40)))
    assert reading.state == "timeout"
    assert "SIGXCPU" in reading.reason


def test_bomb_runs_out_of_memory_and_the_other_pages_are_read(save: Callable[[bytes], Path]) -> None:
    packed = zlib.compress(zlib.compress(b" " * (1 << 28), 9), 9)
    objects = one_page(stream(b"BT /F 12 Tf 70 700 Td (De eerste bladzijde) Tj ET"))
    objects[2] = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    objects[6] = objects[3].replace(b"4 0 R", b"7 0 R")
    objects[7] = stream(packed, b"/Filter[/FlateDecode/FlateDecode]")
    with ReadingPool(workers=1, limits=Limits(memory_bytes=400_000_000)) as small:
        reading = small.read(save(pdf(objects)))
        bomb = small.read(save(flate_bomb()))
    assert (reading.state, text_of(reading)) == ("partial", "De eerste bladzijde")
    assert "MemoryError" in reading.reason
    assert bomb.state == "out_of_memory"


def test_a_task_of_which_the_child_was_killed_is_done_by_another(save: Callable[[bytes], Path]) -> None:
    good = save(b"Een gewoon stuk.")
    with ReadingPool(workers=2) as small:
        small.read(good)
        (pid,) = small.child_pids
        os.kill(pid, signal.SIGSTOP)
        found: list[Reading] = []
        reader = threading.Thread(target=lambda: found.append(small.read(good)))
        reader.start()
        os.kill(pid, signal.SIGKILL)
        reader.join(30)
        assert [text_of(reading) for reading in found] == ["Een gewoon stuk."]
        assert pid not in small.child_pids


def test_a_task_of_which_two_children_were_killed_is_lost_alone(save: Callable[[bytes], Path]) -> None:
    hanging = save(nested_forms(40))
    good = save(b"Een gewoon stuk.")
    with ReadingPool(workers=2, limits=Limits(page_seconds=50)) as small:
        found: list[Reading] = []
        reader = threading.Thread(target=lambda: found.append(small.read(hanging)))
        reader.start()
        killed: set[int] = set()
        for _ in range(4):  # twice by pdfium, and twice more by pdfplumber alone
            wait_until(lambda: any(busy(pid) for pid in small.child_pids if pid not in killed))
            (pid,) = set(small.child_pids) - killed
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        reader.join(30)
        assert [(reading.state, reading.reason) for reading in found] == [
            ("broken", "the reading process ended by SIGKILL")
        ]
        assert text_of(small.read(good)) == "Een gewoon stuk."


def busy(pid: int) -> bool:
    """True once the process has used a good part of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > 1.2


def test_deadline_leaves_out_what_is_late(render: Render, write: Write) -> None:
    path = render(lambda canvas, number: write(canvas, ["Tekst"], top=300), pages=3)
    with ReadingPool(workers=1, limits=Limits(split_above=2, range_pages=1)) as small:
        assert small.read(path, deadline_seconds=60).state == "ok"
        late = small.read(path, deadline_seconds=0)
    assert (late.state, late.reason) == ("timeout", "no time left")


def test_many_come_in_order_of_completion(save: Callable[[bytes], Path]) -> None:
    slow = Request(path=save(nested_forms(40)), key="traag")
    quick = [Request(path=save(f"Stuk {n}".encode()), key=str(n)) for n in range(9)]
    asked = []

    def requests() -> object:
        for request in [slow, *quick]:
            asked.append(request.key)
            yield request

    with ReadingPool(workers=2, limits=Limits(wall_seconds=3)) as small:
        results = small.read_many(requests())
        first = next(results)
        assert len(asked) <= 5
        order = [first[0].key, *(request.key for request, _ in results)]
    assert order[-1] == "traag"
    assert sorted(order[:-1]) == sorted(request.key for request in quick)


def test_children_are_replaced_after_their_tasks(save: Callable[[bytes], Path]) -> None:
    path = save(b"Een stuk.")
    with ReadingPool(workers=1, limits=Limits(tasks_per_child=2)) as small:
        pids = []
        for _ in range(4):
            small.read(path)
            pids += small.child_pids
    assert len(pids) == 2
    assert len(set(pids)) == 2


def test_closing_ends_children_in_mid_task(save: Callable[[bytes], Path]) -> None:
    hanging = save(nested_forms(40))
    small = ReadingPool(workers=1, limits=Limits(page_seconds=50))
    small.read(save(b"warm"))
    (pid,) = small.child_pids
    reader = threading.Thread(target=small.read, args=(hanging,))
    reader.start()
    wait_until(lambda: busy(pid))
    small.close()
    reader.join(10)
    assert not reader.is_alive()
    assert not Path(f"/proc/{pid}").exists()


def test_parent_loads_no_parser() -> None:
    code = (
        "import sys; import pipeline.reading, pipeline.reading.pool, pipeline.reading.segment; "
        "print([name for name in ('pdfplumber', 'pypdfium2', 'lxml', 'mammoth') if name in sys.modules])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_pipe_or_a_folder_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with ReadingPool(workers=1) as pool:
        for path in (tmp_path / "pipe.pdf", tmp_path, Path(os.devnull)):
            reading = pool.read(path)
            assert (reading.state, reading.reason) == ("broken", "not a regular file")
