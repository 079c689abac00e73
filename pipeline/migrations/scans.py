"""What character recognition needs: pages that wait for it, and the words it found."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.migrations.tables import migrations, run


@migrations()
def m013_scans(db: Database) -> None:
    """Recognising a page takes seconds, so its words are kept whatever becomes of the rest of the reading."""
    run(
        db,
        "alter table pages add column confidence real",
        "alter table contents add column for_ocr text not null default '[]'",
        "alter table contents add column ocr_with text",
        """create table scanned_pages (
            sha256 text not null references contents(sha256),
            number integer not null,
            engine text not null,
            words text not null,
            problem text not null default '',
            primary key (sha256, number, engine)
        ) strict""",
        """create view waiting_scans as
            select c.sha256, p.value as number from contents c, json_each(c.for_ocr) p where c.ocr_with is null""",
    )
