"""Names of persons as Dutch official papers write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTICLE = (
    r"(?:[vV]an|[dD]e|[dD]er|[dD]en|[tT]er|[tT]en|[tT]e|[eE]l|[aA]l|[bB]en|[bB]in|[lL]a|[lL]e|[vV]on|[dD]u"
    r"|[oO]p|[iI]n"
    r"|[’']t|[hH]et|[dD][’'])"
)
_TITLE = r"(?:[mM]evrouw|[dD]e heer|[hH]eer|(?:[mM]evr|[mM]w|[dD]hr|drs|mr|ir|ing|dr|prof|ds|bc)\.?)"
# Words with a capital that stand where a name could stand: fields of a letterhead, portfolios, bodies.
_NO_NAME = (
    r"Aan|Aantal|Aanwezig|Adres|Advies|Afdeling|Afwezig|Agenda|Agendapunt|Algemeen|Algemene|Ambtelijk"
    r"|Ambtenaar|Ambtenaren|Amendement|Antwoord|April|Armoede|Artikel|Augustus|Auteur|BV|Beantwoording"
    r"|Bedrijfsvoering|Behandelaar|Behandeld|Behandelend|Beheer|Beleid|Beleidsveld|Besluit|Besluitvorming"
    r"|Bestuur|Bestuurlijke|Bezoldiging|Bij|Bijlage|Bijlagen|Blz|Bouwen|Budget|Bureau|Burgemeester"
    r"|Burgerzaken|Cluster|College|Commissie|Communicatie|Contact|Contactpersoon|Cultuur|Datum|De|December"
    r"|Deze|Dienst|Dienstverlening|Digitalisering|Directie|Diversen|Doel|Domein|Duurzaamheid|E-mail|Economie"
    r"|Economische|Een|Eenheid|Email|Energie|Er|Erfgoed|Februari|Financiën|Fractie|Gemeente|Gemeenteraad"
    r"|Gezondheid|Griffie|Griffier|Grondzaken|Handhaving|Het|Hoofdstuk|Huisvesting|ICT|In|Info|Inhoud|Inkomen"
    r"|Inkoop|Innovatie|Integratie|Januari|Jeugd|Jeugdhulp|Jeugdzorg|Jongeren|Juli|Juni|Kenmerk|Klimaat"
    r"|Kosten|Kunst|Landbouw|Leefomgeving|Locatie|Maart|Mail|Medewerker|Mei|Middelen|Milieu|Mobiliteit|Motie"
    r"|Namens|Natuur|Nee|Niet|November|Nummer|Nvt|Oktober|Omgeving|Onbekend|Onderwerp|Onderwijs|Ons|Op"
    r"|Opdrachtgever|Openbaar|Openbare|Opgave|Opsteller|Organisatie|Pagina|Paragraaf|Participatie|Personeel"
    r"|Planning|Portefeuille|Portefeuillehouder|Portefeuillehouders|Postbus|Programma|Project|Publicatie|Raad"
    r"|Raadsvergadering|Raadsvoorstel|Recreatie|Registratienummer|Rekenkamer|Resultaat|Ruimte|Ruimtelijke"
    r"|Samenleving|Samenlevingszaken|Secretaris|Sector|September|Sociaal|Sociale|Sport|Status|Steller"
    r"|Stichting|Strategie|Stuknummer|Subsidie|Tabel|Team|Telefoon|Telefoonnummer|Toelichting|Toerisme"
    r"|Trekker|Uw|Vacant|Vacature|Vastgoed|Veiligheid|Vereniging|Vergadering|Vergunningen|Verkeer|Versie"
    r"|Verslag|Vervoer|Voor|Voorstel|Voorzitter|Vraag|Vrijwilligerswerk|Water|Welzijn|Werk|Wethouder"
    r"|Wethouders|Wij|Wijken|Wijkgericht|Wmo|Wonen|Zaak|Zaaknummer|Zaken|Zij|Zorg"
)
_NOT = rf"(?!(?:{_NO_NAME})\b)(?!{_PARTICLE}\s)"
# Streets and schools are called after burgemeesters.
_NO_STREET = r"(?!\w*(?:straat|laan|plein|weg|park|kade|singel|school|brug|hof|dreef|pad|gracht|plantsoen|zaal)\b)"
_ANY_WORD = rf"{_NO_STREET}(?:IJ|[A-ZÀ-Þ](?:[’'][A-ZÀ-Þ])?)[a-zß-ÿ][\wà-ÿ’']*"
_WORD = _NOT + _ANY_WORD
_DOUBLE = rf"(?:\s?[-–]\s?(?:{_PARTICLE}\s){{0,3}}{_ANY_WORD})?(?!\w|\s?:)"
_PARTICLES = rf"(?:{_PARTICLE}\s){{1,3}}"
_INITIALS = r"(?:[A-Z][a-z]?\.\s?){1,6}(?:\([A-Z]\w+\)\s)?"
_GIVEN = rf"{_WORD}(?:-{_WORD})?"
_FULL = (
    rf"(?:{_INITIALS}|{_GIVEN}\s(?:{_GIVEN}\s)?){_PARTICLES}{_ANY_WORD}{_DOUBLE}"
    rf"|{_INITIALS}{_WORD}{_DOUBLE}"
    # three words with a capital are a name only when the line does not go on with more of them
    rf"|{_GIVEN}\s{_GIVEN}\s{_WORD}{_DOUBLE}(?!\s[A-Z\d])"
    rf"|{_GIVEN}\s{_WORD}{_DOUBLE}"
)
_LAST = (
    rf"(?:(?:Van|De|Der|Den|Ter|Ten|Te|El|Al|Ben|Von|Op)\s(?:{_PARTICLE}\s){{0,2}}|(?:de|den|el|ten|ter"
    rf"|van\sde[nr]?)\s)?"
    rf"{_WORD}{_DOUBLE}(?!\s\d)"
)
_SAME_LINE = r"[ \t\u00a0]"
_FULL_NAME = re.compile(_FULL.replace(r"\s", _SAME_LINE))
_LAST_NAME = re.compile(_LAST.replace(r"\s", _SAME_LINE))
_TITLES = re.compile(rf"(?:{_TITLE}[ \t\u00a0]+){{0,3}}")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name at a place; `full` when it has more than the surname."""

    start: int
    end: int
    full: bool


def name_at(text: str, position: int) -> PersonName | None:
    """Read a name that begins at this position, after titles such as `mevrouw drs.`; None when there is none."""
    titles = _TITLES.match(text, position)
    begin = titles.end() if titles else position
    for pattern, full in ((_FULL_NAME, True), (_LAST_NAME, False)):
        if match := pattern.match(text, begin):
            return PersonName(match.start(), match.end(), full)
    return None
