-- Stored windows that were over when they were computed, to be computed again and compared
-- grain: one row per tenant, grain and local day, week or month
-- parameters: tenant_ids, timezones, granularity, from_date (null: all), to_date (null: all), sample (null: all)
-- reads: kpi_ledger, kpi_coverage
-- why: what is not good is to be computed again anyhow, and hours are read by their day
{%- macro day_start(days) -%}
kpi_day_start((ledger.period_start at time zone tenants.timezone)::date + {{ days }}, tenants.timezone)
{%- endmacro %}
select
    stored.tenant_id,
    stored.timezone,
    stored.day_start,
    stored.day_end
from (
    select distinct
        tenants.tenant_id,
        tenants.timezone,
        case ledger.granularity
            when 'hour' then {{ day_start('0') }}
            else ledger.period_start
        end as day_start,
        case ledger.granularity
            when 'hour' then {{ day_start('1') }}
            else ledger.period_end
        end as day_end
    from unnest(
        {{ param('tenant_ids') }}::text[], {{ param('timezones') }}::text[]
    ) as tenants (tenant_id, timezone)
    inner join kpi_ledger as ledger on tenants.tenant_id = ledger.tenant_id
    inner join kpi_coverage as coverage
        on ledger.tenant_id = coverage.tenant_id
        and ledger.granularity = coverage.granularity
        and coverage.good @> tstzrange(ledger.period_start, ledger.period_end)
    where
        ledger.granularity = {{ param('granularity') }}::text
        and ledger.period_end <= ledger.as_of
        and (
            {{ param('from_date') }}::date is null
            or ledger.period_end > kpi_day_start({{ param('from_date') }}::date, tenants.timezone)
        )
        and (
            {{ param('to_date') }}::date is null
            or ledger.period_start < kpi_day_start({{ param('to_date') }}::date + 1, tenants.timezone)
        )
        and ledger.period_start = case ledger.granularity
            when 'hour' then ledger.period_start
            else {{ day_start('0') }}
        end
) as stored
order by
    case when {{ param('sample') }}::integer is null then 0 else random() end,
    stored.day_start desc,
    stored.tenant_id
limit {{ param('sample') }}::integer
