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
    """A domain key, or `theme:<key>`, `elsewhere:<key>`, `group:<key>`, `signal:<type>`, `role:<key>`,
    `perspective:<key>`, `stage:<key>`,
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
class Feature:
    """Something that pushed a tag up."""

    tag: str
    """A domain key, `signal:<type>` or `opportunity`."""
    key: str
    """`word <words>`, `terms <concept>`, `around <concept>` (in title or heading), `cue <name>`, `whole <name>`,
    `structure <key>`, `genre <key>` or `state <signal> <state>`."""
    share: float
    """Of everything that pushed the tag up, 0 to 1."""


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
    themes: tuple[str, ...]
    """Subjects within the domains, best named first."""
    groups: tuple[str, ...]
    signals: tuple[Signal, ...]
    opportunity: float
    """Probability that this passage is an opportunity (funding or alignment, reachable, open)."""
    hits: tuple[Hit, ...]
    features: tuple[Feature, ...]
    """The strongest features behind each tag, for the explanation; of passages that can matter to somebody."""
    rules: tuple[str, ...]
    """Names of the rules that changed something, `trap:MDT`, `closed`, `contents_line`."""
