"""How soon a command answers: its processor time beside that of a Python that does nothing, on a large database."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.municipalities import shipped
from output.queries import MatchFilter, matches
from pipeline.database import open_database, open_reader

DAY = date(2026, 11, 23)
PASSAGES, OPPORTUNITIES = 200_000, 16_000
HELP_TARGET, MATCHES_TARGET = 6, 12
_LISTS = dict.fromkeys(("rects", "domains", "themes", "groups", "roles", "perspectives", "evidence"), "[]")
_NOTES = dict.fromkeys(("opening", "applicants"), "")


def measure_start(folder: Path) -> list[str]:
    """Measure help and a list of one municipality, as lines of text."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "kansenradar.toml"
    config.write_text('data = "."\ncontact = "bench@kansenradar.example"\nmunicipalities = ["all"]\n', encoding="utf-8")
    code = _fill(folder / "radar.db")
    began = time.process_time()
    rows = matches(open_reader(folder / "radar.db"), MatchFilter(today=DAY, gemeentecodes=(code,)))
    asked = time.process_time() - began
    bare = _processor_seconds("-c", "pass")
    shown = _processor_seconds("-m", "output", "--help") / bare
    listed = _processor_seconds("-m", "output", "--config", str(config), "matches", "--gemeente", code) / bare
    return [
        f"help, whole process            {shown:6.1f} x a bare Python (at most {HELP_TARGET})",
        f"matches of a municipality      {listed:6.1f} x a bare Python (at most {MATCHES_TARGET})",
        f"its query, {len(rows):3d} rows            {asked * 1000:6.1f} ms",
    ]


def _processor_seconds(*arguments: str) -> float:
    """Give the least of five runs."""
    return min(_once(arguments) for _ in range(5))


def _once(arguments: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _fill(path: Path) -> str:
    """Make the database, spread over the municipalities of the day; gives the code of one of them."""
    places = [row.municipality for row in shipped().on(DAY).values()]
    each, day, moment = PASSAGES // OPPORTUNITIES, DAY.isoformat(), "2026-11-23T02:00:00Z"
    rows: dict[str, list[dict[str, Any]]] = {
        "municipalities": [{"code": one.code, "name": one.name, "province": one.province} for one in places],
        "sources": [{"id": one.code, "gemeentecode": one.code, "system": "ibabs", "key": one.code} for one in places],
    }
    for table in ("contents", "passages", "documents", "findings", "opportunities"):
        rows[table] = []
    for number in range(OPPORTUNITIES):
        code, key = places[number % len(places)].code, f"d{number}"
        rows["contents"].append({"sha256": key, "size": 1, "media_type": "application/pdf"})
        rows["passages"] += [_passage(key, position) for position in range(each + (number % 2))]
        rows["documents"].append(
            {"key": key, "source_id": code, "title": f"Raadsvoorstel {number}", "genre": "raadsvoorstel",
             "bestuurslaag": "gemeente", "url": "", "page_url": "", "published": day, "revision": "",
             "first_seen": moment, "changed_at": moment}
        )  # fmt: skip
        rows["findings"].append(
            {"document_key": key, "sha256": key, "type": "funding", "state": "open", "page": 1,
             "quote": "Voor jongeren is subsidie beschikbaar.", "strength": 0.9, "list_only": 0, "explanation": "{}"}
            | _LISTS | _NOTES
        )  # fmt: skip
        rows["opportunities"].append(
            {"id": f"K{number}", "gemeentecode": code, "first_document_key": key, "document_key": key,
             "score": number % 100, "first_seen": moment, "changed_at": moment, "facts": "{}"}
        )  # fmt: skip
    with closing(open_database(path)) as database, database.atomic():
        for table, made in rows.items():
            names = list(made[0])
            marks = ", ".join(f":{name}" for name in names)
            statement = f"insert into {table} ({', '.join(names)}) values ({marks})"  # noqa: S608
            database.conn.executemany(statement, made)
    return places[0].code


def _passage(content: str, position: int) -> dict[str, Any]:
    text = "Het college stelt subsidie beschikbaar voor maatschappelijke diensttijd van jongeren. " * 8
    return {"sha256": content, "position": position, "page": 1, "text": text, "heading": "", "structure": "body",
            "boxes": "[]", "offsets": "[]"}  # fmt: skip
