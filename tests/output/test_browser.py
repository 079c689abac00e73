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
from PIL import Image
from sqlite_utils import Database

from output.digest import Subscriber, html, select
from output.dutch import DOMAINS, GROUPS, ROLES
from output.picture import NoBrowser, draw_all
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


CHECK = """<script>
addEventListener("load", () => {
  const channel = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parts = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = colour => {
    const [red, green, blue] = parts(colour).map(value => channel(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const opaque = colour => parts(colour)[3] !== 0;
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (opaque(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.querySelectorAll("p, li, h1, h2, h3, h4, a")];
  const ratios = texts.map(element => {
    const pair = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  });
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(one => Number(one.tagName[1]));
  document.title = JSON.stringify({
    contrast: Math.min(...ratios), checked: ratios.length, lang: document.documentElement.lang,
    titled: document.title.length > 0, firsts: levels.filter(one => one === 1).length,
    skips: levels.filter((level, at) => at && level > levels[at - 1] + 1).length,
    empty: texts.filter(one => !one.textContent.trim()).length,
    nameless: [...document.querySelectorAll("a")].filter(one => !one.textContent.trim() || !one.href).length,
    tables: [...document.querySelectorAll("table")].filter(one => one.getAttribute("role") !== "presentation").length,
    pictures: [...document.querySelectorAll("img, svg")].filter(one => !one.hasAttribute("alt")).length,
    zoom: !/user-scalable|maximum-scale/.test(document.querySelector("meta[name=viewport]").content),
    background: behind(document.querySelector("h1")),
    small: [...document.querySelectorAll("a")].filter(one => one.getBoundingClientRect().height < 16).length,
  });
});
</script>"""


def saved(db: Database, now: datetime, script: str, file: Path) -> Path:
    digest = select(db, LEAD, now)
    assert digest is not None
    file.write_text(html(digest).replace("</body>", f"{script}</body>"), encoding="utf-8")
    return file


@pytest.fixture
def page(corpus: Any, db: Database, now: datetime, tmp_path: Path) -> Path:
    return saved(db, now, MEASURE, tmp_path / "digest.html")


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


def measured(chromium: str, page: Path, width: int, profile: Path, *, dark: bool = False) -> dict[str, Any]:
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    command = [*command_of(chromium, profile), scheme, f"--window-size={width},900", "--dump-dom", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    title = re.search(r"<title[^>]*>(\{.*?\})</title>", shown)
    assert title is not None, "the page did not measure itself"
    result: dict[str, Any] = json.loads(title[1].replace("&quot;", '"'))
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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [500, 1200])
def test_everybody_can_read_it(
    chromium: str, corpus: Any, now: datetime, tmp_path: Path, *, dark: bool, width: int
) -> None:
    file = saved(corpus.db, now, CHECK, tmp_path / "digest.html")
    seen = measured(chromium, file, width, tmp_path / "profile", dark=dark)
    assert seen["checked"] > 20
    assert seen["contrast"] >= 4.5
    assert seen["background"] == ("rgb(22, 32, 42)" if dark else "rgb(255, 255, 255)")
    assert (seen["lang"], seen["titled"], seen["zoom"], seen["firsts"]) == ("nl", True, True, 1)
    for fault in ("skips", "empty", "nameless", "tables", "pictures", "small"):
        assert seen[fault] == 0, fault


def test_pictures_are_drawn_in_the_size_and_colours_of_the_screen(
    chromium: str, corpus: Any, now: datetime, tmp_path: Path
) -> None:
    digest = select(corpus.db, LEAD, now)
    assert digest is not None
    files = draw_all(html(digest), tmp_path / "pictures")
    assert [file.name for file in files] == ["light.png", "dark.png", "phone.png"]
    pictures = {file.stem: Image.open(file).convert("RGB") for file in files}
    assert {name: drawn.size for name, drawn in pictures.items()} == {
        "light": (720, 1000),
        "dark": (720, 1000),
        "phone": (390, 844),
    }
    corners = {name: drawn.getpixel((2, 2)) for name, drawn in pictures.items()}
    assert corners == {"light": (255, 255, 255), "dark": (22, 32, 42), "phone": (255, 255, 255)}
    assert all(len(set(drawn.get_flattened_data())) > 20 for drawn in pictures.values()), "there is text on it"


def test_without_a_browser_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowser, match="install one of chromium"):
        draw_all("<p>x</p>", tmp_path / "pictures")
