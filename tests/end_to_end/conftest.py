from collections.abc import Callable, Iterator

import pytest
from nights import Radar, follow

from crawlers.replica.library import Library
from crawlers.replica.portals import Portals


@pytest.fixture(scope="session")
def new_radar(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Radar]]:
    started: list[Portals] = []

    def make(night: int) -> Radar:
        portals = Portals(library, night=night).start()
        started.append(portals)
        folder = tmp_path_factory.mktemp("radar")
        return follow(portals, folder)

    yield make
    for portals in started:
        portals.stop()


@pytest.fixture(scope="session")
def first_night(new_radar: Callable[[int], Radar]) -> Radar:
    """A radar after night 1; tests only read it."""
    radar = new_radar(1)
    result = radar.run("nightly")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    return radar
