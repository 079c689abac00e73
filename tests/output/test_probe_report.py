import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from loopback import Server

from crawlers.municipalities import Registered
from crawlers.probe import Outcome, ProbeAnswer
from output.config import load_config
from output.following import registry_of
from output.probe_report import advice, line, record, table
from pipeline.records import Municipality

HENGELO = Registered(
    municipality=Municipality(code="GM0164", name="Hengelo", province="Overijssel"), system="unknown", system_key=""
)


def answer(system: str, outcome: Outcome, *, key: str = "", detail: str = "", url: str = "") -> ProbeAnswer:
    address = url or f"https://hengelo.{system}.example/Calendar?limit=1"
    return ProbeAnswer(system=system, url=address, outcome=outcome, detail=detail, key=key)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (answer("ibabs", "no such host"), "no such host    hengelo.ibabs.example/Calendar\n"),
        (
            answer("ibabs", "answers", detail="calendar page"),
            "answers         hengelo.ibabs.example/Calendar: calendar page\n",
        ),
        (
            answer("notubiz", "redirects", url="https://a.example/", detail="to https://b.example/"),
            "redirects       a.example: to https://b.example/\n",
        ),
    ],
)
def test_each_answer_is_a_line(found: ProbeAnswer, text: str) -> None:
    assert line(found) == text


def test_a_long_reason_is_wrapped() -> None:
    text = line(answer("ibabs", "no answer", detail="a very long reason " * 12))
    assert max(map(len, text.splitlines())) < 80
    assert all(one.startswith(" " * 16) for one in text.splitlines()[1:])


def test_the_lines_for_the_configuration_can_be_used(tmp_path: Path) -> None:
    found = answer("ibabs", "answers", key='hen"gelo')
    lines = table(HENGELO, found)
    assert tomllib.loads(lines) == {"municipality": [{"code": "GM0164", "system": "ibabs", "key": 'hen"gelo'}]}
    assert lines in advice(HENGELO, [answer("go", "no such host"), found])
    file = tmp_path / "kansenradar.toml"
    file.write_text(f'data = "."\ncontact = "a@b.example"\nmunicipalities = ["Hengelo"]\n{lines}', encoding="utf-8")
    assert registry_of(load_config(file)).of("GM0164")[-1].system_key == 'hen"gelo'


def test_nothing_recognised_changes_nothing() -> None:
    assert "No council system of Hengelo (GM0164) was recognised" in advice(HENGELO, [answer("ibabs", "no answer")])


def test_what_the_registry_says_already_is_said() -> None:
    row = Registered(municipality=HENGELO.municipality, system="ibabs", system_key="hengelo")
    told = advice(row, [answer("ibabs", "answers", key="hengelo")])
    assert told == "Hengelo (GM0164) is in the registry as ibabs hengelo, as it answers.\n"


def test_the_record_holds_everything() -> None:
    told = record(HENGELO, [answer("ibabs", "answers", key="hengelo"), answer("go", "refuses", detail="HTTP 403")])
    assert told["registered"] == {"system": "unknown", "key": ""}
    assert told["found"] == {"system": "ibabs", "key": "hengelo"}
    assert [one["outcome"] for one in told["answers"]] == ["answers", "refuses"]
    assert record(HENGELO, [])["found"] is None


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    file = folder / "kansenradar.toml"
    file.write_text('data = "."\ncontact = "a@b.example"\nmunicipalities = ["Hengelo"]\n', encoding="utf-8")
    command = [sys.executable, "-m", "output", "--now", "2026-11-25", "sources", "probe", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_asks_and_advises(tmp_path: Path) -> None:
    server = Server()
    server.put_json("/hengelo/api/v2/meetings", {"result": {"totalCount": "3", "meetings": []}})
    pattern = f'[[pattern]]\nsystem = "go"\naddress = "{server.url}/{{name}}/api/v2/meetings"\nshows = "meetings"\n'
    (tmp_path / "probe.toml").write_text(pattern, encoding="utf-8")
    told = run(tmp_path, "Hengelo", "--patterns", "probe.toml")
    as_json = run(tmp_path, "gm0164", "--patterns", "probe.toml", "--json")
    server.stop()
    assert (told.returncode, told.stderr) == (0, "")
    assert (
        f"answers         {server.url.removeprefix('http://')}/hengelo/api/v2/meetings: meetings JSON, 3" in told.stdout
    )
    assert f'system = "go"\nkey = "{server.url}/hengelo/api"\n' in told.stdout
    assert json.loads(as_json.stdout)["found"] == {"system": "go", "key": f"{server.url}/hengelo/api"}
    assert json.loads(as_json.stdout)["answers"][0]["outcome"] == "answers"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["Utrect"], 2, "did you mean Utrecht"),
        (["Bergen"], 2, "which one?"),
        (["Hengelo", "--patterns", "kansenradar.toml"], 2, "kansenradar.toml: no table of patterns"),
        (["Hengelo", "--patterns", "absent.toml"], 1, "absent.toml"),
        ([], 2, "GEMEENTE"),
    ],
)
def test_a_wrong_question_is_one_line_and_asks_nobody(
    tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    result = run(tmp_path, *arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
