"""The items of a digest: which block each belongs to, in what order, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from output import phrases
from output.agenda import events
from output.calendar_file import CalendarEvent
from output.dossier import told_elsewhere
from output.dutch import CLOSING, STATES, TYPES, counted, excerpt, sentence
from output.queries import MatchRow
from output.timing import advice, whom
from output.told import Telling

URGENT_DAYS = 45
CERTAIN, FAIRLY_CERTAIN = 0.6, 0.35
"""Bounds on the strength of a finding, which is a product of probabilities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One opportunity in a mail: text for people on one line each, safe in a header."""

    block: str
    id: str
    facts: str
    """What counts as told, for `deliveries`."""
    type: str
    changed: bool
    score: int
    gemeentecode: str
    gemeente: str
    title: str
    summary: str
    quote: str
    place: str
    """Page or paragraph of the quote."""
    whom: str
    elsewhere: str
    link: str
    events: tuple[CalendarEvent, ...] = ()
    """Days for a calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """An opportunity that is to be told."""

    row: MatchRow
    telling: Telling
    today: date
    own_name: str = ""
    """The name of the subscriber's project, when it stands in the papers."""

    @property
    def changed(self) -> bool:
        """True when it is told for a change."""
        return self.telling.delivered is not None or self.row.status != "nieuw"

    @property
    def urgent(self) -> bool:
        """True when it closes soon."""
        row = self.row
        closing = row.deadline if row.deadline_kind in CLOSING and row.type != "threat" else None
        return closing is not None and (closing - self.today).days <= URGENT_DAYS


URGENT = f"Deadline binnen {URGENT_DAYS} dagen"
_BLOCKS: Sequence[tuple[str, Callable[[Pick], bool]]] = (
    (URGENT, lambda pick: pick.urgent),
    ("Nieuw geld", lambda pick: not pick.changed and pick.row.type == "funding"),
    ("Om op aan te sluiten", lambda pick: not pick.changed and pick.row.type == "alignment"),
    ("Gewijzigd", lambda pick: pick.changed),
    ("Waarschuwingen", lambda pick: True),
)


def is_untold(row: MatchRow, telling: Telling) -> bool:
    """Tell whether this is news for the subscriber."""
    if telling.delivered is not None:
        return telling.delivered != telling.facts
    if telling.marked_at is None or row.status == "nieuw":
        return True
    # somebody is on to it already: only what changed after that is news
    return bool(telling.changes) and telling.changed_at > telling.marked_at


def items_of(picks: Sequence[Pick]) -> list[Item]:
    """Put the items in the order of reading: per block, per municipality, most urgent or best first."""
    blocks: dict[str, list[Pick]] = {name: [] for name, _ in _BLOCKS}
    for pick in picks:
        blocks[next(name for name, belongs in _BLOCKS if belongs(pick))].append(pick)
    blocks[URGENT].sort(key=lambda pick: (pick.row.deadline or pick.today, -pick.row.score))
    ordered: list[Item] = []
    for name, block in blocks.items():
        towns: dict[str, list[Pick]] = {}
        for pick in block:
            towns.setdefault(pick.row.gemeentecode, []).append(pick)
        ordered += [_item(name, pick) for town in towns.values() for pick in town]
    return ordered


def also_told(item: Item, places: Sequence[str]) -> Item:
    """Tell of an item in which other municipalities the same text lies."""
    return replace(item, elsewhere=", ".join(filter(None, [item.elsewhere, told_elsewhere(places)])))


def _item(block: str, pick: Pick) -> Item:
    row = pick.row
    others = pick.telling.documents - 1
    return Item(
        block=block,
        id=row.id,
        facts=pick.telling.facts,
        type=row.type,
        changed=pick.changed,
        score=row.score,
        gemeentecode=row.gemeentecode,
        gemeente=row.gemeente,
        title=excerpt(row.title, 200),
        summary=_summary(pick),
        quote=excerpt(row.quote),
        place=phrases.place(row.page, row.paragraph),
        whom=whom(row),
        elsewhere=f"ook in {counted(others, 'ander stuk', 'andere stukken')}" if others > 0 else "",
        link=row.link,
        events=_events(pick),
    )


def _summary(pick: Pick) -> str:
    row = pick.row
    certainty = _certainty(pick.telling.strength)
    told = [f"{TYPES[row.type]} ({STATES[row.state]}), score {row.band} ({row.score}), zekerheid {certainty}"]
    if pick.own_name:
        told.insert(0, f'noemt uw project "{pick.own_name}"')
    if pick.changed:
        changes = "; ".join(phrases.change(row, changed) for changed in pick.telling.changes)
        told.append(f"gewijzigd: {changes}" if changes else "de inhoud is gewijzigd")
    told += [*phrases.moments(row, pick.today, full=True), phrases.money(row, full=True)]
    told.append(f"advies: {advice(row, pick.today)}")
    return " ".join(sentence(part) for part in told if part)


def _certainty(strength: float) -> str:
    if strength >= CERTAIN:
        return "groot"
    return "redelijk" if strength >= FAIRLY_CERTAIN else "klein"


def _events(pick: Pick) -> tuple[CalendarEvent, ...]:
    """Give the days that are still to come, and cancel those that a change took away."""
    lost = [one for one in pick.telling.changes if one.field in ("deadline", "decision_date") and one.old]
    gone = {one.field: date.fromisoformat(str(one.old)) for one in lost if not one.new}
    return tuple(events(pick.row, pick.today, gone))
