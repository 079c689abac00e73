"""Commands of the classifier: train it, measure it, try it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from output.context import Context

BAD_LINES, REFUSED = 1, 1


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(train)
    app.command()(evaluate)
    app.command()(tag)


def train(
    if_needed: Annotated[bool, typer.Option("--if-needed", help="Only when texts or vocabulary changed.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Keep the new model though it is worse.")] = False,
) -> None:
    """Train the classifier on the labelled passages; refuse a model that is worse than the last accepted one."""
    from models import gate  # noqa: PLC0415
    from models.classifier import TRAINED, is_current  # noqa: PLC0415
    from models.classifier import train as fit  # noqa: PLC0415
    from models.labelled import LABELLED  # noqa: PLC0415
    from models.taxonomy import TAXONOMY  # noqa: PLC0415

    if if_needed and is_current(TRAINED):
        return
    began = time.monotonic()
    try:
        accepted = gate.measure(LABELLED, TAXONOMY) if force else gate.check(LABELLED, TAXONOMY)
    except gate.WorseError as error:
        sys.stderr.write(f"kansenradar: {error}; the old model stays (--force keeps the new one)\n")
        raise typer.Exit(REFUSED) from error
    manifest = fit(TRAINED)
    if accepted != gate.load_accepted():
        gate.save_accepted(accepted)
    sys.stdout.write(f"Trained on {manifest.passages} passages in {time.monotonic() - began:.0f} s.\n")


def evaluate(
    card: Annotated[bool, typer.Option("--card", help="Write the figures into the model card.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every mistake with its text.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Write the reliability diagram as SVG.")] = None,
) -> None:
    """Measure the classifier by cross-validation over writers and genres, beside the vocabulary alone."""
    from models.card import write_card  # noqa: PLC0415
    from models.evaluate import evaluate as measure  # noqa: PLC0415
    from models.reliability import svg  # noqa: PLC0415
    from models.report import mistakes_text, text  # noqa: PLC0415

    evaluation = measure()
    sys.stdout.write(f"{text(evaluation)}\n")
    if errors:
        sys.stdout.write(f"\n{mistakes_text(evaluation.mistakes)}\n")
    if picture:
        picture.write_text(svg(evaluation.bins, evaluation.summary["calibration_error"]), encoding="utf-8")
    if card:
        write_card(evaluation)


def tag(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="JSONL; stdin when left out.", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="With the matched terms and the features.")] = False,
    lexicon: Annotated[bool, typer.Option("--lexicon", help="By the vocabulary alone, without the model.")] = False,
) -> None:
    """Tag passages: JSON lines in (text; title, heading, genre, date may be given), JSON lines out."""
    from models.tagger import LEXICON, load_tagger  # noqa: PLC0415
    from output.tagging import answers  # noqa: PLC0415

    session: Context = context.obj
    tagger = load_tagger(None) if lexicon else load_tagger()
    if tagger.engine == LEXICON:
        sys.stderr.write(f"kansenradar: tagging by the vocabulary alone: {tagger.why}\n")
    lines = file.open(encoding="utf-8") if file else sys.stdin
    bad = 0
    with lines:
        for answer in answers(lines, tagger, session.today, explain=explain):
            bad += "error" in answer
            sys.stdout.write(f"{json.dumps(answer, ensure_ascii=False)}\n")
    raise typer.Exit(BAD_LINES if bad else 0)
