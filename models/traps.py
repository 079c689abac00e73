"""Words that look like ours and mean something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.entries import Trap
from models.records import Hit
from models.words import Windows, alternatives

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CompiledTrap:
    """A trap with its patterns ready."""

    trap: Trap
    reject: re.Pattern[str]
    require: re.Pattern[str]

    @property
    def rule(self) -> str:
        """The name under which the trap is reported."""
        return f"trap:{self.trap.name}"

    def holds(self, surfaces: Sequence[Span], windows: Windows, context: str) -> list[Span]:
        """The surfaces that are caught; `context` is the folded lower-case title and heading."""
        trap = self.trap
        if trap.require:
            if not (self.require.search(windows.lower) or self.require.search(context)):
                return list(surfaces)
            if not trap.reject:
                return []
        if not trap.reject or (trap.window == 0 and self.reject.search(context)):
            return list(surfaces)
        return [span for span in surfaces if self.reject.search(windows.around(*span, trap.window))]

    def survivors(self, hits: Sequence[Hit], spans: Sequence[Span]) -> list[Hit]:
        """The hits that the caught surfaces leave."""
        if "refuse" in self.trap.effects:
            return []
        if "drop" not in self.trap.effects:
            return list(hits)
        concepts = self.trap.concepts
        return [
            hit
            for hit in hits
            if not ("*" in concepts or hit.concept in concepts)
            or not any(start <= hit.start and hit.end <= end for start, end in spans)
        ]

    @property
    def caps(self) -> bool:
        """Whether a caught passage is no opportunity."""
        return "drop" not in self.trap.effects or len(self.trap.effects) > 1


def compile_trap(trap: Trap) -> CompiledTrap:
    """Make the patterns of a trap ready."""
    return CompiledTrap(trap, alternatives(trap.reject), alternatives(trap.require))
