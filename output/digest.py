"""The digest: what is new or changed for one subscriber, and how the mail tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlite_utils import Database

from output import phrases
from output.dutch import (
    CLOSING,
    STATES,
    TYPES,
    UNKNOWN,
    counted,
    enumeration,
    excerpt,
    local_day,
    long_date,
    sentence,
)
from output.queries import MatchFilter, MatchRow, matches
from output.told import Telling, last_period, names, not_read, tellings

MOST_HTML_BYTES = 90_000
"""Gmail cuts a mail at about 102 KB."""
LEAST_ITEM_BYTES = 300
SUBJECT_LENGTH = 77
URGENT_DAYS = 45
CERTAIN, FAIRLY_CERTAIN = 0.6, 0.35
"""Bounds on the strength of a finding, which is a product of probabilities."""

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(long_date=long_date, sentence=sentence, enumeration=enumeration)
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who gets a digest, about which municipalities and types (stored keys; none restricts nothing)."""

    name: str
    address: str
    gemeentecodes: tuple[str, ...]
    types: tuple[str, ...]


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
    gemeente: str
    title: str
    summary: str
    quote: str
    place: str
    """Page or paragraph of the quote."""
    holder: str
    elsewhere: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The content of one mail, in the order of reading."""

    name: str
    period: date
    since: date | None
    """Day of the previous mail."""
    items: tuple[Item, ...]
    left: tuple[Item, ...]
    """What had no room; it is told in a next mail."""
    followed: str
    """Names or number of the municipalities."""
    unread: str
    """Names or number of those of which the last run could not read everything; empty when there are none."""

    @property
    def blocks(self) -> list[tuple[str, list[tuple[str, list[Item]]]]]:
        """Give the items per block and per municipality."""
        return [
            (block, [(gemeente, list(items)) for gemeente, items in groupby(group, key=lambda item: item.gemeente)])
            for block, group in groupby(self.items, key=lambda item: item.block)
        ]

    @property
    def counts(self) -> list[str]:
        """Count new opportunities, changes and warnings."""
        kinds = [_kind(item) for item in self.items]
        words = (("nieuwe kans", "nieuwe kansen"), ("wijziging", "wijzigingen"), ("waarschuwing", "waarschuwingen"))
        return [counted(kinds.count(one), one, more) for one, more in words if one in kinds]

    @property
    def places(self) -> str:
        """Count the municipalities."""
        return counted(len({item.gemeente for item in self.items}), "gemeente", "gemeenten")

    @property
    def subject(self) -> str:
        """Say how many and where, as fully as fits."""
        counts, day = ", ".join(self.counts), f"{self.period:%d-%m-%Y}"
        forms = (
            f"MDT-scan: {counts} in {self.places} ({long_date(self.period)})",
            f"MDT-scan: {counts} in {self.places} ({day})",
            f"MDT-scan: {counts} ({day})",
        )
        return next(form for form in forms if len(form) <= SUBJECT_LENGTH)

    @property
    def best(self) -> Item:
        """Give the item with the highest score, for the line that mail programs show beside the subject."""
        return max(self.items, key=lambda item: item.score)

    @property
    def rest(self) -> str:
        """Count what had no room."""
        warnings = sum(item.type == "threat" for item in self.left)
        chances = len(self.left) - warnings
        told = [counted(chances, "kans", "kansen")] if chances else []
        return enumeration([*told, counted(warnings, "waarschuwing", "waarschuwingen")] if warnings else told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pick:
    row: MatchRow
    telling: Telling
    today: date

    @property
    def changed(self) -> bool:
        return self.telling.delivered is not None or self.row.status != "nieuw"

    @property
    def urgent(self) -> bool:
        row = self.row
        closing = row.deadline if row.deadline_kind in CLOSING and row.type != "threat" else None
        return closing is not None and (closing - self.today).days <= URGENT_DAYS


URGENT = f"Deadline binnen {URGENT_DAYS} dagen"
_BLOCKS: Sequence[tuple[str, Callable[[_Pick], bool]]] = (
    (URGENT, lambda pick: pick.urgent),
    ("Nieuw geld", lambda pick: not pick.changed and pick.row.type == "funding"),
    ("Om op aan te sluiten", lambda pick: not pick.changed and pick.row.type == "alignment"),
    ("Gewijzigd", lambda pick: pick.changed),
    ("Waarschuwingen", lambda pick: True),
)


def select(db: Database, subscriber: Subscriber, now: datetime) -> Digest | None:
    """Choose what this subscriber has not been told; None when there is nothing."""
    if not subscriber.gemeentecodes:
        return None
    today = local_day(now)
    chosen = MatchFilter(today=today, gemeentecodes=subscriber.gemeentecodes, types=subscriber.types)
    with db.atomic():  # one snapshot, also while the night writes
        told = tellings(db, subscriber.address)
        rows = matches(db, chosen)
        previous = last_period(db, subscriber.address)
        followed = _named(names(db, subscriber.gemeentecodes))
        unread = not_read(db, subscriber.gemeentecodes)
    items = _items([_Pick(row=row, telling=told[row.id], today=today) for row in rows if _untold(row, told[row.id])])

    def first(number: int) -> Digest:
        return Digest(
            name=excerpt(subscriber.name, 80),
            period=today,
            since=previous,
            items=tuple(items[:number]),
            left=tuple(items[number:]),
            followed=followed,
            unread=_named(unread) if unread else "",
        )

    return first(_room(first, len(items))) if items else None


def html(digest: Digest) -> str:
    """Render the HTML part, with styles in the elements."""
    return _inliner.inline(_environment.get_template("digest.html.j2").render(digest=digest))


def text(digest: Digest) -> str:
    """Render the plain part, which is complete by itself."""
    return _environment.get_template("digest.txt.j2").render(digest=digest)


def _untold(row: MatchRow, telling: Telling) -> bool:
    if telling.delivered is not None:
        return telling.delivered != telling.facts
    if telling.marked_at is None or row.status == "nieuw":
        return True
    # somebody is on to it already: only what changed after that is news
    return bool(telling.changes) and telling.changed_at > telling.marked_at


def _room(first: Callable[[int], Digest], total: int) -> int:
    """Count how many items fit; no item takes less than `LEAST_ITEM_BYTES`."""

    def size(number: int) -> int:
        page = html(first(number))
        return len(page.encode()) + page.count("\n")  # lines end in two bytes in a mail

    return bisect_right(range(1, min(total, MOST_HTML_BYTES // LEAST_ITEM_BYTES) + 1), MOST_HTML_BYTES, key=size)


def _items(picks: Sequence[_Pick]) -> list[Item]:
    """Put the items in the order of reading: per block, per municipality, most urgent or best first."""
    blocks: dict[str, list[_Pick]] = {name: [] for name, _ in _BLOCKS}
    for pick in picks:
        blocks[next(name for name, belongs in _BLOCKS if belongs(pick))].append(pick)
    blocks[URGENT].sort(key=lambda pick: (pick.row.deadline or pick.today, -pick.row.score))
    ordered: list[Item] = []
    for name, block in blocks.items():
        towns: dict[str, list[_Pick]] = {}
        for pick in block:
            towns.setdefault(pick.row.gemeentecode, []).append(pick)
        ordered += [_item(name, pick) for town in towns.values() for pick in town]
    return ordered


def _item(block: str, pick: _Pick) -> Item:
    row = pick.row
    others = pick.telling.documents - 1
    return Item(
        block=block,
        id=row.id,
        facts=pick.telling.facts,
        type=row.type,
        changed=pick.changed,
        score=row.score,
        gemeente=row.gemeente,
        title=excerpt(row.title, 200),
        summary=_summary(pick),
        quote=excerpt(row.quote),
        place=phrases.place(row.page, row.paragraph),
        holder=excerpt(row.holder, 80) if row.holder else UNKNOWN,
        elsewhere=f"ook in {counted(others, 'ander stuk', 'andere stukken')}" if others > 0 else "",
        link=row.link,
    )


def _summary(pick: _Pick) -> str:
    row = pick.row
    certainty = _certainty(pick.telling.strength)
    told = [f"{TYPES[row.type]} ({STATES[row.state]}), score {row.band} ({row.score}), zekerheid {certainty}"]
    if pick.changed:
        changes = "; ".join(phrases.change(row, changed) for changed in pick.telling.changes)
        told.append(f"gewijzigd: {changes}" if changes else "de inhoud is gewijzigd")
    told += [*phrases.moments(row, pick.today, full=True), phrases.money(row, full=True)]
    return " ".join(sentence(part) for part in told if part)


def _certainty(strength: float) -> str:
    if strength >= CERTAIN:
        return "groot"
    return "redelijk" if strength >= FAIRLY_CERTAIN else "klein"


def _kind(item: Item) -> str:
    if item.changed:
        return "wijziging"
    return "waarschuwing" if item.type == "threat" else "nieuwe kans"


def _named(places: Sequence[str]) -> str:
    return enumeration(places) if len(places) <= 5 else counted(len(places), "gemeente", "gemeenten")
