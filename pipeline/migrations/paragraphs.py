"""Where text stands in formats without pages."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.migrations.tables import migrations, run
from pipeline.views import MATCHES


@migrations()
def m016_paragraphs(db: Database) -> None:
    """The number of the paragraph, beside the heading path."""
    run(
        db,
        "drop view matches",  # first: columns cannot be added under it
        "alter table passages add column paragraph integer",
        "alter table findings add column paragraph integer",
        MATCHES,
    )
