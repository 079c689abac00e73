"""How far a matter is: the stage of a paper, how much can still be changed, and how a vote went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from models.taxonomy import load_taxonomy
from pipeline.detect.letters import folded
from pipeline.detect.sentences import sentences
from pipeline.detect.spans import Named

_BY_GENRE = {
    "raadsvoorstel": "besluit",
    "raadsbesluit": "besluit",
    "raadsinformatiebrief": "uitvoering",
    "motie": "signaal",
    "amendement": "besluit",
    "schriftelijke_vragen": "signaal",
    "toezegging": "signaal",
    "besluitenlijst": "besluit",
    "notulen": "signaal",
    "kadernota": "kaderstelling",
    "begroting": "besluit",
    "jaarstukken": "verantwoording",
    "bestuursrapportage": "verantwoording",
    "beleidsnota": "besluit",
    "startnotitie": "startnotitie",
    "uitvoeringsprogramma": "uitvoering",
    "subsidieregeling": "uitvoering",
    "aanwijzingsbesluit": "besluit",
    "coalitieakkoord": "kaderstelling",
    "aanbesteding": "uitvoering",
    "rekenkamer": "verantwoording",
}
# The title says it about the paper itself, so it goes before the genre; first match counts.
_IN_TITLE = (
    (
        "afgesloten",
        re.compile(r"\b(?:verworpen|ingetrokken|vervallen|afgewezen|gesloten|verlopen|uitgeput)\b", re.I),
    ),
    (
        "concept",
        re.compile(
            r"\b(?:concept|ontwerp)(?!\w*en\b)(?!begroting)\w*|\bmarktconsultatie|\bter inzage|\binspraak", re.I
        ),
    ),
    (
        "kaderstelling",
        re.compile(r"\bwensen en bedenkingen|\bkadernota|\bperspectiefnota|\bkaderbrief", re.I),
    ),
    (
        "startnotitie",
        re.compile(r"\bstartnotitie|\bplan van aanpak|\buitgangspuntennotitie|\bstartdocument", re.I),
    ),
)
_UNDER_WAY = re.compile(r"\b(?:voortgang|start|stand van zaken|uitvoering)\b", re.I)
# Said of the paper itself, at the beginning of a sentence: "als het plafond is bereikt" is a rule for later.
_CLOSED = re.compile(
    r"(?:^|[.!?]\s+)(?:het|dit|de|deze) (?:(?:subsidie)?plafond (?:voor [\w ]{2,40})?is (?:inmiddels "
    r"|al )?bereikt"
    r"|(?:subsidie)?regeling is (?:inmiddels |per \w+ )?(?:gesloten|ingetrokken|vervallen)"
    r"|(?:raads)?voorstel (?:is|wordt) ingetrokken)\b",
    re.I | re.M,
)
_DRAFT = (
    "concept",
    re.compile(
        r"\b(?:concept|ontwerp)\w*[^.;]{0,60}\b(?:ligt|liggen)\b[^.;]{0,60}\bter inzage|\b(?:wij"
        r"|we) leggen\b[^.;]{0,60}\bter inzage"
        r"|\bzienswijzen? (?:kunnen|kan)\b|\breageren op (?:het|de) (?:concept|ontwerp)|\bmarktconsultatie",
        re.I,
    ),
)
_CALL = (
    "concept",
    re.compile(
        r"\bideeën (?:van|uit)\b[^.;]{0,40}\bwelkom|\bkunnen zich\b[^.;]{0,50}\bmelden"
        r"|\bverwacht(?:en)? (?:de regio|wij)\b"
        r"|\b(?:concept|ontwerp)(?:plan|nota|visie|verordening|regeling)\w*|\bnog (?:nader )?in te vullen",
        re.I,
    ),
)
_FRAME = ("kaderstelling", re.compile(r"\bwensen en bedenkingen|\bkaders mee te geven", re.I))
_INFORMS = (
    _DRAFT,
    _CALL,
    _FRAME,
    (
        "signaal",
        re.compile(
            r"\b(?:wij|we) (?:verkennen|onderzoeken|willen)\b|\bzeg(?:t|gen) toe|\blopen af|\bzonder vervolg"
            r"|\bverkenning\b",
            re.I,
        ),
    ),
    (
        "besluit",
        re.compile(
            r"\bstopt per\b|\bheeft besloten|\bhebben (?:wij )?besloten|\bstemt in met|\bwordt ontbonden",
            re.I,
        ),
    ),
)
# In papers that inform or propose, the text says where the matter stands; first match counts.
_IN_TEXT = {
    "raadsinformatiebrief": _INFORMS,
    "bijlage": _INFORMS,
    "": _INFORMS,
    "beleidsnota": (_DRAFT,),
    "subsidieregeling": (_DRAFT,),
    "uitvoeringsprogramma": (_DRAFT,),
    "aanbesteding": (_DRAFT,),
    "raadsvoorstel": (_FRAME,),
}

_WORDS = {
    "niet aangenomen": "rejected",
    "niet overgenomen": "rejected",
    "verworpen": "rejected",
    "afgewezen": "rejected",
    "aangenomen": "adopted",
    "aanvaard": "adopted",
    "aangehouden": "held",
    "ingetrokken": "withdrawn",
}
_WORD = "|".join(_WORDS)
_BRACKETED = re.compile(rf"\((?:unaniem |met algemene stemmen )?(?P<word>{_WORD})\b[^)\n]{{0,40}}\)", re.I)
_LABELLED = re.compile(
    rf"\b(?:uitslag|resultaat|stemuitslag|stemming|status|beslissing|afdoening)(?:\s(?:van de\s)?(?:stemming"
    rf"|motie|amendement))?\s?[:|]?\s"
    rf"(?:(?:unaniem|met algemene stemmen|de motie is|het amendement is)\s)?(?P<word>{_WORD})\b",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:motie|amendement|subamendement|initiatiefvoorstel)\b(?:\s(?!uit\b|van\s20)[^\s.;:]+){0,8}?\s(?:is"
    r"|wordt|werd|zijn|worden)\s"
    rf"(?:[^\s.;:]+\s){{0,6}}?(?P<word>{_WORD})\b",
    re.I,
)
_VOTED = re.compile(
    rf"\b(?:met algemene stemmen|unaniem|met \d+ (?:stemmen )?(?:voor"
    rf"|tegen)[^.;]{{0,40}}?)\s(?P<word>{_WORD})\b"
    rf"|\b(?P<counted>{_WORD})\s\(?(?:met\s)?\d+\s?(?:stemmen\s)?(?:voor|tegen)\b|^(?P<alone>{_WORD})[.!]?$",
    re.I | re.M,
)
_ELSEWHERE = re.compile(
    r"\s*[-•–]?\s*(?:overwegende|constaterende|gelet|gezien|gehoord)\b|\b(?:eerdere?|vorige|geleden|destijds"
    r"|in 20\d\d|tweede kamer|eerste kamer)\b",
    re.I,
)


class UnknownStageError(ValueError):
    """A stage that the taxonomy does not have."""


def influence(stage: str) -> float:
    """Give how much can still be changed at this stage, 0-1."""
    stages = _stages()
    if stage not in stages:
        raise UnknownStageError(f"no stage {stage!r}; the taxonomy has {', '.join(stages)}")
    return stages[stage]


@cache
def _stages() -> dict[str, float]:
    """Read the influence of every stage from the taxonomy."""
    return {key: entry.influence for key, entry in load_taxonomy().stages.items()}


def stage(title: str, genre: str, text: str) -> Named | None:
    """Say how far the matter of a paper is, with the words in `text` that say so.

    Where the title or the genre says it, the span is empty (0, 0). None when nothing does.
    """
    if genre in ("motie", "amendement") and outcome(f"{title}\n{text}") in ("rejected", "withdrawn"):
        return _named("afgesloten", _CLOSED.search(text))
    for name, pattern in _IN_TITLE:
        if pattern.search(title):
            return _named(name, None)
    if genre == "raadsinformatiebrief" and _UNDER_WAY.search(title):
        return _named("uitvoering", None)
    if genre in ("subsidieregeling", "aanbesteding", "raadsvoorstel") and (closed := _CLOSED.search(text)):
        return _named("afgesloten", closed)
    for name, pattern in _IN_TEXT.get(genre, ()):
        if said := pattern.search(text):
            return _named(name, said)
    return _named(_BY_GENRE[genre], None) if genre in _BY_GENRE else None


def outcome(text: str) -> str:
    """Say how a motion or amendment ended: adopted, rejected, withdrawn or held; empty when not said.

    The title (first line) and the form field go before what the text tells, and the last word told counts.
    """
    title = text.partition("\n")[0]
    if said := _BRACKETED.search(title) or _LABELLED.search(text):
        return _WORDS[folded(said["word"])]
    told = list(_told(text))
    return told[-1] if told else ""


def _told(text: str) -> Iterator[str]:
    for start, end in sentences(text):
        sentence = text[start:end]
        if _ELSEWHERE.search(sentence):
            continue
        for said in (_TOLD.search(sentence), _VOTED.search(sentence)):
            if said:
                words = said.groupdict()
                yield _WORDS[folded(next(word for word in words.values() if word))]
                break


def _named(value: str, said: re.Match[str] | None) -> Named:
    return Named(value=value, start=said.start() if said else 0, end=said.end() if said else 0)
