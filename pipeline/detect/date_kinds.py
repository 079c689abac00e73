"""What a date means, from the words around it: may others still act, does a body decide, does something end?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.detect.surroundings import Surroundings

_PAYMENT = re.compile(r"\b(?:uit)?betaa?l(?:d|t|en|ing)\b|\buitbetaling\w*", re.I)
_TASK = re.compile(
    r"\b(?:verzoek(?:t|en)?|vraagt|vragen|roept|roepen|draagt|dragen|geeft|nodigt)\b[^.;]{0,40}"
    r"\b(?:college|wethouders?|burgemeester)\b|\bdraagt? op\b|\bopdracht aan het college",
    re.I,
)
_PARTICIPATION = re.compile(
    r"\b(?:zienswijzen?\w*|inspra(?:ak|ken)\w*|inspre(?:ek|ken|kers?)\w*|ter inzage|terinzage\w*|bedenkingen"
    r"|enqu[eê]te\w*|vragenlijst\w*|laat\b[^.;]{0,40}\bweten"
    r"|consultatie (?:over |van )?(?:de |het )?(?:concept|ontwerp)\w*"
    r"|internetconsultatie|ontwerp\w*[^;]{0,140}?\bgedurende"
    r"|rea(?:geren|geer|cties?)\s(?:\w+\s){0,3}(?:concept|ontwerp|plan|voorstel|nota)\w*"
    r"|(?:concept|ontwerp)\w*[^.;]{0,80}\b(?:reageren|reacties?))\b",
    re.I,
)
_ACCOUNT = re.compile(
    r"\b(?:\w*verantwoording\w*|eindverslag|eindrapport\w*|tot (?:\w+\s)?vaststelling|vaststellingsaanvraag"
    r"|vaststelling van de subsidie"
    r"|bezwaar\w*|beroep(?:schrift)?(?! (?:te )?doen)|factu\w+|voortgangsrapportage)\b",
    re.I,
)
# "Op aanvragen die vóór 1 januari zijn ingediend blijft de oude regeling van toepassing" invites nobody.
_OLD_CASES = re.compile(
    r"\baanvra(?:ag|gen) (?:die|welke)\b(?=.*\b(?:blijf\w*|van toepassing|in werking|inwerkingtreding"
    r"|nog niet)\b)",
    re.I | re.S,
)
_PAPERS = re.compile(r"\b(?:jaarrekening|jaarstukken|jaarverslag|\w*begroting)\b", re.I)
_RULING = re.compile(
    r"\b(?:college|burgemeester en wethouders|raad|wij|we)\b[^.;]{0,60}?\b(?:beslis\w*|besluit(?:en)?(?!\s?:)"
    r"|behandel\w*)\b"
    r"|\b(?:beslis(?:t|sen)|besluit(?!\s?:)|behandelt)\b[^.;]{0,30}\b(?:college|raad|wethouders|wij|we)\b",
    re.I,
)
_APPLICATION = re.compile(
    r"\b(?:\w*aanvra(?:ag|gen)\w*|aangevraagd|aan te vragen|vraag(?:t|en)?\b[^.;]{0,60}\baan|\w*indien(?:en"
    r"|ing|datum|termijn)\w*"
    r"|dien(?:t|en)?\b[^.;]{0,80}\bin|ingediend|in te dienen|aanmeld\w*|aan te melden|aangemeld|meld(?:en|t"
    r"|ing)?|inschrij\w*|ingeschreven"
    r"|schrij(?:ft|ven)\b[^.;]{0,80}\bin|kunnen\b[^.;]{0,60}\b(?:sturen|mailen)|beroep (?:te )?doen"
    r"|ingezonden|in te zenden|insturen|offertes?|reacties?|reageren|reageer|ideeën|voorstellen van|welkom"
    r"|(?:markt)?consultatie|sluiting\w*"
    r"|sluitdatum|deadline|belangstell(?:ing|enden)|interesse|openstelling|open(?:gesteld)? voor|tender\w*|loket"
    r"|subsidieronde|geef\b[^.;]{0,30}\bop|opgeven)\b",
    re.I,
)
_CALL = re.compile(
    r"\b(?:meld(?:en|t)? (?:zich|u|je)|zich\b[^.;]{0,60}\bmelden|aanmelden|meld (?:je|u)|aanvragen (?:kan"
    r"|kunnen|worden)|ingediend|indienen"
    r"|inschrijven|zijn welkom|hale?n (?:wij|we)\b[^.;]{0,60}\bop|halen\b[^.;]{0,40}\bop bij)\b",
    re.I,
)
_HAPPENS = re.compile(
    r"\b(?:plaats\s?(?:te )?vind\w*|vind(?:t|en) plaats|afgerond|uitgevoerd|uit te voeren|gerealiseerd"
    r"|opgeleverd|zijn gestart|is gestart)\b",
    re.I,
)
_ANSWER = re.compile(r"\bbestuurlijke reactie|\breactie van het college", re.I)
_DECISION = re.compile(
    r"\b(?:raadsvergadering\w*|raadsbehandeling|besluitvorm\w*|behandel(?:ing|d|en|t)|ter vaststelling"
    r"|vaststelling (?:door|in) de (?:gemeente)?raad"
    r"|startnotitie|(?:raads)?voorstel (?:volgt|komt|gaat)|met een (?:\w+\s)?(?:raads)?voorstel"
    r"|vergadering van de (?:gemeente)?raad"
    r"|agendeer\w*|geagendeerd|aan de (?:gemeente)?raad (?:aangeboden|voorgelegd|aan te bieden"
    r"|voor te leggen)|in de (?:gemeente)?raad"
    r"|de (?:gemeente)?raad (?:stelt|besluit|stemt|neemt))\b|\braad (?:van|op)\s(?:\w+dag\s)?$"
    r"|\bvolgt een (?:raads)?voorstel\b",
    re.I,
)
_COMMITTEE = re.compile(
    r"\b(?:commissie\w*|beeldvorm\w*|oordeels?vorm\w*|opiniërend\w*|rondetafel\w*|informatieavond)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:heeft|hebben|had|hadden|werd|werden|besloot|stelde|vond|vonden|was|waren|geweest)\b",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:stop(?:t|pen)|verval(?:t|len)|eindig(?:t|en|end)|einde(?= (?:looptijd|subsidie|regeling|project"
    r"|contract|overeenkomst))|beëindig\w*|afloop(?:t|datum)?|aflopen\w*|lo(?:opt|pen)\b[^.;]{0,80}?\baf"
    r"|verloopt|ontbonden|opgeheven|ingetrokken|niet (?:langer|meer) (?:geldig|van kracht))\b",
    re.I,
)
_HOLDS = re.compile(
    r"\b(?:geldt|gelden|geldig\w*|geldend|van kracht|looptijd|lo(?:opt|pen)|beschikbaar|toegekend"
    r"|verlengd)\b",
    re.I,
)
_BEGINS = re.compile(
    r"\b(?:tre(?:edt|den)\b[^.;]{0,30}\bin werking|gaa[nt]\b[^.;]{0,20}\bin|start(?:en)?|begin(?:t|nen)"
    r"|opent)\b",
    re.I,
)
_WEAK_END = re.compile(
    r"\b(?:loopt|lopen|eindigt|eindigen|einde|sluit|geldt|periode|termijn|looptijd)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How a date stands in its sentence."""

    closes: bool
    """It ends a term: vóór, tot, uiterlijk, a window, `sluit op`."""
    begins: bool = False
    """It opens one: vanaf, per, met ingang van."""
    period: bool = False
    past: bool = False
    """It lies before the day the text was published."""
    yearless: bool = False
    attached: bool = False
    """A word such as `op`, `per` or `tot` ties it to the verb."""


