"""Publishers above the municipalities: provinces and the state, whose subsidies are open to everyone below."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.records import Municipality, Source

STATE = Municipality(code="RIJK", name="Rijk", province="")
SYSTEM = "bekendmakingen"
"""The Provinciaal blad and the Staatscourant are searched like the Gemeenteblad."""


def publisher_codes(provinces: Iterable[str]) -> tuple[str, ...]:
    """Give the codes of the publishers above municipalities in these provinces."""
    return (*(province_code(name) for name in dict.fromkeys(provinces)), STATE.code)


def province_code(name: str) -> str:
    """Give the code under which a province stands among the municipalities."""
    return f"PV:{name}"


def publishers(provinces: Iterable[str]) -> list[tuple[Municipality, Source]]:
    """Give each province, and the state, with its source; asked once, however many municipalities are below."""
    found = [_province(name) for name in dict.fromkeys(provinces)]
    state = Source(
        id=f"{STATE.code}:{SYSTEM}",
        gemeentecode=STATE.code,
        gemeente=STATE.name,
        system=SYSTEM,
        key="",
        bestuurslaag="rijk",
    )
    return [*found, (STATE, state)]


def _province(name: str) -> tuple[Municipality, Source]:
    place = Municipality(code=province_code(name), name=f"Provincie {name}", province=name)
    source = Source(
        id=f"{place.code}:{SYSTEM}",
        gemeentecode=place.code,
        gemeente=place.name,
        system=SYSTEM,
        key=name,
        bestuurslaag="provincie",
    )
    return place, source
