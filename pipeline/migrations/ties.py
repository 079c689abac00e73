"""What ties papers to one matter, and what an earlier version said."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.migrations.tables import migrations, run


@migrations()
def m017_ties(db: Database) -> None:
    """Ties are made once per content; sketches are JSON lists."""
    run(
        db,
        "alter table documents add column tied_with text",
        """create table document_ties (
            document_key text not null references documents(key),
            kind text not null check (kind in ('case', 'mention', 'band')),
            tie text not null,
            primary key (document_key, kind, tie)
        ) strict""",
        "create index document_ties_by_tie on document_ties(tie, kind)",
        """create table sketches (
            document_key text primary key references documents(key),
            text text not null, passage text not null, numbers text not null
        ) strict""",
    )
    columns = ", ".join(row["name"] for row in db.query("select name from pragma_table_info('findings')"))
    run(
        db,
        f"create table earlier_findings as select {columns} from findings where 0",  # noqa: S608  (names from the schema)
        "create unique index earlier_findings_by_document on earlier_findings(document_key)",
    )


@migrations()
def m017_forgotten(db: Database) -> None:
    """Documents that were removed on request: their keys and bytes are never fetched or kept again."""
    run(
        db,
        "create table forgotten_documents (document_key text primary key, at text not null) strict",
        "create table forgotten_contents (sha256 text primary key, at text not null) strict",
    )


@migrations()
def m018_turns(db: Database) -> None:
    """A weekly or monthly digest has its turn once, also when there was nothing to tell."""
    run(db, "create table digest_turns (subscriber text primary key, day text not null) strict")


@migrations()
def m019_back_off(db: Database) -> None:
    """A mail that was refused for now is not offered again at once."""
    run(db, "alter table outbox add column next_try text not null default ''")
