"""The command line as people type it, each in a process of its own: bad input gives one line and a fixed code."""

import json
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_group

from output import cli_commands
from output.cli import HELP

OUTPUT = HELP.parent
CONFIG = """\
data = "."
contact = "beheer@kansenradar.example"
municipalities = ["Utrecht"]
"""
HEAVY = {"spacy", "sklearn", "scrapy", "pdfplumber", "twisted"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kansenradar.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "output", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def with_database(folder: Path) -> Path:
    from pipeline.database import open_database  # noqa: PLC0415

    open_database(folder / "radar.db").close()
    return folder


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["matches"], 2, "no database"),
        (["status"], 2, "no database"),
        (["digest", "send"], 2, "no database"),
        (["why", "ABCDE"], 2, "no database"),
        (["mark", "ABCDE", "bekeken"], 2, "no database"),
        (["nosuchcommand"], 2, "nosuchcommand"),
        (["matches", "--nosuchoption"], 2, "--nosuchoption"),
        (["matches", "--gemeente", "Utrect"], 2, "Utrecht"),
        (["matches", "--sinds", "gisteren"], 2, "--sinds"),
        (["--config", "absent.toml", "config", "check"], 2, "absent.toml"),
        (["--now", "yesterday", "status"], 2, "--now"),
        (["sample", "--night", "4"], 2, "--night"),
        (["extract", "absent.pdf"], 1, "absent.pdf"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_bad_input_is_one_line(folder: Path, arguments: list[str], code: int, says: str) -> None:
    result = run(folder, *arguments)
    assert result.returncode == code
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert says in result.stderr
    assert sorted(file.name for file in folder.iterdir()) == ["kansenradar.toml"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["matches", "--domein", "voetbal"], "voetbal"),
        (["matches", "--type", "cadeau"], "financiering"),
        (["matches", "--band", "top"], "hoog"),
        (["matches", "--status", "weg"], "bekeken"),
        (["matches", "--sorteer", "kleur"], "kleur"),
        (["matches", "--thema", "sportakkoort"], "Sportakkoord"),
        (["matches", "--regio", "Atlantis"], "Atlantis"),
        (["matches", "--profiel", "Niemand"], "no [[profile]]"),
        (["why", "ABCDE"], "ABCDE"),
        (["show", "'; drop table runs; --"], "drop table"),
        (["digest", "retry", "7"], "7"),
        (["mark", "ABCDE", "bekeken"], "ABCDE"),
        (["mark", "ABCDE", "klaar"], "in gesprek"),
        (["gesprek", "ABCDE"], "ABCDE"),
        (["export", "kansen.xlsx"], "*.csv"),
        (["agenda", "--regio", "Atlantis"], "Atlantis"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_unknown_value_is_named_with_what_there_is(folder: Path, arguments: list[str], says: str) -> None:
    result = run(with_database(folder), *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert says in result.stderr


def test_a_wrong_key_names_file_line_and_key(folder: Path) -> None:
    (folder / "kansenradar.toml").write_text(f"{CONFIG}\n[window]\nlookbak = 3\n", encoding="utf-8")
    result = run(folder, "config", "check")
    assert result.returncode == 2
    assert "kansenradar.toml, line 6: window.lookbak" in result.stderr


def test_a_damaged_database_is_refused_before_anything_runs(folder: Path) -> None:
    (folder / "radar.db").write_bytes(b"not a database at all, just bytes " * 100)
    result = run(folder, "process")
    assert result.returncode == 2
    assert "radar.db" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_port_in_use_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run(folder, "replica", "--port", str(port), "--folder", str(folder / "sample"))
    assert result.returncode == 1
    assert str(port) in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["--help"], ["matches", "--help"], ["status"], ["digest", "preview"], ["matches"], ["fondsencheck"]]
)
def test_light_commands_import_nothing_heavy(folder: Path, command: list[str]) -> None:
    code = (
        "import sys\n"
        "from output.cli import app\n"
        "try:\n    app()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"heavy = {HEAVY!r} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=with_database(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_no_rows_is_ok_and_says_what_to_do(folder: Path) -> None:
    result = run(with_database(folder), "matches")
    assert result.returncode == 0
    assert result.stdout.strip()


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m output --help | head -1"
    result = subprocess.run(command, cwd=folder, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "body", "state"),
    [
        ("page.html", b"<html><body><h1>Kop</h1><p>Een alinea.</p></body></html>", "ok"),
        ("nothing.pdf", b"", None),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "unsupported"),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", None),
    ],
)
def test_extract_gives_text_or_one_reason(folder: Path, name: str, body: bytes, state: str | None) -> None:
    (folder / name).write_bytes(body)
    result = run(folder, "extract", name, "--json")
    answer = json.loads(result.stdout)
    assert set(answer) == {"state", "reason", "media_type", "pages"}
    if state == "ok":
        assert result.returncode == 0
        assert answer["pages"][0]["method"] == "html"
        assert "Een alinea." in answer["pages"][0]["text"]
    else:
        assert result.returncode == 1
        assert answer["reason"]
        assert state in (None, answer["state"])
    assert "Traceback" not in result.stderr


def commands_of(group: TyperGroup) -> dict[str, Any]:
    context = typer.Context(group)
    return {name: group.get_command(context, name) for name in group.list_commands(context)}


def test_every_command_is_in_the_readme_and_has_help() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    found = commands_of(get_group(cli_commands.app))
    assert len(found) > 20
    for name, command in found.items():
        assert command.help
        assert f"`{name}" in readme
        if isinstance(command, TyperGroup):
            for sub, one in commands_of(command).items():
                assert one.help
                assert f"`{name} {sub}" in readme


def test_the_table_names_every_command_of_its_modules() -> None:
    declared = set()
    for module in {*cli_commands.MODULES.values(), *(f"output.{one.stem}" for one in OUTPUT.glob("cli_*.py"))}:
        part = typer.Typer()
        if module != cli_commands.__name__:
            import_module(module).register(part)
            declared |= {(name, module) for name in get_group(part).commands}
    assert declared == set(cli_commands.MODULES.items())


def test_the_help_that_lies_ready_is_that_of_the_commands(folder: Path) -> None:
    code = "import sys; from output.cli_commands import app; sys.argv = ['kansenradar', '--help']; app()"
    made = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert made.stdout == HELP.read_text(encoding="utf-8") == run(folder, "--help").stdout


@pytest.mark.parametrize("name", cli_commands.EXIT_CODES)
def test_every_error_with_an_exit_code_exists(name: str) -> None:
    module, _, kind = name.rpartition(".")
    error = getattr(import_module(module), kind)
    assert issubclass(error, Exception)
    assert cli_commands.exit_codes()[error] == cli_commands.EXIT_CODES[name]


def test_help_imports_no_library(folder: Path) -> None:
    code = (
        "import sys; sys.argv = ['kansenradar', '--help']; from output.cli import app; app();"
        "sys.exit(str({'typer', 'pydantic', 'sqlite_utils', 'numpy', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == "set()\n"


def test_a_list_imports_neither_what_writes_nor_what_judges(folder: Path) -> None:
    code = (
        "import sys; sys.argv = ['kansenradar', 'matches', '--gemeente', 'Utrecht']\n"
        "from output.cli import app\n"
        "try:\n    app()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'sqlite_utils', 'numpy', 'jinja2', 'output.config', 'pipeline.detect.money_forms'}\n"
        "sys.exit(str(heavy & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=with_database(folder), capture_output=True, text=True, check=False)
    assert done.stderr == "set()\n"
