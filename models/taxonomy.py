"""The vocabulary of `taxonomy.toml` as frozen records, checked when loaded."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from models.stems import first_word
from models.strict import ShapeError, checked, record, records, sequence

TAXONOMY = Path(__file__).with_name("taxonomy.toml")
TIERS = ("strong", "medium", "weak")
STATES: Mapping[str, tuple[str, ...]] = {
    "funding": ("open", "announced", "granted_other", "closed", "rejected"),
    "alignment": ("goal", "pending", "adopted", "rejected", "withdrawn"),
    "threat": ("announced", "decided", "reversed"),
}
Effect = Literal["drop", "cap", "refuse"]


class TaxonomyError(ShapeError):
    """The taxonomy contradicts itself; the message says where."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """Everything the program knows of the language of municipalities."""

    version: int
    digest: str
    """SHA-256 of the file."""
    exact: tuple[str, ...]
    domains: Mapping[str, Domain]
    groups: Mapping[str, Group]
    roles: Mapping[str, Role]
    perspectives: Mapping[str, Perspective]
    signals: Mapping[str, SignalTerms]
    opening: Opening
    applicants: Applicants
    stages: Mapping[str, Stage]
    genres: Mapping[str, Genre]
    traps: tuple[Trap, ...]
    default_states: Mapping[str, str]
    states: tuple[StateRule, ...]

    def concepts(self) -> dict[str, Terms]:
        """The searched terms of every concept, keyed as in `Hit.concept`."""
        return dict(_concepts(self))


def _of(entry: Domain | SignalTerms, extra: tuple[str, ...] = ()) -> Terms:
    names = [field.name for field in fields(Terms)]
    values = {name: getattr(entry, name) for name in names}
    values["strong_stems"] += extra
    return Terms(**values)


def _concepts(taxonomy: Taxonomy) -> Iterator[tuple[str, Terms]]:
    for key, domain in taxonomy.domains.items():
        codes = tuple(rf"taakveld(?:en)? {re.escape(code)}(?![\d.])" for code in domain.taakvelden)
        yield key, _of(domain, codes)
    for key, signal in taxonomy.signals.items():
        yield f"signal:{key}", _of(signal)
    for key, group in taxonomy.groups.items():
        yield f"group:{key}", Terms(strong=group.terms, strong_stems=group.stems)
    opening = taxonomy.opening
    yield "opening", Terms(strong=opening.strong, medium=opening.medium, strong_stems=opening.stems)
    yield "applicant:included", Terms(strong=taxonomy.applicants.included)
    yield "applicant:excluded", Terms(strong=taxonomy.applicants.excluded)
    for prefix, entries in (
        ("role", taxonomy.roles),
        ("perspective", taxonomy.perspectives),
        ("stage", taxonomy.stages),
    ):
        for key, entry in entries.items():
            yield f"{prefix}:{key}", Terms(medium=entry.terms)


def _word_patterns(taxonomy: Taxonomy) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, terms in taxonomy.concepts().items():
        yield key, terms.strong_stems + terms.stems
    for trap in taxonomy.traps:
        yield f"trap {trap.name}", trap.surface


def _free_patterns(taxonomy: Taxonomy) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, genre in taxonomy.genres.items():
        yield f"genres.{key}", genre.titles
    for trap in taxonomy.traps:
        yield f"trap {trap.name}", trap.reject + trap.require
    for rule in taxonomy.states:
        yield f"state {rule.name}", rule.cue + rule.about + rule.unless


def _check_patterns(taxonomy: Taxonomy) -> None:
    for where, patterns in (*_word_patterns(taxonomy), *_free_patterns(taxonomy)):
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise TaxonomyError(f"{where}: {pattern!r} is no pattern: {error}") from error
    for where, patterns in _word_patterns(taxonomy):
        for pattern in patterns:
            if not first_word(pattern):
                raise TaxonomyError(
                    f"{where}: {pattern!r} must begin with a word, not with a choice that holds a space"
                )


def _check(taxonomy: Taxonomy) -> None:
    _check_patterns(taxonomy)
    known = {"*", *taxonomy.concepts()}
    for trap in taxonomy.traps:
        strange = {*trap.concepts, trap.keeps} - known | set(trap.effects) - set(get_args(Effect))
        if strange or not trap.surface or trap.window < 0:
            raise TaxonomyError(f"trap {trap.name}: unknown {sorted(strange)}, no surface, or a negative window")
    for rule in taxonomy.states:
        strange = {*rule.genres, *rule.not_genres} - set(taxonomy.genres)
        if rule.state not in STATES.get(rule.signal, ()) or strange or not rule.cue or rule.window < 0:
            raise TaxonomyError(f"state {rule.name}: wrong signal, state, genre {sorted(strange)}, cue or window")
    for key, stage in taxonomy.stages.items():
        if not 0 <= stage.influence <= 1:
            raise TaxonomyError(f"stages.{key}.influence: {stage.influence} is not between 0 and 1")
    if {*STATES} - {*taxonomy.signals} or dict(taxonomy.default_states).keys() != STATES.keys():
        raise TaxonomyError(f"signals and default_states must hold {', '.join(STATES)}")
    for signal, state in taxonomy.default_states.items():
        if state not in STATES[signal]:
            raise TaxonomyError(f"default_states.{signal}: unknown state {state!r}")


def load_taxonomy(path: Path = TAXONOMY) -> Taxonomy:
    """Read and check the vocabulary; raises `ShapeError` with the place of a mistake."""
    body = path.read_bytes()
    try:
        data = tomllib.loads(body.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"{path.name}: {error}") from error
    names = {field.name for field in fields(Taxonomy)} - {"digest"}
    if set(data) != names:
        raise TaxonomyError(f"{path.name}: missing {sorted(names - set(data))}, unknown {sorted(set(data) - names)}")
    taxonomy = Taxonomy(
        version=checked(data["version"], int, "version"),
        digest=hashlib.sha256(body).hexdigest(),
        exact=checked(data["exact"], tuple[str, ...], "exact"),
        domains=records(Domain, data, "domains"),
        groups=records(Group, data, "groups"),
        roles=records(Role, data, "roles"),
        perspectives=records(Perspective, data, "perspectives"),
        signals=records(SignalTerms, data, "signals"),
        opening=record(Opening, data["opening"], "opening"),
        applicants=record(Applicants, data["applicants"], "applicants"),
        stages=records(Stage, data, "stages"),
        genres=records(Genre, data, "genres"),
        traps=sequence(Trap, data, "traps"),
        default_states=checked(data["default_states"], Mapping[str, str], "default_states"),
        states=sequence(StateRule, data, "states"),
    )
    _check(taxonomy)
    return taxonomy
