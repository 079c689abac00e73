"""A night that is killed and started again ends as an undisturbed one."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from nights import Radar, content

KILLS = int(os.environ.get("KANSENRADAR_KILLS", "4"))
"""How many kills; raise it for a long run."""


def kill_after(radar: Radar, seconds: float) -> None:
    """Start a night and kill it, children included, at a moment."""
    night = subprocess.Popen(
        radar.command("nightly"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        night.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(night.pid, signal.SIGKILL)
        night.wait()


def originals(radar: Radar) -> set[str]:
    return {file.name for file in (radar.folder / "originals").glob("*/*")}


@pytest.fixture(scope="module")
def undisturbed(new_radar: Callable[[int], Radar]) -> tuple[Radar, float]:
    radar = new_radar(1)
    began = time.monotonic()
    assert radar.run("nightly").returncode == 0
    return radar, time.monotonic() - began


@pytest.mark.parametrize("seed", range(KILLS))
def test_kill_and_start_again(undisturbed: tuple[Radar, float], tmp_path: Path, seed: int) -> None:
    reference, seconds = undisturbed
    radar = Radar(tmp_path, reference.portals)
    (tmp_path / "kansenradar.toml").write_bytes(reference.config.read_bytes())
    moments = random.Random(seed)
    for _ in range(1 + seed % 2):
        kill_after(radar, moments.uniform(0.3, 1.0) * seconds)
    result = radar.run("nightly")
    assert (result.returncode, result.stderr) == (0, "")
    assert content(radar.database) == content(reference.database)
    assert originals(radar) == originals(reference)
    assert radar.database.execute("pragma integrity_check").fetchone()[0] == "ok"
    assert list(radar.database.execute("pragma foreign_key_check")) == []
    assert len(list((radar.folder / "mail").glob("*.eml"))) == 1


def test_two_nights_at_once(undisturbed: tuple[Radar, float], tmp_path: Path) -> None:
    reference, _ = undisturbed
    radar = Radar(tmp_path, reference.portals)
    (tmp_path / "kansenradar.toml").write_bytes(reference.config.read_bytes())
    first = subprocess.Popen(radar.command("nightly"), stderr=subprocess.DEVNULL)
    lock = tmp_path / "radar.lock"
    while not (lock.exists() and lock.read_text()):
        assert first.poll() is None
        time.sleep(0.01)  # waits for the lock, not for luck
    second = radar.run("nightly")
    assert second.returncode == 75
    assert second.stderr.count("\n") == 1
    assert first.wait(timeout=300) == 0
    assert content(radar.database) == content(reference.database)
