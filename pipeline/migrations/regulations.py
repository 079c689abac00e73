"""What a regulation rests on and what it changes."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.migrations.tables import migrations, run


@migrations()
def m015_regulations(db: Database) -> None:
    """Facts of the CVDR that later tie papers to one matter."""
    run(
        db,
        "alter table documents add column legal_basis text not null default ''",
        "alter table documents add column amends text not null default ''",
    )
