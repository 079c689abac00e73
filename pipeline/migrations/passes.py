"""What reading in two passes needs: the gate that chose the pages, and search in every page."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.migrations.tables import migrations, run


@migrations()
def m014_passes(db: Database) -> None:
    """Pages below the gate give no passages, so that search goes by pages."""
    run(db, "alter table contents add column gated_with text")
    db.table("passages").disable_fts()
    db.table("pages").enable_fts(["text"], create_triggers=True, tokenize="unicode61 remove_diacritics 2")
    db.table("pages").populate_fts(["text"])
