"""After night 1: what a project leader and a beheerder see of the six sample municipalities."""

import csv
import io
import json
from email import message_from_bytes, policy
from typing import Any

import pytest
from nights import PAPERS, Radar

GEMEENTEN = tuple(dict.fromkeys(paper["gemeente"] for paper in PAPERS))
FIRST_NIGHT = [paper for paper in PAPERS if paper["night"] == 1]
EXPECTED = [paper for paper in FIRST_NIGHT if paper["type"] != "none"]
NOTHING = [paper for paper in FIRST_NIGHT if paper["type"] == "none"]
SURE = [paper for paper in EXPECTED if paper["gemeente"] in ("Havenstede", "Kempenrade")]
"""The papers of which every field is held; of the others a share is."""
FIELDS = ("type", "band", "amount_eur", "deadline", "deadline_kind", "holder", "stage")
RIGHT = 0.94
"""Share of all fields of all papers that must be right."""


def label(paper: dict[str, Any]) -> str:
    return str(paper["label"])


@pytest.fixture(scope="module")
def shown(first_night: Radar) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(first_night.run("matches", "--json", "--ook-verlopen").stdout)
    return rows


def row_of(shown: list[dict[str, Any]], paper: dict[str, Any]) -> dict[str, Any]:
    rows = [row for row in shown if row["title"] == paper["title"] and row["gemeente"] == paper["gemeente"]]
    assert len(rows) == 1, f"{paper['label']} stands {len(rows)} times"
    return rows[0]


@pytest.mark.parametrize("paper", SURE, ids=label)
def test_a_paper_is_shown_once_with_its_type(shown: list[dict[str, Any]], paper: dict[str, Any]) -> None:
    assert row_of(shown, paper)["type"] == paper["type"]


@pytest.mark.parametrize("paper", EXPECTED, ids=label)
def test_a_quote_stands_literally_on_its_page(
    shown: list[dict[str, Any]], paper: dict[str, Any], first_night: Radar
) -> None:
    row = row_of(shown, paper)
    pages = first_night.database.query(
        """select p.number, p.text from pages p
           join current_versions v on v.sha256 = p.sha256 join documents d on d.key = v.document_key
           where d.title = ? order by p.number""",
        [paper["title"]],
    )
    text = " ".join(" ".join(page["text"].split()) for page in pages if page["number"] >= row["page"])
    assert row["quote"] in text
    assert 15 <= len(row["quote"]) <= 300


@pytest.mark.parametrize("paper", [paper for paper in SURE if "deadline" in paper], ids=label)
def test_the_deadline_is_the_last_day(shown: list[dict[str, Any]], paper: dict[str, Any]) -> None:
    row = row_of(shown, paper)
    assert (row["deadline"], row["deadline_kind"]) == (paper["deadline"].isoformat(), paper["deadline_kind"])


@pytest.mark.parametrize("paper", [paper for paper in SURE if "amounts" in paper], ids=label)
def test_the_amount_is_what_is_available(shown: list[dict[str, Any]], paper: dict[str, Any]) -> None:
    row = row_of(shown, paper)
    if paper["label"] == "KR-03":
        assert row["amount_eur"] is None, "a threshold is no money"
    else:
        assert row["amount_eur"] == paper["amounts"][0]


@pytest.mark.parametrize("paper", SURE, ids=label)
def test_the_holder_is_named_or_unknown(shown: list[dict[str, Any]], paper: dict[str, Any]) -> None:
    assert row_of(shown, paper)["holder"] == paper.get("holder")


def wanted(paper: dict[str, Any]) -> dict[str, Any]:
    """The fields of a paper as `matches` gives them."""
    amounts = paper.get("amounts") or [None]
    deadline = paper["deadline"].isoformat() if "deadline" in paper else None
    values = (paper["type"], paper["rank"], amounts[0], deadline, paper.get("deadline_kind"), paper.get("holder"))
    return dict(zip(FIELDS, (*values, paper.get("stage")), strict=True))


