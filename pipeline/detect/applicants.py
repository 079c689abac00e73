"""Who may apply: can a foundation, association or other partner of an MDT project reach this money?"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from models.taxonomy import load_taxonomy
from pipeline.detect.sentences import sentences

# Words of asking for money, or of an invitation to take part.
_ASKING = re.compile(
    r"\b(?:\w*aanvra(?:ag|gen|ger|gers)\w*|aangevraagd|aan te vragen|vraagt|vragen|\w*subsidies?|verstrekt"
    r"|verstrekken|verleend|verlenen"
    r"|\w*regeling|in aanmerking|melden|meldt|aanmelden|inschrijven|inschrijving|welkom|zoeken|gezocht"
    r"|uitvoer\w+|activiteiten door"
    r"|tender|bijdrage|reageren|fonds|verzoek|indienen|ingediend|dien(?:t|en) .{0,60}\bin)\b",
    re.I,
)
_FUNDING = re.compile(
    r"\b(?:\w*aanvra\w+|aangevraagd|\w*subsidi\w+|\w*regeling|in aanmerking|verzoek\w*|vergoeding|bijdrage"
    r"|lening|voucher)\b|€",
    re.I,
)
_BROAD = (
    r"(?:private\s)?rechtsperso(?:on|nen)(?:lijkheid)?|(?:maatschappelijke|vrijwilligers|culturele|lokale"
    r"|welzijns|sociale|erkende|andere)?\s?"
    r"organisaties?|vrijwilligersorganisaties?|stichting(?:en)?|(?<!schrijf)verenig(?:ing"
    r"|ingen)(?! van eigenaren)|instelling(?:en)?"
    r"|(?:\w+\s)?partners?|uitvoerders?|aanbieders?|combinaties?|samenwerkingsverband(?:en)?(?! passend)"
    r"|penvoerders?|partijen"
    r"|(?:bewoners|jongeren|burger)?initiatief(?:nemers|groepen)|bewonersinitiatieven|coöperaties?"
)
_OWNERS = (
    r"(?:particuliere\s)?(?:woning|huis|monument(?:en)?|pand|grond|gebouw|dak)-?eigena(?:ar|ren)|eigena(?:ar"
    r"|ren)(?: of erfpachters?| van een \w+)?"
    r"|particulieren?|ondernemers?|ondernemingen|winkeliers?|agrariërs?|schoolbestu(?:ur|ren)"
    r"|natuurlijke perso(?:on|nen)|sportverenigingen"
    r"|sportclubs|huurders|verenigingen van eigenaren|vve(?:['’]s)?|woningcorporaties|zorgaanbieders"
    r"|kinderopvangorganisaties"
)
_ANYONE = r"bedrijven|scholen|gemeenten|inwoners?|bewoners|huishoudens|ouders|studenten"
_NARROW_ONLY = re.compile(rf"\b(?:{_OWNERS}|{_ANYONE})\b", re.I)
_INCLUDED = re.compile(rf"\b(?:{_BROAD})\b", re.I)
PARTIES = re.compile(rf"\b(?:{_BROAD}|{_OWNERS}|{_ANYONE})\b", re.I)
"""Words for those who may ask."""
_ONLY = re.compile(
    rf"\b(?:uitsluitend|alleen|enkel|slechts)\b[^.;:]{{0,60}}?\b(?:{_OWNERS}|{_ANYONE})\b"
    rf"|\b(?:aanvragers?|begunstigden?) (?:is|zijn)\b[^.;:]{{0,30}}?\b(?:{_OWNERS}|{_ANYONE})\b"
    rf"|\b(?:aanvra\w+|aangevraagd|ingediend|verzoek\w*)\b[^.;:]{{0,80}}?\bdoor\s(?:een\s"
    rf"|de\s)?(?:{_OWNERS})\b"
    rf"|\b(?:verstrekt|verstrekken|verleend|verlenen|subsidie)\b[^.;:]{{0,60}}?\baan\s(?:een\s"
    rf"|de\s)?(?:{_OWNERS})\b"
    rf"|\b(?:{_OWNERS})\b[^.;:]{{0,60}}?\b(?:kunnen|kan|dienen|dient|vragen|vraagt|ontvangt|ontvangen|krijgen"
    rf"|krijgt)\b",
    re.I,
)
_REFUSED = re.compile(
    r"\b(?:geen|niet(?! meer dan)|uitgezonderd|uitgesloten|behalve|met uitzondering van)\b[^.;:]{0,40}$",
    re.I,
)
_REFUSED_AFTER = re.compile(
    r"[^.;:,]{0,40}\b(?:komen niet in aanmerking|zijn uitgesloten|kunnen geen|kunnen niet|kan geen"
    r"|krijgen geen)\b",
    re.I,
)


def applicants(text: str) -> Literal["included", "excluded", "unknown"]:
    """Say whether the text lets organisations apply, only others, or does not tell."""
    narrow = False
    for start, end in sentences(text):
        sentence = text[start:end]
        if not _ASKING.search(sentence) and not _listed_words("excluded").search(sentence):
            continue
        if _admits(sentence):
            return "included"
        if _FUNDING.search(sentence):
            narrow = narrow or bool(_ONLY.search(sentence) or _listed_words("excluded").search(sentence))
    return "excluded" if narrow else "unknown"


def _admits(sentence: str) -> bool:
    for pattern in (_INCLUDED, _listed_words("included")):
        for match in pattern.finditer(sentence):
            if _NARROW_ONLY.fullmatch(match.group()):
                continue
            refused = _REFUSED.search(sentence[: match.start()]) or _REFUSED_AFTER.match(sentence[match.end() :])
            if not refused:
                return True
    return False


@cache
def _listed_words(side: Literal["included", "excluded"]) -> re.Pattern[str]:
    words: tuple[str, ...] = getattr(load_taxonomy().applicants, side)
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b", re.I)
