"""The vocabulary of `taxonomy.toml` as frozen records, checked when loaded."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from models.entries import (
    Applicants,
    Domain,
    Elsewhere,
    Genre,
    Group,
    Opening,
    Perspective,
    Role,
    SignalTerms,
    Stage,
    StateRule,
    Terms,
    Theme,
    Trap,
)
from models.stems import first_word
from models.strict import ShapeError, checked, record, records, sequence

TAXONOMY = Path(__file__).with_name("taxonomy.toml")
TIERS = ("strong", "medium", "weak")
STATES: Mapping[str, tuple[str, ...]] = {
    "funding": ("open", "announced", "granted_other", "closed", "rejected"),
    "alignment": ("goal", "pending", "adopted", "rejected", "withdrawn"),
    "threat": ("announced", "decided", "reversed"),
}
THEME = "theme:"
"""How the concept of a theme begins."""
Effect = Literal["drop", "cap", "refuse"]


class TaxonomyError(ShapeError):
    """The taxonomy contradicts itself; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """Everything the program knows of the language of municipalities."""

    version: int
    digest: str
    """SHA-256 of the file."""
    exact: tuple[str, ...]
    domains: Mapping[str, Domain]
    themes: Mapping[str, Theme]
    elsewhere: Mapping[str, Elsewhere]
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


def _of(entry: Domain | Theme | SignalTerms, extra: tuple[str, ...] = ()) -> Terms:
    names = [field.name for field in fields(Terms)]
    values = {name: getattr(entry, name, ()) for name in names}
    values["strong_stems"] += extra
    return Terms(**values)


def _concepts(taxonomy: Taxonomy) -> Iterator[tuple[str, Terms]]:
    for key, domain in taxonomy.domains.items():
        codes = tuple(rf"taakveld(?:en)? {re.escape(code)}(?![\d.])" for code in domain.taakvelden)
        yield key, _of(domain, codes)
    for key, theme in taxonomy.themes.items():
        yield f"{THEME}{key}", _of(theme)
    for key, signal in taxonomy.signals.items():
        yield f"signal:{key}", _of(signal)
    for key, other in taxonomy.elsewhere.items():
        yield f"elsewhere:{key}", Terms(strong=other.terms, strong_stems=other.stems)
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
    for key, theme in taxonomy.themes.items():
        if theme.domain not in taxonomy.domains:
            raise TaxonomyError(f"themes.{key}.domain: unknown domain {theme.domain!r}")
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
        themes=records(Theme, data, "themes"),
        elsewhere=records(Elsewhere, data, "elsewhere"),
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
