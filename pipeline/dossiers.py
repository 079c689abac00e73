"""Dossiers: the documents of one matter, which share a tie, and the one that stands for it.

A regulation stands in the Gemeenteblad and in the CVDR, a proposal goes to committee and council: one
matter, shown once, with all its places.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from pipeline.records import Finding
from pipeline.scoring import CLOSING
from pipeline.ties import Linked

_PREFERENCE = ("cvdr", "bekendmakingen", "notubiz", "ibabs", "go", "openbesluitvorming", "website")
"""Of two papers of one day, the consolidated text of a regulation says most."""


def group(documents: Iterable[Linked]) -> list[list[Linked]]:
    """Put documents together that share a tie, directly or through others; oldest first in each group."""
    groups: dict[int, list[Linked]] = {}
    by_tie: dict[str, int] = {}
    for number, document in enumerate(sorted(documents, key=lambda linked: linked.age)):
        met = {by_tie[tie] for tie in document.ties if tie in by_tie}
        home = min(met, default=number)
        members = [document]
        for other in met:
            members += groups.pop(other)
        groups[home] = sorted(members, key=lambda linked: linked.age)
        by_tie.update((tie, home) for member in members for tie in member.ties)
    return [groups[number] for number in sorted(groups)]


def lead(documents: Sequence[Linked], findings: dict[str, Finding], today: date) -> Finding | None:
    """Choose the document that stands for a matter, among those that are still valid and hold a finding.

    A newer paper of the same kind takes the place of an older one. Of different kinds, one that can still be acted on
    (an application, a say) goes before what came after it; then the newest.
    """
    standing = [
        document
        for document in documents
        if document.key in findings
        and not document.withdrawn
        and not (document.valid_until is not None and document.valid_until <= today)
    ]
    if not standing:
        return None
    latest = {genre: max(one.published for one in standing if one.genre == genre) for genre in _genres(standing)}
    current = [one for one in standing if one.published == latest[one.genre]]
    actionable = [one for one in current if is_actionable(findings[one.key], today)]
    return findings[max(actionable or current, key=_newness).key]


def is_actionable(finding: Finding, today: date) -> bool:
    """Tell whether somebody can still apply or take part."""
    return finding.deadline_kind in CLOSING and finding.deadline is not None and finding.deadline >= today


def _genres(documents: Iterable[Linked]) -> set[str]:
    return {document.genre for document in documents}


def _newness(document: Linked) -> tuple[date, int, str]:
    return (document.published, -_PREFERENCE.index(document.system), document.key)


def short_id(gemeentecode: str, first_key: str, taken: Collection[str]) -> str:
    """Derive a typeable id of 5 letters and digits from a municipality and the first document of a matter.

    Base 32 has no 0, 1, 8 or 9, which are misread; a clash takes a sixth sign.
    """
    digest = hashlib.sha256(f"{gemeentecode} {first_key}".encode()).digest()
    text = base64.b32encode(digest).decode("ascii")
    return next(text[:size] for size in range(5, len(text)) if text[:size] not in taken)
