"""Pictures of a page as a browser shows it, without network and without leaving anything behind."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 120
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # only pages of our own are opened, and containers have no user namespaces
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class NoBrowser(RuntimeError):
    """There is no browser to draw with, or it failed; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A window in pixels, light or dark."""

    name: str
    width: int
    height: int
    dark: bool = False


SCREENS = (
    Screen(name="light", width=720, height=1000),
    Screen(name="dark", width=720, height=1000, dark=True),
    Screen(name="phone", width=390, height=844),
)


def draw(page: str, screen: Screen, target: Path) -> None:
    """Draw the top of an HTML page as PNG; raises `NoBrowser`."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise NoBrowser(f"no browser found to draw with; install one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        file, drawn = Path(folder) / "page.html", Path(folder) / "page.png"
        file.write_text(page, encoding="utf-8")
        command = [browser, *_OPTIONS, f"--user-data-dir={folder}/profile", f"--screenshot={drawn}"]
        command += [f"--blink-settings=preferredColorScheme={0 if screen.dark else 1}"]
        command += [f"--window-size={screen.width},{screen.height}", file.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  (fixed words)
        except subprocess.TimeoutExpired as error:
            raise NoBrowser(f"{browser} drew nothing within {SECONDS} seconds") from error
        if not drawn.exists():
            raise NoBrowser(f"{browser} ended with {done.returncode} and drew nothing")
        target.write_bytes(drawn.read_bytes())


def draw_all(page: str, folder: Path, *, prefix: str = "") -> list[Path]:
    """Draw a page light, dark and as wide as a phone; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for screen in SCREENS:
        files.append(folder / f"{prefix}{screen.name}.png")
        draw(page, screen, files[-1])
    return files
