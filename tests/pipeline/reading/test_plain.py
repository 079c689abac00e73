from pathlib import Path

from pipeline.reading.limits import Limits
from pipeline.reading.readers import read
from pipeline.reading.wire import Task


def test_paragraphs_and_items(tmp_path: Path) -> None:
    path = tmp_path / "stuk.txt"
    path.write_bytes("Eerste regel\r\nvervolg.\r\n\r\nTwee:\r\n- één\r\n  verder\r\n- twee".encode("windows-1252"))
    (sheet,) = read(Task(path=str(path), media_type="text/plain"), Limits()).sheets
    assert [(line.text, line.block, line.structure) for line in sheet.page.lines] == [
        ("Eerste regel", 1, "body"),
        ("vervolg.", 1, "body"),
        ("Twee:", 2, "body"),
        ("- één", 3, "list_item"),
        ("verder", 3, "list_item"),
        ("- twee", 4, "list_item"),
    ]
    assert sheet.page.method == "text"
