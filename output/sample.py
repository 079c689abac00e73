"""The sample: two fictional municipalities on loopback, one night, told in plain Dutch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawlers.replica.library import build
from crawlers.replica.portals import Portals
from output import matches as screen
from output.config import load_config
from output.dutch import AMSTERDAM, counted, enumeration, weekday_date
from output.queries import MatchFilter, MatchRow, matches
from pipeline.database import open_readonly, utc

STARTED_AT = time(3, 15)
INTRODUCTION = """\
Kansenradar las de stukken van zes voorbeeldgemeenten, van hun provincies en
van het Rijk. Die gemeenten bestaan niet echt. De stukken stonden op deze
computer, in dezelfde systemen die echte gemeenten gebruiken."""
WORDS = {
    "funding": ("kans op geld", "kansen op geld"),
    "alignment": ("aansluiting", "aansluitingen"),
    "threat": ("waarschuwing", "waarschuwingen"),
}
CONFIGURATION = Path(__file__).parent / "templates" / "sample.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A running set of portals with the configuration that follows them."""

    config: Path
    night: int
    now: datetime
    last_night: int


@contextmanager
def running(folder: Path, night: int, *, base_port: int) -> Iterator[Sample]:
    """Render the papers when needed, serve them and write the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    library = build(folder / "papers")
    with Portals(library, night=night, base_port=base_port) as portals:
        config = folder / "kansenradar.toml"
        config.write_text(
            CONFIGURATION.read_text(encoding="utf-8").format(
                **portals.urls,
                **portals.website_urls,
            ),
            encoding="utf-8",
        )
        nights = library.country.nights
        now = datetime.combine(nights[night - 1], STARTED_AT, AMSTERDAM)
        yield Sample(config=config, night=night, now=now, last_night=len(nights))


def run_night(sample: Sample) -> int:
    """Run `nightly` in a process of its own, as cron does; give its exit code."""
    command = [sys.executable, "-m", "output", *_options(sample), "nightly"]
    return subprocess.run(command, check=False).returncode  # noqa: S603  (our own program)


def tell(sample: Sample, exit_code: int) -> str:
    """Say in plain Dutch what the night brought and what to try next."""
    config = load_config(sample.config)
    if exit_code not in (0, 3):
        return "De nacht is niet gelukt. De regel hierboven zegt waarom.\n"
    database = open_readonly(config.database)
    run = next(iter(database.query("select * from runs order by id desc limit 1")))
    summary = json.loads(run["summary"])
    today = sample.now.date()
    fresh = {*summary["new"], *summary["changed"]}
    chosen = MatchFilter(today=today)
    rows = [row for row in matches(database, chosen) if row.id in fresh]
    parts = [f"Nacht {sample.night}: {weekday_date(today)}", INTRODUCTION, _counts(database, run["id"], rows, summary)]
    if rows:
        parts += [screen.text(rows, chosen), _mail(database, config.data / config.mail.folder, sample.now)]
    else:
        parts.append("Er is niets nieuws sinds de vorige keer. Daarom is er ook geen mail gemaakt.")
    first = matches(database, MatchFilter(today=today))
    parts.append(_next(sample, first[0].id if first else ""))
    return "\n\n".join(parts) + "\n"


def _counts(database: Database, run_id: int, rows: Sequence[MatchRow], summary: dict[str, Any]) -> str:
    states = {
        row["state"]: row["n"]
        for row in database.query(
            "select state, count(*) as n from ledger_entries where run_id = ? and kind = 'document' group by state",
            [run_id],
        )
    }
    listed = sum(states.values())
    lines = [
        f"Gezien: {counted(listed, 'document', 'documenten')}, waarvan {states.get('stored', 0)} nieuw of gewijzigd"
        f" en {states.get('unchanged', 0)} hetzelfde als eerst."
    ]
    if refused := states.get("refused", 0):
        lines.append(f"Niet gelezen: {refused} (geheim of niet meer van kracht).")
    for label, key in (("Nieuw", "new"), ("Gewijzigd", "changed")):
        types = Counter(row.type for row in rows if row.id in summary[key])
        found = [counted(types[kind], *words) for kind, words in WORDS.items() if types[kind]]
        if found:
            lines.append(f"{label}: {enumeration(found)}.")
    return "\n".join(lines)


def _mail(database: Database, folder: Path, now: datetime) -> str:
    rows = list(database.query("select subject from outbox where sent_at = ? order by id", [utc(now)]))
    subjects = "\n".join(f"  {row['subject']}" for row in rows)
    return f"De mail van vannacht staat als .eml-bestand in {_short(folder)}:\n{subjects}"


def _next(sample: Sample, example: str) -> str:
    command = f"  .venv/bin/kansenradar --config {_short(sample.config)} --now {sample.now:%Y-%m-%dT%H:%M}"
    lines = ["Probeer nu:"]
    if sample.night < sample.last_night:
        lines.append(f"  make run NIGHT={sample.night + 1}        (de volgende nacht)")
    lines += [
        f"{command} \\\n      matches --gemeente Havenstede",
        f"{command} \\\n      why {example}",
        f"{command} \\\n      digest preview",
    ]
    return "\n".join(lines)


def _options(sample: Sample) -> list[str]:
    return ["--config", str(sample.config), "--now", sample.now.isoformat()]


def _short(path: Path) -> Path:
    here = Path.cwd()
    return path.absolute().relative_to(here) if path.absolute().is_relative_to(here) else path