def moment_kind(words: Surroundings, when: Timing, heading: str) -> str:
    """Say what a date is: a kind of `spans.Moment`, `other` when the words do not tell."""
    if when.closes and _TASK.search(f"{words.lead}\n{words.opening}"):
        return "council_task"
    kind = _in_words(words.before, words.after, when, words.sentence) or _in_words(
        words.left, words.right, when, words.sentence
    )
    if kind in (None, "validity"):
        weak = kind is None or _WEAK_END.search(words.sentence) is not None
        for said in (words.lead, heading.rpartition(">")[2]):
            above = _in_words(said, "", when, words.sentence)
            if above and weak:
                return above
    return kind or "other"


def _in_words(before: str, after: str, when: Timing, sentence: str) -> str | None:
    both = f"{before}\n{after}"
    if _PAYMENT.search(both):
        return "payment"
    if when.closes and _PARTICIPATION.search(both):
        return "participation"
    if _OLD_CASES.search(sentence) or _ACCOUNT.search(both):
        return "other"
    if _PAPERS.search(both) and when.closes and "aanvra" not in both.lower():
        return "other"
    return _acts(both, when, sentence) or _lasts(both, when)


def _acts(both: str, when: Timing, sentence: str) -> str | None:
    """Someone applies, or a body decides."""
    decides = "other" if when.past or (when.yearless and _PAST.search(sentence)) else "decision"
    if _RULING.search(both) and not when.begins:
        return decides
    asked = _APPLICATION.search(both) if when.closes and not _ANSWER.search(both) else None
    if asked and not _HAPPENS.search(both):
        reacts = asked.group().lower().startswith("rea") and _PARTICIPATION.search(sentence)
        return "participation" if reacts else "application"
    over = when.past or (when.yearless and _PAST.search(sentence) is not None)
    if (when.period or when.closes) and not when.begins and not over and _CALL.search(both):
        return "application"
    if _DECISION.search(both) and not when.begins:
        return "other" if _COMMITTEE.search(both) else decides
    return None


def _lasts(both: str, when: Timing) -> str | None:
    if (_ENDS.search(both) and when.attached) or (when.closes and _HOLDS.search(both)):
        return "validity"
    return "other" if _BEGINS.search(both) and not when.closes else None
