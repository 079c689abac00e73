"""From tagged passages to one finding per document: which type, on which passage, with which fields.

funding: money within reach of an MDT party, on one of our domains. alignment: policy or a decision on our
domains without reachable money. threat: a cut on our domains. Nothing else is a finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from models.records import Hit, Tags
from models.taxonomy import THEME
from pipeline.candidates import SURE, Candidate, Document, Judged, candidates, judge
from pipeline.detect.applicants import applicants
from pipeline.detect.stage import outcome, stage
from pipeline.domains import theme_domains
from pipeline.fields import Fields, read_fields
from pipeline.quotes import best_quote, paragraph_of
from pipeline.records import Finding, Passage

DETECT_VERSION = "3"
LISTS = frozenset({"besluitenlijst", "aanwijzingsbesluit"})
UNTITLED = frozenset({"beleidsnota", "bijlage"})
SCHEME = re.compile(r"\bsubsidie (?:kan worden|wordt) (?:\S+ ){0,3}(?:verstrekt|verleend)", re.IGNORECASE)
ARTICLE = re.compile(r"(?m)^artikel 1\b", re.IGNORECASE)
NAMED = 0.25
"""Share of the weight of the strongest passages from which on a domain is more than a mention."""
CLEAR = 0.5
"""Probability from which on the strongest passage or the title alone names a domain."""
USUAL_LENGTH = 120
"""Characters of a sentence; a longer one holds more words of the vocabulary without saying more."""
COUNTED = 5
"""How many of the strongest passages speak for a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The document that is judged."""

    document_key: str
    title: str
    genre: str
    gemeente: str
    published: date
    meetings: tuple[tuple[date, str], ...] = ()
    """Day and body of the meetings it is on the agenda of."""
    valid_until: date | None = None


def find(subject: Subject, sha256: str, tagged: Sequence[tuple[Passage, Tags]], *, title_tags: Tags) -> Finding | None:
    """Judge one document; None when it offers and threatens nothing."""
    if subject.genre == "agenda":
        return None  # an agenda points to the papers; the papers are judged themselves
    whole = "\n".join(passage.text for passage, _ in tagged)
    if subject.genre in ("motie", "amendement") and outcome(f"{subject.title}\n{whole}") in ("rejected", "withdrawn"):
        return None
    document = Document(
        title=subject.title,
        title_tags=title_tags,
        genre=_genre(subject.genre, whole),
        published=subject.published,
        tagged=tagged,
    )
    judged = judge(document)
    chosen = candidates(document, judged)
    if not chosen:
        return None
    carrying = [_on_the_cut(candidate) for candidate in chosen]
    fields = read_fields(document, carrying, judged, subject.meetings)
    domains = _domains(chosen, title_tags)
    speaking = _speaking(chosen, judged)
    finding = _finding(replace(subject, genre=document.genre), sha256, chosen, fields, domains)
    return replace(
        finding,
        themes=_themes(speaking, domains),
        groups=_collect(speaking, lambda tags: tags.groups),
        roles=_roles(speaking, finding.type),
        perspectives=_perspectives(speaking, domains, threat=finding.type == "threat"),
        opening=_opening(speaking),
    )


def _genre(told: str, whole: str) -> str:
    """Give the genre that a paper has by its text, when its title does not say that it is a scheme."""
    return "subsidieregeling" if told in UNTITLED and SCHEME.search(whole) and ARTICLE.search(whole) else told


def _finding(
    subject: Subject, sha256: str, chosen: Sequence[Candidate], fields: Fields, domains: tuple[str, ...]
) -> Finding:
    strongest = chosen[0]
    one = strongest.judged
    quote, boxes = best_quote(one.passage, _weight(strongest))
    texts = " ".join(candidate.judged.passage.text for candidate in chosen[:COUNTED])
    named = stage(subject.title, subject.genre, texts)
    return Finding(
        document_key=subject.document_key,
        sha256=sha256,
        type=strongest.type,
        state=strongest.state,
        page=boxes[0].page if boxes else one.passage.page,
        paragraph=paragraph_of(one.passage, quote),
        quote=quote,
        boxes=boxes,
        domains=domains,
        strength=round(min(1.0, strongest.strength), 4),
        amount_eur=fields.amount_eur,
        amount_kind=fields.amount_kind,
        max_per_application_eur=fields.max_per_application_eur,
        deadline=fields.deadline,
        deadline_kind=fields.deadline_kind,
        decision_date=fields.decision_date,
        stage=named.value if named else None,
        holder=fields.holder,
        applicants=applicants(texts),
        list_only=subject.genre in LISTS and fields.deadline is None,
        evidence=fields.evidence,
        explanation=_explanation(one.tags),
    )


def _weight(candidate: Candidate) -> Callable[[int, int], float]:
    """Say how much a sentence of the strongest passage tells: money and moments first, then invitations."""
    one = candidate.judged

    def worth(hit: Hit) -> float:
        if hit.concept.startswith(THEME):
            return 0.0  # its words are those of its domain, which counts already
        if hit.concept == "opening":
            return 3.0 if hit.tier == "strong" else 1.5
        if hit.concept == f"signal:{candidate.type}":
            return 1.5 if hit.tier == "strong" else 0.5
        return {"strong": 1.0, "medium": 0.4}.get(hit.tier, 0.0)

    def weight(start: int, end: int) -> float:
        values = [amount.start for amount in one.amounts] + [
            moment.start for moment in one.moments if moment.kind != "other"
        ]
        told = 3.0 * sum(start <= value < end for value in values) + 0.5 * (start == 0)  # the first states the point
        words = sum(worth(hit) for hit in one.tags.hits if start <= hit.start < end)
        return told + words / max(1.0, (end - start) / USUAL_LENGTH)

    return weight


def _speaking(chosen: Sequence[Candidate], judged: Sequence[Judged]) -> list[Judged]:
    """Give the passages that speak for a paper: those that carry the finding, and the most promising ones.

    The money of a proposal stands in one paragraph, the search for partners in another.
    """
    carrying = [candidate.judged for candidate in chosen[:COUNTED]]
    promising = sorted(
        (one for one in judged if one.tags.opportunity >= SURE and one not in carrying),
        key=lambda one: -one.tags.opportunity,
    )
    return carrying + promising[:COUNTED]


def _opening(speaking: Sequence[Judged]) -> str:
    return {1.0: "strong", 0.6: "medium", 0.0: ""}[max(one.invites for one in speaking)]


def _domains(chosen: Sequence[Candidate], title_tags: Tags) -> tuple[str, ...]:
    """Weigh what the strongest passages and the title name; a domain that only weaker ones name is a mention."""
    counted = chosen[:COUNTED]
    whole = sum(candidate.strength for candidate in counted)
    totals: dict[str, float] = {}
    for candidate in counted:
        for key, probability in candidate.judged.domains.items():
            totals[key] = totals.get(key, 0.0) + probability * candidate.strength / whole
    for named in (chosen[0].judged.domains, {score.key: score.probability for score in title_tags.domains}):
        totals |= {key: max(p, totals.get(key, 0.0)) for key, p in named.items() if p >= CLEAR}
    best = max(totals, key=lambda key: totals[key])
    kept = [key for key, total in totals.items() if total >= NAMED or key == best]
    return tuple(sorted(kept, key=lambda key: -totals[key]))


def _collect(speaking: Sequence[Judged], keys: Callable[[Tags], Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in speaking for key in keys(one.tags)))


def _themes(speaking: Sequence[Judged], domains: Sequence[str]) -> tuple[str, ...]:
    """Give the themes within the domains of the finding, those of the strongest passages first."""
    return tuple(key for key in _collect(speaking, lambda tags: tags.themes) if theme_domains()[key] in domains)


def _roles(speaking: Sequence[Judged], kind: str) -> tuple[str, ...]:
    """Give the roles of the municipality; who has money to give has that role, whatever the words."""
    named = _collect(speaking, lambda tags: _keys(tags, "role"))
    return named if kind != "funding" or "fund" in named else (*named, "fund")


def _on_the_cut(candidate: Candidate) -> Judged:
    """Of a threat, leave the amounts on the lines that name it: a shortage stands beside the budget it is of."""
    one = candidate.judged
    if candidate.type != "threat":
        return one
    starts = [hit.start for hit in one.tags.hits if hit.concept == "signal:threat"]
    lines = [line.span() for line in re.finditer(r"[^\n]+", one.passage.text)]
    hit = [line for line in lines if any(line[0] <= start < line[1] for start in starts)]
    near = tuple(a for a in one.amounts if any(line[0] <= a.start < line[1] for line in hit))
    return replace(one, amounts=near or one.amounts)


def _keys(tags: Tags, kind: str) -> list[str]:
    return [hit.concept.partition(":")[2] for hit in tags.hits if hit.concept.startswith(f"{kind}:")]


def _perspectives(speaking: Sequence[Judged], domains: Sequence[str], *, threat: bool) -> tuple[str, ...]:
    """At most two, those with most words in the passages that speak; a threat speaks of saving (P6) first."""
    counts: dict[str, int] = {"P6": 100} if threat else {}
    for one in speaking:
        for key in _keys(one.tags, "perspective"):
            counts[key] = counts.get(key, 0) + 1
    if len(domains) >= 3:
        counts["P3"] = counts.get("P3", 0) + 1
    return tuple(sorted(counts, key=lambda key: (-counts[key], key))[:2])


def _explanation(tags: Tags) -> str:
    return json.dumps(
        {
            "hits": [asdict(hit) for hit in tags.hits],
            "features": [asdict(feature) for feature in tags.features],
            "rules": list(tags.rules),
        },
        ensure_ascii=False,
    )
