"""What the detectors read in one passage by itself: money, last day, window, stage and office holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.records import Tags, Text
from pipeline.detect.dates import dates
from pipeline.detect.money import amounts, scale_of
from pipeline.detect.people import holder
from pipeline.detect.spans import Amount, Moment
from pipeline.detect.stage import stage
from pipeline.fields import DEADLINE_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFields:
    """The values that stand in a passage; what is not written is None."""

    amounts: tuple[Amount, ...]
    deadline: Moment | None
    window: Moment | None
    """A moment with a first and a last day."""
    stage: str | None
    state: str | None
    """That of the most probable signal."""
    holder: str | None


def passage_fields(text: Text, tags: Tags, reference: date) -> PassageFields:
    """Read the fields of a passage; `reference` is the day on which it was published."""
    moments = dates(text.text, reference=reference, heading=text.heading)
    closing = [moment for kind in DEADLINE_KINDS for moment in moments if moment.kind == kind]
    named, held = stage(text.title, text.genre, text.text), holder(text.text)
    likeliest = max(tags.signals, key=lambda signal: signal.probability, default=None)
    return PassageFields(
        amounts=amounts(text.text, heading=text.heading, scale=scale_of(text.heading) or scale_of(text.text)),
        deadline=closing[0] if closing else None,
        window=next((moment for moment in (*closing, *moments) if moment.opens), None),
        stage=named.value if named else None,
        state=likeliest.state if likeliest else None,
        holder=held.value if held else None,
    )
