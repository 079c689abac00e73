"""Commands around the night: configuration, files, sample, bench."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from output.context import Context
from output.following import followed_names, gemeentecodes, regions_of, registry_of
from output.tables import json_text

FILE_SECONDS = 60.0
"""`extract` answers within this time, whatever the file is."""

Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(extract)
    app.command()(sample)
    app.command()(replica)
    app.command()(bench)
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
    config = session.config
    found = followed_names(config, session.today)
    regions = regions_of(config, registry_of(config))
    for region in config.region:
        regions.members(f"{region.kind}:{region.name}", session.today)
    for subscriber in config.subscriber:
        gemeentecodes(config, subscriber.municipalities, session.today)
    for note in filter(None, (one.note for one in found)):
        sys.stderr.write(f"kansenradar: {note}\n")
    sys.stdout.write(f"{config.file}: ok, {len(found)} municipalities\n")


def sample(
    night: Annotated[int, typer.Option(min=1, max=3, help="Which night of the story.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where to keep it.")] = Path("var/sample"),
    port: Annotated[int, typer.Option(min=0, max=65500, help="First of the ports; 0 takes free ones.")] = 47110,
) -> None:
    """Lees de zes voorbeeldgemeenten voor één nacht en vertel wat er is gevonden."""
    from output.sample import run_night, running, tell  # noqa: PLC0415

    with running(folder, night, base_port=port) as running_sample:
        code = run_night(running_sample)
        sys.stdout.write(tell(running_sample, code))
    raise typer.Exit(code)


def replica(
    night: Annotated[int, typer.Option(min=1, max=3, help="Which night the portals show.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where papers and configuration stand.")] = Path("var/sample"),
    port: Annotated[int, typer.Option(min=0, max=65500, help="First of the ports; 0 takes free ones.")] = 47110,
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
