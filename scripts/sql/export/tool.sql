-- The tool itself: its version, when it told all this, and what it has not looked at
-- grain: one row per sample
-- parameters: version, as_of, tenant_ids, unknown_zones (how many salons have one)
-- reads: kpi_mark, kpi_watermark
select
    sample.metric,
    'gauge' as type,
    sample.help,
    sample.labels,
    sample.value
from (
    values
    (
        'kpi_tool_build_info',
        'Always 1; the version of kpi-tool.',
        jsonb_build_object('version', {{ param('version') }}::text),
        1::double precision
    ),
    (
        'kpi_tool_export_timestamp_seconds',
        'When these figures were told.',
        '{}',
        extract(epoch from {{ param('as_of') }}::timestamptz)
    ),
    (
        'kpi_tool_tenants',
        'Active tenants with a known time zone.',
        '{}',
        cardinality({{ param('tenant_ids') }}::text[])
    ),
    (
        'kpi_tool_unknown_zone_tenants',
        'Active tenants whose time zone the server does not know: nothing of them is computed.',
        '{}',
        {{ param('unknown_zones') }}::integer
    ),
    (
        'kpi_tool_pending_marks',
        'Changes that triggers have marked and no run has looked at.',
        '{}',
        (select count(*) from kpi_mark)
    ),
    (
        'kpi_tool_changes_seen_timestamp_seconds',
        'Up to when runs have looked for changed rows of the sources.',
        '{}',
        (select extract(epoch from w.seen_until) from kpi_watermark as w)
    )
) as sample (metric, help, labels, value)
where sample.value is not null
