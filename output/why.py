"""Why something is an opportunity: the score as a sum, the words that were hit, the rules, the proof."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from output import phrases, themes
from output.dutch import (
    DOMAINS,
    GROUPS,
    ROLES,
    STAGES,
    STATES,
    TYPES,
    UNKNOWN,
    Words,
    excerpt,
    one_line,
)
from output.matches import WIDTH
from output.queries import MatchDetail
from output.reasons import concept_words, feature_words, tag_words

TIERS = Words("tier", {"strong": "sterk", "medium": "gemiddeld", "weak": "zwak"})
_KEYS: Mapping[str, Mapping[str, str]] = {
    "rol": ROLES,
    "fase": STAGES,
    "domein": DOMAINS,
    "doelgroep": GROUPS,
    "raakt_ons": DOMAINS | GROUPS,
}
"""Score parts whose reason is a list of stored keys."""
RULES = Words(
    "rule",
    {
        "trap": "valkuil",
        "exclude": "woord dat niet telt",
        "contents_line": "regel uit een inhoudsopgave",
        "agenda_line": "regel van een agenda",
        "signature": "ondertekening",
        "boilerplate": "vaste tekst",
        "closed": "de regeling is gesloten",
        "no_signal": "geen geld en geen beleid om op aan te sluiten",
        "no_subject": "geen onderwerp van MDT",
        "out_of_reach": "niet duidelijk dat een MDT-partij erbij kan",
        "outside_ages": "alleen voor andere leeftijden",
        "no_young_people": "geen jongeren in beeld",
        "excluded_applicant": "alleen voor andere aanvragers",
        "motion_rejected": "motie of amendement verworpen",
        "motion_withdrawn": "motie ingetrokken",
        "withdrawn_alone": "ingetrokken of vervallen",
        "motion_held": "motie aangehouden",
        "new_round": "nieuwe ronde aangekondigd",
        "granted_other": "toegekend aan een ander",
        "ceiling_reached": "plafond bereikt",
        "no_longer": "kan niet meer",
        "can_apply": "aanvragen kan",
        "by_part": "het sterkste deel van een lange tekst telt",
        "spread_out": "de woorden staan verspreid over de tekst",
        "by_model": "stand volgens het model",
        "door_in_doubt": "niet zeker dat de deur openstaat",
        "votes_for": "meer stemmen voor dan tegen",
        "votes_against": "meer stemmen tegen dan voor",
        "adopted": "aangenomen of vastgesteld",
        "pending": "nog te besluiten",
        "cut_reversed": "korting teruggedraaid",
        "cut_settled": "korting staat vast",
        "cut_proposed": "korting voorgesteld",
        "cut_decided": "korting besloten",
        "earlier_deadline": "sluiting uit de vorige versie, want deze noemt er geen",
        "earlier_opening": "uitnodiging uit de vorige versie, want deze noemt er geen",
    },
)


class SumDiffers(ValueError):
    """The parts of a score do not add up to it."""


def text(detail: MatchDetail) -> str:
    """Write the explanation; raises `SumDiffers` when the parts are not the score."""
    row = detail.row
    sections = [
        _heading(f"Waarom {row.id}?", row.title),
        _section(f"Score: {row.score} van de 100 ({row.band})", _score(detail)),
        _section("Woorden in de geciteerde tekst", _hits(detail)),
        _section("Wat het model meewoog", _features(detail)),
        _section("Regels die iets veranderden", [(_rule(rule),) for rule in detail.rules]),
        _section("Bewijs", _proof(detail)),
    ]
    return "\n\n".join(sections)


def record(detail: MatchDetail) -> dict[str, object]:
    """Give the explanation for JSON; raises `SumDiffers` like `text`."""
    _check(detail)
    row = detail.row
    return {
        "id": row.id,
        "title": row.title,
        "score": row.score,
        "band": row.band,
        "parts": [asdict(part) for part in row.reasons],
        "hits": [asdict(hit) for hit in detail.hits],
        "features": [asdict(feature) for feature in detail.features],
        "rules": list(detail.rules),
        "evidence": [asdict(one) for one in detail.evidence],
    }


def _check(detail: MatchDetail) -> None:
    total = sum(part.points for part in detail.row.reasons)
    if total != detail.row.score:
        raise SumDiffers(f"the parts of {detail.row.id} add up to {total}, the score is {detail.row.score}")


def _score(detail: MatchDetail) -> Iterator[Sequence[str]]:
    _check(detail)
    for part in detail.row.reasons:
        words = _KEYS.get(part.name, {})
        because = ", ".join(words.get(key, key) for key in one_line(part.because).split(", "))
        yield part.name.replace("_", " "), f"{part.points:>4}", because
    yield "samen", f"{detail.row.score:>4}", ""


def _hits(detail: MatchDetail) -> Iterator[Sequence[str]]:
    for hit in detail.hits:
        yield TIERS[hit.tier], f"teken {hit.start}-{hit.end}", f'"{one_line(hit.term)}": {_concept(hit.concept)}'


def _concept(concept: str) -> str:
    kind, _, key = concept.partition(":")
    return f"thema {themes.labels()[key]}" if kind == "theme" else concept_words(concept)


def _features(detail: MatchDetail) -> Iterator[Sequence[str]]:
    told = ""
    for feature in detail.features:
        tag = tag_words(feature.tag)
        yield "" if tag == told else tag, f"{feature.share * 100:>3.0f} %", feature_words(feature)
        told = tag


def _rule(rule: str) -> str:
    kind, _, key = one_line(rule).partition(":")
    if kind in TYPES:
        return f"{TYPES[kind]}: {RULES[key]}"
    return f"{RULES[kind]}: {key}" if key else RULES[kind]


def _proof(detail: MatchDetail) -> Iterator[Sequence[str]]:
    row = detail.row
    yield (
        "soort",
        f'{TYPES[row.type]} ({STATES[row.state]}): "{excerpt(row.quote)}" ({phrases.place(row.page, row.paragraph)})',
    )
    proven = {one.field for one in detail.evidence}
    for one in detail.evidence:
        said = phrases.value(one.field, one.value)
        where = phrases.place(one.page, one.paragraph) + (" van de vorige versie" if one.document_key else "")
        yield phrases.FIELDS[one.field], f'{said}: "{excerpt(one.quote)}" ({where})'
    for field in ("amount_eur", "deadline", "decision_date", "holder"):
        if field not in proven:
            yield phrases.FIELDS[field], UNKNOWN


def _heading(name: str, title: str) -> str:
    return "\n".join(textwrap.wrap(f"{name} {title}", WIDTH))


def _section(heading: str, rows: Iterable[Sequence[str]]) -> str:
    """Write rows as columns; the last one is wrapped within its own width."""
    table = list(rows) or [("geen",)]
    lines = [heading]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]) - 1)]
    for row in table:
        start = "  " + "".join(f"{cell:<{width}}  " for cell, width in zip(row[:-1], widths, strict=True))
        wrapped = textwrap.wrap(row[-1], WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
        lines += wrapped or [start.rstrip()]
    return "\n".join(lines)
