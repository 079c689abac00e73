import pytest
from hypothesis import settings

from crawlers.replica.library import Library, build

# No test hangs on time or chance: a slow machine fails nothing, and the same examples are tried everywhere.
settings.register_profile("kansenradar", deadline=None, derandomize=True)
settings.load_profile("kansenradar")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="write the golden files anew instead of comparing them")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample papers, rendered once for all test processes of a run."""
    base = tmp_path_factory.getbasetemp()
    return build((base if base.name.startswith("pytest-") else base.parent) / "papers")
