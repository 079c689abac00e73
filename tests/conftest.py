import pytest

from crawlers.replica.library import Library, build


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="write the golden files anew instead of comparing them")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample papers, rendered once for all test processes of a run."""
    base = tmp_path_factory.getbasetemp()
    return build((base if base.name.startswith("pytest-") else base.parent) / "papers")
