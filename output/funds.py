"""The fund check: regulations and rounds to which a project can apply, as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlite_utils import Database

from output.columns import Column, table
from output.dutch import UNKNOWN, excerpt
from output.queries import MatchFilter, MatchRow, matches
from pipeline.detect.privacy import mask
from pipeline.detect.who import who_may_apply

_REGULATIONS = ("subsidieregeling", "aanwijzingsbesluit")
_LAYERS = ("gemeente", "provincie", "rijk")
_FOOT = """\
Een streepje: dat bedrag staat niet in de stukken.
Meer over een regeling: kansenradar show NUMMER."""
_TABLE = (
    Column(heading="gemeente", width=12),
    Column(heading="regeling", width=20),
    Column(heading="plafond €", width=9, is_amount=True),
    Column(heading="max €", width=7, is_amount=True),
    Column(heading="wie aanvraagt", width=14),
    Column(heading="sluit", width=10),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """Money to apply for; what the papers do not say is None."""

    id: str
    gemeente: str
    bestuurslaag: str
    title: str
    state: str
    ceiling_eur: int | None
    max_per_application_eur: int | None
    applicants: str | None
    """Who may apply, in the words of the papers."""
    deadline: date | None
    link: str


COLUMNS = tuple(Fund.__dataclass_fields__)


def funds(db: Database, chosen: MatchFilter) -> list[Fund]:
    """List what can be applied for, per municipality, what closes first on top."""
    rows = [row for row in matches(db, replace(chosen, types=("funding",), sort="deadline")) if _can_apply(row)]
    told = _applicants(db, [row.id for row in rows])
    found = [_fund(row, told.get(row.id)) for row in rows]
    return sorted(found, key=lambda fund: (_LAYERS.index(fund.bestuurslaag), fund.gemeente))


def records(found: Sequence[Fund]) -> list[dict[str, object]]:
    """Give the funds for JSON and CSV."""
    return [asdict(fund) for fund in found]


def text(found: Sequence[Fund], today: date) -> str:
    """Write the table."""
    if not found:
        return "Geen regelingen gevonden waar u nu kunt aanvragen. Met --ook-verlopen ziet u eerdere rondes."
    return f"{table(_TABLE, _cells(found, today))}\n\n{_FOOT}"


def _cells(found: Iterable[Fund], today: date) -> Iterator[tuple[str, ...]]:
    before = ""
    for fund in found:
        closed = " (gesloten)" if fund.deadline and fund.deadline < today else ""
        yield (
            fund.gemeente if fund.gemeente != before else "",
            f"{fund.title} [{fund.id}]",
            _amount(fund.ceiling_eur),
            _amount(fund.max_per_application_eur),
            excerpt(fund.applicants, 60) if fund.applicants else UNKNOWN,
            f"{fund.deadline:%d-%m-%Y}{closed}" if fund.deadline else UNKNOWN,
        )
        before = fund.gemeente


def _amount(euros: int | None) -> str:
    return "-" if euros is None else f"{euros:,}".replace(",", ".")


def _can_apply(row: MatchRow) -> bool:
    """Tell a regulation or a round from money that a council only plans."""
    is_round = row.deadline_kind == "application" or row.max_per_application_eur is not None
    return row.genre in _REGULATIONS or is_round or row.amount_kind == "ceiling"


def _fund(row: MatchRow, applicants: str | None) -> Fund:
    return Fund(
        id=row.id,
        gemeente=row.gemeente,
        bestuurslaag=row.bestuurslaag,
        title=row.title,
        state=row.state,
        ceiling_eur=row.amount_eur if row.amount_kind in ("ceiling", "budget") else None,
        max_per_application_eur=row.max_per_application_eur,
        applicants=applicants,
        deadline=row.deadline if row.deadline_kind == "application" else None,
        link=row.link,
    )


def _applicants(db: Database, ids: Sequence[str]) -> dict[str, str]:
    rows = db.query(
        """select o.id, p.text from opportunities o join findings f on f.document_key = o.document_key
           join passages p on p.sha256 = f.sha256
           where o.id in (select value from json_each(?)) and f.applicants <> 'excluded' order by o.id, p.position""",
        [json.dumps(ids)],
    )
    found: dict[str, str] = {}
    for row in rows:
        if row["id"] not in found and (who := who_may_apply(row["text"])):
            found[row["id"]] = mask(who)
    return found
