"""What stands for each matter: opportunities with a lasting id, and what changed in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from pipeline.dossiers import group, lead, short_id
from pipeline.finding_store import earlier_findings, findings, write_finding
from pipeline.inheritance import inherit
from pipeline.records import Finding
from pipeline.scoring import Scored
from pipeline.tie_store import linked
from pipeline.ties import Linked, with_ties

TOLD = ("type", "state", "amount_eur", "max_per_application_eur", "deadline", "decision_date")
"""The fields that people are told; when one changes the opportunity is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    id: str
    first_document_key: str
    facts: str
    changed_at: str


def stale(database: Database, today: date) -> list[str]:
    """List the municipalities whose dossiers are to be made anew: findings changed or a regulation ended."""
    rows = database.query(
        """select code from municipalities where stale = 1
           union select o.gemeentecode from opportunities o join documents d on d.key = o.document_key
           where o.closed is null and d.valid_until <= ? order by 1""",
        [today.isoformat()],
    )
    return [row["code"] for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Ids of what is new and of what changed."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __add__(self, other: News) -> News:
        return News(new=self.new + other.new, changed=self.changed + other.changed)


def rebuild(database: Database, gemeentecode: str, now: datetime) -> News:
    """Make the dossiers of a municipality anew, in one transaction; ids stay. Give what is new or changed."""
    news = News()
    with database.atomic():
        groups = group(with_ties(linked(database, gemeentecode)))
        found = findings(database, gemeentecode)
        before = earlier_findings(database, gemeentecode)
        known = _known(database, gemeentecode)
        for documents in groups:
            leading = lead(documents, found, now.date())
            if leading is not None:
                own, leading = leading, inherit(leading, _earlier(leading, documents, found, before), now.date())
                if leading != own:
                    write_finding(database, leading)
            news += _save(database, gemeentecode, documents, leading, known)
        database.execute("update municipalities set stale = 0 where code = ? and stale = 1", [gemeentecode])
    return news


def _earlier(
    leading: Finding, documents: Sequence[Linked], found: dict[str, Finding], before: dict[str, Finding]
) -> Finding | None:
    """Find what the version before this one said: the same document before, else the last older one of its kind."""
    if leading.document_key in before:
        return before[leading.document_key]
    this = next(one for one in documents if one.key == leading.document_key)
    older = [one for one in documents if one.genre == this.genre and one.published < this.published]
    said = [found[one.key] for one in sorted(older, key=lambda one: one.published) if one.key in found]
    return said[-1] if said else None


def _save(
    database: Database,
    gemeentecode: str,
    documents: Sequence[Linked],
    finding: Finding | None,
    known: dict[str, _Known],
) -> News:
    here = [known[document.key] for document in documents if document.key in known]
    if finding is None:
        _close(database, here, "ingetrokken, vervallen of niet meer gevonden")
        return News()
    if here:
        opportunity_id = here[0].id
        changed = _update(database, here[0], finding, max(document.changed_at for document in documents))
        news = News(changed=(opportunity_id,) if changed else ())
        _close(database, here[1:], f"samengevoegd met {opportunity_id}")
    else:
        opportunity_id = _insert(database, gemeentecode, documents[0], finding)
        news = News(new=(opportunity_id,))
    for document in documents:
        database.execute(
            """insert into dossier_documents (dossier, document_key) values (?, ?)
               on conflict (document_key) do update set dossier = excluded.dossier
               where dossier is not excluded.dossier""",
            [opportunity_id, document.key],
        )
    return news


def _insert(database: Database, gemeentecode: str, first: Linked, finding: Finding) -> str:
    taken = {row["id"] for row in database.query("select id from opportunities")}
    opportunity_id = short_id(gemeentecode, first.key, taken)
    database.execute(
        """insert into opportunities
               (id, gemeentecode, first_document_key, document_key, first_seen, changed_at, facts)
           values (?, ?, ?, ?, ?, ?, ?)""",
        [
            opportunity_id,
            gemeentecode,
            first.key,
            finding.document_key,
            first.first_seen,
            first.first_seen,
            _facts(finding),
        ],
    )
    return opportunity_id


def _update(database: Database, known: _Known, finding: Finding, content_changed_at: str) -> bool:
    """Follow the finding that now leads; True when people are to be told.

    Only a change in the papers counts as one: when a better reader or model sees more in the same papers,
    nobody gets a second mail.
    """
    facts = _facts(finding)
    database.execute(
        """update opportunities set document_key = ?, closed = null
           where id = ? and (document_key is not ? or closed is not null)""",
        [finding.document_key, known.id, finding.document_key],
    )
    if facts == known.facts:
        return False
    if content_changed_at > known.changed_at:
        changes = json.dumps(_changes(json.loads(known.facts), json.loads(facts)))
        database.execute(
            "update opportunities set facts = ?, changes = ?, changed_at = ? where id = ?",
            [facts, changes, content_changed_at, known.id],
        )
        return True
    database.execute("update opportunities set facts = ? where id = ?", [facts, known.id])
    database.execute(
        "update or ignore deliveries set facts = ? where opportunity_id = ? and facts = ?",
        [facts, known.id, known.facts],
    )
    return False


def _close(database: Database, known: Iterable[_Known], reason: str) -> None:
    for one in known:
        database.execute(
            "update opportunities set closed = ? where id = ? and closed is not ?", [reason, one.id, reason]
        )


def _known(database: Database, gemeentecode: str) -> dict[str, _Known]:
    rows = database.query(
        "select id, first_document_key, facts, changed_at from opportunities where gemeentecode = ?",
        [gemeentecode],
    )
    return {row["first_document_key"]: _Known(**row) for row in rows}


def _facts(finding: Finding) -> str:
    values = {name: getattr(finding, name) for name in TOLD}
    return json.dumps({name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()})


def _changes(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"field": name, "old": old[name], "new": new[name]} for name in TOLD if old[name] != new[name]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An opportunity that is shown, as scoring needs it."""

    id: str
    finding: Finding
    published: date
    genre: str
    first_seen: str
    changed_at: str


def standing(database: Database) -> list[Standing]:
    """List what is shown."""
    rows = database.query(
        """select o.id, o.gemeentecode, o.document_key, o.first_seen, o.changed_at, d.published, d.genre
           from opportunities o join documents d on d.key = o.document_key
           where o.closed is null order by o.gemeentecode, o.id"""
    )
    found: dict[str, dict[str, Finding]] = {}
    shown = []
    for row in list(rows):
        code = row["gemeentecode"]
        if code not in found:
            found[code] = findings(database, code)
        shown.append(
            Standing(
                id=row["id"],
                finding=found[code][row["document_key"]],
                published=date.fromisoformat(row["published"]),
                genre=row["genre"],
                first_seen=row["first_seen"],
                changed_at=row["changed_at"],
            )
        )
    return shown


def save_scored(database: Database, opportunity_id: str, scored: Scored) -> None:
    """Write a score when it differs; part of the caller's transaction."""
    reasons = json.dumps([asdict(part) for part in scored.parts], ensure_ascii=False)
    database.execute(
        """update opportunities set score = ?, band = ?, reasons = ?
           where id = ? and (score, band, reasons) is not (?, ?, ?)""",
        [scored.score, scored.band, reasons, opportunity_id, scored.score, scored.band, reasons],
    )
