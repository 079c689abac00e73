"""Commands around the night: sources, configuration, files, model, sample, bench."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from output.context import Context
from output.plan import followed
from output.tables import json_text

FILE_SECONDS = 60.0
"""`extract` answers within this time, whatever the file is."""

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(extract)
    app.command()(train)
    app.command()(evaluate)
    app.command()(sample)
    app.command()(replica)
    app.command()(bench)
    sources = typer.Typer(help="What is crawled.", no_args_is_help=True)
    sources.command("list")(sources_list)
    sources.command("coverage")(sources_coverage)
    app.add_typer(sources, name="sources")
    config = typer.Typer(help="The configuration.", no_args_is_help=True)
    config.command("check")(config_check)
    app.add_typer(config, name="config")


def extract(file: Annotated[Path, typer.Argument(help="PDF, DOCX, HTML …")], as_json: Json = False) -> None:
    """Give the text of a file per page, or the one reason why not."""
    from pipeline.reading.pool import ReadingPool  # noqa: PLC0415

    with ReadingPool(workers=2) as pool:
        reading = pool.read(file, deadline_seconds=FILE_SECONDS)
    if as_json:
        pages = [{"number": page.number, "method": page.method, "text": page.text} for page in reading.pages]
        answer = {"state": reading.state, "reason": reading.reason, "media_type": reading.media_type, "pages": pages}
        sys.stdout.write(f"{json_text(answer)}\n")
    else:
        for page in reading.pages:
            sys.stdout.write(f"--- page {page.number} ({page.method})\n{page.text}\n")
        if reading.reason:
            sys.stderr.write(f"kansenradar: {file}: {reading.state}: {reading.reason}\n")
    raise typer.Exit(0 if reading.state in ("ok", "partial") else 1)


def config_check(context: typer.Context) -> None:
    """Check the configuration and say what it covers."""
    session: Context = context.obj
    rows = followed(session.config)
    sys.stdout.write(f"{session.config.file}: ok, {len(rows)} municipalities\n")


def sources_list(context: typer.Context) -> None:
    """List the followed municipalities and what is read of them."""
    from crawlers.registry import NATIONAL_SYSTEMS, systems  # noqa: PLC0415

    session: Context = context.obj
    for row in followed(session.config):
        council = row.system if row.system in systems() else f"{row.system} (council papers not read yet)"
        name = f"{row.municipality.code}  {row.municipality.name:<28}"
        sys.stdout.write(f"{name} {', '.join((*NATIONAL_SYSTEMS, council))}\n")


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


def train(
    if_needed: Annotated[bool, typer.Option("--if-needed", help="Only when texts or vocabulary changed.")] = False,
) -> None:
    """Train the classifier on the labelled passages."""
    from models.classifier import TRAINED, is_current  # noqa: PLC0415
    from models.classifier import train as fit  # noqa: PLC0415

    if if_needed and is_current(TRAINED):
        return
    began = time.monotonic()
    manifest = fit(TRAINED)
    sys.stdout.write(f"Trained on {manifest.passages} passages in {time.monotonic() - began:.0f} s.\n")


def evaluate() -> None:
    """Measure the classifier by cross-validation over writers, beside the vocabulary alone."""
    from models.evaluate import evaluate as measure  # noqa: PLC0415
    from models.evaluate import text  # noqa: PLC0415

    sys.stdout.write(f"{text(measure())}\n")


def sample(
    night: Annotated[int, typer.Option(min=1, max=3, help="Which night of the story.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where to keep it.")] = Path("var/sample"),
    port: Annotated[int, typer.Option(min=0, max=65532, help="First of four ports; 0 takes free ones.")] = 47110,
) -> None:
    """Lees de twee voorbeeldgemeenten voor één nacht en vertel wat er is gevonden."""
    from output.sample import run_night, running, tell  # noqa: PLC0415

    with running(folder, night, base_port=port) as running_sample:
        code = run_night(running_sample)
        sys.stdout.write(tell(running_sample, code))
    raise typer.Exit(code)


def replica(
    night: Annotated[int, typer.Option(min=1, max=3, help="Which night the portals show.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where papers and configuration stand.")] = Path("var/sample"),
    port: Annotated[int, typer.Option(min=0, max=65532, help="First of four ports; 0 takes free ones.")] = 47110,
) -> None:
    """Serve the sample portals on loopback until interrupted."""
    from output.sample import running  # noqa: PLC0415

    with running(folder, night, base_port=port) as running_sample:
        sys.stdout.write(f"Night {night} on loopback; configuration: {running_sample.config}\nCtrl-C ends it.\n")
        sys.stdout.flush()
        while True:
            time.sleep(3600)


def bench(
    pdfs: Annotated[Path | None, typer.Argument(help="A folder of PDFs, instead of the sample papers.")] = None,
) -> None:
    """Measure speed and memory as ratios of one run."""
    from output.bench import measure  # noqa: PLC0415

    sys.stdout.write(measure(pdfs))