def test_nearly_every_field_of_every_paper_is_right(shown: list[dict[str, Any]]) -> None:
    pairs = [
        (f"{paper['label']} {field}", row_of(shown, paper)[field], value)
        for paper in EXPECTED
        for field, value in wanted(paper).items()
    ]
    wrong = [pair for pair in pairs if pair[1] != pair[2]]
    assert len(wrong) <= (1 - RIGHT) * len(pairs), wrong


def test_no_paper_without_news_is_shown(shown: list[dict[str, Any]]) -> None:
    titles = {paper["title"] for paper in NOTHING}
    assert [row["title"] for row in shown if row["title"] in titles] == []


def test_one_matter_in_two_meetings_is_one_opportunity(first_night: Radar) -> None:
    shown = first_night.run("matches", "--gemeente", "Havenstede", "--json").stdout
    twice = [row for row in json.loads(shown) if "Kansrijk Opgroeien" in row["title"]]
    assert len(twice) == 1
    text = first_night.run("show", twice[0]["id"]).stdout
    assert "12 november 2026" in text
    assert "26 november 2026" in text


def test_every_url_ends_in_one_state_with_a_reason(first_night: Radar) -> None:
    rows = list(first_night.database.query("select state, reason from ledger_entries"))
    assert rows
    assert all(row["state"] and row["reason"] for row in rows)
    titles = {row["title"] for row in first_night.database.query("select title from documents")}
    assert {paper["title"] for paper in PAPERS if paper["night"] == 1} <= titles


def test_the_database_is_sound(first_night: Radar) -> None:
    database = first_night.database
    assert database.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert list(database.execute("pragma foreign_key_check")) == []
    assert database.execute("select count(*) from pages_fts where pages_fts match 'jongeren'").fetchone()[0] > 10


def test_a_mail_lies_ready_with_text_and_html(first_night: Radar) -> None:
    mails = list((first_night.folder / "mail").glob("*.eml"))
    assert len(mails) == 1
    message = message_from_bytes(mails[0].read_bytes(), policy=policy.default)
    assert message["Subject"].strip().startswith("MDT-scan: ")  # a folded header begins with its fold
    assert message.get_content_type() == "multipart/mixed"
    bodies, calendar = message.iter_parts()
    kinds = [part.get_content_type() for part in bodies.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    for part in bodies.iter_parts():
        assert "Subsidieregeling Jongereninitiatieven Havenstede 2027" in part.get_content()
        assert "6 van 6 gemeenten bekeken" in part.get_content()
    assert calendar.get_content_type() == "text/calendar"
    assert "DTSTART;VALUE=DATE:20270131" in calendar.get_content()


def test_personal_data_stay_inside(first_night: Radar) -> None:
    shown = "".join(first_night.run(*command).stdout for command in (["matches"], ["matches", "--json"]))
    mails = "".join(file.read_text(encoding="utf-8") for file in (first_night.folder / "mail").glob("*.eml"))
    for secret in ("Janssens", "m.janssens", "010-0000000"):
        assert secret not in shown
        assert secret not in mails


def test_why_adds_up(first_night: Radar) -> None:
    for row in json.loads(first_night.run("matches", "--json").stdout):
        why = json.loads(first_night.run("why", row["id"], "--json").stdout)
        assert sum(part["points"] for part in why["parts"]) == row["score"]
        for command in ("why", "show"):
            told = first_night.run(command, row["id"])
            assert (told.returncode, told.stderr) == (0, "")
            assert row["id"] in told.stdout


def test_csv_opens_in_a_dutch_sheet(first_night: Radar) -> None:
    text = first_night.run("matches", "--csv").stdout
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert set(GEMEENTEN) <= {row["gemeente"] for row in rows}


def test_status_tells_the_run(first_night: Radar) -> None:
    report = json.loads(first_night.run("status", "--json").stdout)
    assert report["runs"][0]["exit_code"] == 0
    assert report["documents"]["ok"] >= 60
    assert {source["state"] for source in report["sources"]} == {"complete"}
    assert report["issues"] == []
