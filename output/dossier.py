"""The papers of one matter over time, and the municipalities where the same text lies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from output.dutch import enumeration, long_date, one_line
from output.queries import Place
from pipeline.resemblance import resemblance

if TYPE_CHECKING:
    from sqlite_utils import Database

ARROW = " → "
JOINT = 0.8
"""Resemblance from which two municipalities are said to have the same text: names and dates may differ."""
MOST_NAMES = 5


def course(places: Sequence[Place]) -> str:
    """Write `motie 12 maart 2026 → raadsvoorstel 1 juni 2026`; empty when there is one paper, or copies of one."""
    steps = sorted({(place.published, place.genre) for place in places})
    told = [f"{genre.replace('_', ' ')} {long_date(published)}" for published, genre in steps]
    return ARROW.join(told) if len(told) > 1 else ""


def also_in(db: Database, dossier: str) -> tuple[str, ...]:
    """Name the other municipalities where a paper with the same bytes, or nearly the same text, lies."""
    same = db.conn.execute(
        """select distinct other.name from dossier_documents x
           join current_versions v on v.document_key = x.document_key
           join current_versions w on w.sha256 = v.sha256
           join documents d on d.key = w.document_key join sources s on s.id = d.source_id
           join municipalities other on other.code = s.gemeentecode
           where x.dossier = ?1 and other.code <> (select gemeentecode from opportunities where id = ?1)""",
        [dossier],
    )
    alike = db.query(
        """select distinct t.document_key, own.text as one, k.text as other, m.name
           from dossier_documents x
           join document_ties o on o.document_key = x.document_key and o.kind = 'band'
           join document_ties t on t.tie = o.tie and t.kind = 'band' and t.document_key <> o.document_key
           join sketches own on own.document_key = x.document_key
           join sketches k on k.document_key = t.document_key
           join documents d on d.key = t.document_key join sources s on s.id = d.source_id
           join municipalities m on m.code = s.gemeentecode
           where x.dossier = ?1 and m.code <> (select gemeentecode from opportunities where id = ?1)""",
        [dossier],
    )
    names = {name for (name,) in same}
    names |= {row["name"] for row in alike if resemblance(json.loads(row["one"]), json.loads(row["other"])) >= JOINT}
    return tuple(sorted(one_line(name) for name in names))


def told_elsewhere(places: Sequence[str]) -> str:
    """Write `ook in Veldhorst en Duinmeren`, or how many when there are many; empty when it lies nowhere else."""
    if len(places) > MOST_NAMES:
        return f"ook in {len(places)} andere gemeenten"
    return f"ook in {enumeration(places)}" if places else ""
