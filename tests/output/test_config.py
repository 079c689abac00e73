from datetime import date
from pathlib import Path

import pytest

from output.config import load_config
from output.following import followed, gemeentecodes
from output.post import mail_settings, subscribers
from output.settings import ConfigError

TODAY = date(2026, 11, 25)
GOOD = """\
data = "store"
contact = "beheer@kansenradar.example"
municipalities = ["Utrecht", "GM0361"]

[window]
first_lookback = 30

[[subscriber]]
name = "Projectleider"
address = "lead@mdt.example"
municipalities = ["all"]
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "kansenradar.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file_is_read(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD))
    assert config.database == tmp_path / "store" / "radar.db"
    assert config.window.first_lookback == 30
    assert [row.municipality.name for row in followed(config, TODAY)] == ["Utrecht", "Alkmaar"]
    assert gemeentecodes(config, ("all",), TODAY) == ("GM0344", "GM0361", "PV:Utrecht", "PV:Noord-Holland", "RIJK")
    assert gemeentecodes(config, ("Alkmaar",), TODAY) == ("GM0361", "PV:Noord-Holland", "RIJK")


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("first_lookback = 30", "first_lookback = 0", 6, "window.first_lookback"),
        ("first_lookback = 30", "first_lookbak = 30", 6, "window.first_lookbak"),
        ('address = "lead@mdt.example"', 'address = "nobody"', 10, "subscriber.0.address"),
        ('contact = "beheer@kansenradar.example"', "contact = 3", 2, "contact"),
        ('name = "Projectleider"\n', "", 8, "subscriber.0.name"),
        ('data = "store"', 'data = "store"\nfile = "x"', 2, "file"),
    ],
)
def test_a_wrong_value_is_named_with_file_line_and_key(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    file = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert str(caught.value).startswith(f"{file}, line {line}: {key}: ")


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 3"):
        load_config(write(tmp_path, 'data = "x"\ncontact = "y@z"\nmunicipalities = [Utrecht]\n'))


def test_a_missing_or_unreadable_file_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml"):
        load_config(tmp_path / "absent.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary\.toml"):
        load_config(tmp_path / "binary.toml")


def test_an_unknown_municipality_is_named_with_a_hint(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD.replace("Utrecht", "Utrect")))
    with pytest.raises(ConfigError, match=r"Utrect.*did you mean Utrecht"):
        followed(config, TODAY)


def test_a_rhythm_and_an_unsubscribe_address_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = 'cadence = "weekly"\nday = "vrijdag"\nsign_of_life = true\n'
    mail = '\n[mail]\nunsubscribe_url = "https://scan.mdt.example/u/{token}"\n'
    config = load_config(write(tmp_path, GOOD + extra + mail))
    (subscriber,) = subscribers(config, TODAY)
    assert (subscriber.cadence, subscriber.weekday, subscriber.sign_of_life) == ("weekly", "vrijdag", True)
    with pytest.raises(ConfigError, match="KANSENRADAR_UNSUBSCRIBE_SECRET"):
        mail_settings(config)
    (tmp_path / "secret").write_text("geheim\n", encoding="utf-8")
    monkeypatch.setenv("KANSENRADAR_UNSUBSCRIBE_SECRET_FILE", str(tmp_path / "secret"))
    assert mail_settings(config).secret == "geheim"  # noqa: S105


@pytest.mark.parametrize(
    "line", ['cadence = "hourly"', 'day = "monday"', '[mail]\nunsubscribe_url = "http://scan.mdt.example/{token}"']
)
def test_a_rhythm_that_does_not_exist_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"line 1[23]"):
        load_config(write(tmp_path, f"{GOOD}{line}\n"))
