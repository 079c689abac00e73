"""Rules on a passage: the state of each signal, and whether the passage only points to something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.records import Text
from models.taxonomy import StateRule, Taxonomy
from models.words import Windows, alternatives, fold

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
_REMARK = re.compile(r"\(([^)]+)\)")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\d+|…{2,}\s*\d+")
_PAGED = re.compile(r"(?m)^\s*(?:\d+(?:\.\d+)*\.?\s+)?[^\n.!?]{3,90}?\s{1,}\d{1,3}\s*$")
_AGENDA = re.compile(r"(?:^|\s)\d{1,2}\s?[a-z]?[.)]\s+[^.]{3,120}?\((?:hamer|bespreek)stuk(?:ken)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a signal and the rule that gave it; no rule means the default."""

    state: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: StateRule
    cue: re.Pattern[str]
    about: re.Pattern[str]
    unless: re.Pattern[str]

    def applies(self, windows: Windows, genre: str) -> bool:
        """Whether a cue stands in the text with what it is about, and without what undoes it."""
        if genre in self.rule.not_genres or (self.rule.genres and genre not in self.rule.genres):
            return False
        for found in self.cue.finditer(windows.lower):
            around = windows.around(*found.span(), self.rule.window)
            if self.rule.about and not self.about.search(around):
                continue
            if not self.unless.search(around):
                return True
        return False


class StateRules:
    """The state rules of a taxonomy, tried in their order."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._default = taxonomy.default_states
        self._rules: dict[str, list[_Compiled]] = {signal: [] for signal in taxonomy.default_states}
        for rule in taxonomy.states:
            patterns = (alternatives(several) for several in (rule.cue, rule.about, rule.unless))
            self._rules[rule.signal].append(_Compiled(rule, *patterns))

    def states(self, text: Text, folded: str, signals: Iterable[str]) -> dict[str, State]:
        """The state of each of the signals; a remark in the title, "(verworpen)", counts as a sentence."""
        remarks = ". ".join(_REMARK.findall(text.title))
        windows = Windows(f"{folded}\n. {fold(remarks)}" if remarks else folded)
        return {signal: self._state(signal, windows, text.genre) for signal in signals}

    def _state(self, signal: str, windows: Windows, genre: str) -> State:
        for compiled in self._rules[signal]:
            if compiled.applies(windows, genre):
                return State(state=compiled.rule.state, rule=f"{signal}:{compiled.rule.name}")
        return State(state=self._default[signal], rule="")


def pointer_rule(text: Text) -> str:
    """The name of the rule by which a passage only points to something (contents, agenda), or an empty string."""
    if text.structure in POINTERS:
        return text.structure
    if _LEADERS.search(text.text) or len(_PAGED.findall(text.text)) >= 3:
        return "contents_line"
    if text.genre == "agenda" or _AGENDA.search(text.text):
        return "agenda_line"
    return ""
