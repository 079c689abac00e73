"""What the model weighed, in Dutch words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.records import Feature
from output.dutch import DOMAINS, GROUPS, PERSPECTIVES, ROLES, STAGES, STATES, TYPES, Words, one_line

SIGNALS = Words("signal", {**TYPES, "deadline": "termijn", "decision": "besluitmoment"})
APPLICANTS = Words("applicant", {"included": "past", "excluded": "past niet"})
_CONCEPTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "group": ("doelgroep", GROUPS),
    "signal": ("signaal", SIGNALS),
    "role": ("rol", ROLES),
    "perspective": ("argument", PERSPECTIVES),
    "stage": ("fase", STAGES),
    "applicant": ("aanvrager", APPLICANTS),
    "elsewhere": ("ander onderwerp", {}),
}
_CUES = Words(
    "cue",
    {
        "amount": "er staat een bedrag",
        "date": "er staat een datum",
        "percentage": "er staat een percentage",
        "digits": "veel cijfers",
        "short": "korte tekst",
        "negation": "ontkenning",
        "pointer": "verwijst alleen",
        "cap": "valkuil",
        "money_row": "bedrag in een tabel",
    },
)
_WHOLE = Words(
    "whole",
    {
        "reach": "jongeren of wie hen helpt in beeld",
        "subject": "duidelijk onderwerp",
        "door": "de deur staat open",
        "vocabulary": "de woordenlijst samen",
    },
)


def tag_words(tag: str) -> str:
    """Name a tag: a domain, a signal, or the opportunity."""
    kind, _, key = tag.partition(":")
    return SIGNALS[key] if key else "kans" if kind == "opportunity" else DOMAINS[kind]


def concept_words(concept: str) -> str:
    """Name a concept of the vocabulary."""
    if concept == "opening":
        return "uitnodiging"
    kind, _, key = concept.partition(":")
    if not key:
        return DOMAINS[kind]
    name, words = _CONCEPTS[kind]
    return f"{name} {words.get(key, key)}"


def feature_words(feature: Feature) -> str:
    """Say what pushed a tag up."""
    kind, _, rest = feature.key.partition(" ")
    return _FEATURES[kind](rest)


def _state(rest: str) -> str:
    signal, _, state = rest.partition(" ")
    return f"{SIGNALS[signal]}: {STATES[state]}"


_FEATURES: Mapping[str, Callable[[str], str]] = {
    "word": lambda rest: f'"{one_line(rest)}"',
    "terms": lambda rest: f"woorden van {concept_words(rest)}",
    "around": lambda rest: f"{concept_words(rest)} in titel of kop",
    "cue": _CUES.__getitem__,
    "whole": _WHOLE.__getitem__,
    "state": _state,
    "genre": lambda rest: f"soort stuk: {rest}",
    "structure": lambda rest: f"soort tekst: {rest}",
}
