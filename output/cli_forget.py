"""The command that removes a document."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from output.context import Context
from output.forgetting import forget_mails
from output.night import locked
from output.post import transport
from pipeline.database import open_database, utc
from pipeline.forgetting import find_document, wipe
from pipeline.forgetting import forget as forget_document
from pipeline.originals import Originals


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(forget)


def forget(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="Key, address or opportunity id of the document.")],
) -> None:
    """Remove a document everywhere: text, search, opportunities, original and mails. It is not fetched again.

    Backups and mails that were delivered are not reached.
    """
    session: Context = context.obj
    session.read().close()
    with locked(session.config), closing(open_database(session.database_path)) as database:
        found = find_document(database, document)
        mails = forget_mails(database, transport(session.config), found)
        forget_document(database, Originals(session.config.originals), found, utc(session.now))
        wipe(database)
    sys.stdout.write(
        f"Forgotten: {len(found.keys)} documents, {len(found.contents)} files,"
        f" {len(found.opportunities)} opportunities, text of {mails} mails.\n"
    )
    for key in found.related:
        sys.stdout.write(f"Of the same matter, still held: {key}\n")
