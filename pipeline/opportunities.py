"""From tagged passages to one finding per document: which type, on which passage, with which fields.

funding: money within reach of an MDT party, on one of our domains. alignment: policy or a decision on our
domains without reachable money. threat: a cut on our domains. Nothing else is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from models.records import Tags
from pipeline.detect.applicants import applicants
from pipeline.detect.stage import outcome, stage
from pipeline.fields import Fields, read_fields
from pipeline.quotes import best_quote
from pipeline.records import Finding, OpportunityType, Passage

DETECT_VERSION = "1"
SILENT = frozenset({"contents_line", "agenda_line", "boilerplate", "signature"})
"""Structures that name a subject but say nothing about it."""
LISTS = frozenset({"besluitenlijst", "aanwijzingsbesluit"})
OPEN_STATES = {
    "funding": frozenset({"open", "announced"}),
    "alignment": frozenset({"goal", "pending", "adopted"}),
    "threat": frozenset({"announced", "decided"}),
}
SURE = 0.5


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedPassage:
    """A passage with what the tagger says of it."""

    passage: Passage
    tags: Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may carry a finding of one type."""

    type: OpportunityType
    state: str
    tagged: TaggedPassage
    strength: float


def find(subject: Subject, sha256: str, tagged: Sequence[TaggedPassage]) -> Finding | None:
    """Judge one document; None when it offers and threatens nothing."""
    if subject.genre == "agenda":
        return None  # an agenda points to the papers; the papers are judged themselves
    whole = "\n".join(one.passage.text for one in tagged)
    if subject.genre in ("motie", "amendement") and outcome(f"{subject.title}\n{whole}") in ("rejected", "withdrawn"):
        return None
    candidates = [candidate for one in tagged for candidate in _candidates(one)]
    chosen = _choose(candidates)
    if not chosen:
        return None
    strongest = chosen[0]
    fields = read_fields(subject.genre, subject.published, [c.tagged for c in chosen], tagged, subject.meetings)
    return _finding(subject, sha256, chosen, fields, strongest)


def _candidates(one: TaggedPassage) -> Iterable[Candidate]:
    if one.passage.structure in SILENT or not one.tags.domains:
        return
    domain = max(score.probability for score in one.tags.domains)
    for signal in one.tags.signals:
        if signal.probability < SURE or signal.state not in OPEN_STATES[signal.type]:
            continue
        if signal.type == "threat":
            strength = signal.probability * domain
        elif one.tags.opportunity >= SURE:
            strength = signal.probability * domain * one.tags.opportunity * (1 + 0.5 * _invites(one.tags))
        else:
            continue
        yield Candidate(type=_type(signal.type), state=signal.state, tagged=one, strength=strength)


def _choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give the candidates of the type that names the document, strongest first."""
    by_type: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: -c.strength):
        by_type.setdefault(candidate.type, []).append(candidate)
    return max(by_type.values(), key=lambda found: found[0].strength, default=[])


def _finding(
    subject: Subject, sha256: str, chosen: Sequence[Candidate], fields: Fields, strongest: Candidate
) -> Finding:
    one = strongest.tagged
    hits = [hit for hit in one.tags.hits if hit.tier != "weak"]
    quote, boxes = best_quote(
        one.passage,
        lambda start, end: (
            sum(1.0 for hit in hits if start <= hit.start < end)
            + sum(2.0 for span in fields.spans_in(one.passage) if start <= span < end)
        ),
    )
    texts = " ".join(candidate.tagged.passage.text for candidate in chosen[:5])
    named = stage(subject.title, subject.genre, texts)
    return Finding(
        document_key=subject.document_key,
        sha256=sha256,
        type=strongest.type,
        state=strongest.state,
        page=boxes[0].page if boxes else one.passage.page,
        quote=quote,
        boxes=boxes,
        domains=_domains(chosen),
        strength=round(strongest.strength, 4),
        groups=_collect(chosen, lambda tags: tags.groups),
        roles=_collect(chosen, lambda tags: _keys(tags, "role")),
        perspectives=_perspectives(chosen),
        amount_eur=fields.amount_eur,
        amount_kind=fields.amount_kind,
        max_per_application_eur=fields.max_per_application_eur,
        deadline=fields.deadline,
        deadline_kind=fields.deadline_kind,
        decision_date=fields.decision_date,
        stage=named.value if named else None,
        holder=fields.holder,
        opening=_opening(chosen),
        applicants=applicants(texts),
        list_only=subject.genre in LISTS and fields.deadline is None,
        evidence=fields.evidence,
        explanation=_explanation(one.tags),
    )


def _type(name: str) -> OpportunityType:
    types: dict[str, OpportunityType] = {"funding": "funding", "alignment": "alignment", "threat": "threat"}
    return types[name]


def _invites(tags: Tags) -> float:
    tiers = {hit.tier for hit in tags.hits if hit.concept == "opening"}
    return 1.0 if "strong" in tiers else 0.6 if "medium" in tiers else 0.0


def _opening(chosen: Sequence[Candidate]) -> str:
    most = max(_invites(candidate.tagged.tags) for candidate in chosen[:5])
    return {1.0: "strong", 0.6: "medium", 0.0: ""}[most]


def _domains(chosen: Sequence[Candidate]) -> tuple[str, ...]:
    """Add up what the strongest passages say; a domain that only a far weaker one names is a mention."""
    totals: dict[str, float] = {}
    for candidate in chosen[:5]:
        share = candidate.strength / chosen[0].strength
        for score in candidate.tagged.tags.domains:
            totals[score.key] = max(totals.get(score.key, 0), score.probability * share)
    return tuple(sorted((key for key, total in totals.items() if total >= SURE), key=lambda key: -totals[key]))


def _collect(chosen: Sequence[Candidate], keys: object) -> tuple[str, ...]:
    assert callable(keys)  # noqa: S101
    return tuple(dict.fromkeys(key for candidate in chosen[:5] for key in keys(candidate.tagged.tags)))


def _keys(tags: Tags, kind: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(hit.concept.partition(":")[2] for hit in tags.hits if hit.concept.startswith(f"{kind}:"))
    )


def _perspectives(chosen: Sequence[Candidate]) -> tuple[str, ...]:
    """At most two, those with most words in the strongest passages; a threat speaks of saving (P6) first."""
    counts: dict[str, int] = {"P6": 100} if chosen[0].type == "threat" else {}
    for candidate in chosen[:5]:
        for hit in candidate.tagged.tags.hits:
            kind, _, key = hit.concept.partition(":")
            if kind == "perspective":
                counts[key] = counts.get(key, 0) + 1
    if len(_domains(chosen)) >= 3:
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
