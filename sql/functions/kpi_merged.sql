-- The counters of several windows as those of one
-- object: function kpi_merged(jsonb[])
-- why: most windows are one stored row, which need not be taken apart
{%- import 'scripts/sql/_rollup.sql' as rollup %}
create or replace function kpi_merged(counters jsonb[]) returns jsonb
language sql immutable parallel safe
as $$
    select case
        when cardinality(counters) = 1 then counters[1]
        else (
            select coalesce(jsonb_object_agg(merged.key, merged.value), '{}')
            from (
                select
                    entry.key,
                    {{ rollup.merged('entry.key', 'entry.value::numeric') }} as value
                from unnest(counters) as part (counters)
                cross join lateral jsonb_each(part.counters) as entry (key, value)
                group by entry.key
            ) as merged
        )
    end
$$;

comment on function kpi_merged(jsonb[]) is
    'counters_json of several windows merged: sums, but maxima of keys whose part before the first | ends in _max';
