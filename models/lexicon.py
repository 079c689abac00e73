"""The vocabulary over a text: exact hits, with the excluded expressions and the traps taken out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.mending import Mended, Mender
from models.records import Hit
from models.signals import Cues, cue_patterns
from models.stems import Stems
from models.taxonomy import TIERS, Taxonomy
from models.traps import Span, compile_trap
from models.words import Windows, fold, lowered

_TOKEN = re.compile(r"\w+|[^\w\s]")
_HYPHEN = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_STEM_TIERS = {"strong_stems": "strong", "stems": "medium"}
_EXCLUDE = "exclude"
_TRAP, _CUE = "trap", "cue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the vocabulary says of a text."""

    folded: str
    """The text after repair of damaged words, without accents."""
    hits: tuple[Hit, ...]
    cues: Cues
    rules: tuple[str, ...]
    """Names of the exclusions and traps that took a hit away, `exclude:<term>` and `trap:<name>`."""
    caps: tuple[str, ...]
    """Names of the traps by which the text is no opportunity, `trap:<name>`."""


def is_exact(term: str, listed: tuple[str, ...]) -> bool:
    """Whether a term counts only as written: an abbreviation in capitals, or listed as such."""
    return term in listed or (len(term) > 1 and term.isupper() and not any(part.isdigit() for part in term))


def variants(term: str) -> set[str]:
    """A term as it may be written: with a hyphen, a space or nothing between its parts."""
    folded = fold(term)
    return {folded, _HYPHEN.sub(" ", folded), _HYPHEN.sub("", folded)}


class Lexicon:
    """Searches all terms and stems of a taxonomy in one pass."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        import spacy  # noqa: PLC0415  takes a second; commands that do not tag must not pay for it
        from spacy.matcher import PhraseMatcher  # noqa: PLC0415
        from spacy.tokens import Doc  # noqa: PLC0415

        self._vocab = spacy.blank("nl").vocab
        self._doc = Doc
        # Terms in capitals are compared as written, all others by their lower case.
        self._matchers = tuple(PhraseMatcher(self._vocab, attr=attribute) for attribute in ("LOWER", "ORTH"))
        self._meaning: dict[int, tuple[str, str, str]] = {}
        self._known: set[str] = set()
        self._single: set[str] = set()
        self._as_written: set[str] = set()
        self._traps = {trap.name: compile_trap(trap) for trap in taxonomy.traps}
        stems = []
        for concept, terms in taxonomy.concepts().items():
            for kind in (*TIERS, _EXCLUDE):
                for term in getattr(terms, kind):
                    self._add(f"{concept} {kind} {term}", term, is_exact(term, taxonomy.exact))
            stems += [(f"{tier} {concept}", False, getattr(terms, field)) for field, tier in _STEM_TIERS.items()]
        stems += [(f"{_TRAP} {trap.name}", trap.cased, trap.surface) for trap in taxonomy.traps]
        cues = [(f"{_CUE} {name}", cased, patterns) for name, cased, patterns in cue_patterns(taxonomy)]
        self._stems = Stems(stems, within=cues)
        self._mender = Mender(frozenset(self._known), frozenset(self._single))

    def _add(self, key: str, term: str, exact: bool) -> None:
        concept, kind, _ = key.split(" ", maxsplit=2)
        spelled = [_TOKEN.findall(variant) for variant in sorted(variants(term))]
        self._known.update(word.lower() for words in spelled for word in words)
        if kind in ("strong", "medium") and not exact and not _HYPHEN.search(term):
            self._single.update(words[0].lower() for words in spelled if len(words) == 1)
        if exact:
            self._as_written.update(words[0] for words in spelled)
        self._matchers[exact].add(key, [self._doc(self._vocab, words=words) for words in spelled])
        self._meaning[self._vocab.strings[key]] = (concept, kind, term)

    def hits(self, text: str, *, context: str = "") -> tuple[Hit, ...]:
        """Every term in the text with its exact place; `context` (title, heading) decides on traps."""
        return self.read(text, context=context).hits

    def read(self, text: str, *, context: str = "") -> Findings:
        """The hits, and the exclusions and traps that changed them."""
        mended = self._mender.mend(text)
        folded = fold(mended.text)
        lower = lowered(folded)
        found = list(self._terms(folded))
        surfaces: dict[str, list[Span]] = defaultdict(list)
        cues: dict[str, list[Span]] = defaultdict(list)
        for name, start, end in self._stems.matches(folded, lower):
            kind, concept = name.split(" ", maxsplit=1)
            if kind == _TRAP:
                surfaces[concept].append((start, end))
            elif kind == _CUE:
                cues[concept].append((start, end))
            else:
                found.append(Hit(concept=concept, term=lower[start:end], tier=kind, start=start, end=end))
        kept, rules = _without_excluded(found)
        hits = [hit for group in _by_concept(kept).values() for hit in _longest(group)]
        caps = []
        windows = Windows(folded)
        for name, spans in surfaces.items():
            trap = self._traps[name]
            if caught := trap.holds(spans, windows, lowered(fold(context))):
                left = trap.survivors(hits, caught)
                rules += [trap.rule] if len(left) < len(hits) else []
                caps += [trap.rule] if trap.caps else []
                hits = left
        hits.sort(key=lambda hit: (hit.start, hit.end, hit.concept))
        if mended.places is not None:
            hits = [_moved(hit, mended) for hit in hits]
        return Findings(folded=folded, hits=tuple(hits), cues=cues, rules=tuple(dict.fromkeys(rules)), caps=tuple(caps))

    def _terms(self, folded: str) -> Iterator[Hit]:
        # spaCy keeps every word it has seen; only those of the vocabulary are worth it, the others stand as one gap.
        known, words, places = self._known, [], []
        gap = False
        for match in _TOKEN.finditer(folded):
            word = match[0]
            if word.lower() in known:
                words.append(word)
                places.append(match.span())
                gap = False
            elif not gap:
                words.append("_")
                places.append(match.span())
                gap = True
        document = self._doc(self._vocab, words=words)
        matchers = self._matchers if not self._as_written.isdisjoint(words) else self._matchers[:1]
        for matcher in matchers:
            for key, first, last in matcher(document):
                concept, kind, term = self._meaning[key]
                yield Hit(concept=concept, term=term, tier=kind, start=places[first][0], end=places[last - 1][1])


def _moved(hit: Hit, mended: Mended) -> Hit:
    start, end = mended.original(hit.start, hit.end)
    return replace(hit, start=start, end=end)


def _by_concept(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    groups = defaultdict(list)
    for hit in hits:
        groups[hit.concept].append(hit)
    return groups


def _longest(hits: list[Hit]) -> Iterator[Hit]:
    """Drop hits that lie within a hit of the same concept that says at least as much."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, TIERS.index(h.tier), h.start, h.term)):
        if not any(
            k.start <= hit.start and hit.end <= k.end and TIERS.index(k.tier) <= TIERS.index(hit.tier) for k in kept
        ):
            kept.append(hit)
            yield hit


def _without_excluded(found: list[Hit]) -> tuple[list[Hit], list[str]]:
    excluded = [hit for hit in found if hit.tier == _EXCLUDE]
    kept, rules = [], []
    for hit in found:
        if hit.tier == _EXCLUDE:
            continue
        around = [e for e in excluded if e.concept == hit.concept and e.start <= hit.start and hit.end <= e.end]
        if around:
            rules.append(f"{_EXCLUDE}:{around[0].term}")
        else:
            kept.append(hit)
    return kept, rules
