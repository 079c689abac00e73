"""The entries of the vocabulary as frozen records; `taxonomy.toml` explains the fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is searched for one concept, by tier."""

    strong: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    strong_stems: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A policy domain; `taakvelden` are the codes of the national budget rules."""

    label: str
    primary: bool
    taakvelden: tuple[str, ...]
    strong: tuple[str, ...]
    medium: tuple[str, ...]
    weak: tuple[str, ...]
    strong_stems: tuple[str, ...]
    stems: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject within a domain."""

    label: str
    domain: str
    strong: tuple[str, ...]
    medium: tuple[str, ...]
    strong_stems: tuple[str, ...]
    stems: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTerms:
    """The vocabulary of a signal or of a kind of moment."""

    label: str
    strong: tuple[str, ...]
    medium: tuple[str, ...]
    weak: tuple[str, ...]
    strong_stems: tuple[str, ...]
    stems: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A target group."""

    label: str
    terms: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A subject that is none of ours."""

    label: str
    terms: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What the municipality does itself."""

    label: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspective:
    """An argument for MDT; holds by itself from `minimum_domains` domains in a document (0: never)."""

    label: str
    minimum_domains: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Invitations, and matters still open."""

    strong: tuple[str, ...]
    medium: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicants:
    """Who may apply."""

    included: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of decision-making; `influence` (0-1) is how much can still be changed."""

    label: str
    influence: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """A kind of document: patterns for its title, words that open its sections."""

    titles: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Words that look like ours and mean something else; the TOML file explains the fields."""

    name: str
    wrong: str
    surface: tuple[str, ...]
    cased: bool
    concepts: tuple[str, ...]
    effects: tuple[str, ...]
    reject: tuple[str, ...]
    require: tuple[str, ...]
    window: int
    example: str
    counter: str
    keeps: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """Words that give the state of a signal; the TOML file explains the fields."""

    name: str
    signal: str
    state: str
    cue: tuple[str, ...]
    about: tuple[str, ...]
    unless: tuple[str, ...]
    window: int
    genres: tuple[str, ...]
    not_genres: tuple[str, ...]
