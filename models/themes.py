"""Which themes a passage is about: subjects within a domain, by their own terms."""

from __future__ import annotations

from models.baseline import Scores, term_score
from models.evidence import NONE, Evidence
from models.taxonomy import THEME, Taxonomy

_SURE = 0.5


def themes_of(evidence: Evidence, scores: Scores, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Give the themes, best named first: where the domain counts, or where the theme's own words leave no doubt."""
    found = {}
    named = {concept for concept in (*evidence.counts, *evidence.context) if concept.startswith(THEME)}
    for concept in named:
        key = concept.removeprefix(THEME)
        theme = taxonomy.themes[key]
        text, context = evidence.counts.get(concept, NONE), evidence.context.get(concept, NONE)
        score = term_score(text, context)
        is_certain = text[0] > 1 or bool(text[0] and context[0])
        if score >= _SURE and (is_certain or scores.domains[theme.domain] >= _SURE):
            found[key] = (score, text[0] + text[1])
    return tuple(sorted(found, key=lambda key: (-found[key][0], -found[key][1], key)))
