"""How complete the last night was for the municipalities of one subscriber."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from output.dutch import counted, enumeration, one_line

MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What the last run reached."""

    followed: int
    """Municipalities, without provinces and the state."""
    looked_at: int
    waiting: int
    """Documents that wait for character recognition."""
    failing: tuple[str, ...]
    """Municipalities of which not everything could be fetched."""

    @property
    def sentence(self) -> str:
        """Write `6 van 6 gemeenten bekeken; 1 document wacht op OCR; Rivierenburg gaf een storing`."""
        told = [f"{self.looked_at} van {counted(self.followed, 'gemeente', 'gemeenten')} bekeken"]
        if self.waiting:
            verb = "wacht" if self.waiting == 1 else "wachten"
            told.append(f"{counted(self.waiting, 'document', 'documenten')} {verb} op OCR (tekstherkenning)")
        if self.failing:
            verb = "gaf" if len(self.failing) == 1 else "gaven"
            told.append(f"{named(self.failing)} {verb} een storing")
        return "; ".join(told)


def completeness(db: Database, gemeentecodes: tuple[str, ...]) -> Completeness | None:
    """Judge the last run that crawled; None when there was none yet."""
    row = db.execute("select max(run_id) from ledger_entries").fetchone()
    if row[0] is None:
        return None
    run_id, codes = row[0], json.dumps(gemeentecodes)
    towns = [code for code in gemeentecodes if code.startswith("GM")]
    looked = db.execute(
        """select count(distinct s.gemeentecode) from ledger_entries l join sources s on s.id = l.source_id
           where l.run_id = ? and l.kind = 'listing' and l.state in ('stored', 'unchanged')
             and s.gemeentecode in (select value from json_each(?))""",
        [run_id, json.dumps(towns)],
    )
    waiting = db.execute(
        """select count(distinct w.sha256) from waiting_scans w join current_versions v on v.sha256 = w.sha256
           join documents d on d.key = v.document_key join sources s on s.id = d.source_id
           where s.gemeentecode in (select value from json_each(?))""",
        [codes],
    )
    failing = db.execute(
        """select distinct m.name from ledger_entries l join sources s on s.id = l.source_id
           join municipalities m on m.code = s.gemeentecode
           where l.run_id = ? and l.state in ('failed', 'retry_later')
             and m.code in (select value from json_each(?)) order by m.name""",
        [run_id, codes],
    )
    return Completeness(
        followed=len(towns),
        looked_at=looked.fetchone()[0],
        waiting=waiting.fetchone()[0],
        failing=tuple(one_line(name) for (name,) in failing.fetchall()),
    )


def named(places: Sequence[str]) -> str:
    """Name municipalities, or count them when there are many."""
    return enumeration(places) if len(places) <= MOST_NAMES else counted(len(places), "gemeente", "gemeenten")
