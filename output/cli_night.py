"""Commands of the night: all steps, or one of them."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from output.context import Context
from output.night import NOTHING, OK, Night, begun, close, crawl_step, digest_step, locked, process_step

Outcome = tuple[int, dict[str, object]]
"""Exit code, and what the report of the run tells."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(nightly)
    app.command()(crawl)
    app.command()(process)
    app.command()(reprocess)


def nightly(context: typer.Context) -> None:
    """Crawl, read, judge and tell: everything a night does. Silent on success without a terminal."""

    def steps(night: Night) -> Outcome:
        code = crawl_step(night)
        told = process_step(night)
        return max(code, digest_step(night)), told

    _run(context.obj, steps)


def crawl(context: typer.Context) -> None:
    """Only collect documents."""
    _run(context.obj, lambda night: (crawl_step(night), {}))


def process(context: typer.Context) -> None:
    """Only read, tag and judge what was collected."""
    _run(context.obj, _processed)


def reprocess(context: typer.Context) -> None:
    """Read, tag and judge every document anew from the originals, without network."""

    def steps(night: Night) -> Outcome:
        with night.database.atomic():
            night.database.execute("update contents set read_with = null, tagged_with = null")
            night.database.execute("update documents set processed_with = null")
        return _processed(night)

    _run(context.obj, steps)


def _processed(night: Night) -> Outcome:
    return OK, process_step(night)


def _run(context: Context, steps: Callable[[Night], Outcome]) -> None:
    with locked(context.config), begun(context.config, context.now, _progress()) as night:
        code, told = steps(night)
        close(night, code, told)
    if code == NOTHING:
        sys.stderr.write("kansenradar: nothing could be crawled; see `kansenradar status`\n")
    elif code != OK:
        sys.stderr.write("kansenradar: finished, but a source failed or raised an alarm; see `kansenradar status`\n")
    raise typer.Exit(code)


def _progress() -> Callable[[str, int], None]:
    if not sys.stderr.isatty():
        return lambda step, done: None

    def show(step: str, done: int) -> None:
        sys.stderr.write(f"\r{step}: {done} documents\x1b[K")
        sys.stderr.flush()

    return show
