from datetime import date
from pathlib import Path

import pytest

from crawlers.municipalities import UnknownMunicipality
from crawlers.registry import Origin
from output.config import load_config
from output.following import find_municipality
from output.plan import crawl_plan
from output.post import subscribers, transport
from output.settings import ConfigError
from pipeline.database import open_database
from pipeline.memory import SourceRun
from pipeline.originals import Originals
from pipeline.runs import finish_run, start_run
from pipeline.store import Store

BASE = """\
data = "."
contact = "beheer@kansenradar.example"
municipalities = ["Alkmaar", "Aalsmeer"]
"""
TODAY = date(2026, 11, 23)
NOW = "2026-11-23T02:15:00Z"


def plan_of(folder: Path, text: str, *, store: Store | None = None):  # type: ignore[no-untyped-def]
    file = folder / "kansenradar.toml"
    file.write_text(text, encoding="utf-8")
    config = load_config(file)
    if store is None:
        database = open_database(config.database)
        store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
    return crawl_plan(config, store, Originals(config.originals), TODAY)


def test_a_municipality_is_read_at_its_council_system_and_the_national_ones(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, BASE)
    keys = {source.source.id: source.source.key for source in plan.sources}
    assert keys == {
        "GM0361:bekendmakingen": "Alkmaar",
        "GM0361:cvdr": "Alkmaar",
        "GM0361:notubiz": "987",
        "GM0358:bekendmakingen": "Aalsmeer",
        "GM0358:cvdr": "Aalsmeer",
        "GM0358:ibabs": "aalsmeer",
        "PV:Noord-Holland:bekendmakingen": "Noord-Holland",
        "RIJK:bekendmakingen": "",
    }
    assert all(source.first for source in plan.sources)
    assert plan.systems["notubiz"].delay >= 1


def test_an_override_moves_a_system_and_its_allow_list(tmp_path: Path) -> None:
    override = '[systems.notubiz]\nbase_url = "http://127.0.0.1:8099"\ndelay = 0\n'
    source = plan_of(tmp_path, f"{BASE}\n{override}").of("notubiz")[0]
    assert source.base_url == "http://127.0.0.1:8099"
    assert source.origins == frozenset({Origin("http", "127.0.0.1", 8099)})


def test_a_website_may_be_asked_at_its_own_origin_only(tmp_path: Path) -> None:
    table = '[[website]]\nmunicipality = "alkmaar"\npages = ["https://www.alkmaar.example/beleid"]\n'
    source = plan_of(tmp_path, f"{BASE}\n{table}").of("website")[0]
    assert source.pages == ("https://www.alkmaar.example/beleid",)
    assert source.origins == frozenset({Origin("https", "www.alkmaar.example", 443)})


@pytest.mark.parametrize("name", ["Alkmar", "Utrecht"])
def test_pages_of_a_municipality_that_is_not_followed_are_an_error(tmp_path: Path, name: str) -> None:
    table = f'[[website]]\nmunicipality = "{name}"\npages = ["https://www.alkmaar.example/beleid"]\n'
    with pytest.raises(ConfigError, match=f"website.municipality.*{name}"):
        plan_of(tmp_path, f"{BASE}\n{table}")


def test_a_source_is_first_until_a_finished_run_listed_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, BASE)
    database = plan.store.database
    read = {"first_day": TODAY, "last_day": TODAY, "is_complete": True}
    plan.store.memory.keep_source_run(SourceRun(source_id="GM0361:notubiz", is_full=True, **read))  # type: ignore[arg-type]
    assert plan_of(tmp_path, BASE, store=plan.store).of("notubiz")[0].first
    finish_run(database, plan.store.run_id, finished=NOW, exit_code=0, summary={})
    assert not plan_of(tmp_path, BASE, store=plan.store).of("notubiz")[0].first
    assert plan_of(tmp_path, BASE, store=plan.store).of("cvdr")[0].first


@pytest.mark.parametrize(("day", "overdue"), [("2026-11-01", False), ("2026-10-01", True)])
def test_a_full_pass_is_due_after_four_weeks(tmp_path: Path, day: str, overdue: bool) -> None:
    plan = plan_of(tmp_path, BASE)
    database, now = plan.store.database, f"{day}T02:15:00Z"
    store = Store(database, start_run(database, started=now, now=now), now)
    moment = date.fromisoformat(day)
    store.memory.keep_source_run(
        SourceRun(source_id="GM0361:notubiz", is_full=True, first_day=moment, last_day=moment, is_complete=True)
    )
    finish_run(database, store.run_id, finished=now, exit_code=0, summary={})
    source = plan_of(tmp_path, BASE, store=plan.store).of("notubiz")[0]
    assert (source.first, source.full) == (False, overdue)


def test_a_name_is_found_in_any_case_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "kansenradar.toml"
    file.write_text(BASE, encoding="utf-8")
    config = load_config(file)
    assert find_municipality(config, "ALKMAAR", TODAY) == "GM0361"
    assert find_municipality(config, "gm0361", TODAY) == "GM0361"
    with pytest.raises(UnknownMunicipality, match="Alkmaar"):
        find_municipality(config, "Alkmar", TODAY)


MAIL = """
[mail]
transport = "smtp"
host = "127.0.0.1"
username = "radar"
starttls = false
"""
SUBSCRIBER = """
[[subscriber]]
name = "Lead"
address = "lead@mdt.example"
municipalities = ["Alkmaar"]
types = ["financiering"]
"""


def test_a_password_is_never_sent_in_the_clear(tmp_path: Path) -> None:
    file = tmp_path / "kansenradar.toml"
    file.write_text(BASE + MAIL, encoding="utf-8")
    with pytest.raises(ConfigError, match="starttls"):
        transport(load_config(file))


def test_a_subscriber_gets_codes_and_stored_types(tmp_path: Path) -> None:
    file = tmp_path / "kansenradar.toml"
    file.write_text(BASE + SUBSCRIBER, encoding="utf-8")
    (subscriber,) = subscribers(load_config(file), TODAY)
    codes = ("GM0361", "PV:Noord-Holland", "RIJK")
    assert (subscriber.gemeentecodes, subscriber.types) == (codes, ("funding",))
