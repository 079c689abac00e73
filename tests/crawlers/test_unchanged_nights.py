"""What a night costs on which hardly anything changed, for a municipality with five hundred papers."""

import pytest
from memory import Reply, crawl_in_memory
from memory_portals import Country, close

from crawlers.replica.exchange import Request
from crawlers.replica.nation import nation

PAPERS = 500


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, int]]:
    """Requests and bytes of a first night and of the one after it."""
    library = nation(tmp_path_factory.mktemp("papers"), ["Havenstede"], PAPERS)
    country = Country(library, tmp_path_factory.mktemp("radar"))
    return [night(country, first=True), night(country, first=False)]


def night(country: Country, *, first: bool) -> tuple[int, int]:
    sizes: list[int] = []

    def weigh(request: Request, reply: Reply) -> Reply:
        sizes.append(len(reply.body))
        return reply

    country.change = weigh
    plan = country.plan("notubiz", first=first)
    (result,) = crawl_in_memory(plan, country.network)
    assert result.listings_failed == 0
    assert not first or result.listed == PAPERS
    close(plan)
    return len(sizes), sum(sizes)


def test_an_unchanged_night_asks_little(nights: list[tuple[int, int]]) -> None:
    (first, _), (second, _) = nights
    assert second <= 0.15 * first, nights


def test_an_unchanged_night_transfers_little(nights: list[tuple[int, int]]) -> None:
    (_, first), (_, second) = nights
    assert second <= 0.05 * first, nights
