"""The first migrations.

Tables of *content* (documents, contents, opportunities …) change only when a source changes; those of the *run log*
(runs, ledger_entries, listings, issues) get rows every night.
JSON columns hold lists; moments are UTC ISO strings; dates are ISO days; amounts are whole euros."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from pipeline.views import COVERAGE, LEDGER, MATCHES

migrations = Migrations("kansenradar")


def run(db: Database, *statements: str) -> None:
    """Execute statements one after the other."""
    for statement in statements:
        db.execute(statement)


@migrations(transactional=False)
def m001_wal(db: Database) -> None:
    """Readers go on while the night writes."""
    db.enable_wal()


@migrations()
def m002_runs(db: Database) -> None:
    """The run log."""
    run(
        db,
        """create table runs (
            id integer primary key,
            started text not null,
            now text not null,
            finished text,
            step text not null default 'crawl',
            exit_code integer,
            summary text not null default '{}'
        ) strict""",
        """create table municipalities (
            code text primary key, name text not null, province text not null,
            stale integer not null default 0
        ) strict""",
        """create table sources (
            id text primary key,
            gemeentecode text not null references municipalities(code),
            system text not null,
            key text not null
        ) strict""",
        """create table ledger_entries (
            run_id integer not null references runs(id),
            url text not null,
            source_id text not null references sources(id),
            kind text not null check (kind in ('listing', 'document')),
            document_key text,
            state text check (state in ('stored', 'unchanged', 'refused', 'failed', 'retry_later', 'gone')),
            reason text,
            http_status integer,
            discovered_at text not null,
            ended_at text,
            primary key (run_id, url),
            check ((state is null) = (reason is null))
        ) strict""",
        "create index ledger_by_url on ledger_entries(url, run_id)",
        "create index ledger_by_document on ledger_entries(document_key, run_id)",
    )


@migrations()
def m003_alarms(db: Database) -> None:
    """What the lists say they hold, and what someone must look at."""
    run(
        db,
        """create table listings (
            run_id integer not null references runs(id),
            source_id text not null references sources(id),
            list_name text not null,
            listed integer not null,
            primary key (run_id, source_id, list_name)
        ) strict""",
        """create table issues (
            id integer primary key,
            run_id integer not null references runs(id),
            source_id text not null references sources(id),
            kind text not null,
            message text not null,
            url text not null default '',
            unique (run_id, source_id, kind, message, url)
        ) strict""",
    )


@migrations()
def m004_events(db: Database) -> None:
    """Meetings and their agendas."""
    run(
        db,
        """create table events (
            key text primary key,
            source_id text not null references sources(id),
            title text not null, body text not null, date text not null, url text not null,
            last_modified text not null
        ) strict""",
        """create table agenda_items (
            key text primary key,
            event_key text not null references events(key),
            parent_key text,
            position integer not null, number text not null, title text not null
        ) strict""",
    )


@migrations()
def m005_documents(db: Database) -> None:
    """What the sources list, and where."""
    run(
        db,
        """create table documents (
            key text primary key,
            source_id text not null references sources(id),
            title text not null, genre text not null, bestuurslaag text not null,
            url text not null, page_url text not null,
            published text not null,
            revision text not null,
            withdrawn integer not null default 0,
            valid_from text, valid_until text,
            first_seen text not null,
            changed_at text not null,
            processed_with text
        ) strict""",
        "create index documents_by_source on documents(source_id)",
        """create table document_references (
            document_key text not null references documents(key),
            reference text not null,
            primary key (document_key, reference)
        ) strict""",
        """create table appearances (
            document_key text not null references documents(key),
            place text not null,
            source_id text not null references sources(id),
            list_name text not null,
            event_key text references events(key),
            agenda_item_key text references agenda_items(key),
            primary key (document_key, place)
        ) strict""",
    )


@migrations()
def m006_versions(db: Database) -> None:
    """The bytes behind the documents."""
    run(
        db,
        """create table contents (
            sha256 text primary key,
            size integer not null,
            media_type text not null,
            state text check (state in ('ok', 'partial', 'no_text', 'needs_ocr', 'encrypted', 'broken',
                                        'too_large', 'timeout', 'out_of_memory', 'unsupported')),
            reason text,
            engine text,
            page_count integer,
            read_with text,
            tagged_with text
        ) strict""",
        """create table versions (
            document_key text not null references documents(key),
            number integer not null,
            sha256 text not null references contents(sha256),
            revision text not null, etag text not null, last_modified text not null,
            fetched_at text not null,
            primary key (document_key, number)
        ) strict""",
        "create index versions_by_content on versions(sha256)",
        """create view current_versions as
            select * from versions v
            where number = (select max(number) from versions w where w.document_key = v.document_key)""",
    )


@migrations()
def m007_text(db: Database) -> None:
    """Pages, passages and their tags, per content: the same bytes are read once."""
    run(
        db,
        """create table pages (
            sha256 text not null references contents(sha256),
            number integer not null, method text not null, text text not null,
            primary key (sha256, number)
        ) strict""",
        """create table passages (
            id integer primary key,
            sha256 text not null references contents(sha256),
            position integer not null, page integer not null,
            text text not null, heading text not null, structure text not null,
            boxes text not null, offsets text not null,
            unique (sha256, position)
        ) strict""",
        """create table tags (
            passage_id integer not null references passages(id) on delete cascade,
            domain text not null, score real not null,
            primary key (passage_id, domain)
        ) strict""",
        """create table signals (
            passage_id integer not null references passages(id) on delete cascade,
            type text not null, state text not null, score real not null,
            primary key (passage_id, type)
        ) strict""",
    )
    db.table("passages").enable_fts(["heading", "text"], create_triggers=True, tokenize="unicode61 remove_diacritics 2")


@migrations()
def m008_opportunities(db: Database) -> None:
    """What was found in each document, and the matter (dossier) it belongs to."""
    fields = """
            type text not null check (type in ('funding', 'alignment', 'threat')),
            state text not null,
            page integer not null, quote text not null, rects text not null,
            domains text not null, themes text not null, groups text not null,
            amount_eur integer, amount_kind text, max_per_application_eur integer,
            deadline text, deadline_kind text, decision_date text,
            stage text, holder text, roles text not null, perspectives text not null,
            strength real not null, opening text not null, applicants text not null,
            list_only integer not null,
            evidence text not null, explanation text not null
    """
    run(
        db,
        f"""create table findings (
            document_key text primary key references documents(key),
            sha256 text not null references contents(sha256),
            {fields}
        ) strict""",
        """create table opportunities (
            id text primary key,
            gemeentecode text not null references municipalities(code),
            first_document_key text not null unique references documents(key),
            document_key text not null references documents(key),
            score integer not null default 0, band text not null default 'laag', reasons text not null default '[]',
            closed text,
            first_seen text not null, changed_at text not null,
            changes text not null default '[]',
            facts text not null
        ) strict""",
        """create table dossier_documents (
            dossier text not null,
            document_key text primary key references documents(key)
        ) strict""",
        "create index dossier_documents_by_dossier on dossier_documents(dossier)",
    )


@migrations()
def m009_marks(db: Database) -> None:
    """What people did with an opportunity."""
    run(
        db,
        """create table marks (
            id integer primary key,
            opportunity_id text not null references opportunities(id),
            status text not null, note text not null, by text not null, at text not null
        ) strict""",
    )


@migrations()
def m010_outbox(db: Database) -> None:
    """Mails to be sent, and which opportunity went to whom in which state."""
    run(
        db,
        """create table outbox (
            id integer primary key,
            subscriber text not null,
            period text not null,
            message_id text not null unique,
            subject text not null,
            message text not null,
            state text not null check (state in ('pending', 'sending', 'sent', 'failed')),
            attempts integer not null default 0,
            last_error text not null default '',
            created_at text not null, sent_at text,
            unique (subscriber, period)
        ) strict""",
        """create table deliveries (
            subscriber text not null,
            opportunity_id text not null references opportunities(id),
            facts text not null,
            outbox_id integer not null references outbox(id),
            primary key (subscriber, opportunity_id, facts)
        ) strict""",
    )


@migrations()
def m011_views(db: Database) -> None:
    """The stable views: the query interface for people and other tools."""
    run(db, MATCHES, COVERAGE, LEDGER)
