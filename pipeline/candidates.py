"""Which passages may carry a finding, of which type and how strongly.

A passage counts on its own words, and in a document about one subject also on those around it: the article
with the ceiling of a youth regulation does not say "youth" again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.records import Hit, Signal, Tags
from pipeline.detect.dates import dates
from pipeline.detect.money import amounts, scale_of
from pipeline.detect.spans import Amount, Moment
from pipeline.domains import primary
from pipeline.records import OpportunityType, Passage

SURE = 0.5
PLAUSIBLE = 0.3
"""Enough for a passage with money in it, when the paper around it is an opportunity."""
THREAT_SURE = 0.65
"""A warning that is none costs more trust than one that is missed in a paper that also says it elsewhere."""
SILENT = frozenset({"contents_line", "agenda_line", "boilerplate", "signature", "definition"})
"""Structures that name a subject but say nothing about it."""
MANY_SUBJECTS = frozenset(
    {
        "agenda",
        "aanwijzingsbesluit",
        "begroting",
        "besluitenlijst",
        "bestuursrapportage",
        "coalitieakkoord",
        "jaarstukken",
        "kadernota",
        "notulen",
        "toezegging",
    }
)
"""Genres in which a passage speaks for itself only."""
REACHABLE = frozenset({"ceiling", "budget", "max_per_application", "co_financing"})
OPEN_STATES = {
    "funding": frozenset({"open", "announced"}),
    "alignment": frozenset({"goal", "pending", "adopted"}),
    "threat": frozenset({"announced", "decided"}),
}
MOTIONS = frozenset({"motie", "amendement"})
REQUEST = re.compile(r"\b(?:verzoekt|draagt|roept|spreekt uit)\b", re.IGNORECASE)
OWN_EXPIRY = re.compile(
    r"\b(?:deze|de) (?:regeling|verordening|beleidsregels?) vervalt\b|treedt? in werking", re.IGNORECASE
)
"""Every regulation says when it begins and ends; that is no cut."""
SOCIAL_RETURN = re.compile(r"social[ -]?return|\bSROI\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is judged: the passages of a paper with their tags, and those of its title."""

    title: str
    title_tags: Tags
    genre: str
    published: date
    tagged: Sequence[tuple[Passage, Tags]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A passage with its tags and the values that stand in it."""

    passage: Passage
    tags: Tags
    domains: dict[str, float]
    """Own domains, or those of the document it is part of."""
    amounts: tuple[Amount, ...]
    moments: tuple[Moment, ...]

    def signal(self, kind: str) -> Signal | None:
        """Give the signal of this type when its state leaves the door open."""
        found = next((signal for signal in self.tags.signals if signal.type == kind), None)
        return found if found and found.state in OPEN_STATES[kind] else None

    @property
    def closed(self) -> bool:
        """True when the passage says that the money is gone or refused."""
        return any(s.type == "funding" and s.state not in OPEN_STATES["funding"] for s in self.tags.signals)

    @property
    def reachable(self) -> bool:
        """True when it names money that can be asked for, or a last day to ask."""
        return any(one.kind in REACHABLE for one in self.amounts) or any(
            one.kind == "application" for one in self.moments
        )

    @property
    def invites(self) -> float:
        """How explicitly it invites others: 1.0, 0.6 or 0."""
        tiers = {hit.tier for hit in self.tags.hits if hit.concept == "opening"}
        return 1.0 if "strong" in tiers else 0.6 if "medium" in tiers else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may carry a finding of one type."""

    type: OpportunityType
    state: str
    judged: Judged
    strength: float


def judge(document: Document) -> list[Judged]:
    """Read amounts and dates of every telling passage and give it the domains it stands for."""
    subject = {} if document.genre in MANY_SUBJECTS else _subject(document)
    judged, scale, scaled_under = [], None, ""
    for passage, tags in document.tagged:
        if found := scale_of(passage.heading) or scale_of(passage.text):
            scale, scaled_under = found, passage.heading
        elif not passage.heading.startswith(scaled_under):
            scale = None
        if passage.structure in SILENT:
            continue
        own = {score.key: score.probability for score in tags.domains}
        telling = bool(own or subject)
        judged.append(
            Judged(
                passage=passage,
                tags=tags,
                domains=own or subject,
                amounts=_on_subject(passage, tags, scale) if telling else (),
                moments=dates(passage.text, reference=document.published, heading=passage.heading) if telling else (),
            )
        )
    return judged


def candidates(document: Document, judged: Sequence[Judged]) -> list[Candidate]:
    """Give the candidates of the type that names the document, strongest first; none when it is nothing.

    Money within reach makes a document funding; without it the stronger of policy and threat decides.
    """
    title = document.title
    promising = document.genre not in MANY_SUBJECTS and any(one.tags.opportunity >= SURE for one in judged)
    by_type: dict[OpportunityType, list[Candidate]] = {
        "funding": [c for one in judged for c in _funding(one, title, promising=promising)],
        "alignment": [c for one in judged for c in _alignment(one, document.genre)],
        "threat": [c for one in judged for c in _threat(one, document.title_tags)],
    }
    if document.genre in MOTIONS and by_type["alignment"]:
        # what a motion is worried about is no announcement; what it asks for counts
        by_type["threat"] = [c for c in by_type["threat"] if REQUEST.search(c.judged.passage.text)]
    for found in by_type.values():
        found.sort(key=lambda candidate: (-candidate.strength, candidate.judged.passage.position))
    if any(c.judged.reachable or _is_social_return(c.judged, title) for c in by_type["funding"]):
        return by_type["funding"]
    stronger = max(by_type["threat"], by_type["alignment"], key=lambda found: found[0].strength if found else 0.0)
    return stronger or by_type["funding"]


def _funding(one: Judged, title: str, *, promising: bool) -> Iterator[Candidate]:
    signal = one.signal("funding")
    chance = signal.probability if signal else 0.0
    told = chance >= SURE and one.tags.opportunity >= SURE
    if one.closed or not one.domains:
        return
    worth = max(chance, one.tags.opportunity) if one.amounts else chance  # a last day alone may be that of a talk
    likely = promising and one.reachable and worth >= PLAUSIBLE
    if not (told or likely or _is_social_return(one, title)):
        return
    kinds = {amount.kind for amount in one.amounts}
    proof = 0.5 * bool(kinds & REACHABLE) + 0.4 * any(m.kind == "application" for m in one.moments)
    row = one.passage.structure == "table_row"  # a sentence tells a reader more than cells do
    extra = 0.3 * one.invites + 0.3 * bool(one.tags.groups) - 0.15 * row
    strength = max(chance, SURE) * (0.5 + 0.5 * max(one.domains.values())) + proof + extra
    yield Candidate(type="funding", state=signal.state if signal else "announced", judged=one, strength=strength)


def _alignment(one: Judged, genre: str) -> Iterator[Candidate]:
    signal = one.signal("alignment")
    if signal is None or signal.probability < SURE or not one.tags.domains:
        return
    chance = one.tags.opportunity
    if genre in MOTIONS and REQUEST.search(one.passage.text) and one.signal("threat") is None:
        chance = max(chance, signal.probability)  # a request that a council makes is a policy to join
    if chance < SURE:
        return
    domain = one.tags.domains[0].probability
    ours = 1.0 if primary().intersection(one.domains) else 0.7
    planned = 0.1 * any(moment.kind == "decision" for moment in one.moments)
    summary = 0.7 if one.passage.structure == "table_row" and len(one.moments) > 2 else 1.0  # a calendar of everything
    strength = signal.probability * domain * chance * (1 + 0.5 * one.invites) * ours * summary + planned
    yield Candidate(type="alignment", state=signal.state, judged=one, strength=strength)


def _threat(one: Judged, title_tags: Tags) -> Iterator[Candidate]:
    signal = one.signal("threat")
    named = any(_names_a_cut(hit) for hit in one.tags.hits)
    if signal is None or signal.probability < THREAT_SURE or not named or not one.tags.domains:
        return
    if OWN_EXPIRY.search(one.passage.text):
        return
    strength = signal.probability * one.tags.domains[0].probability + 0.3 * bool(one.amounts)
    dated = any(moment.kind != "other" for moment in one.moments)
    settled = one.amounts or dated or signal.state == "decided" or any(map(_names_a_cut, title_tags.hits))
    yield Candidate(type="threat", state=signal.state, judged=one, strength=strength if settled else strength / 2)


def _names_a_cut(hit: Hit) -> bool:
    return hit.concept == "signal:threat" and hit.tier == "strong"


def _is_social_return(one: Judged, title: str) -> bool:
    """Social return is money of contractors: a duty they may fill with activities for young people."""
    promising = bool(one.tags.groups) and one.tags.opportunity >= 0.35
    return promising and bool(SOCIAL_RETURN.search(f"{title} {one.passage.heading} {one.passage.text}"))


def _subject(document: Document) -> dict[str, float]:
    """Give the domains of the title and those that a third of the telling passages name."""
    telling = [tags for passage, tags in document.tagged if passage.structure not in SILENT]
    found: dict[str, list[float]] = {}
    for tags in telling:
        for score in tags.domains:
            found.setdefault(score.key, []).append(score.probability)
    usual = {key: sum(p) / len(p) for key, p in found.items() if len(p) * 3 >= len(telling)}
    return {score.key: score.probability for score in document.title_tags.domains} | usual


def _on_subject(passage: Passage, tags: Tags, scale: int | None) -> tuple[Amount, ...]:
    """Give the amounts; in a list with an amount per line only those on a line that names a domain.

    The lines of a list of ceilings do not say "ceiling" again.
    """
    found = amounts(passage.text, heading=passage.heading, scale=scale)
    lines = [match.span() for match in re.finditer(r"[^\n]+", passage.text)]
    with_amount = [line for line in lines if any(line[0] <= amount.start < line[1] for amount in found)]
    if len(with_amount) < 2:
        return found
    domains = {score.key for score in tags.domains}
    named = [hit.start for hit in tags.hits if hit.concept in domains]
    ours = [line for line in with_amount if any(line[0] <= start < line[1] for start in named)]
    kept = [amount for amount in found if any(line[0] <= amount.start < line[1] for line in ours)]
    of_ceilings = "plafond" in f"{passage.heading} {passage.text}".casefold()
    return tuple(
        replace(amount, kind="ceiling") if of_ceilings and amount.kind == "other" else amount
        for amount in kept or found
    )
