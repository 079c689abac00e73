"""The digest in a real browser: it fits a phone and a desk, loads nothing, and its words are there."""

import json
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from output.digest import Subscriber, html, select

LEAD = Subscriber(name="Jos Jansen", address="jos@mdt.example", gemeentecodes=("GM9901", "GM9902", "GM9906"), types=())
MEASURE = """<script>
addEventListener("load", () => {
  const texts = [...document.querySelectorAll("p, li, h1, h2, h3, a")];
  const sizes = texts.map(e => parseFloat(getComputedStyle(e).fontSize));
  document.title = JSON.stringify({
    wide: document.documentElement.scrollWidth, window: innerWidth, smallest: Math.min(...sizes),
    loaded: performance.getEntriesByType("resource").length, scripts: document.scripts.length,
  });
});
</script>"""


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None and "chromium" not in os.environ.get("KANSENRADAR_REQUIRE", ""):
        pytest.skip("chromium is not installed")
    assert found is not None, "chromium is required here"
    return found


@pytest.fixture
def page(corpus: Any, db: Database, now: datetime, tmp_path: Path) -> Path:
    digest = select(db, LEAD, now)
    assert digest is not None
    file = tmp_path / "digest.html"
    file.write_text(html(digest).replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
    return file


def measured(chromium: str, page: Path, width: int, profile: Path) -> dict[str, float]:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    options += [f"--user-data-dir={profile}", f"--window-size={width},900", "--dump-dom"]
    command = [chromium, *options, page.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    title = re.search(r"<title[^>]*>(\{.*?\})</title>", shown)
    assert title is not None, "the page did not measure itself"
    result: dict[str, float] = json.loads(title[1].replace("&quot;", '"'))
    return result


@pytest.mark.parametrize("width", [500, 1200])
def test_the_digest_fits_the_window(chromium: str, page: Path, width: int, tmp_path: Path) -> None:
    sizes = measured(chromium, page, width, tmp_path / "profile")
    assert sizes["wide"] <= sizes["window"]
    assert sizes["smallest"] >= 14
    assert sizes["loaded"] == 0
    assert sizes["scripts"] == 1, "only the measuring one"
