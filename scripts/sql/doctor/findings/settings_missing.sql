-- Active tenants whose settings leave something to a default, or to nothing
-- grain: one row per kind of gap
-- reads: kpi_tenant, kpi_tenant_settings, kpi_opening_hours
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
with gaps as (
    select t.tenant_id, 'settings' as gap
    from kpi_tenant as t
    where
        t.is_active
        and not exists (
            select from kpi_tenant_settings as s
            where s.tenant_id = t.tenant_id and s.timezone is not null
        )
    union all
    select t.tenant_id, 'currency' as gap
    from kpi_tenant as t
    where t.is_active and t.currency is null
    union all
    select t.tenant_id, 'chairs' as gap
    from kpi_tenant as t
    where
        t.is_active
        and (
            t.chairs is null
            or not exists (
                select from kpi_opening_hours as h
                where h.tenant_id = t.tenant_id
            )
        )
    union all
    select t.tenant_id, 'zone' as gap
    from kpi_tenant as t
    where t.is_active and not kpi_is_timezone(t.timezone)
)

select
    case gaps.gap when 'zone' then 'fail' when 'settings' then 'warn' else 'info' end as severity,
    'tenants ' || format(
        case gaps.gap
            when 'zone' then 'in a time zone that this server does not know, and so not rolled up: %s'
            when 'settings' then 'without a time zone, so that their days are those of UTC: %s'
            when 'currency' then 'without a currency, so that amounts of any are added up: %s'
            else 'without chairs or opening hours, so that there is no capacityUtilizationRate: %s'
        end,
        {{ recent.examples('gaps.tenant_id') }}
    ) as said,
    case gaps.gap
        when 'zone' then 'kpi-tool tenant set TENANT --timezone ...'
        when 'settings' then 'kpi-tool tenant set TENANT --timezone ...'
        when 'currency' then 'kpi-tool tenant set TENANT --currency ...'
        else 'kpi-tool tenant set TENANT --chairs ..., and write kpi_opening_hours'
    end as remedy
from gaps
group by gaps.gap
order by gaps.gap
