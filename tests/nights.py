"""A radar over the sample portals, run as the real command in a process of its own, and what to compare."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawlers.replica.portals import Portals
from output.dutch import AMSTERDAM
from output.sample import CONFIGURATION
from pipeline.database import open_readonly

PAPERS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "corpus.toml").read_text(encoding="utf-8"))[
    "paper"
]


@dataclass(frozen=True)
class Radar:
    """A data folder that follows the portals."""

    folder: Path
    portals: Portals

    @property
    def config(self) -> Path:
        return self.folder / "kansenradar.toml"

    @property
    def database(self) -> Database:
        return open_readonly(self.folder / "radar.db")

    def command(self, *arguments: str) -> list[str]:
        night = self.portals.library.country.nights[self.portals.night - 1]
        now = datetime.combine(night, time(3, 15), AMSTERDAM).isoformat()
        return [sys.executable, "-m", "output", "--config", str(self.config), "--now", now, *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=300, check=False)


def follow(portals: Portals, folder: Path) -> Radar:
    """Write a configuration that follows the portals."""
    text = CONFIGURATION.read_text(encoding="utf-8").format(
        **portals.urls,
        **portals.website_urls,
    )
    (folder / "kansenradar.toml").write_text(text, encoding="utf-8")
    return Radar(folder, portals)


def files_with(words: str, folder: Path) -> list[str]:
    """Name the files that hold these words.

    Another process reads them: a file of SQLite that is closed loses the locks of every connection in its process.
    """
    done = subprocess.run(["grep", "-rlF", "--", words, str(folder)], capture_output=True, text=True, check=False)
    return sorted(done.stdout.splitlines())


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything outside the run log, without row numbers, for comparing databases."""
    queries = {
        "documents": "select * from documents order by key",
        "references": "select * from document_references order by 1, 2",
        "appearances": "select * from appearances order by 1, 2",
        "versions": "select * from versions order by 1, 2",
        "contents": "select * from contents order by 1",
        "pages": "select * from pages order by 1, 2",
        "passages": "select sha256, position, page, text, heading, structure, boxes from passages order by 1, 2",
        "tags": "select p.sha256, p.position, t.domain, t.score from tags t join passages p on p.id = t.passage_id"
        " order by 1, 2, 3",
        "signals": "select p.sha256, p.position, s.type, s.state, s.score from signals s"
        " join passages p on p.id = s.passage_id order by 1, 2, 3",
        "findings": "select * from findings order by 1",
        "opportunities": "select * from opportunities order by 1",
        "dossiers": "select * from dossier_documents order by 2",
        "events": "select * from events order by 1",
        "agenda_items": "select * from agenda_items order by 1",
        "outbox": "select subscriber, period, message_id, subject, message, state from outbox order by 1, 2",
        "deliveries": "select subscriber, opportunity_id, facts from deliveries order by 1, 2",
    }
    return {name: list(database.conn.execute(query)) for name, query in queries.items()}
