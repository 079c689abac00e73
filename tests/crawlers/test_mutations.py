"""Whatever field of whatever answer is gone or of another type: the crawl goes on and the rest is stored.

Either the crawl finds the very same, because it does not need the field, or an issue names the field.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import Reply, crawl_in_memory
from memory_portals import Country, close
from mutations import (
    Mutation,
    json_mutations,
    lines_mutations,
    mutate_json,
    mutate_lines,
    mutate_xml,
    xml_mutations,
)

from crawlers.replica.exchange import Request
from crawlers.replica.library import Library
from pipeline.database import open_database

STEP = int(os.environ.get("KANSENRADAR_MUTATIONS", "5"))
"""Every how many fields one is tried; 1 tries them all, which takes some minutes."""
Mutate = tuple[Callable[[bytes], Iterator[Mutation]], Callable[[bytes, Mutation], bytes]]
WAYS: dict[str, Mutate] = {
    "ndjson": (lines_mutations, mutate_lines),
    "json": (json_mutations, mutate_json),
    "xml": (xml_mutations, mutate_xml),
}
SYSTEMS = ("notubiz", "ibabs", "go", "openbesluitvorming", "bekendmakingen", "cvdr")
FILES = ("/document/", "/frbr/", "/cvdr/", "/Document/", "/api/files/")
Answers = dict[str, tuple[Request, Reply]]
Facts = dict[str, dict[str, Any]]


def way_of(reply: Reply) -> str:
    """How an answer is written; empty for what is no list."""
    kind = reply.headers.get("Content-Type", "")
    return next((way for way in WAYS if way in kind), "")


def address(request: Request) -> str:
    """The whole address: two municipalities of one system are asked for the same paths."""
    return request.base + request.target


def endpoint(request: Request) -> str:
    """The kind of answer that a request is for."""
    return re.sub(r"[0-9a-f-]{36}|\d+", "0", request.path)


class Laboratory:
    """Crawls of one system, each into a database of its own, with one answer changed."""

    def __init__(self, library: Library, folder: Path, system: str) -> None:
        self.library = library
        self.folder = folder
        self.system = system
        self.answers: Answers = {}
        self.count = 0
        empty = open_database(folder / "empty.db")
        empty.close()

    def crawl(self, changed_at: str = "", changed: Reply | None = None) -> tuple[Facts, list[str]]:
        """Give what a crawl finds and which issues it raises."""
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        shutil.copy(self.folder / "empty.db", folder / "radar.db")
        country = Country(self.library, folder)
        country.change = lambda request, reply: (
            changed if changed and address(request) == changed_at else self.keep(request, reply)
        )
        plan = country.plan(self.system)
        crawl_in_memory(plan, country.network)
        found = facts(plan.store.database), issues(plan.store.database)
        close(plan)
        shutil.rmtree(folder)
        return found

    def keep(self, request: Request, reply: Reply) -> Reply:
        """Remember one answer of each kind."""
        if reply.status == 200 and way_of(reply) and not request.path.startswith(FILES):
            known = self.answers.get(endpoint(request))
            if known is None or len(known[1].body) < len(reply.body):
                self.answers[endpoint(request)] = (request, reply)
        return reply


def facts(database: Any) -> Facts:
    """What a crawl found, without moments."""
    found = {row["key"]: dict(row) for row in database.query("select key, title, genre, published, url from documents")}
    for row in database.query("select document_key, event_key, list_name from appearances order by 1, 2, 3"):
        found[row["document_key"]].setdefault("places", []).append((row["event_key"], row["list_name"]))
    stored = {row["document_key"] for row in database.query("select document_key from versions")}
    return {key: document | {"stored": key in stored} for key, document in found.items()}


def issues(database: Any) -> list[str]:
    """What was complained of; nothing may be left open."""
    assert not database.execute("select count(*) from ledger_entries where state is null").fetchone()[0]
    return [row["message"] for row in database.query("select message from issues")]


def mutations(reply: Reply) -> Iterator[tuple[Mutation, Reply]]:
    """Each distinct field of an answer removed and retyped, once."""
    name, mutate = WAYS[way_of(reply)]
    distinct = {mutation.shape: mutation for mutation in reversed(list(name(reply.body)))}
    for mutation in list(distinct.values())[::STEP]:
        yield mutation, replace(reply, body=mutate(reply.body, mutation), headers=_without_length(reply))


def _without_length(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name != "Content-Length"}


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_bad_field_costs_one_entry_and_is_named(library: Library, tmp_path: Path, system: str) -> None:
    assert silent_losses(Laboratory(library, tmp_path, system)) == []


def silent_losses(laboratory: Laboratory) -> list[str]:
    """Name the mutations after which something else was found and no issue says which field was at fault."""
    whole, _ = laboratory.crawl()
    silent = []
    for request, reply in list(laboratory.answers.values()):
        for mutation, changed in mutations(reply):
            found, complaints = laboratory.crawl(address(request), changed)
            if found != whole and not any(mutation.field in complaint for complaint in complaints):
                silent.append(f"{endpoint(request)}: {mutation}: {len(found)} of {len(whole)}; {complaints[:2]}")
    return silent
