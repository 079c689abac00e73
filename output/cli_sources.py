"""Commands about the sources: what is read of whom, how complete it is, and what a municipality may use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawlers.municipalities import CouncilSystem
from output import source_list
from output.context import Context
from output.following import followed_names, registry_of
from output.plan import systems_of
from output.settings import ConfigError
from output.tables import json_text

if TYPE_CHECKING:
    from crawlers.probe import Pattern

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="As CSV for a spreadsheet.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    sources = typer.Typer(help="What is crawled.", no_args_is_help=True)
    sources.command("list")(sources_list)
    sources.command("coverage")(sources_coverage)
    sources.command("probe")(sources_probe)
    app.add_typer(sources, name="sources")


def sources_list(
    context: typer.Context,
    gemeente: Annotated[
        list[str] | None, typer.Option(help="Name or code, also of one that is not followed; may be repeated.")
    ] = None,
    system: Annotated[CouncilSystem | None, typer.Option(help="Only councils that use it.")] = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the followed municipalities, the system of their council, and what is read of them."""
    session: Context = context.obj
    registry = registry_of(session.config)
    if gemeente:
        found = [registry.find(name, session.today) for name in gemeente]
    else:
        found = followed_names(session.config, session.today)
    for note in filter(None, (one.note for one in found)):
        sys.stderr.write(f"kansenradar: {note}\n")
    websites = frozenset(
        registry.find(table.municipality, session.today).row.municipality.code for table in session.config.website
    )
    chosen = [one.row for one in found if system in (None, one.row.system)]
    rows = source_list.source_rows(chosen, systems_of(session.config), websites)
    if as_json:
        sys.stdout.write(f"{json_text(source_list.records(rows))}\n")
    else:
        sys.stdout.write(source_list.as_csv(rows) if as_csv else source_list.text(rows))


def sources_coverage(context: typer.Context, as_json: Json = False) -> None:
    """Compare what each list of a source says it holds with what we hold."""
    session: Context = context.obj
    rows = list(session.read().query("select * from coverage order by source_id, list_name"))
    if as_json:
        sys.stdout.write(f"{json_text(rows)}\n")
        return
    for row in rows:
        counts = f"{row['held']:>5} of {row['listed']:<5} {row['state']}"
        sys.stdout.write(f"{row['source_id']:<24} {row['list_name'][:40]:<40} {counts}\n")


def sources_probe(
    context: typer.Context,
    gemeente: Annotated[str, typer.Argument(metavar="GEMEENTE", help="Name or code.")],
    table: Annotated[
        Path | None, typer.Option("--patterns", help="Addresses to ask, instead of those in crawlers/probe.toml.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask the addresses where the council system of a municipality may be, and give the lines to use what answers.

    One request a second, robots.txt honoured; nothing outside the hosts of the patterns is asked.
    """
    from crawlers.probe import ProbeAnswer, candidates  # noqa: PLC0415
    from crawlers.spiders.probe import probe  # noqa: PLC0415  (Scrapy is slow to import)
    from output import probe_report  # noqa: PLC0415

    session: Context = context.obj
    found = registry_of(session.config).find(gemeente, session.today)
    if found.note:
        sys.stderr.write(f"kansenradar: {found.note}\n")
    answers: list[ProbeAnswer] = []

    def tell(answer: ProbeAnswer) -> None:
        answers.append(answer)
        if not as_json:
            sys.stdout.write(probe_report.line(answer))
            sys.stdout.flush()

    probe(tuple(candidates(found.row, _patterns(table))), tell, contact=session.config.contact)
    if as_json:
        sys.stdout.write(f"{json_text(probe_report.record(found.row, answers))}\n")
    else:
        sys.stdout.write(f"\n{probe_report.advice(found.row, answers)}")


def _patterns(table: Path | None) -> tuple[Pattern, ...]:
    from crawlers.probe import BadPatterns, patterns  # noqa: PLC0415

    text = None if table is None else table.read_text(encoding="utf-8", errors="replace")
    try:
        return patterns(text)
    except BadPatterns as error:
        raise ConfigError(f"{table}: {error}") from error
