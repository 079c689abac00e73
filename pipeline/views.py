"""The stable views: the query interface for people and other tools.

A released view changes only by a migration that drops it and creates it anew.
"""

MATCHES = """
create view matches as
    select o.id, o.id as dossier, o.gemeentecode, m.name as gemeente, d.bestuurslaag,
        f.type, f.state, d.genre, d.title, d.page_url as document_url, f.page, f.quote, f.rects,
        f.domains, f.themes, f.groups,
        f.amount_eur, f.amount_kind, f.max_per_application_eur,
        f.deadline, f.deadline_kind, f.decision_date, f.stage, f.holder, f.roles, f.perspectives,
        o.score, o.band, o.reasons, o.first_seen, o.changed_at,
        coalesce((select status from marks where opportunity_id = o.id order by marks.id desc limit 1),
                 'nieuw') as status,
        f.paragraph
    from opportunities o
    join findings f on f.document_key = o.document_key
    join documents d on d.key = o.document_key
    join municipalities m on m.code = o.gemeentecode
    where o.closed is null
"""

COVERAGE = """
create view coverage as
    with last_listing as (
        select source_id, list_name, max(run_id) as run_id from listings group by source_id, list_name
    ), outcomes as (
        select a.source_id, a.list_name, e.run_id,
            count(distinct iif(e.state in ('stored', 'unchanged'), e.document_key, null)) as held,
            count(distinct iif(e.state in ('failed', 'retry_later'), e.document_key, null)) as missed
        from appearances a join ledger_entries e on e.document_key = a.document_key
        group by a.source_id, a.list_name, e.run_id
    ), news as (
        select a.source_id, a.list_name, max(d.first_seen) as last_new
        from appearances a join documents d on d.key = a.document_key
        group by a.source_id, a.list_name
    )
    select l.source_id, s.gemeentecode, s.system, l.list_name, l.listed,
        coalesce(o.held, 0) as held,
        iif(l.listed = 0, 1.0, round(1.0 * coalesce(o.held, 0) / l.listed, 3)) as ratio,
        l.expected_low, l.expected_high,
        r.now as last_success, n.last_new,
        case when l.run_id < (select max(id) from runs) then 'not_listed_last_run'
             when coalesce(o.missed, 0) > 0 then 'incomplete'
             when l.listed < l.expected_low then 'below_expected'
             else 'complete' end as state
    from last_listing x
    join listings l using (source_id, list_name, run_id)
    join sources s on s.id = l.source_id
    join runs r on r.id = l.run_id
    left join outcomes o using (source_id, list_name, run_id)
    left join news n using (source_id, list_name)
"""

LEDGER = """
create view ledger as
    select * from ledger_entries l
    where run_id = (select max(run_id) from ledger_entries k where k.url = l.url)
"""
