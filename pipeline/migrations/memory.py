"""What the crawl remembers of its sources from night to night."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.migrations.tables import migrations, run
from pipeline.views import COVERAGE


@migrations()
def m012_memory(db: Database) -> None:
    """What the crawl remembers of its sources from night to night."""
    run(
        db,
        "drop view coverage",  # first: columns cannot be added under it
        """create table source_runs (
            run_id integer not null references runs(id),
            source_id text not null references sources(id),
            is_full integer not null,
            first_day text not null, last_day text not null,
            is_complete integer not null,
            primary key (run_id, source_id)
        ) strict""",
        """create table remembered_listings (
            url text primary key,
            source_id text not null references sources(id),
            list_name text not null,
            fingerprint text not null,
            document_keys text not null
        ) strict""",
        """create table cursors (
            source_id text primary key references sources(id),
            value text not null
        ) strict""",
        "alter table sources add column bestuurslaag text not null default 'gemeente'",
        "alter table documents add column not_seen_since text",
        "alter table listings add column expected_low integer",
        "alter table listings add column expected_high integer",
        COVERAGE,
    )
