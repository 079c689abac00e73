"""The schema, as append-only migrations.

Tables of *content* (documents, contents, passages, opportunities …) change only when a source changes.
Tables of the *run log* (runs, ledger_entries, listings, issues) get rows every night.
JSON columns hold lists; moments are UTC ISO strings; dates are ISO days; amounts are whole euros.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("kansenradar")


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)


@migrations(transactional=False)
def m001_wal(db: Database) -> None:
    """Readers go on while the night writes."""
    db.enable_wal()


@migrations()
def m002_runs(db: Database) -> None:
    """The run log."""
    _run(
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
def m003_documents(db: Database) -> None:
    """What the sources list, and the bytes behind it."""
    _run(
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
def m004_text(db: Database) -> None:
    """Pages, passages and their tags, per content: the same bytes are read once."""
    _run(
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
def m005_opportunities(db: Database) -> None:
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
    _run(
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
        """create table marks (
            id integer primary key,
            opportunity_id text not null references opportunities(id),
            status text not null, note text not null, by text not null, at text not null
        ) strict""",
    )


@migrations()
def m006_outbox(db: Database) -> None:
    """Mails to be sent, and which opportunity went to whom in which state."""
    _run(
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
def m007_views(db: Database) -> None:
    """The stable views: the query interface for people and other tools."""
    _run(
        db,
        """create view matches as
            select o.id, o.id as dossier, o.gemeentecode, m.name as gemeente, d.bestuurslaag,
                f.type, f.state, d.genre, d.title, d.page_url as document_url, f.page, f.quote, f.rects,
                f.domains, f.themes, f.groups,
                f.amount_eur, f.amount_kind, f.max_per_application_eur,
                f.deadline, f.deadline_kind, f.decision_date, f.stage, f.holder, f.roles, f.perspectives,
                o.score, o.band, o.reasons, o.first_seen, o.changed_at,
                coalesce((select status from marks where opportunity_id = o.id order by marks.id desc limit 1),
                         'nieuw') as status
            from opportunities o
            join findings f on f.document_key = o.document_key
            join documents d on d.key = o.document_key
            join municipalities m on m.code = o.gemeentecode
            where o.closed is null""",
        """create view coverage as
            with last_listing as (
                select source_id, list_name, max(run_id) as run_id from listings group by source_id, list_name
            ), outcomes as (
                select a.source_id, a.list_name, e.run_id,
                    count(distinct iif(e.state in ('stored', 'unchanged'), e.document_key, null)) as held,
                    count(distinct iif(e.state in ('failed', 'retry_later'), e.document_key, null)) as missed
                from appearances a join ledger_entries e on e.document_key = a.document_key
                group by a.source_id, a.list_name, e.run_id
            ), expected as (
                select source_id, list_name, min(listed) as low, max(listed) as high
                from listings group by source_id, list_name
            ), news as (
                select a.source_id, a.list_name, max(d.first_seen) as last_new
                from appearances a join documents d on d.key = a.document_key
                group by a.source_id, a.list_name
            )
            select l.source_id, s.gemeentecode, s.system, l.list_name, l.listed,
                coalesce(o.held, 0) as held,
                iif(l.listed = 0, 1.0, round(1.0 * coalesce(o.held, 0) / l.listed, 3)) as ratio,
                e.low as expected_low, e.high as expected_high,
                r.now as last_success, n.last_new,
                case when l.run_id < (select max(id) from runs) then 'not_listed_last_run'
                     when coalesce(o.missed, 0) > 0 then 'incomplete' else 'complete' end as state
            from last_listing x
            join listings l using (source_id, list_name, run_id)
            join expected e using (source_id, list_name)
            join sources s on s.id = l.source_id
            join runs r on r.id = l.run_id
            left join outcomes o using (source_id, list_name, run_id)
            left join news n using (source_id, list_name)""",
        """create view ledger as
            select * from ledger_entries l
            where run_id = (select max(run_id) from ledger_entries k where k.url = l.url)""",
    )
