"""Who may apply, in the words of the text."""

from __future__ import annotations

import re

from pipeline.detect.applicants import PARTIES
from pipeline.detect.sentences import sentences

_PARTY = r"(?P<who>(?:(?! en bedraagt\b| bedraagt\b| wordt\b| worden\b)[^.;:(])+)"
_FORMS = (
    re.compile(rf"\b(?:gedaan|aangevraagd|ingediend) (?:worden )?door {_PARTY}", re.I),
    re.compile(rf"\b(?:verstrekt|verleend|verstrekken|verlenen)\b[^.;:]{{0,40}}? aan {_PARTY}", re.I),
    re.compile(
        r"^(?:\W|\d+\.|[a-z]\.)*(?P<who>[^.;:,]{3,80}?) (?:kunnen|kan) [^.;:]*\b(?:aanvra\w+|melden|subsidie)\b", re.I
    ),
)


def who_may_apply(text: str) -> str | None:
    """Give the first words that name who may apply, such as `een vereniging of stichting die in een dorp actief is`."""
    for start, end in sentences(text):
        for form in _FORMS:
            found = form.search(text[start:end])
            if found and PARTIES.search(found["who"]):
                return " ".join(found["who"].split())
    return None
