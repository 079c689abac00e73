"""Official publications (repository.overheid.nl, SRU 2.0): what is asked of each journal, and the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawlers.protocols.sru import CORE, COVER, ENRICHED, Record, Slice, address_of, day_of, quoted
from models.genres import genre_of
from pipeline.records import Bestuurslaag, Document

LEFT_OUT = (
    "omgevingsvergunning",
    "omgevingsmelding",
    "evenementenvergunning",
    "exploitatievergunning",
    "andere vergunning",
    "andere melding",
    "verkeersbesluit of -mededeling",
)
"""Rubrieken of permits and traffic: hundreds of thousands a year, never about policy or money.

Of a municipality everything else is read: policy rules, participation rounds and plans rarely hold the word
"subsidie"."""

MANIFESTATIONS = ("xml", "html", "pdf")
"""Forms of a publication, best structure first."""

LISTS: dict[Bestuurslaag, str] = {
    "gemeente": "gemeenteblad",
    "provincie": "provinciaal blad",
    "rijk": "staatscourant",
}
"""What each list is called here."""

ABOUT_SUBSIDY = (
    "subsidie subsidies subsidieregeling subsidieregelingen subsidieverordening subsidieplafond subsidieplafonds"
    " subsidieregels subsidiebeleid subsidiekader subsidieprogramma deelsubsidieregeling openstellingsbesluit"
)
"""Words of a title that name it; every compound is a word of its own to the service."""
ABOUT_RULES = (
    "regeling regelingen verordening besluit regels beleidsregel beleidsregels kader kaderregeling programma plafond"
    " plafonds openstelling wijziging wijzigingsregeling wijzigingsbesluit uitvoeringsregeling stimuleringsregeling"
)
"""Words of a title that may be about subsidy, when the text is."""
IN_THE_TEXT = ("subsidie", "subsidies")
ONLY_OF_SUBSIDY = ("subsidieplafond", "subsidieplafonds", "subsidieontvanger", "subsidiabel", "subsidiabele")
"""Words that stand in hardly any text but a regulation of subsidies, whatever it is called."""


def query(creator: str, layer: Bestuurslaag, days: Slice) -> str:
    """Ask for what a publisher published or changed on these days (the service knows days only).

    Of a municipality that is everything but permits and traffic; of a province and the state the regulations of
    subsidies, their ceilings and their changes.
    """
    wanted = ["c.product-area==officielepublicaties", *_JOURNALS[layer](creator)]
    wanted += days.clauses("dt.modified", "dt.available")
    unwanted = [*_LEFT_OUT_LAYERS[layer], *_each("dt.type==", LEFT_OUT)]
    return f"({' and '.join(wanted)}) not ({' or '.join(unwanted)})"


def _gemeenteblad(creator: str) -> list[str]:
    return ["w.organisatietype==gemeente", "w.publicatienaam==Gemeenteblad", f"dt.creator=={quoted(creator)}"]


def _provinciaal_blad(creator: str) -> list[str]:
    journal = 'w.publicatienaam=="Provinciaal blad"'
    return ["w.organisatietype==provincie", journal, f"dt.creator=={quoted(creator)}", _subsidy()]


def _staatscourant(_: str) -> list[str]:
    return ["w.publicatienaam==Staatscourant", _subsidy()]


def _subsidy() -> str:
    text = " or ".join(_each("cql.textAndIndexes=", IN_THE_TEXT))
    telling = _each("cql.textAndIndexes=", ONLY_OF_SUBSIDY)
    rules = f"(dt.title any {quoted(ABOUT_RULES)} and ({text}))"
    return f"({' or '.join([f'dt.title any {quoted(ABOUT_SUBSIDY)}', rules, *telling])})"


def _each(comparison: str, values: Iterable[str]) -> list[str]:
    return [comparison + quoted(value) for value in values]


_JOURNALS: dict[Bestuurslaag, Callable[[str], list[str]]] = {
    "gemeente": _gemeenteblad,
    "provincie": _provinciaal_blad,
    "rijk": _staatscourant,
}
_LEFT_OUT_LAYERS: dict[Bestuurslaag, list[str]] = {
    "gemeente": [],
    "provincie": [],
    # others publish in the Staatscourant as well; theirs is read from their own journals
    "rijk": _each("w.organisatietype==", ("gemeente", "provincie", "waterschap")),
}


def parse_publication(record: Record, *, source_id: str, layer: Bestuurslaag = "gemeente") -> Document:
    """Read one record; raises KeyError or ValueError for an unknown shape."""
    identifier, title = record.text("identifier", CORE), record.text("title", CORE)
    series, hyphen, _ = identifier.partition("-")
    if not hyphen:
        raise ValueError(f"identifier {identifier!r} is not <journal>-<year>-<number>")
    return Document(
        key=f"bekendmakingen:{series}:{identifier}",
        source_id=source_id,
        title=title,
        genre=genre_of(title, hints=[record.text("type", CORE)]),
        url=_file(record),
        page_url=record.text("preferredUrl", ENRICHED),
        published=day_of("available", record.text("available", COVER)),
        revision=record.optional("datumTijdstipWijzigingWork") or record.text("modified", CORE),
        bestuurslaag=layer,
        related=(identifier,),
    )


def _file(record: Record) -> str:
    """Give the form with the best structure: of those that are named, or of the one that `url` names."""
    for manifestation in MANIFESTATIONS:
        named = record.texts("itemUrl", manifestation=manifestation)
        main = [url for url in record.texts("url") if f"/{manifestation}/" in url]
        for url in (*named, *main):
            if url.startswith(("https://", "http://")):
                return address_of("itemUrl", url)
    raise KeyError(f"itemUrl in {ENRICHED}")
