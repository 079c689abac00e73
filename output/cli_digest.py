"""Commands of the digest: look at it, send it, see how the mails fared."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from output.context import Context
from output.digest import html, text
from output.night import PARTLY, locked
from output.outbox import SendReport, mails, send_pending
from output.outbox import retry as put_back
from output.picture import draw_all
from output.post import new_digests, post_digests, transport
from pipeline.database import open_database


def register(app: typer.Typer) -> None:
    """Add the commands."""
    digest = typer.Typer(help="The digest mails.", no_args_is_help=True)
    digest.command()(preview)
    digest.command()(send)
    digest.command("status")(digest_status)
    digest.command("retry")(digest_retry)
    app.add_typer(digest, name="digest")


def preview(
    context: typer.Context,
    html_file: Annotated[Path | None, typer.Option("--html", help="Schrijf ook de HTML-versie in dit bestand.")] = None,
    as_new: Annotated[
        bool, typer.Option("--als-nieuw", help="Alles, zoals voor iemand die nog nooit een mail kreeg.")
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="MAP", help="Teken de eerste mail in deze map: light.png, dark.png en phone.png."),
    ] = None,
) -> None:
    """Toon de mail zoals die nu zou gaan, zonder iets te versturen of te onthouden."""
    session: Context = context.obj
    digests = list(new_digests(session.read(), session.config, session.now, as_new=as_new))
    if not digests:
        sys.stdout.write("Er is niets nieuws te melden, dus er gaat geen mail.\n")
    for subscriber, digest in digests:
        header = f"Aan: {subscriber.name} <{subscriber.address}>\nOnderwerp: {digest.subject}"
        sys.stdout.write(f"{header}\n\n{text(digest)}\n")
        if html_file is not None:
            html_file.write_text(html(digest), encoding="utf-8")
    if picture is not None and digests:
        draw_all(html(digests[0][1]), picture)


def send(context: typer.Context) -> None:
    """Maak de mails die nodig zijn en verstuur alles wat klaarstaat."""
    session: Context = context.obj
    session.read().close()  # a missing database is told before anything is made
    with locked(session.config):
        _report(post_digests(open_database(session.database_path), session.config, session.now))


def digest_status(context: typer.Context) -> None:
    """Show the outbox."""
    session: Context = context.obj
    for mail in mails(session.read()):
        trouble = f"  {mail.last_error}" if mail.last_error else ""
        sys.stdout.write(f"{mail.id:>4}  {mail.period}  {mail.state:<8} {mail.subscriber}  {mail.subject}{trouble}\n")


def digest_retry(context: typer.Context, number: Annotated[int, typer.Argument(help="Number of the mail.")]) -> None:
    """Send one mail again, with the same Message-ID; for a mail of which the end is unknown."""
    session: Context = context.obj
    session.read().close()
    with locked(session.config):
        database = open_database(session.database_path)
        put_back(database, number)
        _report(send_pending(database, transport(session.config), session.now))


def _report(report: SendReport) -> None:
    for trouble in (*report.postponed, *report.failed, *report.unknown):
        sys.stderr.write(f"kansenradar: mail {trouble.id}: {trouble.reason}\n")
    if sys.stdout.isatty() and report.sent:
        sys.stdout.write(f"Verstuurd: {len(report.sent)}\n")
    raise typer.Exit(PARTLY if report.postponed or report.failed or report.unknown else 0)
