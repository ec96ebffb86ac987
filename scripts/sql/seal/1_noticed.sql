-- Notice that somebody has deleted old rows of a source: the oldest one is gone
-- grain: one row per source
-- reads: kpi_retention, kpi_seal, kpi_rollup, kpi_source_tenants, kpi_source_message_log, kpi_source_job_log
-- writes: kpi_retention
-- why: after the windows have been computed, so that what they have missed is noticed. Retention deletes by age, of all
--      salons: one row that is deleted by hand is no retention, nor is one salon's data, nor is an empty table. At
--      first sight, what has been counted of days before the oldest row tells that they had rows
{%- import 'scripts/sql/_seals.sql' as seals %}
insert into kpi_retention (source, oldest_tenant_id, oldest_row_at, deleted)
select
    found.source,
    found.tenant_id as oldest_tenant_id,
    found.created_at as oldest_row_at,
    case
        when found.created_at > coalesce(found.known_row_at, found.counted_from)
            then tstzmultirange(tstzrange(coalesce(found.known_row_at, found.counted_from), found.created_at))
        else '{}'
    end as deleted
from (
    {%- for source in seals.sources %}
    select
        '{{ source }}' as source,
        watched.oldest_row_at as known_row_at,
        case
            when watched.oldest_row_at is null then (
                select min(published.period_start)
                from kpi_rollup as published
                where
                    published.granularity = 'day'
                    and published.period_end <= oldest.created_at
                    and published.counters_json ?| array[
                        {%- for family in families if source in family.retained and not family.reaches_back %}
                        {%- for counter in family.counters %}'{{ counter.name }}'{{ ', ' if not loop.last }}{% endfor %}
                        {%- endfor -%}
                    ]
            )
        end as counted_from,
        oldest.tenant_id,
        oldest.created_at
    from (
        select max(known.oldest_tenant_id) as oldest_tenant_id, max(known.oldest_row_at) as oldest_row_at
        from kpi_retention as known
        where known.source = '{{ source }}'
    ) as watched
    cross join lateral (
        {{ seals.oldest_row(source) }}
    ) as oldest
    where (exists (
        select from kpi_source_{{ source }} as source_rows
        where source_rows.tenant_id = watched.oldest_tenant_id and source_rows.created_at = watched.oldest_row_at
    )) is not true
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
) as found
where found.known_row_at is null or found.created_at >= found.known_row_at + interval '1 hour'
on conflict (source) do update
    set
        oldest_tenant_id = excluded.oldest_tenant_id,
        oldest_row_at = excluded.oldest_row_at,
        deleted = kpi_retention.deleted + excluded.deleted
