"""The score of an opportunity for a project: parts with their reason, one scale per type, weights in `scoring.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.detect.ages import AgeRange, age_ranges
from pipeline.detect.stage import influence
from pipeline.domains import primary
from pipeline.records import Finding
from pipeline.score_part import ScorePart

NOT_OURS = frozenset({"not_mdt", "begunstigden"})
OPENINGS = {"strong": "uitdrukkelijke uitnodiging", "medium": "invulling nog open"}
CLOSING = frozenset({"application", "participation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score from 0 to 100 with its parts; the parts add up to it."""

    score: int
    band: str
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a finding is scored, and what is known of its document."""

    today: date
    published: date
    changed: bool
    genre: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a project works on; what is left empty restricts nothing."""

    domains: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    ages: AgeRange | None = None

    @property
    def home(self) -> frozenset[str]:
        """The domains that are named, else those in which its groups are at home; empty when that is everywhere."""
        homes = [weights()["home"].get(group, []) for group in self.groups]
        return self.domains or frozenset(domain for home in homes if all(homes) for domain in home)


EVERYONE = Profile()
"""For whom the stored scores are: the primary domains, every group and age."""


@cache
def weights() -> dict[str, dict[str, Any]]:
    """Give the tables of `scoring.toml`."""
    return tomllib.loads(files("pipeline").joinpath("scoring.toml").read_text(encoding="utf-8"))


def is_recent_change(changed_at: str, first_seen: str, today: date) -> bool:
    """Tell whether the matter changed in the last week, after it was first seen."""
    return changed_at > first_seen and (today - date.fromisoformat(changed_at[:10])).days <= 7


def score(finding: Finding, moment: Moment, profile: Profile = EVERYONE) -> Scored:
    """Score a finding for a project; the parts add up to the score."""
    parts = [part for part in _parts(finding, moment, profile) if part.points]
    total = sum(part.points for part in parts)
    if total < 0:
        parts.append(ScorePart(name="ondergrens", points=-total, because="een score is nooit lager dan 0"))
        total = 0
    band = next(name for name, lowest in weights()["bands"].items() if total >= lowest)
    return Scored(score=total, band=band, parts=tuple(parts))


def _parts(finding: Finding, moment: Moment, profile: Profile) -> Iterator[ScorePart]:
    scale = weights()[finding.type]
    yield _moment(finding, moment.today, scale["moment"])
    if finding.type == "threat":
        yield from _threat(finding, scale, profile)
    else:
        yield from _chance(finding, scale, profile)
    yield _domain(finding, scale["domein"], profile)
    yield _news(moment, scale["nieuw"])
    yield from _minus(finding, moment)
    yield from _outside(finding, moment, profile)


def _chance(finding: Finding, scale: dict[str, int], profile: Profile) -> Iterator[ScorePart]:
    if finding.type == "funding":
        yield _money(finding, "geld", scale["geld"])
    opening = weights()["opening"].get(finding.opening, 0)
    yield _part("opening", scale["opening"] * opening, OPENINGS.get(finding.opening, ""))
    yield _part("fase", scale["fase"] * (influence(finding.stage) if finding.stage else 0), f"{finding.stage}")
    ours = _our_groups(finding, profile)
    yield _part("doelgroep", scale["doelgroep"] if ours else 0, ", ".join(ours))
    shares = {role: weights()["rol"][role] for role in finding.roles}
    best = max(shares, key=lambda role: shares[role], default="")
    yield _part("rol", scale["rol"] * shares.get(best, 0), best)


def _threat(finding: Finding, scale: dict[str, int], profile: Profile) -> Iterator[ScorePart]:
    hit = sorted(_our_domains(finding, profile)) + _our_groups(finding, profile)
    yield _part("raakt_ons", scale["raakt_ons"] if hit else 0, ", ".join(hit))
    yield _money(finding, "omvang", scale["omvang"])
    decided = finding.state == "decided" or finding.stage == "afgesloten"
    yield _part("fase", scale["fase_besloten" if decided else "fase_open"], "besloten" if decided else "nog open")


