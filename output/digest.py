"""The digest: what is new or changed for one subscriber, and how the mail tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlite_utils import Database

from output.cadence import Cadence, Weekday, is_sign_due
from output.calendar_file import calendar_file
from output.completeness import completeness, named
from output.digest_items import Item, Pick, also_told, is_untold, items_of
from output.dossier import also_in
from output.dutch import counted, enumeration, excerpt, local_day, long_date, sentence
from output.profiles import Project, ranked, unranked
from output.queries import MatchFilter
from output.told import last_period, names, tellings

MOST_HTML_BYTES = 90_000
"""Gmail cuts a mail at about 102 KB."""
LEAST_ITEM_BYTES = 300
MOST_ITEMS = MOST_HTML_BYTES // LEAST_ITEM_BYTES
SUBJECT_LENGTH = 77

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
    project: Project | None = None
    """For whom opportunities are scored and picked."""
    cadence: Cadence = "daily"
    weekday: Weekday = "maandag"
    """The day of a weekly digest."""
    sign_of_life: bool = False
    """True to get a line after a week without news."""


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
    complete: str
    """How much of them the last run could read; empty when nothing ran yet."""

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
        """Count the municipalities; provinces and the state are none."""
        towns = {item.gemeente for item in self.items if item.gemeentecode.startswith("GM")}
        if not towns:
            return "de provincie en het Rijk"
        return counted(len(towns), "gemeente", "gemeenten")

    @property
    def subject(self) -> str:
        """Say how many and where, as fully as fits."""
        counts, day = ", ".join(self.counts), f"{self.period:%d-%m-%Y}"
        if not self.items:
            return f"MDT-scan: geen nieuws ({long_date(self.period)})"
        forms = (
            f"MDT-scan: {counts} in {self.places} ({long_date(self.period)})",
            f"MDT-scan: {counts} in {self.places} ({day})",
            f"MDT-scan: {counts} ({day})",
        )
        return next(form for form in forms if len(form) <= SUBJECT_LENGTH)

    @property
    def preview(self) -> str:
        """Name the item with the highest score, for the line that mail programs show beside the subject."""
        best = max(self.items, key=lambda item: item.score, default=None)
        return f"{best.gemeente}: {best.title}" if best else sentence(self.complete or "er is niets nieuws")

    @property
    def rest(self) -> str:
        """Count what had no room."""
        warnings = sum(item.type == "threat" for item in self.left)
        chances = len(self.left) - warnings
        told = [counted(chances, "kans", "kansen")] if chances else []
        return enumeration([*told, counted(warnings, "waarschuwing", "waarschuwingen")] if warnings else told)


def select(db: Database, subscriber: Subscriber, now: datetime) -> Digest | None:
    """Choose what this subscriber has not been told; None when there is nothing, and silence is no worry yet."""
    if not subscriber.gemeentecodes:
        return None
    today = local_day(now)
    chosen = MatchFilter(today=today, gemeentecodes=subscriber.gemeentecodes, types=subscriber.types)
    with db.atomic():  # one snapshot, also while the night writes
        told = tellings(db, subscriber.address)
        ranking = ranked(db, chosen, subscriber.project) if subscriber.project else unranked(db, chosen)
        rows = [row for row in ranking.rows if is_untold(row, told[row.id])]
        picks = [
            Pick(row=row, telling=told[row.id], today=today, own_name=ranking.named.get(row.id, "")) for row in rows
        ]
        items = items_of(picks)
        items[:MOST_ITEMS] = [also_told(item, also_in(db, item.id)) for item in items[:MOST_ITEMS]]
        previous = last_period(db, subscriber.address)
        towns = tuple(code for code in subscriber.gemeentecodes if code.startswith("GM"))
        followed = named(names(db, towns or subscriber.gemeentecodes))
        reached = completeness(db, subscriber.gemeentecodes)

    def first(number: int) -> Digest:
        return Digest(
            name=excerpt(subscriber.name, 80),
            period=today,
            since=previous,
            items=tuple(items[:number]),
            left=tuple(items[number:]),
            followed=followed,
            complete=reached.sentence if reached else "",
        )

    if not items:
        return first(0) if subscriber.sign_of_life and is_sign_due(today, previous) else None
    return first(_room(first, len(items)))


def html(digest: Digest) -> str:
    """Render the HTML part, with styles in the elements."""
    return _inliner.inline(_environment.get_template("digest.html.j2").render(digest=digest))


def text(digest: Digest) -> str:
    """Render the plain part, which is complete by itself."""
    return _environment.get_template("digest.txt.j2").render(digest=digest)


def calendar(digest: Digest, now: datetime) -> str:
    """Write the days of the items as a calendar file; empty when there are none."""
    events = [event for item in digest.items for event in item.events]
    return calendar_file(events, now, name="MDT-scan") if events else ""


def _room(first: Callable[[int], Digest], total: int) -> int:
    """Count how many items fit; no item takes less than `LEAST_ITEM_BYTES`."""

    def size(number: int) -> int:
        page = html(first(number))
        return len(page.encode()) + page.count("\n")  # lines end in two bytes in a mail

    return bisect_right(range(1, min(total, MOST_ITEMS) + 1), MOST_HTML_BYTES, key=size)


def _kind(item: Item) -> str:
    if item.changed:
        return "wijziging"
    return "waarschuwing" if item.type == "threat" else "nieuwe kans"
