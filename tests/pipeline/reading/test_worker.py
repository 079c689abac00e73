"""The child process, as a real process."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Task

ROOT = Path(__file__).parents[3]
CONFINED = """
from pipeline.reading.limits import Limits
from pipeline.reading.worker import confine
import os, socket, subprocess
confine(Limits())
try:
    {action}
except PermissionError as refusal:
    print("refused:", refusal)
except MemoryError:
    print("refused: memory")
"""


def run(code: str) -> str:
    command = [sys.executable, "-B", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.mark.parametrize(
    "action",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('example.example', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {{}})",
        "open('{folder}/nieuw', 'w')",
        "open('{folder}/nieuw', 'ab')",
        "os.remove('{folder}/oud')",
        "os.rename('{folder}/oud', '{folder}/nieuw')",
        "bytearray(2 * 1024**3)",
    ],
)
def test_confined_process_does_no_harm(tmp_path: Path, action: str) -> None:
    (tmp_path / "oud").write_text("staat er nog")
    code = CONFINED.format(action=action.format(folder=tmp_path))
    assert run(code).startswith("refused: ")
    assert [path.name for path in tmp_path.iterdir()] == ["oud"]


def test_confined_process_may_read(tmp_path: Path) -> None:
    (tmp_path / "oud").write_text("tekst")
    code = CONFINED.format(action=f"print(open('{tmp_path}/oud').read())")
    assert run(code) == "tekst\n"


def test_one_answer_for_each_request_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hallo Havenstede")
    tasks = [
        Task(path=str(tmp_path / "a.txt"), media_type="text/plain"),
        Task(path=str(tmp_path / "weg.txt"), media_type="text/plain"),
        Task(path=str(tmp_path / "a.txt"), media_type="image/png"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.reading.worker", json.dumps(asdict(Limits()))],
        cwd=ROOT,
        input=b"".join(task.encode() for task in tasks),
        capture_output=True,
        timeout=60,
        check=True,
    )
    answers = [Answer.decode(line) for line in done.stdout.splitlines()]
    assert [answer.state for answer in answers] == ["ok", "broken", "unsupported"]
    assert answers[0].sheets[0].page.text == "Hallo Havenstede"
    assert answers[1].reason.startswith("FileNotFoundError")
    assert answers[2].reason == "image/png is not read"
    assert answers[0].resident_bytes > 1_000_000
