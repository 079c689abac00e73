"""What vocabulary and rules say of a passage in its context: the input of the lexicon score and of the model."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.lexicon import Lexicon
from models.records import Hit, Text
from models.signals import STRUCTURES, Cues, State, StateRules, pointer_rule
from models.taxonomy import STATES, TIERS, Taxonomy
from models.words import lowered

CUES = ("amount", "date", "percentage", "digits", "short", "negation", "pointer", "cap", "money_row")
_CONTEXT_CACHE = 4_096
_AMOUNT = re.compile(r"(?:€|\beur\b)\s?\d|\d\s?(?:euro|miljoen|mln)\b")
_DATE = re.compile(
    r"\b\d{1,2}[- ](?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec|\d{1,2})|\b(?:uiterlijk|kwartaal)\b"
)
_DIGITS = re.compile(r"\d\S*")
_PERCENTAGE = re.compile(r"\d\s?%|\bprocent\b")
_NEGATION = re.compile(
    r"\b(?:geen|niet|noch|nooit|zonder|vervalt|vervallen|afgewezen|verworpen|ingetrokken|bereikt|gesloten|teruggedraaid)\b"
)

Count = tuple[int, int, int]
"""How many different strong, medium and weak terms."""
NONE: Count = (0, 0, 0)
_TIER = {tier: number for number, tier in enumerate(TIERS)}


class UnknownTextError(ValueError):
    """A passage has a genre or a structure that the taxonomy does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that is known of a passage before the model looks at it."""

    text: Text
    folded: str
    """The text after repair of damaged words, without accents."""
    hits: tuple[Hit, ...]
    counts: Mapping[str, Count]
    """Per concept, in the text."""
    context: Mapping[str, Count]
    """Per concept, in title and heading."""
    cues: tuple[float, ...]
    """In the order of `CUES`."""
    state_cues: Cues
    states: Mapping[str, State]
    """For each signal that the vocabulary finds in text, title or heading."""
    rules: tuple[str, ...]
    caps: tuple[str, ...]
    """Rules by which the passage is no opportunity whatever the model says."""


def _counts(hits: Iterable[Hit]) -> dict[str, Count]:
    # Inflections of one word ("jongere", "jongeren") are one indication: words are told apart by their beginning.
    counts: dict[str, list[int]] = {}
    for concept, tier, _ in {(hit.concept, hit.tier, hit.term.lower()[:6]) for hit in hits}:
        counts.setdefault(concept, [0, 0, 0])[_TIER[tier]] += 1
    return {concept: (strong, medium, weak) for concept, (strong, medium, weak) in sorted(counts.items())}


class Reader:
    """Gathers the evidence of passages; titles and headings, which repeat, are read once."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._genres = {"", *taxonomy.genres}
        self._lexicon = Lexicon(taxonomy)
        self._states = StateRules(taxonomy)
        self._contexts: OrderedDict[str, Mapping[str, Count]] = OrderedDict()

    def read(self, text: Text) -> Evidence:
        """Gather the evidence of one passage; raises `UnknownTextError` for an unknown genre or structure."""
        if text.genre not in self._genres or text.structure not in STRUCTURES:
            raise UnknownTextError(f"unknown genre {text.genre!r} or structure {text.structure!r}")
        surrounding = f"{text.title}. {text.heading}"
        findings = self._lexicon.read(text.text, context=surrounding)
        counts, context = _counts(findings.hits), self._context(surrounding)
        pointer = pointer_rule(text)
        present = [
            signal
            for signal in STATES
            if any(counts.get(f"signal:{signal}", NONE)[:2]) or context.get(f"signal:{signal}", NONE)[0]
        ]
        return Evidence(
            text=text,
            folded=findings.folded,
            hits=findings.hits,
            counts=counts,
            context=context,
            cues=_cues(text, lowered(findings.folded), pointer, bool(findings.caps)),
            state_cues=findings.cues,
            states=self._states.states(text, findings.folded, findings.cues, present) if present else {},
            rules=findings.rules,
            caps=((pointer,) if pointer else ()) + findings.caps,
        )

    def states(self, evidence: Evidence, signals: Iterable[str]) -> dict[str, State]:
        """The state of each of the signals, also of those that the vocabulary did not find."""
        wanted = list(signals)
        missing = [signal for signal in wanted if signal not in evidence.states]
        more = self._states.states(evidence.text, evidence.folded, evidence.state_cues, missing) if missing else {}
        found = {**evidence.states, **more}
        return {signal: found[signal] for signal in wanted}

    def _context(self, surrounding: str) -> Mapping[str, Count]:
        known = self._contexts.get(surrounding)
        if known is None:
            known = _counts(self._lexicon.hits(surrounding))
            self._contexts[surrounding] = known
            if len(self._contexts) > _CONTEXT_CACHE:
                self._contexts.popitem(last=False)
        return known


def _cues(text: Text, lower: str, pointer: str, capped: bool) -> tuple[float, ...]:
    words = len(lower.split())
    amount = float(bool(_AMOUNT.search(lower)))
    return (
        amount,
        float(bool(_DATE.search(lower))),
        float(bool(_PERCENTAGE.search(lower))),
        len(_DIGITS.findall(lower)) / max(1, words),
        float(words < 15),
        min(3, len(_NEGATION.findall(lower))) / 3,
        float(bool(pointer)),
        float(capped),
        amount * float(text.structure == "table_row"),
    )
