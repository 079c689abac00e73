"""Over many nights, in every rhythm: each opportunity in exactly one digest per subscriber."""

import random
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from output.config import Config, load_config
from output.post import new_digests, post_digests

DAY = timedelta(days=1)
CONFIG = """\
data = "."
contact = "beheer@kansenradar.example"
municipalities = ["Havenstede"]

[mail]
sender = "scan@mdt.example"
domain = "mdt.example"

[[municipality]]
code = "GM9901"
name = "Havenstede"
province = "Zuid-Maren"
system = "notubiz"
key = "9901"
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    text = CONFIG
    for cadence in ("daily", "weekly", "monthly"):
        text += f'\n[[subscriber]]\nname = "{cadence}"\naddress = "{cadence}@mdt.example"\n'
        text += f'municipalities = ["Havenstede"]\ncadence = "{cadence}"\nday = "woensdag"\n'
    (tmp_path / "kansenradar.toml").write_text(text, encoding="utf-8")
    return load_config(tmp_path / "kansenradar.toml")


def mails(folder: Path, cadence: str) -> dict[str, str]:
    """Give the plain text of the mails to one subscriber by day."""
    found = {}
    for file in (folder / "mail").glob("*.eml"):
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        if f"{cadence}@" in str(message["To"]):
            found[str(message["Message-ID"]).split(".", 2)[2].split("@")[0]] = body.get_content()
    return dict(sorted(found.items()))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_rhythm_skips_or_repeats(rows: Any, now: datetime, config: Config, seed: int) -> None:
    db = rows.db
    chance = random.Random(seed)
    names = []
    for night in range(70):
        for number in range(chance.choice((0, 0, 1, 2))):
            names.append(f"N{night:02}X{number}")
            rows.opportunity(names[-1], deadline="2027-12-31")
        if chance.random() < 0.8 or night == 69:
            post_digests(db, config, now + night * DAY)
    for night in range(70, 105):
        post_digests(db, config, now + night * DAY)
    for cadence in ("daily", "weekly", "monthly"):
        told = Counter(
            name for text in mails(config.data, cadence).values() for name in names if f"Nummer {name}." in text
        )
        assert told == Counter(names), cadence


def test_a_week_has_one_turn_also_when_nothing_was_new(
    rows: Any, db: Database, now: datetime, config: Config, tmp_path: Path
) -> None:
    for night in range(15):  # from Monday 23 November
        if night in (0, 3, 4, 10):
            rows.opportunity(f"N{night:02}")
        post_digests(db, config, now + night * DAY)
        post_digests(db, config, now + night * DAY)
    assert list(mails(tmp_path, "daily")) == ["2026-11-23", "2026-11-26", "2026-11-27", "2026-12-03"]
    assert list(mails(tmp_path, "weekly")) == ["2026-11-23", "2026-12-02"]
    assert list(mails(tmp_path, "monthly")) == ["2026-11-23", "2026-12-01"]
    post_digests(db, config, now + 17 * DAY)
    assert list(mails(tmp_path, "weekly")) == ["2026-11-23", "2026-12-02", "2026-12-10"]


def test_a_kill_between_choosing_and_the_turn_leaves_neither(
    rows: Any, db: Database, now: datetime, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def killed(*_: object) -> None:
        raise Killed

    rows.opportunity("A3")
    with monkeypatch.context() as patched:
        patched.setattr("output.post.take_turn", killed)
        with pytest.raises(Killed):
            post_digests(db, config, now)
    for table in ("outbox", "deliveries", "digest_turns"):
        assert db.table(table).count == 0
    assert len(post_digests(db, config, now).sent) == 3


def test_a_preview_can_tell_everything_as_to_a_new_reader(
    rows: Any, db: Database, now: datetime, config: Config
) -> None:
    rows.opportunity("A3")
    post_digests(db, config, now)
    before = db.conn.total_changes
    assert list(new_digests(db, config, now)) == []
    told = list(new_digests(db, config, now, as_new=True))
    assert [(who.name, [item.id for item in digest.items], digest.since) for who, digest in told] == [
        (cadence, ["A3"], None) for cadence in ("daily", "weekly", "monthly")
    ]
    assert db.conn.total_changes == before
