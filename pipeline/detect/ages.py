"""Which ages a text speaks of, such as `18-27 jaar` or `jongeren tot 23 jaar`."""

from __future__ import annotations

import re

OLDEST = 120
AgeRange = tuple[int, int]
"""Youngest and oldest age, both included."""

_BETWEEN = re.compile(r"\b(\d{1,2})(?: jaar)? ?(?:-|–|tot en met|t/m|tot|en) ?(\d{1,2})(?: jaar|[- ]?jarige)")
_FROM = re.compile(r"\b(?:vanaf|ouder dan|boven de) (\d{1,2}) jaar|\b(\d{1,2}) jaar en ouder")
_UNTIL = re.compile(r"\b(?:tot|onder de|jonger dan) (\d{1,2}) jaar")
_PEOPLE = re.compile(r"jong(?:e|eren)|jeugd|kind|leeftijd|scholier|student|inwoner|deelnemer|jarige|ouderen")
_NEAR = 60
"""How many characters away people must be named: `2 tot 4 jaar` is a term as often as an age."""


def age_ranges(text: str) -> tuple[AgeRange, ...]:
    """Give the ranges of ages, in the order of the text."""
    lowered = text.lower()
    found = {match.start(): (int(match[1]), int(match[2])) for match in _BETWEEN.finditer(lowered)}
    taken = {at for match in _BETWEEN.finditer(lowered) for at in range(*match.span())}
    for match in _FROM.finditer(lowered):
        found.setdefault(match.start(), (int(match[1] or match[2]), OLDEST))
    for match in _UNTIL.finditer(lowered):
        if taken.isdisjoint(range(*match.span(1))):
            found.setdefault(match.start(), (0, int(match[1]) - 1))
    near = {at: lowered[max(0, at - _NEAR) : at + _NEAR] for at in found}
    return tuple(found[at] for at in sorted(found) if found[at][0] <= found[at][1] and _PEOPLE.search(near[at]))