def _moment(finding: Finding, today: date, points: int) -> ScorePart:
    closing = finding.deadline if finding.deadline_kind in CLOSING or finding.type == "threat" else None
    ahead = sorted(day for day in (closing, finding.decision_date) if day is not None and day >= today)
    if not ahead:
        return _part("moment", 0, "")
    left = (ahead[0] - today).days
    table = weights()["moment"]
    share = next((s for d, s in zip(table["days"], table["share"], strict=True) if left <= d), table["later"])
    return _part("moment", points * share, f"over {left} dagen")


def _money(finding: Finding, name: str, points: int) -> ScorePart:
    amount = finding.amount_eur or finding.max_per_application_eur
    if amount is None or finding.amount_kind == "threshold":
        return _part(name, 0, "")
    table = weights()["geld"]
    share = next((s for a, s in zip(table["amount"], table["share"], strict=True) if amount >= a), table["less"])
    return _part(name, points * share, f"€ {amount:,}".replace(",", "."))


def _our_domains(finding: Finding, profile: Profile) -> frozenset[str]:
    ours = profile.home | {"mdt_kern"} if profile.home else primary()
    return ours.intersection(finding.domains)


def _our_groups(finding: Finding, profile: Profile) -> list[str]:
    wanted = profile.groups or frozenset(finding.groups) - NOT_OURS
    return [group for group in finding.groups if group in wanted]


def _domain(finding: Finding, points: int, profile: Profile) -> ScorePart:
    table = weights()["domein"]
    ours = _our_domains(finding, profile)
    base = table["mdt_kern"] if "mdt_kern" in ours else table["profile"] if ours else table["other"]
    worth = min(table["most"], base + (table["several"] if len(finding.domains) > 1 else 0))
    return _part("domein", points * worth / table["most"], ", ".join(finding.domains))


def _news(moment: Moment, points: int) -> ScorePart:
    table = weights()["nieuw"]
    if moment.changed:
        return _part("nieuw", points * table["changed"], "gewijzigd")
    age = (moment.today - moment.published).days
    share = next((s for d, s in zip(table["days"], table["share"], strict=True) if age <= d), table["older"])
    return _part("nieuw", points * share, f"{max(age, 0)} dagen oud")


def _minus(finding: Finding, moment: Moment) -> Iterator[ScorePart]:
    table = weights()["min"]
    age = (moment.today - moment.published).days
    children = finding.groups == ("not_mdt",)
    old = age > table["old_days"] and moment.genre != "coalitieakkoord"
    yield _part("lijst", -table["list_only"] if finding.list_only else 0, "alleen bevestiging of lijst")
    excluded = finding.applicants == "excluded"
    yield _part("aanvrager", -table["applicant_excluded"] if excluded else 0, "alleen andere aanvragers")
    yield _part("kinderen", -table["children_only"] if children else 0, "alleen onder de 12 jaar")
    yield _part("oud", -table["old"] if old else 0, f"{age} dagen oud")


def _outside(finding: Finding, moment: Moment, profile: Profile) -> Iterator[ScorePart]:
    """Take off what is about something else than the project; a threat shows that in `raakt_ons` already."""
    if finding.type == "threat":
        return
    table = weights()["buiten"]
    other_domain = profile.home and not _our_domains(finding, profile)
    yield _part("ander_domein", -table["domains"] if other_domain else 0, "geen domein van het profiel")
    other_group = profile.groups and not _our_groups(finding, profile)
    yield _part("andere_doelgroep", -table["groups"] if other_group else 0, "geen doelgroep van het profiel")
    other_ages = _misses(profile.ages, age_ranges(f"{moment.title}\n{finding.quote}"))
    yield _part("andere_leeftijd", -table["ages"] if other_ages else 0, "andere leeftijd dan het profiel")


def _misses(ages: AgeRange | None, named: Sequence[AgeRange]) -> bool:
    return ages is not None and bool(named) and all(last < ages[0] or first > ages[1] for first, last in named)


def _part(name: str, points: float, because: str) -> ScorePart:
    return ScorePart(name=name, points=round(points), because=because)
