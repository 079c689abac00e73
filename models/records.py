"""What goes into the tagger and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A passage with the context that helps to read it."""

    text: str
    title: str = ""
    heading: str = ""
    """Heading path, `Financiën > Dekking`."""
    genre: str = ""
    """A genre key of the taxonomy, or empty when unknown."""
    structure: str = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A vocabulary term found in a passage."""

    concept: str
    """A domain key, or `group:<key>`, `signal:<type>`, `role:<key>`, `perspective:<key>`, `stage:<key>`,
    `opening`, `applicant:included`, `applicant:excluded`."""
    term: str
    tier: str
    """strong, medium or weak."""
    start: int
    """Character offset in the text."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A key with its probability."""

    key: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """funding, alignment or threat, with the state of the matter."""

    type: str
    probability: float
    state: str
    """funding: open, announced, granted_other, closed, rejected; alignment: goal, pending, adopted, rejected,
    withdrawn; threat: announced, decided, reversed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Everything the tagger says of one passage."""

    domains: tuple[Score, ...]
    """Only those at or above the threshold, most probable first."""
    groups: tuple[str, ...]
    signals: tuple[Signal, ...]
    opportunity: float
    """Probability that this passage is an opportunity (funding or alignment, reachable, open)."""
    hits: tuple[Hit, ...]
    features: tuple[Score, ...]
    """The strongest features behind the opportunity probability, for the explanation."""
    rules: tuple[str, ...]
    """Names of the rules that changed something, `trap:MDT`, `closed`, `contents_line`."""
