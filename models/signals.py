"""Rules on a passage: the state of each signal, and whether the passage only points to something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.entries import StateRule
from models.records import Text
from models.stems import Pattern, Stems, begins_with_a_word
from models.taxonomy import Taxonomy
from models.votes import vote
from models.words import Windows, alternatives, fold

Span = tuple[int, int]
Cues = Mapping[str, Sequence[Span]]
"""Where the cues of each state rule stand."""
STRUCTURES = (
    "body",
    "list_item",
    "table_row",
    "definition",
    "contents_line",
    "agenda_line",
    "signature",
    "boilerplate",
)
"""What a passage can be on its page."""
POINTERS = frozenset({"contents_line", "agenda_line", "signature", "boilerplate"})
"""Structures that name a subject without saying anything about it."""
OPEN_STATES: Mapping[str, frozenset[str]] = {
    "funding": frozenset({"open", "announced"}),
    "alignment": frozenset({"goal", "pending", "adopted"}),
    "threat": frozenset({"announced", "decided"}),
}
_NO_VOTES = frozenset({"subsidieregeling", "aanbesteding"})
_REMARK = re.compile(r"\(([^)]+)\)")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\d+|…{2,}\s*\d+")
_PAGED = re.compile(r"(?m)^\s*(?:\d+(?:\.\d+)*\.?\s+)?[^\n.!?]{3,90}?\s{1,}\d{1,3}\s*$")
_CONTENTS_HEADING = re.compile(r"(?i)(?:^|> ?|en )inhoud(?:sopgave)?\s*$")
_ENTRY = re.compile(r"[a-z)] (?:\| )?\d{1,3}(?=\s*(?:[|/;]|\d+(?:\.\d+)*\s|[A-Z]|$))")
_AGENDA = re.compile(r"(?:^|\s)\d{1,2}\s?[a-z]?[.)]\s+[^.]{3,120}?\((?:hamer|bespreek)stuk(?:ken)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a signal and the rule that gave it; no rule means the default."""

    state: str
    rule: str
    counted: bool = False
    """True when the numbers of a vote decided: nothing is likelier than that."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: StateRule
    elsewhere: re.Pattern[str]
    """The cues that do not begin with a word."""
    about: re.Pattern[str]
    unless: re.Pattern[str]

    def applies(self, windows: Windows, cues: Iterable[Span], genre: str) -> bool:
        """Whether a cue stands in the text with what it is about, and without what undoes it."""
        if genre in self.rule.not_genres or (self.rule.genres and genre not in self.rule.genres):
            return False
        for span in (*cues, *(found.span() for found in self.elsewhere.finditer(windows.lower))):
            around = windows.around(*span, self.rule.window)
            if self.rule.about and not self.about.search(around):
                continue
            if not self.unless.search(around):
                return True
        return False


def cue_patterns(taxonomy: Taxonomy) -> list[Pattern]:
    """The cues of the state rules that begin with a word, keyed `<signal>:<rule>`, as `Stems` takes them."""
    return [
        (
            f"{rule.signal}:{rule.name}",
            False,
            tuple(cue.removeprefix(r"\b") for cue in rule.cue if begins_with_a_word(cue)),
        )
        for rule in taxonomy.states
    ]


def gathered(matches: Iterable[tuple[str, int, int]]) -> Cues:
    """Put the places of each cue together."""
    found: dict[str, list[Span]] = {}
    for name, start, end in matches:
        found.setdefault(name, []).append((start, end))
    return found


class StateRules:
    """The state rules of a taxonomy, tried in their order."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._default = taxonomy.default_states
        self._rules: dict[str, list[_Compiled]] = {signal: [] for signal in taxonomy.default_states}
        for rule in taxonomy.states:
            others = tuple(cue for cue in rule.cue if not begins_with_a_word(cue))
            patterns = (alternatives(several) for several in (others, rule.about, rule.unless))
            self._rules[rule.signal].append(_Compiled(rule, *patterns))
        self._cues = Stems((), within=cue_patterns(taxonomy))

    def states(self, text: Text, folded: str, cues: Cues, signals: Sequence[str]) -> dict[str, State]:
        """The state of each of the signals, by the places of the cues in the folded text.

        A remark in the title, "(verworpen)", counts as a sentence.
        """
        windows = Windows(folded)
        if remarks := _REMARK.findall(text.title):
            windows = Windows(f"{folded}\n. {fold('. '.join(remarks))}")
            cues = gathered(self._cues.matches(windows.lower, windows.lower))
        outcome = vote(windows.lower) if text.genre not in _NO_VOTES else ""
        return {
            signal: self._voted(signal, outcome) or self._state(signal, windows, cues, text.genre) for signal in signals
        }

    @staticmethod
    def _voted(signal: str, outcome: str) -> State | None:
        """What the numbers of a vote decide: a motion, and the money that a fallen one asks for."""
        if outcome == "rejected" and signal in ("alignment", "funding"):
            return State(state="rejected", rule=f"{signal}:votes_against", counted=True)
        if outcome == "adopted" and signal == "alignment":
            return State(state="adopted", rule="alignment:votes_for", counted=True)
        return None

    def _state(self, signal: str, windows: Windows, cues: Cues, genre: str) -> State:
        for compiled in self._rules[signal]:
            if compiled.applies(windows, cues.get(f"{signal}:{compiled.rule.name}", ()), genre):
                return State(state=compiled.rule.state, rule=f"{signal}:{compiled.rule.name}")
        return State(state=self._default[signal], rule="")


def pointer_rule(text: Text) -> str:
    """The name of the rule by which a passage only points to something (contents, agenda), or an empty string."""
    if text.structure in POINTERS:
        return text.structure
    if _LEADERS.search(text.text) or len(_PAGED.findall(text.text)) >= 3:
        return "contents_line"
    if _CONTENTS_HEADING.search(text.heading) and _ENTRY.search(text.text):
        return "contents_line"
    if text.genre == "agenda" or _AGENDA.search(text.text):
        return "agenda_line"
    return ""
