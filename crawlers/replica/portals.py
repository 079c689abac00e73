"""The loopback portals of the sample municipalities, started and stopped together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from crawlers.replica.access import AccessLog
from crawlers.replica.cvdr import CvdrPortal
from crawlers.replica.exchange import Portal
from crawlers.replica.faults import Faults
from crawlers.replica.gemeenteblad import GemeentebladPortal
from crawlers.replica.go import GoPortal
from crawlers.replica.ibabs import IbabsPortal
from crawlers.replica.library import Library
from crawlers.replica.notubiz import NotubizPortal
from crawlers.replica.openbesluitvorming import OpenbesluitvormingPortal
from crawlers.replica.serving import PortalServer, as_application
from crawlers.replica.towns import Town
from crawlers.replica.website import WebsitePortal, page_path

COMMON: dict[str, Callable[[Library, Callable[[], int]], Portal]] = {
    "notubiz": NotubizPortal,
    "gemeenteblad": GemeentebladPortal,
    "cvdr": CvdrPortal,
    "website": WebsitePortal,
    "openbesluitvorming": OpenbesluitvormingPortal,
}
"""One portal for all towns together."""
OWN: dict[str, Callable[[Library, Callable[[], int], Town], Portal]] = {"ibabs": IbabsPortal, "go": GoPortal}
"""A portal for each town whose council uses the system, on an address of its own."""


class Portals:
    """Portals on 127.0.0.1, each on its own port; `night` may be changed while they run."""

    def __init__(self, library: Library, *, night: int = 1, base_port: int = 0, log_file: Path | None = None) -> None:
        """Prepare the portals on `base_port` and the ports after it, or on free ports when it is 0."""
        self.library = library
        self.night = night
        self.log = AccessLog(log_file)
        self.faults = Faults()
        self._base_port = base_port
        self._servers: dict[str, PortalServer] = {}

    @property
    def night(self) -> int:
        """Which night the portals show, from 1."""
        return self._night

    @night.setter
    def night(self, number: int) -> None:
        if not 1 <= number <= len(self.library.country.nights):
            raise ValueError(f"there is no night {number}; there are {len(self.library.country.nights)}")
        self._night = number

    @property
    def urls(self) -> dict[str, str]:
        """The base of each portal: by system, and by `<system>_<town>` where each town has its own."""
        return {name: server.url for name, server in self._servers.items()}

    @property
    def website_urls(self) -> dict[str, str]:
        """By town, the page of its site that lists documents."""
        base = self._servers["website"].url
        return {town.key: base + page_path(town) for town in self.library.country.towns}

    def _portals(self) -> Iterator[tuple[str, Portal]]:
        for name, common in COMMON.items():
            yield name, common(self.library, lambda: self.night)
        for system, own in OWN.items():
            for town in self.library.country.of_system(system):
                yield f"{system}_{town.key}", own(self.library, lambda: self.night, town)

    def start(self) -> Self:
        """Start the portals.

        Raises:
            PortInUseError: another program listens on one of the ports.
        """
        try:
            for offset, (name, answer) in enumerate(self._portals()):
                port = self._base_port + offset if self._base_port else 0
                self._servers[name] = PortalServer(port, as_application(name, answer, self.faults, self.log))
        except OSError:
            self.stop()
            raise
        for server in self._servers.values():
            server.start()
        return self

    def stop(self) -> None:
        """Stop the portals and close their connections."""
        self.faults.release()
        for server in self._servers.values():
            server.stop()
        self._servers.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
