"""Dossiers: the documents of one matter, found by equal bytes and by identifiers they share.

A regulation stands in the Gemeenteblad and in the CVDR, a proposal goes to committee and council: one
matter, shown once, with all its places.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.records import Finding

_PREFERENCE = ("cvdr", "bekendmakingen", "notubiz", "ibabs", "go", "openbesluitvorming", "website")
"""Of two papers of one day, the consolidated text of a regulation says most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A document with what ties it to others: hash and identifiers."""

    key: str
    system: str
    ties: frozenset[str]
    published: date
    first_seen: str
    changed_at: str
    withdrawn: bool
    valid_until: date | None

    @property
    def age(self) -> tuple[str, date, str]:
        """Sort key: first seen first; equal nights by date, then key."""
        return (self.first_seen, self.published, self.key)


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
    """Choose the document that stands for a matter: the newest that is still valid and holds a finding."""
    standing = [
        document
        for document in documents
        if document.key in findings
        and not document.withdrawn
        and not (document.valid_until is not None and document.valid_until <= today)
    ]
    if not standing:
        return None
    newest = max(standing, key=lambda linked: (linked.published, -_PREFERENCE.index(linked.system), linked.key))
    return findings[newest.key]


def short_id(gemeentecode: str, first_key: str, taken: Collection[str]) -> str:
    """Derive a typeable id of 5 letters and digits from a municipality and the first document of a matter.

    Base 32 has no 0, 1, 8 or 9, which are misread; a clash takes a sixth sign.
    """
    digest = hashlib.sha256(f"{gemeentecode} {first_key}".encode()).digest()
    text = base64.b32encode(digest).decode("ascii")
    return next(text[:size] for size in range(5, len(text)) if text[:size] not in taken)
