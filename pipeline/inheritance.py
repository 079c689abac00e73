"""What a new version of a paper takes over from the old one: a closing date and an invitation it does not repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from pipeline.dossiers import is_actionable
from pipeline.records import Finding

DEADLINE, OPENING = "earlier_deadline", "earlier_opening"
"""Rules in the explanation of a finding."""
_OVER = frozenset({"closed", "expired", "withdrawn", "rejected", "granted_other"})
"""States in which nothing stays open, whatever the old version said."""


def inherit(finding: Finding, earlier: Finding | None, today: date) -> Finding:
    """Take over what still holds and the new version does not state; the evidence says where it was written."""
    own = disinherit(finding)
    if earlier is None or own.type != earlier.type or own.state in _OVER:
        return own
    if own.deadline is None and is_actionable(earlier, today):
        proof = (
            replace(one, document_key=one.document_key or earlier.document_key)
            for one in earlier.evidence
            if one.field == "deadline"
        )
        own = replace(
            own,
            deadline=earlier.deadline,
            deadline_kind=earlier.deadline_kind,
            evidence=(*own.evidence, *proof),
            explanation=_with_rule(own.explanation, DEADLINE),
        )
    if not own.opening and earlier.opening:
        own = replace(own, opening=earlier.opening, explanation=_with_rule(own.explanation, OPENING))
    return own


def disinherit(finding: Finding) -> Finding:
    """Give the finding as the paper itself says it."""
    told = json.loads(finding.explanation)
    rules = told.get("rules", ())
    if DEADLINE in rules:
        own = tuple(one for one in finding.evidence if not one.document_key)
        finding = replace(finding, deadline=None, deadline_kind=None, evidence=own)
    if OPENING in rules:
        finding = replace(finding, opening="")
    if DEADLINE not in rules and OPENING not in rules:
        return finding
    kept = [rule for rule in rules if rule not in (DEADLINE, OPENING)]
    return replace(finding, explanation=json.dumps(told | {"rules": kept}, ensure_ascii=False))


def _with_rule(explanation: str, rule: str) -> str:
    told = json.loads(explanation)
    return json.dumps(told | {"rules": [*told.get("rules", ()), rule]}, ensure_ascii=False)
