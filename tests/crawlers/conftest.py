"""Fixture files, golden files, and what the tests of the crawlers start and stop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import Night, Server

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def fixture_text() -> Callable[[str], bytes]:
    return lambda name: (FIXTURES / name).read_bytes()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Compare with `<name>.expected.json`; `--record` writes it anew."""

    def compare(name: str, found: object) -> None:
        file = FIXTURES / f"{name}.expected.json"
        text = json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"
        if request.config.getoption("--record"):
            file.write_text(text, encoding="utf-8")
        assert json.loads(text) == json.loads(file.read_text(encoding="utf-8"))

    return compare


@pytest.fixture(scope="module")
def new_server() -> Iterator[Callable[[], Server]]:
    servers: list[Server] = []

    def start() -> Server:
        servers.append(Server())
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def server(new_server: Callable[[], Server]) -> Server:
    return new_server()


@pytest.fixture
def website(tmp_path: Path) -> Callable[..., Night]:
    """A night over websites: one municipality per list of pages."""

    def make(*sites: list[str], **changes: Any) -> Night:
        sources = [(f"GM99{number:02}", "website", {"pages": pages}) for number, pages in enumerate(sites, 1)]
        return Night(folder=tmp_path, sources=sources, **changes)

    return make
