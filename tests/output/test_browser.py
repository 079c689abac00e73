"""The pages in a real browser: they fit a phone and a desk and load nothing; the conversation sheet fits one A4."""

import json
import os
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from sqlite_utils import Database

from output.digest import Subscriber, html, select
from output.dutch import DOMAINS, GROUPS, ROLES
from output.queries import opportunity
from output.sheet import sheet
from output.sheet_text import html as sheet_html

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


@pytest.fixture
def full_sheet(rows: Any, db: Database, tmp_path: Path) -> Path:
    """Write the fullest sheet there can be."""
    holder = {"field": "holder", "value": "Pim Verloop", "quote": "wethouder Pim Verloop", "page": 1, "boxes": []}
    terms = ("jongerenparticipatie", "ervaringsdeskundigen", "brede maatschappelijke opgave")
    hits = [
        {"concept": f"perspective:{key}", "term": term, "tier": "strong", "start": 0, "end": 4}
        for key in ("P2", "P3")
        for term in terms
    ]
    rows.opportunity(
        "A3",
        title="Raadsvoorstel meerjarenuitvoeringsprogramma " * 12,
        quote="De gemeenteraad wordt gevraagd het meerjarenuitvoeringsprogramma vast te stellen. " * 8,
        domains=list(DOMAINS),
        groups=list(GROUPS),
        themes=["social_return", "eenzaamheid"],
        roles=list(ROLES),
        perspectives=["P2", "P3"],
        stage="concept",
        decision_date="2026-12-10",
        holder="Pim Verloop",
        evidence=[holder],
        explanation={"hits": hits, "features": [], "rules": []},
    )
    file = tmp_path / "gesprek.html"
    file.write_text(sheet_html(sheet(opportunity(db, "A3"), date(2026, 11, 23), 24_000)), encoding="utf-8")
    return file


def command_of(chromium: str, profile: Path) -> list[str]:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return [chromium, *options, f"--user-data-dir={profile}"]


def measured(chromium: str, page: Path, width: int, profile: Path) -> dict[str, float]:
    command = [*command_of(chromium, profile), f"--window-size={width},900", "--dump-dom", page.as_uri()]
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


@pytest.mark.parametrize("width", [500, 1200])
def test_the_conversation_sheet_fits_the_window(chromium: str, full_sheet: Path, width: int, tmp_path: Path) -> None:
    shown = full_sheet.read_text(encoding="utf-8").replace("</body>", f"{MEASURE}</body>")
    full_sheet.write_text(shown, encoding="utf-8")
    sizes = measured(chromium, full_sheet, width, tmp_path / "profile")
    assert sizes["wide"] <= sizes["window"]
    assert sizes["smallest"] >= 14
    assert (sizes["loaded"], sizes["scripts"]) == (0, 1)


def test_the_conversation_sheet_prints_on_one_page(chromium: str, full_sheet: Path, tmp_path: Path) -> None:
    printed = tmp_path / "gesprek.pdf"
    options = [f"--print-to-pdf={printed}", "--no-pdf-header-footer", full_sheet.as_uri()]
    subprocess.run(
        [*command_of(chromium, tmp_path / "profile"), *options], capture_output=True, timeout=120, check=True
    )
    with pdfplumber.open(printed) as document:
        assert len(document.pages) == 1
        assert "mdt@doemeemetmdt.nl" in document.pages[0].extract_text()
